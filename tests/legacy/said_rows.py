"""Every row of every table as JSON, ids and times left out: `python -m tests.legacy.said_rows`.

A foreign key is resolved to what tells its row from all others; so two databases print the same
if they say the same.
"""

import json
import os
from typing import Any

# Places in the search are made of ids.
NAMED_BY_IDS = {"events.SearchEntry", "events.SearchText"}


def said() -> dict[str, list]:
    """The rows by table, sorted."""
    from django.apps import apps

    return {
        model._meta.label: sorted((row_of(row) for row in rows(model)), key=json.dumps)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in NAMED_BY_IDS
    }


def rows(model: type) -> Any:
    """All rows with those they hang on; but the site's generation is drawn by chance."""
    keys = [field.name for field in model._meta.concrete_fields if field.remote_field]
    found = model._base_manager.select_related(*keys)
    return found.exclude(pk="generation") if model._meta.label == "events.Tally" else found


def row_of(row: Any) -> list:
    """The columns of a row by name."""
    return [
        [field.name, value_of(getattr(row, field.name))]
        for field in row._meta.concrete_fields
        if (
            not (field.primary_key and field.get_internal_type() == "BigAutoField")
            and field.get_internal_type() != "DateTimeField"
        )
        or field.name in {"publish_at", "at"}
    ]


def value_of(value: Any) -> Any:
    from django.db.models import Model

    if isinstance(value, Model):
        return [value._meta.label, *map(str, natural_key(value))]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, int | str | dict | list | None) else str(value)


def natural_key(row: Any) -> list:
    """What tells a row from all others of its table."""
    keys = {
        "Event": ("date", "slug"),
        "Entity": ("name",),
        "Source": ("name",),
        "EventFile": ("path",),
        "ListPage": ("path",),
        "Page": ("path",),
        "Picture": ("digest", "copied_from"),
        "ImportRun": ("path", "options", "outcome", "events"),
        "ContentType": ("app_label", "model"),
        "Group": ("name",),
        "Permission": ("codename", "content_type_id"),
    }
    return [getattr(row, name) for name in keys[type(row).__name__]]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    print(json.dumps(said()))

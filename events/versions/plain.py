"""Rows as JSON has them, and back."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Model


def plain(value: Any) -> Any:
    """Return a value as JSON has it: dates and times in words, times in UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def to_python(model: type[Model], name: str, value: Any) -> Any:
    """Return the value of a model's field (or of its column) that `plain()` was made of."""
    field = model._meta.get_field(name)
    return value if value is None or field.is_relation else field.to_python(value)


def put_back(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows (plain values by column, with ids); those that clash with others are left out.

    They keep the times they were made at.
    """
    values = [{name: to_python(model, name, value) for name, value in row.items()} for row in rows]
    made = [model(**row) for row in values]
    model._base_manager.bulk_create(made, ignore_conflicts=True)
    times = [field.name for field in model._meta.fields if getattr(field, "auto_now_add", False)]
    if times:
        model._base_manager.bulk_update([model(**row) for row in values], times)

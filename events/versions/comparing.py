"""What differs between two versions of an event, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from events.changes import ADDED, KEPT, REMOVED, Part, difference
from events.models import Citation, Event, Placement, Version

from .contents import CITATION_FIELDS, FIELDS, PLACEMENT_FIELDS

# By name, the model whose rows a field names by their ids.
NAMED = {"lead": "entity", "source": "source", "other": "event"}
# What no editor sets.
SILENT = {"id", "editor", "created_at", "printed"}
Fields = dict[str, Any]
Names = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one field: what was kept, added and removed of its text."""

    label: str
    parts: list[Part]


def compare(old: Version, new: Version) -> list[Difference]:
    """Return what is different in `new`, field by field, in the order of the form."""
    return [*_of_fields(old, new), *_of_entities(old, new), *_of_rows(old, new)]


def changed_fields(old: Version, new: Version) -> list[str]:
    """Return the names of what differs, as people read them; for lists of versions."""
    return [
        _label(Event, name) if name in FIELDS else str(AROUND[name])
        for name in (*FIELDS, *AROUND)
        if old.content[name] != new.content[name]
    ]


AROUND = {
    "entities": _("Entities"),
    "citations": capfirst(Citation._meta.verbose_name_plural),
    "placements": capfirst(Placement._meta.verbose_name_plural),
}
ROWS = (("citations", Citation, CITATION_FIELDS), ("placements", Placement, PLACEMENT_FIELDS))


def _of_fields(old: Version, new: Version) -> Iterator[Difference]:
    for name in FIELDS:
        if old.content[name] != new.content[name]:
            texts = [_in_words(Event, name, one.content[name], one.names) for one in (old, new)]
            yield Difference(_label(Event, name), difference(*texts))


def _of_entities(old: Version, new: Version) -> Iterator[Difference]:
    before, after = (one.content["entities"] for one in (old, new))
    names = old.names["entity"] | new.names["entity"]
    parts = [
        Part(kind, names[str(pk)])
        for kind, pks in (
            (KEPT, [pk for pk in after if pk in before]),
            (REMOVED, [pk for pk in before if pk not in after]),
            (ADDED, [pk for pk in after if pk not in before]),
        )
        for pk in pks
    ]
    if before != after:
        yield Difference(str(AROUND["entities"]), _spaced(parts))


def _spaced(parts: list[Part]) -> list[Part]:
    """Return the parts with a separator before each but the first."""
    pairs = [(Part(KEPT, " · "), part) for part in parts]
    return [part for pair in pairs for part in pair][1:]


def _of_rows(old: Version, new: Version) -> Iterator[Difference]:
    for name, model, fields in ROWS:
        before, after = ({row["id"]: row for row in one.content[name]} for one in (old, new))
        shown = [field for field in fields if field not in SILENT]
        for pk in dict.fromkeys([*before, *after]):
            label = _row_label(model, list(dict.fromkeys([*before, *after])).index(pk) + 1)
            sides = [
                [_in_words(model, field, row[field], one.names) if row else "" for field in shown]
                for one, row in ((old, before.get(pk)), (new, after.get(pk)))
            ]
            for field, was, now in zip(shown, *sides, strict=True):
                if was != now:
                    yield Difference(f"{label} · {_label(model, field)}", difference(was, now))


def _row_label(model: type[Model], number: int) -> str:
    return f"{capfirst(model._meta.verbose_name)} {number}"


def _label(model: type[Model], name: str) -> str:
    return capfirst(model._meta.get_field(name).verbose_name)


def _in_words(model: type[Model], name: str, value: Any, names: Names) -> str:
    """Return a value of a version as people read it."""
    if value is None:
        return ""
    if name in NAMED:
        return names[NAMED[name]].get(str(value), str(value))
    field: Field = model._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if name == "publish_at":
        return date_format(localtime(parse_datetime(value)), "DATETIME_FORMAT")
    return str(value)

"""What editors set of events, as plain data that a database keeps as JSON."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from events.bulk import in_batches
from events.models import Citation, Entity, Event, EventEntity, Origin, Placement

from .plain import plain

FIELDS = (
    "date",
    "title",
    "slug",
    "lead",
    "lead_text",
    "description",
    "status",
    "publish_at",
    "withdrawn_reason",
    "position",
)
CITATION_FIELDS = (
    "id",
    "source",
    "position",
    "url",
    "image",
    "picture",
    "alt",
    "archived_url",
    "printed",
)
PLACEMENT_FIELDS = ("id", "other", "kind", "reason", "editor", "created_at")
BESIDE = ("entities", "citations", "placements")


@dataclass(slots=True)
class Content:
    """What an event is, and where it came from.

    fields: by name, see `Version.content`. names: by model and id, what its entities, sources and
    placed events are called. owner: the id of who wrote it, if it was written here.
    """

    fields: dict[str, Any]
    names: dict[str, dict[str, str]]
    is_imported: bool
    owner: int | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


@dataclass(slots=True)
class _Around:
    """What stands around one event."""

    entities: list[int] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    placements: list[dict[str, Any]] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"entity": {}, "source": {}, "event": {}}
    )


def contents(events: Iterable[int]) -> dict[int, Content]:
    """Return by id what these events are, those that exist; four queries for every 500 of them."""
    found: dict[int, Content] = {}
    for pks in in_batches(events):
        around: dict[int, _Around] = defaultdict(_Around)
        _read_entities(pks, around)
        _read_citations(pks, around)
        _read_placements(pks, around)
        rows = Event.objects.filter(pk__among=pks).order_by()
        for row in rows.values("pk", "lead__name", *FIELDS, *_ORIGIN):
            found[row["pk"]] = _content(row, around[row["pk"]])
    return found


def fields_at_hand(
    event: Event, entities: Iterable[Entity], rows: Mapping[str, Iterable[Model]]
) -> dict[str, Any]:
    """Return the fields that `contents()` gives of an event, from what is loaded of it already.

    rows: its citations and placements, in order, by these names; what is missing is left out.
    """
    fields = {name: plain(event.serializable_value(name)) for name in FIELDS}
    fields["entities"] = sorted(entity.pk for entity in entities)
    columns = {"citations": CITATION_FIELDS, "placements": PLACEMENT_FIELDS}
    for name, found in rows.items():
        fields[name] = [
            {column: plain(row.serializable_value(column)) for column in columns[name]}
            for row in found
        ]
    return fields


_ORIGIN = ("origin", "owner", "created_at", "updated_at")


def _content(row: dict[str, Any], around: _Around) -> Content:
    fields = {name: plain(row[name]) for name in FIELDS}
    for name in BESIDE:
        fields[name] = getattr(around, name)
    if row["lead"]:
        around.names["entity"][str(row["lead"])] = row["lead__name"]
    is_imported = row["origin"] != Origin.DESK
    owner, created_at, updated_at = row["owner"], row["created_at"], row["updated_at"]
    return Content(fields, around.names, is_imported, owner, created_at, updated_at)


def _read_entities(pks: list[int], around: dict[int, _Around]) -> None:
    rows = EventEntity.objects.filter(content_object__among=pks).order_by("tag_id")
    for event, entity, name in rows.values_list("content_object_id", "tag_id", "tag__name"):
        around[event].entities.append(entity)
        around[event].names["entity"][str(entity)] = name


def _read_citations(pks: list[int], around: dict[int, _Around]) -> None:
    rows = Citation.objects.filter(event__among=pks).order_by("position", "pk")
    for event, name, *values in rows.values_list("event_id", "source__name", *CITATION_FIELDS):
        row = dict(zip(CITATION_FIELDS, values, strict=True))
        around[event].citations.append(row)
        around[event].names["source"][str(row["source"])] = name


def _read_placements(pks: list[int], around: dict[int, _Around]) -> None:
    rows = Placement.objects.filter(event__among=pks).order_by("pk")
    columns = ("event_id", "other__date", "other__title", *PLACEMENT_FIELDS)
    for event, date, title, *values in rows.values_list(*columns):
        row = {name: plain(value) for name, value in zip(PLACEMENT_FIELDS, values, strict=True)}
        around[event].placements.append(row)
        around[event].names["event"][str(row["other"])] = f"{date.isoformat()} {title.strip()}"

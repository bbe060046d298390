"""Telling the search of names that an operation changed: events are found by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from events.models import Alias, Entity, Event, Source
from events.models.entity import tagged_with
from events.models.settling import written_in_bulk

from .images import Model, Table

NAMES = {"name", "label"}


def tell_search(tables: Mapping[Model, Table]) -> None:
    """Let events and pickers know entities and sources that are called otherwise than before.

    Call it when the rows have been written.
    """
    entities = {*_renamed(tables.get(Entity)), *_respelt(tables.get(Alias))}
    sources = {*_renamed(tables.get(Source))}
    if entities:
        events = tagged_with(entities).values_list("pk", flat=True)
        written_in_bulk(events=events, named=entities)
    if sources:
        written_in_bulk(events=Event.objects.citing(sources).values_list("pk", flat=True))


def _renamed(table: Table | None) -> Iterator[int]:
    """Yield the ids of rows that have another name."""
    if table:
        yield from (row[0] for row in table.gone + table.new)
        for alike in table.changed:
            yield from alike.ids() if alike.column in NAMES else ()


def _respelt(table: Table | None) -> Iterator[int]:
    """Yield the ids of entities that got or lost a spelling."""
    if not table:
        return
    place = table.columns.index("entity_id")
    yield from (row[place] for row in table.gone + table.new)
    kept = Alias.objects.filter(pk__in=table.ids()).values_list("entity", flat=True)
    yield from kept
    for alike in table.changed:
        if alike.column == "entity_id":
            yield alike.now
            yield from (value for value, _pks in alike.was)

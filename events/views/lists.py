"""Long lists of events in slices, newest first.

A slice begins after a cursor (the place of the last event printed before it), so that a far
slice costs no more than the first, and nothing is skipped when events are added meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from events.cursors import cursor_of, read_cursor
from events.models import Event
from events.models.querysets import EventQuerySet

SLICE = 50


@dataclass(frozen=True)
class Slice:
    """Some events of a list; `older` is the cursor of the next slice, '' if there is none."""

    events: list[Event]
    older: str
    is_first: bool


def slice_of(
    events: EventQuerySet, before: str, *, cards: bool = True, size: int | None = None
) -> Slice:
    """Return the slice of these events after the cursor `before`, with what cards print.

    cards: whether with entities and description, too; without them it costs one query. size: of
    the slice, if it is not to be `SLICE`.

    Events that carry their `day` (see `EventQuerySet.tagged`) are ordered by that.

    Raises:
        Http404: if `before` is no cursor.
    """
    size = size or SLICE
    events = after(events, before)
    rows = list((events.for_cards() if cards else events.briefly())[: size + 1])
    older = cursor_of(rows[size - 1]) if len(rows) > size else ""
    return Slice(rows[:size], older, is_first=not before)


def after(events: EventQuerySet, before: str) -> EventQuerySet:
    """Return what follows the cursor `before` in a list, all of it without one; newest first.

    Raises:
        Http404: if it is no cursor.
    """
    by_day = "day" in events.query.annotations
    events = events.order_by("-day", "position", "pk") if by_day else events.newest_first()
    return events.filter(after_cursor(before, by_day=by_day)) if before else events


def cursor_at(events: EventQuerySet, before: str, number: int) -> str:
    """Return the cursor after `number` events of a list, '' if no more follow. One query."""
    rows = after(events, before).only("date", "position")[number - 1 : number + 1]
    return cursor_of(rows[0]) if len(rows) > 1 else ""


def after_cursor(cursor: str, *, by_day: bool) -> Q:
    """Return the condition of standing after `cursor` in a list.

    Raises:
        Http404: if it is no cursor.
    """
    date, position, pk = read_cursor(cursor)
    later = Q(position__gt=position) | Q(position=position, pk__gt=pk)
    key, value = ("day", date.toordinal()) if by_day else ("date", date)
    # The first condition says nothing new, but lets a database begin at the right place.
    return Q((f"{key}__lte", value)) & (Q((f"{key}__lt", value)) | later)

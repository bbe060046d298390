"""The numbers stored with events: days of taggings, counts of entities and sources, the total."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from events.models import Entity, Event, EventEntity, Source, Status, Tally
from events.models.counts import events_counted, published, recount, recount_total
from events.models.dates import DayNumber

from .addresses import event_path

LAST_DAY = datetime.date.max.toordinal()


# --- Days of taggings


def find_days() -> Iterator[str]:
    """Yield a sentence for each tagging whose day is not its event's."""
    event = Event.objects.filter(pk=OuterRef("content_object"))
    entity = Entity.objects.filter(pk=OuterRef("tag")).order_by()
    # Joins would let SQLite begin with the entities and read everything in their order.
    rows = _wrong_days().values_list(
        Subquery(event.values_list(event_path())),
        Subquery(entity.values("name")),
        "day",
        Subquery(_asked_day()),
    )
    for path, name, stored, right in rows.iterator():
        yield f"{path} is tagged “{name}” with {_day(stored)} and should be with {_day(right)}."


def repair_days() -> int:
    """Give taggings the days of their events, which stay locked as under any door."""
    wrong = _wrong_days()
    events = Event.objects.filter(pk__in=wrong.values("content_object")).order_by("pk")
    for _locked in events.select_for_update(no_key=True).values_list("pk").iterator():
        pass
    return wrong.update(day=Subquery(_asked_day()))


def _asked_day() -> QuerySet:
    """Return, for a subquery, the day that a tagging's event asks for: no row means none."""
    counted = Event.objects.filter(pk=OuterRef("content_object"), status=Status.PUBLISHED)
    return counted.values_list(DayNumber("date"))


def _wrong_days() -> QuerySet:
    """Return the taggings with a wrong day; by a subquery alone, so that they can be updated."""
    no_day, published = IsNull(OuterRef("day"), True), Q(status=Status.PUBLISHED)
    wrong = published & (no_day | ~Q(number=OuterRef("day"))) | ~published & ~Q(no_day)
    events = Event.objects.annotate(number=DayNumber("date")).filter(pk=OuterRef("content_object"))
    return EventEntity.objects.filter(Exists(events.filter(wrong)))


def _day(number: int | None) -> str:
    """Return a stored day in words: its number, and its date if there is such a date."""
    if number is None:
        return "no day"
    if not 1 <= number <= LAST_DAY:
        return f"the day {number}"
    return f"the day {number} ({datetime.date.fromordinal(number)})"


# --- Counts of entities and sources


def _find_counts(model: type[Entity | Source]) -> Iterator[str]:
    """Yield a sentence for each row whose stored count is not the number of its events."""
    rows = _wrong_counts(model).values_list("name", "event_count", "right")
    for name, stored, right in rows.iterator():
        yield f"“{name}” is stored with {stored:,} published events and has {right:,}."


def _repair_counts(model: type[Entity | Source]) -> int:
    """Count again where it is needed. Keeps an id in memory for each such row."""
    wrong = list(_wrong_counts(model).values_list("pk", flat=True))
    recount(model, wrong)
    return len(wrong)


def _wrong_counts(model: type[Entity | Source]) -> QuerySet:
    return model.objects.annotate(right=events_counted(model)).exclude(event_count=F("right"))


find_entity_counts, repair_entity_counts = (
    partial(work, Entity) for work in (_find_counts, _repair_counts)
)
find_source_counts, repair_source_counts = (
    partial(work, Source) for work in (_find_counts, _repair_counts)
)


# --- The total


def find_total() -> Iterator[str]:
    """Yield a sentence if the stored number of published events is not theirs.

    Both are read by one statement: somebody may publish meanwhile.
    """
    counted = published().order_by().values("status").values_list(Count("status"))
    tallies = Tally.objects.filter(name=Tally.Name.PUBLISHED)
    found = tallies.values_list("number", Coalesce(Subquery(counted), 0)).first()
    if found is None and (right := published().count()):
        yield f"The number of published events is not stored; there are {right:,}."
    elif found and found[0] != found[1]:
        stored, right = found
        yield f"The number of published events is stored as {stored:,}; there are {right:,}."


def repair_total() -> int:
    """Count all published events again."""
    recount_total()
    return 1

"""The chronicle in time: how much happened when, read from what is stored.

Stored numbers count what is published but not yet due; the few such events are taken off here, so
that no number tells of them. Nothing here costs more in a larger archive, but for more days in it.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from events.addresses import make_date
from events.models import (
    Citation,
    DayCount,
    Entity,
    EntityMonth,
    Event,
    EventEntity,
    Source,
    SourceMonth,
)
from events.models.activity import month_of
from events.models.dates import DayNumber, MonthNumber, Year
from events.models.querysets import EventQuerySet

LEADING = 4
# So many more are looked at, in case some have nothing but what is not yet due.
SPARE = 4


# --- Days, months and years


def counted_days(year: int) -> dict[datetime.date, int]:
    """Return the days of a year that have public events, with how many: one query."""
    days = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    stored = DayCount.objects.filter(date__range=days)
    waiting = Event.objects.scheduled().filter(date__range=days)
    return less_waiting(stored.values_list("date", "number"), waiting.values_list("date"))


def counted_years() -> dict[int, int]:
    """Return the years that have public events, newest first, with how many: one query."""
    stored = DayCount.objects.annotate(year=Year("date")).values("year")
    waiting = Event.objects.scheduled().annotate(year=Year("date"))
    numbers = stored.annotate(sum=Sum("number")).values_list("year", "sum")
    return dict(sorted(less_waiting(numbers, waiting.values_list("year")).items(), reverse=True))


def previous_day(date: datetime.date) -> datetime.date | None:
    """Return the last day up to `date` that has public events: one query."""
    days = Event.objects.published().filter(date__lte=date).order_by("-date")
    return days.values_list("date", flat=True).first()


def next_day(date: datetime.date) -> datetime.date | None:
    """Return the first day after `date` that has public events: one query."""
    days = Event.objects.published().filter(date__gt=date).order_by("date")
    return days.values_list("date", flat=True).first()


def less_waiting(stored: QuerySet, waiting: QuerySet) -> dict[Any, int]:
    """Return {thing: number} of the pairs `stored`, less 1 for each time it is in `waiting`.

    One query. What has nothing left is not in it.
    """
    ones = waiting.order_by().annotate(one=Value(-1))
    numbers: Counter[Any] = Counter()
    for thing, number in stored.order_by().union(ones, all=True):
        numbers[thing] += number
    return {thing: number for thing, number in numbers.items() if number > 0}


def months_of(counts: Mapping[datetime.date, int]) -> dict[datetime.date, int]:
    """Return the numbers of days by the first day of their month, in order."""
    months: Counter[datetime.date] = Counter()
    for day in sorted(counts):
        months[day.replace(day=1)] += counts[day]
    return dict(months)


def first_of_month(month: int) -> datetime.date:
    """Return the first day of the month with this number (see `events.models.activity`)."""
    return datetime.date(month // 12, month % 12 + 1, 1)


def days_of_month(first: datetime.date) -> list[datetime.date]:
    """Return all days of a month."""
    _weekday, number = monthrange(first.year, first.month)
    return [first.replace(day=day) for day in range(1, number + 1)]


def leading_entities(months: Iterable[datetime.date]) -> dict[datetime.date, list[Entity]]:
    """Return the entities with most events in each month (given by its first day).

    Each entity has its `number` in that month. Two queries, however many the months.
    """
    numbers = [month_of(first.toordinal()) for first in months]
    rows = list(leading_rows(numbers))
    waiting = Counter(
        (entity, month_of(day))
        for entity, day in EventEntity.objects.filter(
            content_object__in=Event.objects.scheduled()
        ).values_list("tag", "day")
    )
    found: dict[datetime.date, list[Entity]] = {first_of_month(month): [] for month in numbers}
    for row in rows:
        if (number := row.number - waiting[row.entity_id, row.month]) > 0:
            entity = row.entity
            entity.number = number
            found[first_of_month(row.month)].append(entity)
    for entities in found.values():
        entities.sort(key=lambda entity: (-entity.number, str(entity)))
        del entities[LEADING:]
    return found


def leading_rows(months: Sequence[int]) -> QuerySet:
    """Return the rows of the entities with most events in each of these months."""
    ranked = EntityMonth.objects.order_by("-number", "entity")
    parts = [ranked.filter(month=month)[: LEADING + SPARE].values("pk") for month in months]
    # A part of a union may not be cut itself on SQLite, but what it asks for may.
    whole = [EntityMonth.objects.filter(pk__in=part).values("pk") for part in parts]
    union = whole[0].union(*whole[1:], all=True) if whole else EntityMonth.objects.none()
    names = [f"entity__{name}" for name in ("name", "label", "slug", "kind")]
    rows = EntityMonth.objects.filter(pk__in=union).select_related("entity")
    return rows.only("month", "number", *names)


# --- Activity


def activity(thing: Entity | Source) -> dict[datetime.date, int]:
    """Return the months (by their first day) in which a thing has public events, and how many.

    One query.
    """
    waiting = Event.objects.scheduled()
    if isinstance(thing, Entity):
        stored = EntityMonth.objects.filter(entity=thing)
        taggings = EventEntity.objects.filter(content_object__in=waiting, tag=thing)
        later = taggings.annotate(month=MonthNumber("day"))
    else:
        stored = SourceMonth.objects.filter(source=thing)
        cited = Citation.objects.filter(source=thing, event=OuterRef("pk"))
        later = waiting.filter(Exists(cited)).annotate(month=MonthNumber(DayNumber("date")))
    months = less_waiting(stored.values_list("month", "number"), later.values_list("month"))
    return {first_of_month(month): months[month] for month in sorted(months)}


# --- Days with their first events


@dataclass
class Day:
    """A date with public events: how many, the ids of the first of them, and these themselves."""

    date: datetime.date
    number: int
    first: list[int]
    events: list[Event] = field(default_factory=list)


def days_with_first(dates: Iterable[datetime.date], few: int) -> list[Day]:
    """Return those of these dates that have public events, newest first, `events` not yet.

    few: of so many events of each day the ids are brought. One query, with a step in the index
    of events for each of them: that a day has many more costs nothing.
    """
    public = Event.objects.published().filter(date=OuterRef("date")).order_by("position", "pk")
    places = {f"place_{n}": Subquery(public.values("pk")[n : n + 1]) for n in range(few)}
    waiting = Event.objects.scheduled().filter(date=OuterRef("date")).order_by().values("date")
    number = F("number") - Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)
    rows = DayCount.objects.filter(date__in=dates).annotate(public=number, **places)
    return [
        Day(date, public, [pk for pk in first if pk])
        for date, public, *first in rows.order_by("-date").values_list("date", "public", *places)
        if public > 0
    ]


def bring_events(days: Sequence[Day], events: EventQuerySet) -> None:
    """Give days their first events, as `events` prepares them: in what queries that takes."""
    found = events.in_bulk([pk for day in days for pk in day.first])
    for day in days:
        day.events = [found[pk] for pk in day.first if pk in found]


def events_of(days: Iterable[Day]) -> list[Event]:
    """Return the events that days have been given."""
    return [event for day in days for event in day.events]


def through_years(month: int, day: int, years: Iterable[int]) -> list[datetime.date]:
    """Return the dates of a day of the calendar in these years."""
    return [date for year in years if (date := make_date(year, month, day))]

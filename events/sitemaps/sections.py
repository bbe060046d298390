"""The events by date in sections, each small enough for a file, from the stored counts of days."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models import Max, QuerySet, Sum

from events.addresses import make_date
from events.models import DayCount, Event
from events.models.dates import DayNumber, MonthNumber

# With the longest names in the longest script, so many addresses are 33 MB: the limit is 50.
MOST = 10_000
DATES = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Section(NamedTuple):
    """Some dates with their events: "2004", "2004-08" or "2004-08-09"; when they last changed."""

    name: str
    number: int
    changed: datetime.datetime


def span(section: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last date of a section; None if it is no section of dates."""
    if not (found := DATES.fullmatch(section)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    first = make_date(year, month or 1, day or 1)
    return first and (first, (day and first) or last_of(first, whole_year=not month))


def last_of(date: datetime.date, *, whole_year: bool) -> datetime.date:
    """Return the last day of a date's month, or year."""
    month = 12 if whole_year else date.month
    return date.replace(month=month, day=monthrange(date.year, month)[1])


def dated_sections(months: list[Section]) -> Iterator[Section]:
    """Yield the sections of dates: years, but of what is too much for one file its parts."""
    for _year, group in groupby(months, key=lambda month: month.name[:4]):
        parts = list(group)
        whole = joined(parts, 4)
        if whole.number <= MOST:
            yield whole
            continue
        for part in parts:
            yield from [part] if part.number <= MOST else day_sections(part)


def month_sections() -> list[Section]:
    """Return all months that have public events, from the stored counts of days."""
    rows = months_of(public_days()).annotate(Sum("number"), Max("changed_at"))
    due = due_by_month()
    return [
        Section(first_of(month).isoformat()[:7], number, max(changed, due.get(month, changed)))
        for month, number, changed in rows.values_list("month", "number__sum", "changed_at__max")
    ]


def due_by_month() -> dict[int, datetime.datetime]:
    """Return when the last event of a month became public by its time: no change tells that."""
    scheduled = months_of(Event.objects.published().filter(publish_at__isnull=False))
    return dict(scheduled.annotate(Max("publish_at")).values_list("month", "publish_at__max"))


def day_sections(month: Section) -> list[Section]:
    """Return the days of a month as sections."""
    days = public_days().filter(date__range=span(month.name)).order_by("date")
    return [
        Section(day.date.isoformat(), day.number, max(day.changed_at, month.changed))
        for day in days
    ]


def joined(sections: list[Section], length: int) -> Section:
    """Return sections as one, with the first `length` letters of their names."""
    number = sum(section.number for section in sections)
    return Section(sections[0].name[:length], number, max(part.changed for part in sections))


def months_of(dated: QuerySet) -> QuerySet:
    """Return the months of rows with a date, in order, to be annotated."""
    return dated.values(month=MonthNumber(DayNumber("date"))).order_by("month")


def public_days() -> QuerySet[DayCount]:
    """Return the days with public events: without those that have only some to come."""
    waiting = set(Event.objects.scheduled().values_list("date", flat=True))
    seen = Event.objects.published().filter(date__in=waiting).values_list("date", flat=True)
    return DayCount.objects.exclude(date__in=waiting.difference(seen))


def first_of(month: int) -> datetime.date:
    """Return the first day of the month with this number."""
    year, number = divmod(month, 12)
    return datetime.date(year, number + 1, 1)

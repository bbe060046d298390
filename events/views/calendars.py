"""A year as twelve small calendars."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format

LEVELS = 4


@dataclass(frozen=True)
class Cell:
    """A day in a calendar: how many events, and how dark that is printed (0 to LEVELS)."""

    date: datetime.date
    count: int
    level: int


@dataclass(frozen=True)
class Month:
    """A month in a calendar; a week has None for the days of other months."""

    first: datetime.date
    count: int
    weeks: list[list[Cell | None]]


def first_weekday() -> int:
    """Return the day a week begins with here, 0 for Monday."""
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7


def weekday_names() -> list[str]:
    """Return the short names of the days of a week."""
    return [str(WEEKDAYS_ABBR[(first_weekday() + day) % 7]) for day in range(7)]


def year_calendar(year: int, counts: Mapping[datetime.date, int]) -> list[Month]:
    """Return the twelve months of a year whose days have these numbers of events."""
    most = max(counts.values())
    weeks = calendar.Calendar(first_weekday())

    def cell(month: int, day: int) -> Cell | None:
        if not day:
            return None
        date = datetime.date(year, month, day)
        count = counts.get(date, 0)
        return Cell(date, count, -(-LEVELS * count // most))

    def make_month(month: int) -> Month:
        rows = [[cell(month, day) for day in week] for week in weeks.monthdayscalendar(year, month)]
        count = sum(counts[date] for date in counts if date.month == month)
        return Month(datetime.date(year, month, 1), count, rows)

    return [make_month(month) for month in range(1, 13)]

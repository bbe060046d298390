"""A year as twelve months, a month as a calendar, years as bars."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext_noop

from events.models import Entity

LEVELS = 4
# Django's own texts (WEEKDAYS_ABBR), gathered again so that a catalogue may have them shorter.
ABBREVIATED = [
    *(gettext_noop("Mon"), gettext_noop("Tue"), gettext_noop("Wed"), gettext_noop("Thu")),
    *(gettext_noop("Fri"), gettext_noop("Sat"), gettext_noop("Sun")),
]
DAY = "M{} 0h.9v1h-.9z"


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
    weeks: list[list[Cell | None]]
    leading: Sequence[Entity] = field(default=())

    @property
    def days(self) -> list[Cell]:
        """Its days in order."""
        return [cell for week in self.weeks for cell in week if cell]

    @property
    def count(self) -> int:
        """Its number of events."""
        return sum(cell.count for cell in self.days)

    @property
    def strip(self) -> list[tuple[int, str]]:
        """Its days in a row as SVG paths, one for each level: a day is one unit wide and high."""
        shapes = [
            (
                level,
                "".join(DAY.format(cell.date.day - 1) for cell in self.days if cell.level == level),
            )
            for level in range(LEVELS + 1)
        ]
        return [(level, shape) for level, shape in shapes if shape]


@dataclass(frozen=True)
class YearBar:
    """A year, its number of events, and that in hundredths of the most that a year has."""

    first: datetime.date
    count: int
    share: int

    @property
    def y(self) -> int:
        """Where the bar begins, from above."""
        return 100 - self.share


def first_weekday() -> int:
    """Return the day a week begins with here, 0 for Monday."""
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7


def weekday_names() -> list[str]:
    """Return the short names of the days of a week."""
    return [str(WEEKDAYS_ABBR[(first_weekday() + day) % 7]) for day in range(7)]


def year_calendar(
    year: int,
    counts: Mapping[datetime.date, int],
    leading: Mapping[datetime.date, Sequence[Entity]],
) -> list[Month]:
    """Return the twelve months of a year; its days have so many events, its months these leads."""
    months = [datetime.date(year, month, 1) for month in range(1, 13)]
    most = max(counts.values())
    return [Month(first, weeks_of(first, counts, most), leading.get(first, ())) for first in months]


def month_calendar(first: datetime.date, counts: Mapping[datetime.date, int]) -> Month:
    """Return a month whose days have these numbers of events."""
    return Month(first, weeks_of(first, counts, max(counts.values(), default=1)))


def weeks_of(
    first: datetime.date, counts: Mapping[datetime.date, int], most: int
) -> list[list[Cell | None]]:
    """Return the weeks of a month; a day with `most` events is the darkest."""

    def cell(day: int) -> Cell | None:
        if not day:
            return None
        date = first.replace(day=day)
        count = counts.get(date, 0)
        return Cell(date, count, -(-LEVELS * count // most))

    weeks = calendar.Calendar(first_weekday()).monthdayscalendar(first.year, first.month)
    return [[cell(day) for day in week] for week in weeks]


def year_bars(counts: Mapping[int, int]) -> list[YearBar]:
    """Return years with these numbers of events as bars, in the order given."""
    most = max(counts.values(), default=1)
    return [
        YearBar(datetime.date(year, 1, 1), count, -(-100 * count // most))
        for year, count in counts.items()
    ]

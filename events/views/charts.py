"""How much happened when, as bars."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format

# How many months a bar stands for: the first of these that makes no more bars than MOST_BARS.
UNITS = (1, 12, 120, 1200)
MOST_BARS = {1: 36, 12: 120, 120: 120, 1200: 1200}
HEIGHT = 100
WIDTH = 10
PIXELS = 26  # the width of a bar and its gap where there is room
LEAST_HEIGHT = 2


@dataclass(frozen=True)
class Bar:
    """A stretch of time: its first and last day, how many events, where the bar stands."""

    first: datetime.date
    last: datetime.date
    label: str
    number: int
    x: int
    height: int

    def __str__(self) -> str:
        return self.label

    @property
    def y(self) -> int:
        """Where the bar begins, from above."""
        return HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    """Bars from the first to the last stretch of time that has events."""

    bars: list[Bar]

    @property
    def width(self) -> int:
        """Of all bars together; `HEIGHT` is that of the highest."""
        return WIDTH * len(self.bars)

    @property
    def pixels(self) -> int:
        """How wide it is printed where there is room."""
        return PIXELS * len(self.bars)

    @property
    def highest(self) -> Bar:
        """The first of the bars with most events."""
        return max(self.bars, key=lambda bar: bar.number)

    @property
    def filled(self) -> list[Bar]:
        """The bars that have events."""
        return [bar for bar in self.bars if bar.number]


def make_chart(months: Mapping[datetime.date, int]) -> Chart | None:
    """Return the chart of these months (by their first day); None if there are none."""
    if not months:
        return None
    numbers = {first.year * 12 + first.month - 1: months[first] for first in months}
    begin, end = min(numbers), max(numbers)
    unit = next(unit for unit in UNITS if end // unit - begin // unit < MOST_BARS[unit])
    counts: Counter[int] = Counter()
    for month, number in numbers.items():
        counts[month // unit] += number
    places = range(begin // unit, end // unit + 1)
    most = max(counts.values())
    return Chart([make_bar(place, unit, counts[place], most, places.start) for place in places])


def make_bar(place: int, unit: int, number: int, most: int, start: int) -> Bar:
    """Return the bar at a place: so many units of months after the year 0."""
    first = day_of_month(place * unit)
    last = day_of_month((place + 1) * unit) - datetime.timedelta(1)
    height = max(LEAST_HEIGHT, HEIGHT * number // most) if number else 0
    return Bar(first, last, label_of(first, last, unit), number, (place - start) * WIDTH, height)


def day_of_month(month: int) -> datetime.date:
    """Return the first day of a month, as far as the calendar goes."""
    year, rest = divmod(month, 12)
    return datetime.date(year, rest + 1, 1) if 1 <= year <= 9999 else limit_of(year)


def limit_of(year: int) -> datetime.date:
    """Return the end of the calendar beyond which a year lies."""
    return datetime.date.min if year < 1 else datetime.date.max


def label_of(first: datetime.date, last: datetime.date, unit: int) -> str:
    """Return what a bar is called."""
    if unit == 1:
        return date_format(first, "YEAR_MONTH_FORMAT")
    return f"{first.year:04d}" if unit == 12 else f"{first.year:04d}–{last.year:04d}"

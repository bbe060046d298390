"""What is stored of how much happened when: counts of days, and months of entities and sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet

from events.models import DayCount, Entity, EntityMonth, Source, SourceMonth
from events.models.activity import days_counted, months_counted, recount_days, recount_months

THINGS = {"entity": (EntityMonth, Entity), "source": (SourceMonth, Source)}


# --- Days


def find_days() -> Iterator[str]:
    """Yield a sentence for each date whose stored count is not the number of its events."""
    for date, stored, right in _different_days():
        yield f"{date} is stored with {stored:,} published events and has {right:,}."


def repair_days() -> int:
    """Count such dates again."""
    wrong = [date for date, _stored, _right in _different_days()]
    recount_days(wrong)
    return len(wrong)


def _different_days() -> Iterator[tuple[datetime.date, int, int]]:
    """Yield (date, stored number, right number) of the dates where these differ."""
    stored = DayCount.objects.values_list("date", "number")
    for (date,), *numbers in _different(stored, days_counted().values_list("date", "number")):
        yield date, *numbers


# --- Months


def find_months(kind: str) -> Iterator[str]:
    """Yield a sentence for each month of an entity or a source whose stored count is wrong."""
    wrong = list(_different_months(kind))
    names = THINGS[kind][1].objects.in_bulk([thing for (thing, _month), *_numbers in wrong])
    for (thing, month), stored, right in wrong:
        when = f"{month // 12:04d}-{month % 12 + 1:02d}"
        name, numbers = names[thing].name, f"{stored:,} events in {when}, and has {right:,}"
        yield f"“{name}” is stored with {numbers}."


def repair_months(kind: str) -> int:
    """Count the months of such entities or sources again."""
    wrong = {thing for (thing, _month), *_numbers in _different_months(kind)}
    recount_months(kind, wrong)
    return len(wrong)


def _different_months(kind: str) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Yield ((id, month), stored number, right number) where these differ."""
    stored = THINGS[kind][0].objects.values_list(f"{kind}_id", "month", "number")
    return _different(stored, months_counted(kind).values_list("thing", "month", "number"))


def _different(stored: QuerySet, counted: QuerySet) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Yield (key, stored number, right number) of the rows (key, number) that differ."""
    wrong = {row[:-1]: row[-1] for row in stored.difference(counted)}
    right = {row[:-1]: row[-1] for row in counted.difference(stored)}
    for key in sorted(wrong | right):
        yield key, wrong.get(key, 0), right.get(key, 0)


find_entity_months, repair_entity_months = (
    partial(work, "entity") for work in (find_months, repair_months)
)
find_source_months, repair_source_months = (
    partial(work, "source") for work in (find_months, repair_months)
)

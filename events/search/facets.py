"""What the events of a search share: years, entities and sources, with how many have each."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest

from events.models import Entity, Source

from .documents import ENTITY, SOURCE, day_of
from .engines.asked import Hits

# So many of a kind are named.
MOST_FACETS = 10


@dataclass(frozen=True, slots=True)
class Facet:
    """What so many of the events looked at share; `value` is what narrows a search to them."""

    label: str
    value: str
    number: int


def facets_of(hits: Hits) -> dict[str, list[Facet]]:
    """Return what the hits share, by the field that narrows a search to it. Two queries."""
    counted = Counter(hits.marks.split())
    return {
        "year": years(hits),
        "entity": things(Entity, ENTITY, counted),
        "source": things(Source, SOURCE, counted),
    }


def years(hits: Hits) -> list[Facet]:
    """Return the years with most events, the newest first."""
    by_year: Counter[int] = Counter()
    for day, number in Counter(map(day_of, hits.places)).items():
        by_year[datetime.date.fromordinal(day).year] += number
    return [
        Facet(f"{year:04d}", f"{year:04d}", number)
        for year, number in sorted(by_year.most_common(MOST_FACETS), reverse=True)
    ]


def things(
    model: type[Entity] | type[Source], sign: str, counted: Mapping[str, int]
) -> list[Facet]:
    """Return the things of one kind that most events have, by their marks. One query."""
    marks = ((number, mark) for mark, number in counted.items() if mark[0] == sign)
    numbers = {int(mark[1:]): number for number, mark in nlargest(MOST_FACETS, marks)}
    found = model._default_manager.in_bulk(numbers)
    return [
        Facet(str(found[pk]), found[pk].slug, number)
        for pk, number in numbers.items()
        if pk in found
    ]

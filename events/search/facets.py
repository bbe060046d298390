"""What the events of a search share: years, entities and sources, with how many have each."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

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


def years(hits: Hits) -> list[Facet]:
    """Return the years with most events, the newest first. No query."""
    by_year: Counter[int] = Counter()
    for day, number in Counter(map(day_of, hits.places)).items():
        by_year[datetime.date.fromordinal(day).year] += number
    return [
        Facet(f"{year:04d}", f"{year:04d}", number)
        for year, number in sorted(by_year.most_common(MOST_FACETS), reverse=True)
    ]


def entities(hits: Hits) -> list[Facet]:
    """Return the entities that most events have. One query."""
    return _things(Entity, ENTITY, hits)


def sources(hits: Hits) -> list[Facet]:
    """Return the sources that most events cite. One query."""
    return _things(Source, SOURCE, hits)


def _things(model: type[Entity] | type[Source], sign: str, hits: Hits) -> list[Facet]:
    counted = Counter(mark for mark in hits.marks.split() if mark.startswith(sign))
    numbers = {int(mark[1:]): number for mark, number in counted.most_common(MOST_FACETS)}
    things = model._default_manager.in_bulk(numbers)
    return [
        Facet(str(things[pk]), things[pk].slug, number)
        for pk, number in numbers.items()
        if pk in things
    ]

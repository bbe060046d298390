"""What the events of a search share: years, entities and sources, with how many have each."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import neg

from events.models import Entity, Source

from .documents import LAST_PK, LAST_POSITION, day_of, place_of, read_ids
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
    return {
        "year": years(hits.places),
        "entity": things(Entity, hits.entity_ids),
        "source": things(Source, hits.source_ids),
    }


def years(places: Sequence[int]) -> list[Facet]:
    """Return the years with most events, the newest first, as are the places."""
    by_year: Counter[int] = Counter()
    start = 0
    while start < len(places):
        year = datetime.date.fromordinal(day_of(places[start])).year
        first = place_of(datetime.date(year, 1, 1), LAST_POSITION, LAST_PK)
        end = bisect_right(places, -first, key=neg)
        by_year[year] = end - start
        start = end
    return [
        Facet(f"{year:04d}", f"{year:04d}", number)
        for year, number in sorted(by_year.most_common(MOST_FACETS), reverse=True)
    ]


def things(model: type[Entity] | type[Source], ids: str) -> list[Facet]:
    """Return the things of one kind that most events have, by all that these have. One query."""
    numbers = dict(Counter(read_ids(ids)).most_common(MOST_FACETS))
    found = model._default_manager.in_bulk(numbers)
    return [
        Facet(str(found[pk]), found[pk].slug, number)
        for pk, number in numbers.items()
        if pk in found
    ]

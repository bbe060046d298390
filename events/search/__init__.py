"""Finding events by what is said of them, and by what they are tagged with."""

from __future__ import annotations

from collections.abc import Iterable

from .documents import ENTITY
from .engines import engine
from .engines.asked import Query


def count_tagged(entities: Iterable[int], most: int) -> int:
    """Return how many public events have all these entities (ids), `most` at most. One query.

    The index of the search meets the events of one with those of another in a tenth of the time
    that the taggings of two frequent entities would take.
    """
    marks = tuple((f"{ENTITY}{pk}",) for pk in entities)
    return len(engine().find(Query(marks=marks), most, scored=False).places)

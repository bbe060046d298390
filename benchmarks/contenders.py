"""The contenders of `benchmarks.related`, each in a process of its own.

    python -m benchmarks.contenders ours

Every line on stdin is a request in JSON, every line on stdout its answer. A contender is asked for
a list of events (ids) and answers with `{"runs": [[event, milliseconds, what it says], …],
"peak": megabytes}`. What it needs to begin, the event's row above all, is read before the clock
starts. The others asked this way, `sample` and `check`, run against no clock.
"""

import json
import os
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol
from unittest.mock import patch

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import connection
from django.db.models import Max

from benchmarks.panel_truth import check_panels
from benchmarks.samples import draw_samples
from events import related
from events.models import (
    DayCount,
    Entity,
    EntityMonth,
    Event,
    EventEntity,
    SearchEntry,
    SearchText,
    Tally,
)
from events.ranking import BITS, MASK, NEARNESS, Place, Ranking

DIGITS = 7  # of a factor in the table that SQLite looks it up in


# What is stored of an event's day, its month and its words, and of the whole site.
STORED = (DayCount, EntityMonth, SearchEntry, SearchText, Tally)
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')


class Contender(Protocol):
    """One run on one event."""

    def __init__(self, event: Event) -> None:
        """Read what is needed to begin."""

    def run(self) -> None:
        """Do what is measured."""

    def say(self) -> Any:
        """Return what came out, for JSON."""


class Ours:
    """The panel as a page shows it."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.places: list[related.RelatedEvent] = []

    def run(self) -> None:
        self.places = related.panel(self.event)

    def say(self) -> list[tuple[int, float, list[str]]]:
        return [
            (place.event.pk, place.score, [entity.name for entity in place.context])
            for place in self.places
        ]


class Exact(Ours):
    """The same panel, ranked out of every event that shares an entity."""

    def run(self) -> None:
        with patch.object(related, "rank", rank_all):
            super().run()


SELF_JOIN = f"""
WITH mine (tag, shared) AS (VALUES {{values}}), found (event, day, shared) AS (
  SELECT content_object_id, day, CAST(SUM(mine.shared) AS bigint)
  FROM mine JOIN events_evententity ON tag_id = mine.tag
  WHERE day IS NOT NULL AND content_object_id <> %s GROUP BY content_object_id, day
), ranked AS (
  SELECT event, day, shared, (shared >> {BITS}) * {{nearness}} AS score FROM found
)
SELECT event, shared & {MASK} FROM ranked WHERE score > %s
ORDER BY score DESC, ABS(day - %s), event LIMIT %s"""


def rank_all(rankings: Sequence[Ranking]) -> list[list[Place]]:
    """Stand in for `ranking.rank`: the same rule by one self-join, without windows.

    Editors' placements and events not yet due are not looked at: invented archives have none.
    """
    return [_rank_all(ranking) if ranking.weights else [] for ranking in rankings]


def _rank_all(ranking: Ranking) -> list[Place]:
    sql = SELF_JOIN.format(
        values=", ".join(["(%s, %s)"] * len(ranking.weights)),
        nearness=NEARNESS[connection.vendor],
    )
    weights = [
        value
        for bit, (tag, weight) in enumerate(ranking.weights)
        for value in (tag, (weight << BITS) + (1 << bit))
    ]
    nearness = [_table(ranking.nearness), ranking.day, len(ranking.nearness) - 1]
    rest = [ranking.floor, ranking.day, ranking.limit]
    rows = _rows(sql, [*weights, ranking.event, *nearness, *rest])
    return [Place(event, shared, None) for event, shared in rows]


def _table(factors: Sequence[int]) -> list[int] | bytes:
    if connection.vendor == "postgresql":
        return list(factors)
    return "".join(str(factor).zfill(DIGITS) for factor in factors).encode()


def _rows(sql: str, params: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


SIDE = """
SELECT * FROM (SELECT tag_id, day, content_object_id FROM events_evententity
WHERE tag_id = %s AND day {side} %s ORDER BY {order} LIMIT %s) AS side"""
SIDES = (
    SIDE.format(side=">=", order="day, content_object_id"),
    SIDE.format(side="<", order="day DESC, content_object_id DESC"),
)


class Floor:
    """The index rows of the windows, read by one statement and nothing done with them."""

    def __init__(self, event: Event) -> None:
        weighed = related.weigh([event])[event.pk].entities
        day, half = event.date.toordinal(), related.BOUNDS.window // 2
        self.sql = "\nUNION ALL".join(SIDES * len(weighed))
        self.params = [
            value for one in weighed for value in (one.entity.pk, day, half) * len(SIDES)
        ]
        self.rows: list[tuple] = []

    def run(self) -> None:
        self.rows = _rows(self.sql, self.params)

    def say(self) -> int:
        return len(self.rows)


class Taggit:
    """What the manager of `event.entities` brings: all events that share an entity, by number."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.found: list[Event] = []

    def run(self) -> None:
        self.found = self.event.entities.similar_objects()

    def say(self) -> int:
        return len(self.found)


class Retag:
    """An event loses an entity and gets another; days and counts follow in the transaction.

    It is taken back at once, and that is watched: the database says how many rows each statement
    wrote. No row of another event was, if that is what the event's own taggings and the counts of
    the two entities need, besides what is stored of its day, its month and its words.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.before = list(event.entities.all())
        draw = random.Random(event.pk)
        mine = {entity.pk for entity in self.before}
        last = Entity.objects.aggregate(last=Max("pk"))["last"]
        chances = draw.sample(range(1, last + 1), len(mine) + 1)
        new = Entity.objects.get(pk=next(pk for pk in chances if pk not in mine))
        self.dropped = draw.choice(self.before)
        self.entities = [new, *(entity for entity in self.before if entity != self.dropped)]

    def run(self) -> None:
        self.event.entities.set(self.entities)

    def say(self) -> tuple[int, int]:
        """Take it back; return how often rows were written, and how often that may be.

        A new tagging may be written twice: taggit inserts it, then it is given its day.
        """
        before = self.own_rows()
        with rows_written() as written:
            self.event.entities.set(self.before)
        after = self.own_rows()
        changed = sum(before.get(key) != after.get(key) for key in before | after)
        stored = sum(written[model._meta.db_table] for model in STORED)
        return written.total(), changed + len(after.keys() - before.keys()) + stored

    def own_rows(self) -> dict[tuple[str, int], tuple]:
        """Return the event's taggings and its entities' counts."""
        touched = [self.dropped.pk, self.entities[0].pk]
        taggings = EventEntity.objects.filter(content_object=self.event)
        counts = Entity.objects.filter(pk__in=touched)
        return {
            **{("tagging", pk): row for pk, *row in taggings.values_list("pk", "tag", "day")},
            **{("entity", pk): row for pk, *row in counts.values_list("pk", "event_count")},
        }


@contextmanager
def rows_written() -> Iterator[Counter[str]]:
    """Yield what counts by table the rows that statements write within."""
    written: Counter[str] = Counter()

    def note(execute: Callable, sql: str, values: Any, many: bool, context: Any) -> Any:
        result = execute(sql, values, many, context)
        if found := WRITE.match(sql):
            written[found[1]] += context["cursor"].rowcount
        return result

    with connection.execute_wrapper(note):
        yield written


CONTENDERS: dict[str, type[Contender]] = {
    "ours": Ours,
    "taggit": Taggit,
    "exact": Exact,
    "floor": Floor,
    "retag": Retag,
}


def measure(contender: type[Contender], events: list[int]) -> dict[str, Any]:
    """Run a contender on one event after the other."""
    runs = [(pk, *measure_one(contender(Event.objects.get(pk=pk)))) for pk in events]
    return {"runs": runs, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure_one(contender: Contender) -> tuple[float, Any]:
    """Return milliseconds, and what the contender says."""
    start = time.perf_counter()
    contender.run()
    return (time.perf_counter() - start) * 1000, contender.say()


ANSWERS: dict[str, Callable[[Any], Any]] = {
    "sample": lambda request: draw_samples(**request),
    "check": check_panels,
    **{name: partial(measure, contender) for name, contender in CONTENDERS.items()},
}


def main(name: str) -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        print(json.dumps(ANSWERS[name](json.loads(line))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

"""The ranking of a panel's candidates, in SQL that SQLite and PostgreSQL both run.

Candidates are, for each entity of the event, its events nearest in date: half of a window before
the day, half from the day on, read in order out of the index (entity, day, event). What the
windows know of each candidate ranks it for a first time; the best of them are then ranked again
by all the entities they share with the event, which the windows of frequent entities may not
reach. So the work is bounded by the windows, whatever the archive holds, and every score is true.

Each shared entity is one bit of a number. In SQL its weight travels in the same number, above the
bits: the sum over the shared entities then holds both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.query import RawQuerySet

from events.models import Entity, Event, Placement, Tally

# Bits for shared entities; an event is ranked by at most so many.
BITS = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a ranking looks.

    window: so many events of one entity, half of them before the day. finalists: so many
    candidates are ranked again by all they share.
    """

    window: int = 500
    finalists: int = 256


@dataclass(frozen=True, slots=True)
class Ranking:
    """What to rank for one event.

    day: the event's date as a day number. weights: (entity id, weight in millionths). floor: the
    score to exceed, in millionths of millionths. nearness: by distance in days, the factor in
    millionths; the last one stands for all greater distances. limit: of places, without pins.
    exceptions: whether anything may be pinned, hidden or not yet due; to look costs time.
    """

    event: int
    day: int
    weights: Sequence[tuple[int, int]]
    floor: int
    nearness: tuple[int, ...]
    limit: int
    bounds: Bounds
    exceptions: bool


class Place(NamedTuple):
    """A candidate that was found: an event, the entities it shares, by bit, and its pin's id."""

    event: int
    shared: int
    pin: int | None


def weighed_entities(events: Sequence[int]) -> RawQuerySet:
    """Return the entities of each event (by id), with what their weights are made of: one query.

    Each has `event`, the id of its event; `uses`, the number of public events that have it;
    `total`, the number of all public events (stored counts less what is not yet due); and
    `exceptions`, whether something is pinned, hidden or not yet due.
    """
    waiting, now = _waiting()
    sql = WEIGHED.format(waiting=waiting, marks=", ".join(["%s"] * len(events)))
    return Entity.objects.raw(sql, [*now, Tally.Name.PUBLISHED, *events])


def rank(rankings: Sequence[Ranking]) -> list[list[Place]]:
    """Return for each ranking its pins and its best candidates, in any order: one query."""
    found: list[list[Place]] = [[] for _ranking in rankings]
    sql, params = statement(rankings)
    if not sql:
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for number, event, shared, pin in cursor.fetchall():
            found[number].append(Place(event, shared, pin))
    return found


def statement(rankings: Sequence[Ranking]) -> tuple[str, list[Any]]:
    """Return the SQL and its parameters; '' if there is nothing to look for."""
    exceptions = any(ranking.exceptions for ranking in rankings)
    waiting, now = _waiting() if exceptions else ("", ())
    texts: list[str] = []
    params: list[Any] = []
    for number, ranking in enumerate(rankings):
        entities = len(ranking.weights)
        if ranking.exceptions:
            texts += [PINS.format(shared=_shared_sql(entities, "place.other_id"))]
            params += [number, *_shared_params(ranking), ranking.event, Placement.Kind.PIN]
        if entities:
            texts += [_best_sql(entities, ranking.exceptions, waiting, connection.vendor)]
            params += _best_params(ranking, number, now)
    return "\nUNION ALL\n".join(texts), params


def _waiting() -> tuple[str, tuple]:
    """Return the SQL, and its parameters, of the published events that are not yet due."""
    return Event.objects.scheduled().order_by().values("pk").query.sql_with_params()


WEIGHED = """
WITH waiting (event) AS ({waiting}), published (number) AS (
  SELECT COALESCE((SELECT number FROM events_tally WHERE name = %s), 0)
    - (SELECT COUNT(*) FROM waiting)
)
SELECT entity.*, tagging.content_object_id AS event,
  (SELECT number FROM published) AS total,
  entity.event_count - (SELECT COUNT(*) FROM events_evententity AS later
    WHERE later.content_object_id IN (SELECT event FROM waiting) AND later.tag_id = entity.id
  ) AS uses,
  EXISTS (SELECT 1 FROM waiting) OR EXISTS (
    SELECT 1 FROM events_placement AS place WHERE place.event_id = tagging.content_object_id
  ) AS exceptions
FROM events_evententity AS tagging JOIN events_entity AS entity ON entity.id = tagging.tag_id
WHERE tagging.content_object_id IN ({marks})"""

# --- The SQL of one ranking: {…} is filled in with text of this module, each %s is bound.

MASK = (1 << BITS) - 1

PINS = f"""\
SELECT %s AS number, other_id AS event, {{shared}} & {MASK} AS shared, id AS pin
FROM events_placement AS place WHERE event_id = %s AND kind = %s"""

# The events of one entity on one side of the day, nearest first.
WINDOW = """
SELECT * FROM (SELECT content_object_id AS event, day, %s AS weight FROM events_evententity
WHERE tag_id = %s AND content_object_id {others} AND day {side} %s
ORDER BY {order} LIMIT %s) AS side"""
SIDES = (
    {"side": ">=", "order": "day, content_object_id"},
    {"side": "<", "order": "day DESC, content_object_id DESC"},
)
KEPT_OUT = """kept_out (event) AS (
  SELECT %s UNION ALL SELECT other_id FROM events_placement WHERE event_id = %s
  UNION ALL {waiting}
), """

# Weights and bits of the entities that an event has of those asked for.
SHARED = """\
(SELECT CAST(COALESCE(SUM(CASE tag_id {cases} END), 0) AS bigint) FROM events_evententity
WHERE content_object_id = {event} AND tag_id IN ({marks}))"""

BEST = f"""
SELECT * FROM (WITH {{kept_out}}windows AS ({{windows}}
), finalists AS MATERIALIZED (
  SELECT event, day FROM windows GROUP BY event, day
  ORDER BY SUM(weight) * {{nearness}} DESC, ABS(day - %s), event LIMIT %s
), ranked AS MATERIALIZED (
  SELECT event, day, {{nearness}} AS nearness, {{shared}} AS shared FROM finalists
)
SELECT %s AS number, event, shared & {MASK} AS shared, CAST(NULL AS bigint) AS pin FROM ranked
WHERE (shared >> {BITS}) * nearness > %s
ORDER BY (shared >> {BITS}) * nearness DESC, ABS(day - %s), event LIMIT %s) AS best"""

# The factor of a number of days, looked up in a table that is bound: SQLite has no arrays.
DIGITS = 7
NEARNESS = {
    "postgresql": "(CAST(%s AS integer[]))[LEAST(ABS(day - %s), %s) + 1]",
    "sqlite": f"CAST(CAST(SUBSTR(%s, MIN(ABS(day - %s), %s) * {DIGITS} + 1, {DIGITS}) AS text)"
    " AS integer)",
}


@lru_cache
def _best_sql(entities: int, exceptions: bool, waiting: str, vendor: str) -> str:
    others = "NOT IN (SELECT event FROM kept_out)" if exceptions else "<> %s"
    sides = [WINDOW.format(others=others, **side) for side in SIDES]
    return BEST.format(
        kept_out=KEPT_OUT.format(waiting=waiting) if exceptions else "",
        windows="\nUNION ALL".join(sides * entities),
        nearness=NEARNESS[vendor],
        shared=_shared_sql(entities, "finalists.event"),
    )


def _best_params(ranking: Ranking, number: int, now: Sequence[Any]) -> list[Any]:
    """Return the parameters of `_best_sql`, in its order."""
    kept_out = [ranking.event, ranking.event, *now] if ranking.exceptions else []
    others = [] if ranking.exceptions else [ranking.event]
    half = ranking.bounds.window // 2
    windows = [
        value
        for tag, weight in ranking.weights
        for value in [weight, tag, *others, ranking.day, half] * len(SIDES)
    ]
    table = _table(ranking.nearness, connection.vendor)
    nearness = [table, ranking.day, len(ranking.nearness) - 1]
    return [
        *kept_out,
        *(*windows, *nearness, ranking.day, max(ranking.bounds.finalists, ranking.limit)),
        *(*nearness, *_shared_params(ranking)),
        *(number, ranking.floor, ranking.day, ranking.limit),
    ]


def _shared_sql(entities: int, event: str) -> str:
    if not entities:
        return "0"
    cases = " ".join(["WHEN %s THEN %s"] * entities)
    return SHARED.format(cases=cases, event=event, marks=", ".join(["%s"] * entities))


def _shared_params(ranking: Ranking) -> list[int]:
    cases = [
        value
        for bit, (tag, weight) in enumerate(ranking.weights)
        for value in (tag, (weight << BITS) + (1 << bit))
    ]
    return cases + [tag for tag, _weight in ranking.weights]


@lru_cache
def _table(nearness: tuple[int, ...], vendor: str) -> list[int] | bytes:
    """Return the factors as a parameter."""
    if vendor == "postgresql":
        return list(nearness)
    return "".join(str(factor).zfill(DIGITS) for factor in nearness).encode()

"""The indexes of entities and sources: those with most events first, in slices.

No slice costs more than the first, and nothing is counted when read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.models import Entity, Event, Source
from events.related import public_counts

SLICE = 120
# From the first value to the first after it, and so on: a step in the index for each value found.
# The sign before event_count keeps SQLite from the index of that.
STEPS = """
WITH RECURSIVE step (value) AS (
    SELECT MIN({column}) FROM events_entity WHERE +event_count > 0
    UNION ALL
    SELECT (SELECT MIN({column}) FROM events_entity WHERE +event_count > 0 AND {column} > value)
    FROM step WHERE value IS NOT NULL
)
SELECT value FROM step WHERE value IS NOT NULL
"""


@dataclass(frozen=True)
class Listed:
    """Entities or sources, each with its `public` number of events; `after` is where they go on."""

    things: Sequence[Entity] | Sequence[Source]
    after: str


def list_entities(kind: str, letter: str, after: str) -> Listed:
    """Return a slice of the entities of a kind or under a letter (see `initials`), '' for all.

    Two queries. Raises ValueError if `after` is no cursor.
    """
    asked = {name: text for name, text in (("kind", kind), ("initial", letter)) if text}
    rows, more = cut(Entity.objects.filter(**asked), after)
    counts = public_counts([entity.pk for entity in rows])
    for entity in rows:
        entity.public = counts[entity.pk]
    return Listed([entity for entity in rows if entity.public > 0], more)


def list_sources(after: str) -> Listed:
    """Return a slice of the sources: one query. Raises ValueError if `after` is no cursor."""
    waiting = Event.objects.scheduled().filter(citations__source=OuterRef("pk")).order_by()
    number = waiting.values("citations__source").annotate(n=Count("pk", distinct=True))
    public = F("event_count") - Coalesce(Subquery(number.values("n")), 0)
    rows, more = cut(Source.objects.annotate(public=public), after)
    return Listed([source for source in rows if source.public > 0], more)


def cut(things: QuerySet, after: str) -> tuple[list[Entity | Source], str]:
    """Return the slice after a cursor ("412,Baghdad"), and the cursor of the next one or ''."""
    found = things.filter(event_count__gt=0).order_by("-event_count", "name")
    if after:
        number, _comma, name = after.partition(",")
        later = Q(event_count__lt=int(number)) | Q(event_count=int(number), name__gt=name)
        # The first condition says nothing new, but lets a database begin at the right place.
        found = found.filter(later, event_count__lte=int(number))
    rows = list(found[: SLICE + 1])
    more = f"{rows[SLICE - 1].event_count},{rows[SLICE - 1].name}" if len(rows) > SLICE else ""
    return rows[:SLICE], more


def values_of(column: str) -> list[str]:
    """Return what the entities with events have in a column that an index begins with."""
    with connection.cursor() as cursor:
        cursor.execute(STEPS.format(column=connection.ops.quote_name(column)))
        return [value for (value,) in cursor.fetchall()]

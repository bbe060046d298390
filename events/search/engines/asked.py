"""What an engine is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils import timezone

TABLE = "events_searchtext"
EARLIEST, LATEST = 0, (1 << 63) - 1
# The fields that tell hits apart, best first; a hit in none of them is one in the sources.
SCORED_FIELDS = ("title", "entities", "description")
# So many phrases of a question are looked for by field.
MOST_SCORED = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens in a row; open: the last one may go on."""

    tokens: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What an event must have, and must not.

    marks: of each group, one. first and last: places, both included. public: only what readers
    may see. owner: the id of who wrote it at the desk.
    """

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    first: int = EARLIEST
    last: int = LATEST
    public: bool = True
    owner: int | None = None

    @property
    def scored(self) -> tuple[Phrase, ...]:
        """The phrases that are looked for by field."""
        return self.wanted[:MOST_SCORED]


@dataclass(slots=True)
class Hits:
    """The newest events that fit, newest first.

    entity_ids and source_ids: theirs, as documents have them, in one text. fields: by place, a
    bit for each scored phrase and field that has it; a phrase has as many bits as there are
    scored fields.
    """

    places: list[int] = field(default_factory=list)
    entity_ids: str = ""
    source_ids: str = ""
    fields: dict[int, int] = field(default_factory=dict)


def bits(query: Query) -> list[tuple[int, Phrase, str]]:
    """Return each scored phrase and field with its bit."""
    pairs = [(phrase, name) for phrase in query.scored for name in SCORED_FIELDS]
    return [(1 << place, *pair) for place, pair in enumerate(pairs)]


def places_sql(query: Query) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL, and its parameters, that goes on with what only rows can tell of places.

    Of those not yet due, drafts do no harm. With the status asked for, too, SQLite would read all
    published events where it knows nothing of how many have a publish time.
    """
    sql, params = "", ()
    if query.public:
        waiting, params = _places_of(publish_at__gt=timezone.now())
        sql = f" AND rowid NOT IN ({waiting})"
    if query.owner is not None:
        owned, owner = _places_of(owner=query.owner)
        sql, params = f"{sql} AND rowid IN ({owned})", (*params, *owner)
    return sql, params


def _places_of(**conditions: Any) -> tuple[str, tuple[Any, ...]]:
    events = apps.get_model("events", "Event").objects.filter(**conditions)
    entries = apps.get_model("events", "SearchEntry").objects.filter(event__in=events.values("pk"))
    return entries.values("place").query.sql_with_params()

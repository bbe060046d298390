"""What the index holds of an event: its words by field, and marks of what it is tagged with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import starmap
from operator import itemgetter
from struct import unpack
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Aggregate, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from events.bulk import BATCH, in_batches, look_up
from events.rendering import plain

from .tokens import token_text

# Between two names in a row, so that no phrase reaches from one into the other.
BREAK = " ¦ "
# Marks are tokens that no text has: they are no letters. Entities, leads and sources carry ids.
ENTITY, LEAD, SOURCE, HIDDEN = "§", "†", "¶", "¬"
# What facets count is stored so that thousands are read at once: each id in as many digits.
DIGITS = 8

# By field, how many tokens count: PostgreSQL knows no more than 16,383 places in a row.
MOST_TOKENS = {"title": 3_000, "entities": 4_000, "description": 8_000, "sources": 1_000}
FIELDS = tuple(MOST_TOKENS)
# The beginning of a text that counts, in characters: a `tsvector` ends at 1 MB.
LONGEST = 50_000

# So many names are kept while documents are made in a row.
MOST_KNOWN = 200_000

POSITION_BITS, PK_BITS = 20, 21
DAY_SHIFT = POSITION_BITS + PK_BITS
LAST_POSITION, LAST_PK = (1 << POSITION_BITS) - 1, (1 << PK_BITS) - 1


class Document(NamedTuple):
    """An event as the index has it: marks and fields, their tokens with spaces between.

    entity_ids and source_ids: in hexadecimal digits, of each the same number.
    """

    event: int
    place: int
    entity_ids: str
    source_ids: str
    marks: str
    title: str
    entities: str
    description: str
    sources: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The texts of the fields, in the order of `FIELDS`."""
        return self[5:]


def place_of(date: datetime.date, position: int, pk: int) -> int:
    """Return an event's place: backwards through places is the order of lists, newest first.

    Two events have the same only if they share date and position and their ids are two million
    apart, or a multiple of that.
    """
    before = LAST_POSITION - min(position, LAST_POSITION)
    return date.toordinal() << DAY_SHIFT | before << PK_BITS | LAST_PK - (pk & LAST_PK)


def day_of(place: int) -> int:
    """Return the day number of a place."""
    return place >> DAY_SHIFT


def make_documents(events: Sequence[int], names: Names) -> list[Document]:
    """Return what the index has to hold of these events (ids), in its order. Three queries.

    names: what is known already of what things are called; it learns the rest.
    """
    return list(read_documents(names, _columns().filter(pk__among=events)))


def read_documents(names: Names, rows: QuerySet | None = None) -> Iterator[Document]:
    """Yield what the index has to hold of events, by default of all, in its order.

    They are read as they come: one query in all, and for the names of every 5,000 events as many
    as they take.
    """
    rows = _columns().all() if rows is None else rows
    for batch in in_batches(rows.iterator(), BATCH):
        tagged, cited = (ids_in(map(itemgetter(column), batch)) for column in (-2, -1))
        names.learn(tagged | {str(lead) for lead in map(itemgetter(-3), batch) if lead}, cited)
        yield from starmap(names.document, batch)


@cache
def _columns() -> QuerySet:
    """Return what documents are made of, of all events: a beginning, which is never read itself."""
    return (
        apps.get_model("events", "Event")
        .objects.order_by("date", "-position", "-pk")
        .values_list(
            "pk",
            "date",
            "position",
            "status",
            "title",
            "description",
            "lead_id",
            ids_of("EventEntity", "content_object", "tag_id"),
            ids_of("Citation", "event", "source_id"),
        )
    )


def ids_of(model: str, event: str, column: str) -> Subquery:
    """Return the expression of the ids in a column of an event's rows, in one text."""
    rows = apps.get_model("events", model).objects.filter(**{event: OuterRef("pk")})
    joined = Joined(Cast(column, TextField()), Value(" "))
    return Subquery(rows.order_by().values(event).annotate(ids=joined).values("ids"))


class Joined(Aggregate):
    """Texts in one, in no certain order."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **words)


def ids_in(texts: Iterable[str | None]) -> set[str]:
    """Return the ids in texts that the database made of them."""
    return set(" ".join(filter(None, texts)).split())


def marks(status: str, lead: int | None, entities: Iterable[str], sources: Iterable[str]) -> str:
    """Return the marks of an event."""
    ids = [ENTITY + pk for pk in entities] + [SOURCE + pk for pk in sources]
    if lead:
        ids.append(f"{LEAD}{lead}")
    return " ".join(ids if status == "published" else [HIDDEN, *ids])


def write_ids(ids: Iterable[str]) -> str:
    """Return ids (digits) as they are stored for facets."""
    return "".join([f"{int(pk):0{DIGITS}x}" for pk in ids])


def read_ids(text: str) -> tuple[int, ...]:
    """Return the ids of as many events as there are, in a row."""
    return unpack(f">{len(text) // DIGITS}I", bytes.fromhex(text))


def field(name: str, text: str) -> str:
    """Return the tokens of a field."""
    return capped(name, token_text(text[:LONGEST]))


def capped(name: str, words: str) -> str:
    """Return the tokens of a field as far as they count."""
    most = MOST_TOKENS[name]
    return words if len(words) < most else " ".join(words.split()[:most])


class Names:
    """The tokens of what entities and sources are called, by their ids as text."""

    def __init__(self) -> None:
        self.entities: dict[str, str] = {}
        self.sources: dict[str, str] = {}

    def document(
        self,
        pk: int,
        date: datetime.date,
        position: int,
        status: str,
        title: str,
        description: str,
        lead: int | None,
        tagged: str | None,
        cited: str | None,
    ) -> Document:
        """Return what the index has to hold of an event, all of whose names are known."""
        entities = sorted(tagged.split()) if tagged else ()
        sources = sorted({*cited.split()}) if cited else ()
        called = entities if lead is None else sorted({*entities, str(lead)})
        return Document(
            pk,
            place_of(date, position, pk),
            write_ids(entities),
            write_ids(sources),
            marks(status, lead, entities, sources),
            field("title", title),
            capped("entities", BREAK.join([self.entities[pk] for pk in called])),
            field("description", plain(description)) if description else "",
            capped("sources", BREAK.join([self.sources[pk] for pk in sources])),
        )

    def learn(self, entities: set[str], sources: set[str]) -> None:
        """Read the names not yet known; those known are forgotten where they become too many."""
        if len(self.entities) > MOST_KNOWN:
            self.entities = {}
        self.entities |= spellings(entities - self.entities.keys())
        self.sources |= source_names(sources - self.sources.keys())


def spellings(entities: Iterable[str]) -> dict[str, str]:
    """Return by entity the tokens of all it is called: name, label and aliases."""
    known = apps.get_model("events", "Entity").objects.order_by("aliases__pk")
    texts: dict[int, dict[str, None]] = {}
    for pk, *called in look_up(
        known, "pk", map(int, entities), "pk", "name", "label", "aliases__spelling"
    ):
        texts.setdefault(pk, {}).update(dict.fromkeys(filter(None, called)))
    return {str(pk): BREAK.join(map(token_text, called)) for pk, called in texts.items()}


def source_names(sources: Iterable[str]) -> dict[str, str]:
    """Return by source the tokens of its name."""
    known = apps.get_model("events", "Source").objects.order_by()
    rows = look_up(known, "pk", map(int, sources), "pk", "name")
    return {str(pk): token_text(name) for pk, name in rows}

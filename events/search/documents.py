"""What the index holds of an event: its words by field, and marks of what it is tagged with."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from django.apps import apps
from django.db.models import QuerySet

from events.rendering import plain

from .tokens import token_text

# Between two names in a row, so that no phrase reaches from one into the other.
BREAK = " ¦ "
# Marks are tokens that no text has: they are no letters. Entities and sources carry their ids.
ENTITY, SOURCE, HIDDEN = "§", "¶", "¬"

# By field, how many tokens count: PostgreSQL knows no more than 16,383 places in a row.
MOST_TOKENS = {"title": 3_000, "entities": 4_000, "description": 8_000, "sources": 1_000}
FIELDS = tuple(MOST_TOKENS)
# The beginning of a text that counts, in characters: a `tsvector` ends at 1 MB.
LONGEST = 50_000

MARKDOWN = re.compile(r"[\[`<_*&#]")
# So many names are kept while documents are made in a row.
MOST_KNOWN = 50_000

POSITION_BITS, PK_BITS = 20, 21
DAY_SHIFT = POSITION_BITS + PK_BITS
LAST_POSITION, LAST_PK = (1 << POSITION_BITS) - 1, (1 << PK_BITS) - 1


class Document(NamedTuple):
    """An event as the index has it: marks and fields, their tokens with spaces between."""

    event: int
    place: int
    marks: str
    title: str
    entities: str
    description: str
    sources: str

    @property
    def fields(self) -> list[str]:
        """The texts of the fields, in the order of `FIELDS`."""
        return [*self[3:]]


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


def make_documents(events: Sequence[int], known: Names | None = None) -> list[Document]:
    """Return what the index has to hold of these events (ids), in its order. Six queries.

    known: names that were read before, for documents that are made in a row.
    """
    tagged, cited = tagged_with(events), cited_from(events)
    names = known or Names()
    names.learn({pk for some in tagged.values() for pk in some}, sources_of(cited))
    columns = ("pk", "date", "position", "status", "title", "description")
    rows = apps.get_model("events", "Event").objects.filter(pk__in=events).values_list(*columns)
    return sorted(
        (
            Document(
                pk,
                place_of(date, position, pk),
                marks(status, tagged.get(pk, ()), cited.get(pk, ())),
                field("title", title),
                capped("entities", BREAK.join([names.entities[pk] for pk in tagged.get(pk, ())])),
                field("description", said(description)),
                capped("sources", BREAK.join([names.sources[pk] for pk in cited.get(pk, ())])),
            )
            for pk, date, position, status, title, description in rows
        ),
        key=itemgetter(1),
    )


def marks(status: str, entities: Iterable[int], sources: Iterable[int]) -> str:
    """Return the marks of an event."""
    ids = [ENTITY + str(pk) for pk in entities] + [SOURCE + str(pk) for pk in sources]
    return " ".join(ids if status == "published" else [HIDDEN, *ids])


def said(description: str) -> str:
    """Return a description as readers see it; without signs of markdown they see its words."""
    return plain(description) if MARKDOWN.search(description) else description


def field(name: str, text: str) -> str:
    """Return the tokens of a field."""
    return capped(name, token_text(text[:LONGEST]))


def capped(name: str, words: str) -> str:
    """Return the tokens of a field as far as they count."""
    most = MOST_TOKENS[name]
    return words if len(words) < most else " ".join(words.split()[:most])


def tagged_with(events: Sequence[int]) -> dict[int, list[int]]:
    """Return by event the ids of its entities, in order."""
    rows = apps.get_model("events", "EventEntity").objects.filter(content_object__in=events)
    return grouped(rows.order_by("tag"), "content_object_id", "tag_id")


def cited_from(events: Sequence[int]) -> dict[int, list[int]]:
    """Return by event the ids of the sources it cites, in order and each once."""
    rows = apps.get_model("events", "Citation").objects.filter(event__in=events)
    return grouped(rows.order_by("source").distinct(), "event_id", "source_id")


def sources_of(cited: Mapping[int, Iterable[int]]) -> set[int]:
    return {pk for some in cited.values() for pk in some}


def grouped(rows: QuerySet, *columns: str) -> dict[int, list[int]]:
    """Return the second column's values by those of the first. One query."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for key, value in rows.values_list(*columns):
        groups[key].append(value)
    return groups


class Names:
    """The tokens of what entities and sources are called, by id."""

    def __init__(self) -> None:
        self.entities: dict[int, str] = {}
        self.sources: dict[int, str] = {}

    def learn(self, entities: Iterable[int], sources: Iterable[int]) -> None:
        """Read the names not yet known; those known are forgotten where they become too many."""
        if len(self.entities) > MOST_KNOWN:
            self.entities = {}
        self.entities |= spellings({*entities} - self.entities.keys())
        self.sources |= source_names({*sources} - self.sources.keys())


def spellings(entities: Iterable[int]) -> dict[int, str]:
    """Return by entity the tokens of all it is called: name, label and aliases. Two queries."""
    known = apps.get_model("events", "Entity").objects.filter(pk__in=entities)
    rows = known.values_list("pk", "name", "label")
    texts = {pk: {name: None, label: None} for pk, name, label in rows}
    aliases = apps.get_model("events", "Alias").objects.filter(entity__in=entities)
    for pk, spelling in aliases.order_by("pk").values_list("entity_id", "spelling"):
        texts[pk][spelling] = None
    return {pk: BREAK.join(map(token_text, filter(None, called))) for pk, called in texts.items()}


def source_names(sources: Iterable[int]) -> dict[int, str]:
    """Return by source the tokens of its name. One query."""
    rows = apps.get_model("events", "Source").objects.filter(pk__in=sources)
    return {pk: token_text(name) for pk, name in rows.values_list("pk", "name")}

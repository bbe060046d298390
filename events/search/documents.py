"""What the index holds of an event: its words by field, and marks of what it is tagged with."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.apps import apps
from django.db.models import QuerySet

from events.rendering import plain

from .tokens import tokens

# Between two names in a row, so that no phrase reaches from one into the other.
BREAK = "¦"
# Marks are tokens that no text has: they are no letters. Entities and sources carry their ids.
ENTITY, SOURCE, HIDDEN = "§", "¶", "¬"

# By field, how many tokens count: PostgreSQL knows no more than 16,383 places in a row.
MOST_TOKENS = {"title": 3_000, "entities": 4_000, "description": 8_000, "sources": 1_000}
FIELDS = tuple(MOST_TOKENS)
# The beginning of a text that counts, in characters: a `tsvector` ends at 1 MB.
LONGEST = 50_000

MARKDOWN = re.compile(r"[\[`<_*&#]")
POSITION_BITS, PK_BITS = 20, 21
DAY_SHIFT = POSITION_BITS + PK_BITS
LAST_POSITION, LAST_PK = (1 << POSITION_BITS) - 1, (1 << PK_BITS) - 1


class Document(NamedTuple):
    """An event as the index has it: marks as one text, the fields as tokens."""

    event: int
    place: int
    marks: str
    title: list[str]
    entities: list[str]
    description: list[str]
    sources: list[str]

    @property
    def fields(self) -> list[list[str]]:
        """The tokens by field, in the order of `FIELDS`."""
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


def make_documents(events: Sequence[int]) -> list[Document]:
    """Return what the index has to hold of these events (ids), in its order. Five queries."""
    tagged, cited = tagged_with(events), cited_from(events)
    entities, sources = spellings({pk for some in tagged.values() for pk in some}), names(cited)
    columns = ("pk", "date", "position", "status", "title", "description")
    rows = apps.get_model("events", "Event").objects.filter(pk__in=events).values_list(*columns)
    return sorted(
        (
            Document(
                pk,
                place_of(date, position, pk),
                marks(status, tagged[pk], cited[pk]),
                field("title", title),
                row_of_names("entities", (entities[entity] for entity in tagged[pk])),
                field("description", said(description)),
                row_of_names("sources", (sources[source] for source in cited[pk])),
            )
            for pk, date, position, status, title, description in rows
        ),
        key=lambda document: document.place,
    )


def marks(status: str, entities: Iterable[int], sources: Iterable[int]) -> str:
    """Return the marks of an event."""
    hidden = [] if status == "published" else [HIDDEN]
    ids = [*(f"{ENTITY}{pk}" for pk in entities), *(f"{SOURCE}{pk}" for pk in sources)]
    return " ".join(hidden + ids)


def said(description: str) -> str:
    """Return a description as readers see it; without signs of markdown they see its words."""
    return plain(description) if MARKDOWN.search(description) else description


def field(name: str, text: str) -> list[str]:
    """Return the tokens of a field."""
    return tokens(text[:LONGEST])[: MOST_TOKENS[name]]


def row_of_names(name: str, several: Iterable[list[str]]) -> list[str]:
    """Return the tokens of a field that holds names."""
    row: list[str] = []
    for words in several:
        row += words
        row.append(BREAK)
    return row[: MOST_TOKENS[name]]


def tagged_with(events: Sequence[int]) -> defaultdict[int, list[int]]:
    """Return by event the ids of its entities, in order."""
    rows = apps.get_model("events", "EventEntity").objects.filter(content_object__in=events)
    return grouped(rows.order_by("tag"), "content_object_id", "tag_id")


def cited_from(events: Sequence[int]) -> defaultdict[int, list[int]]:
    """Return by event the ids of the sources it cites, in order and each once."""
    rows = apps.get_model("events", "Citation").objects.filter(event__in=events)
    return grouped(rows.order_by("source").distinct(), "event_id", "source_id")


def grouped(rows: QuerySet, *columns: str) -> defaultdict[int, list[int]]:
    """Return the second column's values by those of the first. One query."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for key, value in rows.values_list(*columns):
        groups[key].append(value)
    return groups


def spellings(entities: Iterable[int]) -> dict[int, list[str]]:
    """Return by entity the tokens of all it is called: name, label and aliases. Two queries."""
    known = apps.get_model("events", "Entity").objects.filter(pk__in=entities)
    rows = known.values_list("pk", "name", "label")
    texts = {pk: {name: None, label: None} for pk, name, label in rows}
    aliases = apps.get_model("events", "Alias").objects.filter(entity__in=entities)
    for pk, spelling in aliases.order_by("pk").values_list("entity_id", "spelling"):
        texts[pk][spelling] = None
    return {
        pk: row_of_names("entities", map(tokens, filter(None, called)))[:-1]
        for pk, called in texts.items()
    }


def names(cited: dict[int, list[int]]) -> dict[int, list[str]]:
    """Return by source the tokens of its name. One query."""
    sources = {pk for some in cited.values() for pk in some}
    rows = apps.get_model("events", "Source").objects.filter(pk__in=sources)
    return {pk: tokens(name) for pk, name in rows.values_list("pk", "name")}

"""Entities and sources as plain trees. No tree costs a query of its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from events.models import Entity, Source

from . import parts, trees
from .here import Here
from .links import day_link, month_link
from .parts import Tree

Ends = tuple[datetime.date | None, datetime.date | None]  # of the first and the last event
Months = Mapping[datetime.date, int]
Company = Iterable[tuple[Entity, str]]  # with `together`; the address of the page of both


def entity(
    entity: Entity,
    events: Tree,
    here: Here,
    *,
    spellings: list[str],
    months: Months,
    company: Company,
) -> Tree:
    """Return an entity and a slice (see `trees.listing`) of its events."""
    content = {
        "entity": parts.entity_name(entity, here),
        "description": entity.description,
        "same_as": parts.web_link(entity.same_as),
        "spellings": spellings,
        **in_time((entity.first_day, entity.last_day), months, here),
        "company": [companion(other, url, here) for other, url in company],
        **events,
    }
    return trees.page_tree("entity", here, content)


def in_time(ends: Ends, months: Months, here: Here) -> Tree:
    """Return the part of a tree that says when something was in the news, and how much."""
    first, last = ends
    return {
        "first": day_link(first, here),
        "last": day_link(last, here),
        "months": [
            {**(month_link(month, here) or {}), "count": number} for month, number in months.items()
        ],
    }


def companion(entity: Entity, url: str, here: Here) -> Tree:
    """Return an entity with which another appears, how often, and where both are together."""
    return {
        "entity": parts.entity_name(entity, here),
        "count": entity.together,
        "url": here.absolute(url),
    }


def together(entities: Sequence[Entity], events: Tree, here: Here) -> Tree:
    """Return entities and a slice of the events that have them all."""
    content = {"entities": [parts.entity_name(entity, here) for entity in entities], **events}
    return trees.page_tree("together", here, content)


def source(source: Source, events: Tree, here: Here, ends: Ends, months: Months) -> Tree:
    """Return a source and a slice of the events that cite it."""
    content = {
        "source": parts.source_name(source, here),
        "homepage": parts.web_link(source.homepage),
        **in_time(ends, months, here),
        **events,
    }
    return trees.page_tree("source", here, content)


def entities(
    things: Iterable[Entity],
    here: Here,
    *,
    older: str | None,
    letters: Iterable[str],
    kinds: Iterable[str],
) -> Tree:
    """Return a slice of the index of entities, each with its `public` number of events."""
    whole = Here(here.base, here.path)
    content = {
        "next": older,
        "letters": [{"letter": one, "url": whole.page(letter=one)} for one in letters],
        "kinds": [{"kind": one, "url": whole.page(kind=one)} for one in kinds],
        "entities": [
            {"entity": parts.entity_name(entity, here), "count": entity.public} for entity in things
        ],
    }
    return trees.page_tree("entities", here, content)


def sources(things: Iterable[Source], here: Here, *, older: str | None) -> Tree:
    """Return a slice of the index of sources, each with its `public` number of events."""
    publications = [
        {"source": parts.source_name(source, here), "count": source.public} for source in things
    ]
    return trees.page_tree("sources", here, {"next": older, "publications": publications})

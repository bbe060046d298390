"""Pages as plain trees: what JSON and XML say. No tree costs a query of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from events.changes import Version
from events.models import Entity, Event, Page, Source
from events.related import RelatedEvent
from events.search.facets import Facet

from . import parts
from .here import Here
from .parts import Tree

Around = tuple[datetime.date | None, datetime.date | None]  # the dates before and after
DateLink = Callable[[datetime.date | None, Here], Tree | None]


def page_tree(kind: str, here: Here, content: Tree) -> Tree:
    """Return the tree of a page: what it is, its content, and what each page says of the site."""
    return {
        "kind": kind,
        "url": here.page(),
        **content,
        "formats": here.formats(),
        "site": {
            "name": settings.SITE_NAME,
            "url": here.absolute(reverse("events:front")),
            "language": settings.LANGUAGE_CODE,
        },
        "licence": parts.licence(),
    }


def event(
    event: Event, panel: Iterable[RelatedEvent], changes: Iterable[Version], here: Here
) -> Tree:
    """Return an event (see `EventQuerySet.for_page`) with its panel and earlier versions."""
    content = parts.event_card(event, here) | {
        "sources": [parts.citation(citation, here) for citation in event.citations.all()],
        "panel": [parts.place(place, here) for place in panel],
        "changes": [parts.version(version, here) for version in changes],
        "created": parts.timestamp(event.created_at),
        "updated": parts.timestamp(event.updated_at),
    }
    return page_tree("event", here, content)


# --- Lists


def listing(
    events: Iterable[Event],
    here: Here,
    *,
    count: int | None,
    older: str | None = None,
    part: Callable[[Event, Here], Tree] = parts.event_card,
) -> Tree:
    """Return the part of a tree that lists events.

    count: of the whole list, None where that is not known. older: where it goes on.
    """
    return {"count": count, "next": older, "events": [part(event, here) for event in events]}


def front(
    events: Sequence[Event],
    ahead: datetime.date | None,
    years: Iterable[datetime.date],
    here: Here,
    *,
    count: int,
    older: str,
) -> Tree:
    """Return the front page; `older` is the cursor of what came before it, in the full list."""
    after = here.after(older, reverse("events:search"))
    content = {
        **listing(events, here, count=count, older=after),
        "ahead": day_link(ahead, here),
        "years": [year_link(year, here) for year in years],
    }
    return page_tree("front", here, content)


def years(years: Iterable[datetime.date], here: Here) -> Tree:
    """Return all years; no list of events."""
    return page_tree("years", here, {"years": [year_link(year, here) for year in years]})


def year(
    first: datetime.date,
    counts: Mapping[datetime.date, int],
    around: Around,
    here: Here,
    events: Iterable[Event],
    older: str,
) -> Tree:
    """Return a year: a slice of its events, and its days with their numbers of events."""
    count, after = sum(counts.values()), here.after(older)
    content = {
        **dated(first, around, year_link, here),
        **listing(events, here, count=count, older=after, part=parts.event_brief),
        "months": [month_tree(month, counts, here) for month in months_of(counts)],
    }
    return page_tree("year", here, content)


def dated(date: datetime.date, around: Around, link: DateLink, here: Here) -> Tree:
    """Return the part of a tree that gives a date, and links to those around it."""
    earlier, later = around
    return {
        "date": link(date, here)["date"],
        "earlier": link(earlier, here),
        "later": link(later, here),
    }


def months_of(counts: Iterable[datetime.date]) -> list[datetime.date]:
    """Return the first day of each month of these days."""
    return sorted({day.replace(day=1) for day in counts})


def month_tree(month: datetime.date, counts: Mapping[datetime.date, int], here: Here) -> Tree:
    """Return a month of a year: its days that have events, and how many."""
    days = sorted(day for day in counts if day.month == month.month)
    return month_link(month, here) | {
        "count": sum(counts[day] for day in days),
        "days": [day_link(day, here) | {"count": counts[day]} for day in days],
    }


def month(
    first: datetime.date,
    events: Sequence[Event],
    around: Around,
    here: Here,
) -> Tree:
    """Return a month with all its events, in order."""
    content = {
        **dated(first, around, month_link, here),
        **listing(events, here, count=len(events), part=parts.event_brief),
    }
    return page_tree("month", here, content)


def day(
    date: datetime.date,
    events: Sequence[Event],
    around: Around,
    here: Here,
) -> Tree:
    """Return a day with all its events, in order."""
    content = {
        **dated(date, around, day_link, here),
        **listing(events, here, count=len(events)),
    }
    return page_tree("day", here, content)


def entity(entity: Entity, spellings: list[str], events: Tree, here: Here) -> Tree:
    """Return an entity, its other spellings and a slice (see `listing`) of its events."""
    content = {
        "entity": parts.entity_name(entity, here),
        "description": entity.description,
        "same_as": parts.web_link(entity.same_as),
        "spellings": spellings,
        **events,
    }
    return page_tree("entity", here, content)


def source(source: Source, events: Tree, here: Here) -> Tree:
    """Return a source and a slice (see `listing`) of the events that cite it."""
    content = {
        "source": parts.source_name(source, here),
        "homepage": parts.web_link(source.homepage),
        **events,
    }
    return page_tree("source", here, content)


def search(
    asked: Mapping[str, str],
    events: Tree,
    here: Here,
    *,
    found: str,
    order: str,
    hints: Sequence[str],
    facets: Mapping[str, Sequence[Facet]],
) -> Tree:
    """Return what was looked for, and a slice (see `listing`) of what was found.

    found: how many events, as people are told.
    """
    content = {
        "asked": dict(asked),
        "order": order,
        "hints": [str(hint) for hint in hints],
        **events,
        "found": found,
        "facets": [
            {"field": name, "value": facet.value, "label": facet.label, "count": facet.number}
            for name, some in facets.items()
            for facet in some
        ],
    }
    return page_tree("search", here, content)


# --- Other pages


def page(page: Page, here: Here) -> Tree:
    """Return a long-form page."""
    content = {
        "title": page.title.strip(),
        "author": page.author or None,
        "date": page.date and page.date.isoformat(),
        "text": page.text,
        "updated": parts.timestamp(page.updated_at),
    }
    return page_tree("page", here, content)


def error(
    status: int,
    message: str,
    *,
    reason: str = "",
    fields: Mapping[str, Sequence[str]] | None = None,
) -> Tree:
    """Return why there is no answer; `fields` are the faults of what was asked, by name."""
    return {
        "kind": "error",
        "status": status,
        "message": message,
        "reason": reason.strip() or None,
        "fields": [
            {"field": name, "message": message}
            for name, messages in (fields or {}).items()
            for message in messages
        ],
    }


# --- Links to dates


def day_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a day and where its page is."""
    return date_link(date, "day", 3, here)


def month_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a month and where its page is."""
    return date_link(date, "month", 2, here)


def year_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a year and where its page is."""
    return date_link(date, "year", 1, here)


def date_link(date: datetime.date | None, page: str, length: int, here: Here) -> Tree | None:
    """Return the first `length` parts of a date and where their page is; None for no date."""
    if not date:
        return None
    url = reverse(f"events:{page}", args=[date.year, date.month, date.day][:length])
    return {"date": "-".join(date.isoformat().split("-")[:length]), "url": here.absolute(url)}

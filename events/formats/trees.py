"""Pages as plain trees: what JSON and XML say. No tree costs a query of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from events.changes import Version
from events.chronology import Day
from events.models import Entity, Event, Page
from events.related import RelatedEvent

from . import parts
from .here import Here
from .links import day_link, month_link, this_day_link, year_link
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
    event: Event,
    here: Here,
    *,
    panel: Iterable[RelatedEvent],
    of_lead: tuple[Iterable[Event], Iterable[Event]],
    changes: Iterable[Version],
) -> Tree:
    """Return an event (see `EventQuerySet.for_page`) with what stands beside it.

    of_lead: the nearest events of the same lead, before and after it. changes: its versions.
    """
    earlier, later = of_lead
    content = parts.event_card(event, here) | {
        "sources": [parts.citation(citation, here) for citation in event.citations.all()],
        "panel": [parts.place(place, here) for place in panel],
        "of_lead": {
            "earlier": [parts.event_line(other, here) for other in earlier],
            "later": [parts.event_line(other, here) for other in later],
        },
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
    years: Mapping[int, int],
    here: Here,
    *,
    count: int,
    older: str,
) -> Tree:
    """Return the front page; `older` is the cursor of what came before it, in the full list.

    years: with their numbers of events.
    """
    after = here.after(older, reverse("events:search"))
    content = {
        **listing(events, here, count=count, older=after),
        "ahead": day_link(ahead, here),
        "years": year_trees(years, here),
    }
    return page_tree("front", here, content)


def years(years: Mapping[int, int], here: Here) -> Tree:
    """Return all years with their numbers of events; no list of events."""
    return page_tree("years", here, {"years": year_trees(years, here)})


def year_trees(years: Mapping[int, int], here: Here) -> list[Tree]:
    """Return links to years with their numbers of events."""
    dates = {datetime.date(year, 1, 1): count for year, count in years.items()}
    return [year_link(first, here) | {"count": count} for first, count in dates.items()]


def year(
    first: datetime.date,
    around: Around,
    here: Here,
    events: Tree,
    *,
    counts: Mapping[datetime.date, int],
    leading: Mapping[datetime.date, Iterable[Entity]],
) -> Tree:
    """Return a year: a slice (see `listing`) of its events, and its months and days, counted.

    leading: by the first day of a month, entities with their `number` of its events.
    """
    content = {
        **dated(first, around, year_link, here),
        **events,
        "months": [month_tree(month, counts, leading[month], here) for month in sorted(leading)],
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


def month_tree(
    month: datetime.date,
    counts: Mapping[datetime.date, int],
    leading: Iterable[Entity],
    here: Here,
) -> Tree:
    """Return a month of a year: what led it, its days that have events, and how many."""
    days = sorted(day for day in counts if day.month == month.month)
    return month_link(month, here) | {
        "count": sum(counts[day] for day in days),
        "leading": [
            {"entity": parts.entity_name(entity, here), "count": entity.number}
            for entity in leading
        ],
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


def on_this_day(
    day: datetime.date,
    days: Sequence[Day],
    around: tuple[datetime.date, datetime.date],
    here: Here,
    older: str | None,
) -> Tree:
    """Return a day of the calendar, and its events through the years."""
    earlier, later = (this_day_link(other, here) for other in around)
    events = [event for one in days for event in one.events]
    counted = [day_link(one.date, here) | {"count": one.number} for one in days]
    content = {
        **{"date": f"{day:%m-%d}", "earlier": earlier, "later": later},
        **listing(events, here, count=None, older=older),
        "days": counted,
    }
    return page_tree("on_this_day", here, content)


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

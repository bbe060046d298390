"""Pages as markdown: the legacy form where there is one, and lists in the manner of its days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from events.addresses import format_address
from events.legacy import single, wording
from events.legacy.grammar import DayPage, Item, write_day
from events.models import Entity, Event, Page, Source

from .parts import Tree


def site_style() -> wording.Style:
    """Return the style that the site's language asks for."""
    return wording.STYLES[wording.style_name()]


def event(event: Event) -> str:
    """Return the legacy file of a public event; `single` knows what these cost."""
    return single.event_text(event, site_style())


def day(date: datetime.date) -> str:
    """Return the legacy index of a day, '' if it has no public event."""
    return single.day_text(date, site_style())


def front(dates: Sequence[datetime.date]) -> str:
    """Return the legacy front page; `dates` as `single.front_text` takes them."""
    return single.front_text(dates, site_style())


def page(page: Page) -> str:
    """Return the legacy file of a long-form page."""
    return single.page_text(page)


def events(
    title: str,
    events: Iterable[Event],
    *,
    said: Sequence[str] = (),
    older: str | None = None,
    contexts: bool = True,
) -> str:
    """Return a list of events below a title, each day as its index has it.

    said: paragraphs before them. older: where the list goes on. contexts: whether the events'
    entities and descriptions stand below them (see `EventQuerySet.for_cards`).
    """
    days = groupby(events, key=lambda event: event.date)
    texts = [day_part(date, some, contexts=contexts) for date, some in days]
    more = [f"[{_('Older events')}]({older})\n"] if older else []
    return "".join([heading(title), *paragraphs(said), *texts, *more])


def day_part(date: datetime.date, events: Iterable[Event], *, contexts: bool) -> str:
    """Return the events of a day as its index has them."""
    style = site_style()
    items = tuple(list_items(events, style, contexts=contexts))
    return write_day(DayPage(date, items, prefix=style.prefix)).rstrip("\n") + "\n\n"


def list_items(events: Iterable[Event], style: wording.Style, *, contexts: bool) -> Iterator[Item]:
    """Yield events as items, their leads in the manner of the style."""
    above = None
    for event in events:
        lead = event.lead_label or None
        item = wording.new_item(event, style.form, seconds=contexts)
        yield replace(item, lead=None if style.leads_once and lead == above else lead)
        above = lead


def year(first: datetime.date, counts: Mapping[datetime.date, int]) -> str:
    """Return a year as a list of its days that have events, month by month."""
    texts = [heading(f"{first.year:04d}")]
    for month, days in groupby(sorted(counts), key=lambda day: (day.year, day.month)):
        url = format_address(reverse("events:month", args=month), "md")
        texts.append(f"## [{month[0]:04d}-{month[1]:02d}]({url})\n\n")
        texts += [f"- [{day}]({day_address(day)}): {counts[day]}\n" for day in days]
        texts.append("\n")
    return "".join(texts)


def day_address(date: datetime.date) -> str:
    """Return where the markdown of a day is."""
    return format_address(reverse("events:day", args=[date.year, date.month, date.day]), "md")


def years(years: Mapping[int, int]) -> str:
    """Return a list of years with their numbers of events."""
    lines = [
        f"- [{year:04d}]({format_address(reverse('events:year', args=[year]), 'md')}): {count}\n"
        for year, count in years.items()
    ]
    return "".join([heading(_("All years")), *lines])


def company(company: Iterable[tuple[Entity, str]]) -> str:
    """Return a list of entities with their number `together`; the addresses are of both."""
    lines = [
        f"- [{entity}]({format_address(url, 'md')}): {entity.together}\n" for entity, url in company
    ]
    return "".join([f"{_('Appears with:')}\n\n", *lines]) if lines else ""


def index(title: str, things: Iterable[Entity | Source], older: str | None) -> str:
    """Return a list of things with their `public` number of events."""
    lines = [
        f"- [{thing}]({format_address(thing.get_absolute_url(), 'md')}): {thing.public}\n"
        for thing in things
    ]
    more = [f"\n[{_('More')}]({older})\n"] if older else []
    return "".join([heading(title), *lines, *more])


def error(tree: Tree) -> str:
    """Return the tree of an error as text."""
    faults = [f"{fault['field']}: {fault['message']}" for fault in tree["fields"]]
    said = filter(None, [tree["message"], tree["reason"], *faults])
    return "".join([heading(str(tree["status"])), *paragraphs(said)])


def heading(title: str) -> str:
    """Return the title of a page."""
    return f"# {' '.join(title.split())}\n\n"


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Return paragraphs, without those that are empty."""
    return [f"{text.strip()}\n\n" for text in texts if text.strip()]

"""The indexes of days and the front page as they are today.

What an import kept of a list page is printed as it was, as long as it is still so. An event that
was written here, or came here from another date, is put in its place among the others, in the
manner of its page; one that has gone leaves it.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from events.models import Event, ListLine, ListPage, Origin

from . import wording
from .grammar import DayPage, FrontPage, Item, Section
from .records import news_path
from .unsaid import lead_now
from .wording import Style

CHUNK = 500
# A front page shows so many days at most.
LATEST = 10
KINDS = ListLine.Second
DATED = Q(date__isnull=False)


@dataclass(frozen=True, slots=True)
class Place:
    """An event on a page: its line if an import kept one, and the lead it stands under there."""

    event: Event
    line: ListLine | None
    lead: str | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that had an index when they were imported, and those that have one now."""

    imported: Sequence[datetime.date]
    current: Sequence[datetime.date]

    def before(self, date: datetime.date) -> datetime.date | None:
        """Return the day before `date` that has an index now."""
        return _before(self.current, date)

    def moved(self, date: datetime.date, previous: datetime.date) -> datetime.date:
        """Return where a link to the previous day leads now; one that was no such link stays."""
        if _before(self.imported, date) != previous:
            return previous
        return self.before(date) or previous


def _before(dates: Sequence[datetime.date], date: datetime.date) -> datetime.date | None:
    place = bisect_left(dates, date)
    return dates[place - 1] if place else None


def calendar() -> Calendar:
    """Return the days: two queries."""
    imported = ListPage.objects.filter(date__isnull=False).values_list("date", flat=True)
    added = unlisted().values_list("date", flat=True)
    days = set(imported.distinct())
    return Calendar(sorted(days), sorted(days | set(added.distinct().order_by())))


def unlisted() -> QuerySet:
    """Return the public events that their day's index has to take up: no import listed them there.

    An imported event that was in no list of its time stays out of them.
    """
    lines = ListLine.objects.filter(event=OuterRef("pk"), page__date__isnull=False)
    listed = Exists(lines.filter(page__date=OuterRef("date")))
    return Event.objects.published().filter(~listed, Q(origin=Origin.DESK) | Q(Exists(lines)))


def kept_pages() -> QuerySet:
    """Return the list pages that an import brought, with what their words need: two queries."""
    lines = ListLine.objects.select_related("event__lead").order_by("position")
    return ListPage.objects.prefetch_related(Prefetch("lines", lines)).order_by("date", "path")


def new_events() -> QuerySet:
    """Return the events to take up, with what their lines need: two queries."""
    events = unlisted().select_related("lead").prefetch_related("entities")
    return events.order_by("date", "position", "pk")


def day_pages(days: Calendar, style: Style, dates: Q = DATED) -> Iterator[tuple[ListPage, DayPage]]:
    """Yield the index of each day, oldest first, with its row: a new one if none was imported.

    dates: of these days only.
    """
    kept = kept_pages().filter(dates).iterator(chunk_size=CHUNK)
    new = new_events().filter(dates).iterator(chunk_size=CHUNK)
    yield from join_pages(kept, new, days, style)


def join_pages(
    kept: Iterable[ListPage], new: Iterable[Event], days: Calendar, style: Style
) -> Iterator[tuple[ListPage, DayPage]]:
    """Yield the index of each day of kept pages and new events, both by date."""
    by_date = merge(kept, new, key=lambda row: row.date)
    for date, rows in groupby(by_date, key=lambda row: row.date):
        both = list(rows)
        events = [row for row in both if isinstance(row, Event)]
        pages = [row for row in both if isinstance(row, ListPage)]
        for page in pages or [new_page(date, days, style)]:
            yield page, day_words(page, events, days, style)


def new_page(date: datetime.date, days: Calendar, style: Style) -> ListPage:
    """Return an index, not saved, for a day that has had none."""
    previous = days.before(date)
    link = previous and [style.previous, previous.isoformat(), style.prefix]
    form = {"formats": None, "prefix": style.prefix, "previous": link, "word": None}
    path = news_path(date, "index")
    twin = news_path(date, "README")
    return ListPage(date=date, path=path, twin=twin, form=form | {"zh": bool(style.prefix)})


def day_words(page: ListPage, new: list[Event], days: Calendar, style: Style) -> DayPage:
    """Return what the index of a day says; `new` are the events it has to take up."""
    lines = list(page.lines.all()) if page.pk else []
    previous = page.form["previous"]
    return DayPage(
        date=page.date,
        items=tuple(_items(lines, new, page, style)),
        previous=previous and _previous(page.date, previous, days),
        formats=page.form["formats"],
        prefix=page.form["prefix"],
    )


def _previous(date: datetime.date, link: list[str], days: Calendar) -> Section:
    word, previous, prefix = link
    return Section(word, days.moved(date, datetime.date.fromisoformat(previous)), prefix=prefix)


def _items(lines: list[ListLine], new: list[Event], page: ListPage, style: Style) -> Iterator[Item]:
    """Yield what stands on the page of its date now."""
    form = page.form | {"word": page.form["word"] or style.form["word"]}
    imported = _leads_above(lines)
    kept = [
        Place(line.event, line, None if lead is None else lead_now(line.event, lead))
        for line, lead in zip(lines, imported, strict=True)
        if line.event.is_public and wording.stands(line, page.date)
    ]
    added = [Place(event, None, event.printed_lead) for event in new]
    places = _in_order(kept, added, page.date)
    as_imported = [(place.line, place.lead) for place in places] == [
        *zip(lines, imported, strict=True)
    ]
    leads = [line.lead for line in lines] if as_imported else _printed(places, lines, style)
    seconds = any(line.second != KINDS.NONE for line in lines)
    for place, lead in zip(places, leads, strict=True):
        if place.line:
            yield replace(wording.line_words(place.line, form), lead=lead)
        else:
            yield replace(wording.new_item(place.event, form, seconds=seconds), lead=lead)


def _in_order(kept: list[Place], added: list[Place], date: datetime.date) -> list[Place]:
    """Return kept places as they were, unless their events have changed places, and added ones."""
    own = [place for place in kept if place.event.date == date]
    firsts = list(dict.fromkeys(place.event for place in own))
    if [event.position for event in firsts] != sorted(event.position for event in firsts):
        own.sort(key=lambda place: place.event.position)
    ordered = iter(own)
    places = [next(ordered) if place.event.date == date else place for place in kept]
    for new in added:
        later = (n for n, place in enumerate(places) if _order(place) > _order(new))
        places.insert(next(later, len(places)), new)
    return places


def _order(place: Place) -> tuple[int, int]:
    return place.event.position, place.event.pk


def _leads_above(lines: list[ListLine]) -> list[str | None]:
    """Return the lead that each line stands under: one manner prints it only where it changes."""
    leads: list[str | None] = []
    for line in lines:
        above = leads[-1] if leads else None
        leads.append(above if line.lead is None else line.lead)
    return leads


def _printed(places: list[Place], lines: list[ListLine], style: Style) -> list[str | None]:
    """Return the lead line of each place in the manner of the page: always, once or never."""
    printed = [line.lead is not None for line in lines]
    if lines and not any(printed):
        return [None] * len(places)
    leads = [place.lead or "" for place in places]
    if all(printed) and (lines or not style.leads_once):
        return leads
    above = ["", *leads]
    return [None if lead == above[number] else lead for number, lead in enumerate(leads)]


# --- The front page


def front_pages(
    days: Calendar, indexes: dict[datetime.date, DayPage]
) -> Iterator[tuple[ListPage, FrontPage]]:
    """Yield each front page, with its row."""
    for page in kept_pages().filter(date=None):
        yield page, front_words(page, days, indexes)


def latest_pages(days: Calendar, style: Style) -> dict[datetime.date, DayPage]:
    """Return the indexes of the latest days, of which front pages are made."""
    pages = day_pages(days, style, Q(date__in=days.current[-LATEST:]))
    return {words.date: words for _page, words in pages}


def front_words(page: ListPage, days: Calendar, indexes: dict[datetime.date, DayPage]) -> FrontPage:
    """Return what a front page says: the latest days, if those were what it had.

    indexes: the indexes of the latest days, as they are now.
    """
    kept = wording.front_words(page)
    dates = [section.date for section in kept.sections]
    if dates != _latest(days.imported, len(dates)):
        return kept
    sections = zip(kept.sections, _latest(days.current, len(dates)), strict=True)
    return replace(kept, sections=tuple(_section(s, date, indexes) for s, date in sections))


def _section(
    section: Section, date: datetime.date, indexes: dict[datetime.date, DayPage]
) -> Section:
    if section.date == date and not section.items:
        return section
    return replace(section, date=date, items=indexes[date].items if section.items else ())


def _latest(dates: Sequence[datetime.date], number: int) -> list[datetime.date]:
    return list(dates[: -number - 1 : -1])

"""One file of the archive by itself: what an export would write for an event, a day, the front.

Each costs a fixed number of queries, whatever the archive holds: of the days before, only the
nearest are looked at.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Q

from events.models import Event, ListPage, Page

from .event_files import plain_files, without_hidden
from .grammar import (
    DayPage,
    FrontPage,
    Section,
    write_day,
    write_event,
    write_front,
    write_long_page,
)
from .indexes import (
    LATEST,
    Calendar,
    front_words,
    join_pages,
    kept_pages,
    new_events,
    unlisted,
)
from .page_files import file_addresses, files_by_path, page_words
from .unsaid import with_unsaid
from .wording import Style, is_main

# Among so many events at most, the nearest before a date, one is looked for that gives its day
# an index.
WINDOW = 500


def event_text(event: Event, style: Style) -> str:
    """Return the file of a public event at its own address: at most fourteen queries.

    An event that an export leaves to lists and the files of others has one here all the same.
    """
    files = list(plain_files(style, Event.objects.filter(pk=event.pk)))
    [told] = [file for file in files if file.row is None or is_main(file.row)]
    [whole] = with_unsaid(without_hidden([told]))
    return write_event(whole.words)


def page_text(page: Page) -> str:
    """Return the file of a long-form page: two queries, one of them for the names of all files."""
    pages = Page.objects.order_by("path").values_list("path", "file", "twin")
    files = files_by_path(pages)
    file = files[page.path]
    return write_long_page(page_words(page, file, file_addresses(files.values())[file]))


def day_text(date: datetime.date, style: Style) -> str:
    """Return the index of a day, '' if no public event is of that day: at most seven queries.

    Events that stay out of the indexes of an export are listed if the day has no other.
    """
    days = _days_before(date)
    kept, new = kept_pages().filter(date=date), new_events().filter(date=date)
    pages = list(join_pages(kept, new, days, style))
    if not any(words.items for _page, words in pages):
        others = Event.objects.published().on_day(date).for_cards()
        if not others:
            return ""
        pages = pages or list(join_pages([], others, days, style))
    _page, words = min(pages, key=lambda found: not found[0].path.endswith("/index.md"))
    return write_day(words)


def front_text(dates: Sequence[datetime.date], style: Style) -> str:
    """Return the front page: five queries.

    dates: the days to show if no import has brought a front page, newest first.
    """
    latest = kept_pages().filter(date__isnull=False).order_by("-date").values("pk")[: 2 * LATEST]
    pages = list(kept_pages().filter(Q(date=None) | Q(pk__in=latest)))
    kept = [page for page in pages if page.date]
    new = list(new_events().filter(pk__in=_nearest(Q()), date__gte=_oldest(kept)))
    days = _calendar([page.date for page in kept], [event.date for event in new])
    indexes = {words.date: words for _page, words in join_pages(kept, new, days, style)}
    fronts = sorted(
        (page for page in pages if not page.date), key=lambda page: page.path != "index.md"
    )
    if fronts:
        return write_front(front_words(fronts[0], days, indexes))
    return write_front(_new_front(dates, days, indexes, style))


def _days_before(date: datetime.date) -> Calendar:
    """Return the nearest day before `date` that had an index, and that has one: two queries."""
    before = Q(date__lt=date)
    imported = ListPage.objects.filter(before).order_by("-date").values_list("date", flat=True)
    added = unlisted().filter(before, pk__in=_nearest(before)).order_by("-date")
    return _calendar(imported[:1], added.values_list("date", flat=True)[:1])


def _nearest(before: Q) -> Sequence[int]:
    """Return (as a subquery) the latest public events of those before a date."""
    return Event.objects.published().filter(before).order_by("-date").values("pk")[:WINDOW]


def _calendar(imported: Iterable[datetime.date], added: Iterable[datetime.date]) -> Calendar:
    return Calendar(sorted({*imported}), sorted({*imported, *added}))


def _oldest(pages: Sequence[ListPage]) -> datetime.date:
    return min((page.date for page in pages), default=datetime.date.min)


def _new_front(
    dates: Sequence[datetime.date],
    days: Calendar,
    indexes: dict[datetime.date, DayPage],
    style: Style,
) -> FrontPage:
    """Return a front page in the manner of the edition: days, and a link to the one before."""
    sections = [
        Section(word, date, indexes[date].items, style.prefix)
        for word, date in zip(style.latest, dates, strict=False)
        if date in indexes
    ]
    previous = days.before(dates[-1]) if dates else None
    if previous:
        sections.append(Section(style.previous, previous, prefix=style.prefix))
    return FrontPage(tuple(sections), opening=style.opening)

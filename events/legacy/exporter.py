"""Every file of the archive, from the rows; never from a stored copy.

rows of days -> event files, indexes      (one part, or several side by side)
the rest     -> front pages, long-form pages, things, the archive's own file
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from events.models import Event, ListPage

from .event_files import event_files
from .grammar import write_day, write_event, write_front, write_long_page
from .indexes import calendar, day_pages, front_pages, latest_pages
from .page_files import page_files
from .things import Learner, thing_files
from .tree import Written
from .unsaid import public_names
from .wording import STYLES, Style


@dataclass(frozen=True, slots=True)
class Plan:
    """What to export, and how.

    form: names the style of what no import brought. computed: print the panels of today in place
    of the Related lists that the import kept. since, until: the first day, and the day after the
    last; None is no bound.
    """

    form: str
    computed: bool = False
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def style(self) -> Style:
        """How to word what no import brought."""
        return STYLES[self.form]

    @property
    def dates(self) -> Q:
        """The condition of being of these days."""
        first, end = self.since or datetime.date.min, self.until
        return Q(date__gte=first) & (Q(date__lt=end) if end else Q())


def archive_files(plan: Plan) -> Iterator[Written]:
    """Yield the files of an archive, from a day on if the plan says so."""
    learner = Learner(public_names())
    yield from files_of_days(plan, learner)
    yield from other_files(plan, learner)


def files_of_days(plan: Plan, learner: Learner) -> Iterator[Written]:
    """Yield the files of events, and the indexes of their days."""
    events = Event.objects.published().filter(plan.dates)
    for told in event_files(plan.style, events, learner.book, computed=plan.computed):
        learner.see_file(told.words)
        yield told.path, write_event(told.words)
    for page, words in day_pages(calendar(), plan.style, plan.dates):
        learner.see_list(words)
        yield from _twins(page, write_day(words))


def other_files(plan: Plan, learner: Learner) -> Iterator[Written]:
    """Yield what is of no day: front pages, long-form pages, what is told of things.

    The archive's own file is part of a whole export only: it says what all others leave open.
    """
    days = calendar()
    for page, words in front_pages(days, latest_pages(days, plan.style)):
        learner.see_list(words)
        yield from _twins(page, write_front(words))
    for page, file, words in page_files():
        yield from ((path, write_long_page(words)) for path in (file, page.twin) if path)
    yield from thing_files()
    if plan.since is None:
        yield from learner.archive_file()


def _twins(page: ListPage, text: str) -> Iterator[Written]:
    return ((path, text) for path in (page.path, page.twin) if path)

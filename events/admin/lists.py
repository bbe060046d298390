"""Lists that cost the same in the largest archive, and finding events among a million."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.desk import transitions
from events.models import Status
from events.search.asking import days_of, read_question
from events.search.documents import ENTITY, HIDDEN, LEAD, SOURCE
from events.search.engines.asked import Query
from events.search.finding import MOST, NEWEST, Search
from events.search.naming import things_named
from events.search.questions import make_search, within

MOST_COUNTED = 10_000
# What else of a list's address the index is asked, by the signs of its marks.
MARKED = {"entity": (ENTITY, LEAD), "source": (SOURCE,)}
DATE_PARTS = ("date__year", "date__month", "date__day")


class CappedPaginator(Paginator):
    """Pages of the first `MOST_COUNTED` rows: to count them all would read them all."""

    @cached_property
    def counted(self) -> int:
        """How many rows there are, one more than `MOST_COUNTED` at most."""
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: MOST_COUNTED + 1].count()
        return len(rows)

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than pages show."""
        return self.counted > MOST_COUNTED


class EventList(ChangeList):
    """The list of events: with the entities of its rows, and what is to know of a search."""

    def get_queryset(self, request: HttpRequest, *args: object, **kwargs: object) -> QuerySet:
        events = super().get_queryset(request, *args, **kwargs)
        self.notes = notes_of(getattr(request, "event_search", None))
        return events.prefetch_related("entities")


def notes_of(search: Search | None) -> list[str]:
    """Return what an editor should know of how a search was read, and of what it left out."""
    if search is None:
        return []
    hits, notes = search.hits, list(search.hints)
    if len(hits.places) == MOST:
        notes.append(_("Only the newest %d events that fit are listed: narrow the search.") % MOST)
    return notes


def search_events(request: HttpRequest, events: QuerySet, text: str) -> QuerySet:
    """Keep the events that the index finds for a text and what else the list is narrowed to.

    Where there are more than `MOST`, the newest of them. Nothing asked keeps all. Who sees only
    their own events has only those searched.
    """
    owner = None if transitions.sees_all(request.user) else request.user.pk
    search = desk_search(text, request.GET, owner)
    if search is None:
        return events
    request.event_search = search
    return events.filter(search_entry__place__among=search.hits.places)


def desk_search(text: str, params: QueryDict, owner: int | None) -> Search | None:
    """Return the search of a list, drafts included; None if nothing is asked of the index.

    owner: the id of the only person whose events count; None for all events.
    """
    marks = tuple(
        tuple(f"{sign}{params[name]}" for sign in signs)
        for name, signs in MARKED.items()
        if params.get(name, "").isdecimal()
    )
    if not (text.strip() or marks):
        return None
    question = read_question(text)
    names = things_named([*question.names, *question.unwanted_names])
    search = make_search(question, names, NEWEST)
    if search.query or not text.strip():
        query = replace(search.query or Query(), owner=owner)
        search.query = _narrowed(query, params, marks)
    return search


def _narrowed(query: Query, params: QueryDict, marks: tuple[tuple[str, ...], ...]) -> Query:
    """Return a query for what is not public, too, within the dates and status of a list."""
    if params.get("status__exact", Status.PUBLISHED) != Status.PUBLISHED:
        marks = (*marks, (HIDDEN,))
    query = replace(query, marks=(*query.marks, *marks), public=False)
    date = "-".join(filter(None, (params.get(part, "") for part in DATE_PARTS)))
    days = days_of(date) if date else None
    return within(query, *days) if days else query

"""The search: one page for its form, what was found, and what narrows it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse, QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django_filters.views import FilterView

from events.addresses import LIST_FORMATS
from events.filters import EventFilter
from events.formats import found as found_tree
from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event
from events.models.querysets import EventQuerySet
from events.related import public_total
from events.search.facets import Facet, facets_of
from events.search.finding import MOST, Search

from . import lists
from .following import ListMixin
from .formats import error_response
from .lists import Slice, cursor_at, slice_of

ASKED = tuple(name for name in EventFilter.get_filters() if name != "order")


class Narrower(NamedTuple):
    """A facet of what was found, and the query that keeps only the events that share it."""

    facet: Facet
    query: str


class SearchView(ListMixin, FilterView):
    """Public events by text, entity, source and date; all of them unasked.

    Bad input shows its error and no event.
    """

    filterset_class = EventFilter
    template_name = "events/search.html"
    strict = True
    own_query = (*ASKED, "order", "before")

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.format in LIST_FORMATS:  # these find what they tell, by cursors of their own
            return super().get_context_data(**kwargs)
        search = self.filterset.search
        return super().get_context_data(
            slice=self.slice_of(search, self.request.GET.get("before", "")),
            search=search,
            most=MOST,
            narrowing=self.narrowing(search) if search and search.number else {},
            **kwargs,
        )

    def slice_of(self, search: Search | None, before: str) -> Slice:
        """Return the part of what was found that is asked for."""
        if search is None or search.is_empty:
            return slice_of(self.object_list, before)
        part = search.part(before, lists.SLICE)
        return Slice(part.events, part.older, is_first=not before)

    def narrowing(self, search: Search) -> dict[str, list[Narrower]]:
        """Return what the events found share, each with the query that narrows to it."""
        query = self.request.GET.copy()
        query.pop("before", None)
        return {
            name: [Narrower(facet, narrowed(query, name, facet.value)) for facet in some]
            for name, some in facets_of(search.hits).items()
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.format and (errors := context["filter"].errors):
            return error_response(self.request, 400, _("This cannot be asked."), fields=errors)
        return super().render_to_response(context, **kwargs)

    def part_at(self, before: str, size: int | None = None) -> Slice:
        """Return a part of what was found, newest first, as feeds and tables have it."""
        search = self.filterset.search
        if search is None or search.is_empty:
            return slice_of(self.object_list, before, size=size)
        part = search.newest(before, size or lists.SLICE)
        return Slice(part.events, part.older, is_first=not before)

    def cursor_at(self, before: str, number: int) -> str:
        search = self.filterset.search
        if search is None or search.is_empty:
            return cursor_at(self.object_list, before, number)
        return search.cursor_at(before, number)

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.search(self.asked().values(), self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        found, search, here = context["slice"], context["search"], self.here
        events = trees.listing(
            found.events, here, count=count_of(search), older=here.after(found.older)
        )
        return found_tree.search(
            self.asked(),
            events,
            here,
            found=said_number(search),
            order=search.order,
            hints=search.hints,
            facets={
                name: [one.facet for one in some] for name, some in context["narrowing"].items()
            },
        )

    def make_markdown(self, context: dict[str, Any]) -> str:
        found, older = context["slice"], self.here.after(context["slice"].older)
        said = [f"{name}: {text}" for name, text in self.asked().items()]
        return markdown.events(_("Search the chronicle"), found.events, said=said, older=older)

    def asked(self) -> dict[str, str]:
        """Return what is looked for, by the names of the form."""
        return {name: self.here.query[name] for name in ASKED if name in self.here.query}


def narrowed(query: QueryDict, kind: str, value: str) -> str:
    """Return a query that also asks for a year, or for the entity or source with a slug."""
    query = query.copy()
    if kind == "year":
        query["from"], query["to"] = f"{value}-01-01", f"{value}-12-31"
    elif query.get(kind):
        query["q"] = f"{query.get('q', '')} {kind}:{value}".strip()
    else:
        query[kind] = value
    return query.urlencode()


def said_number(search: Search) -> str:
    """Return how many events were found, as people are told: 412, or 5,000+."""
    number = number_format(count_of(search) or search.number, force_grouping=True)
    return f"{number}+" if search.is_capped else number


def count_of(search: Search) -> int | None:
    """Return the number of events found, None where that is not known."""
    if search.is_empty:
        return public_total()
    return None if search.is_capped else search.number

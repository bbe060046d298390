"""The filterable list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django_filters.views import FilterView

from events.filters import EventFilter
from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event
from events.models.querysets import EventQuerySet
from events.related import public_total

from .following import ListMixin
from .formats import error_response
from .lists import Slice, slice_of

ASKED = tuple(EventFilter.get_filters())


class SearchView(ListMixin, FilterView):
    """Public events by text, entity, source and date, newest first; all of them unasked.

    Bad input shows its error and no event.
    """

    filterset_class = EventFilter
    template_name = "events/search.html"
    strict = True
    own_query = (*ASKED, "before")

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        return super().get_context_data(slice=slice_of(self.object_list, before), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.format and (errors := context["filter"].errors):
            return error_response(self.request, 400, _("This cannot be asked."), fields=errors)
        return super().render_to_response(context, **kwargs)

    def listed(self) -> EventQuerySet:
        return self.object_list

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.search(self.asked().values(), self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        found, here = context["slice"], self.here
        count, older = count_of(found, self.asked()), here.after(found.older)
        events = trees.listing(found.events, here, count=count, older=older)
        return trees.search(self.asked(), events, here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        found, older = context["slice"], self.here.after(context["slice"].older)
        said = [f"{name}: {text}" for name, text in self.asked().items()]
        return markdown.events(_("Search the chronicle"), found.events, said=said, older=older)

    def asked(self) -> dict[str, str]:
        """Return what is looked for, by the names of the form."""
        return {name: self.here.query[name] for name in ASKED if name in self.here.query}


def count_of(found: Slice, asked: dict[str, str]) -> int | None:
    """Return the number of events found, None where counting would mean to read them all."""
    if found.is_first and not found.older:
        return len(found.events)
    return None if asked else public_total()

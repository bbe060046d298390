"""The filterable list."""

from __future__ import annotations

from typing import Any

from django_filters.views import FilterView

from events.filters import EventFilter
from events.models import Event
from events.models.querysets import EventQuerySet

from .lists import slice_of


class SearchView(FilterView):
    """Public events by text, entity, source and date, newest first; all of them unasked.

    Bad input shows its error and no event.
    """

    filterset_class = EventFilter
    template_name = "events/search.html"
    strict = True

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        return super().get_context_data(slice=slice_of(self.object_list, before), **kwargs)

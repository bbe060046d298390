"""Entities together: the events that all of them have."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from events.addresses import format_address
from events.company import MOST_COUNTED, count_together, entities_of, events_together, together_url
from events.formats import heads, subjects
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Entity
from events.models.querysets import EventQuerySet

from .events_of import EventsOfMixin
from .moved import moved


class TogetherView(EventsOfMixin, TemplateView):
    """Two or three entities, and the events that have them all.

    The address has their slugs in order; what names them in another way leads there.
    """

    template_name = "events/together.html"
    entities: list[Entity]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.entities = sorted(entities_of(self.kwargs["slug"]), key=lambda entity: entity.slug)
        if not self.entities:
            raise Http404
        if (url := together_url(self.entities)) != self.page_path():
            return self.lead_to(url)
        return super().get(request, *args, **kwargs)

    def lead_to(self, url: str) -> HttpResponse:
        """Redirect to where these entities are, if readers may know of anything there."""
        if not self.listed().exists():
            raise Http404
        query = self.request.META.get("QUERY_STRING", "")
        url = format_address(url, self.format if self.suffixed else "")
        return moved(f"{url}?{query}" if query else url)

    def listed(self) -> EventQuerySet:
        return events_together(self.entities)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            entities=self.entities,
            number=count_together(self.entities),
            most_counted=MOST_COUNTED,
            **kwargs,
        )

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.together(self.entities, context["slice"].events, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return subjects.together(
            self.entities, self.list_tree(context, context["number"]), self.here
        )

    def make_markdown(self, context: dict[str, Any]) -> str:
        title = " + ".join(str(entity) for entity in self.entities)
        return self.list_markdown(context, title, [entity.description for entity in self.entities])

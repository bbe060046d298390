"""Entities and sources: what they are, and their events."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.views.generic import DetailView

from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Citation, Entity, Event, Source
from events.models.querysets import EventQuerySet
from events.related import public_counts

from .following import ListMixin
from .lists import slice_of

# The events of a source are counted when read, and no further than this.
MOST_COUNTED = 10_000


class EventsOfView(ListMixin, DetailView):
    """A thing and a slice of its public events. One that has none is not public itself."""

    own_query = ("before",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        found = slice_of(self.listed(), before)
        if not (before or found.events):
            raise Http404(f"no public event has {self.object.slug}")
        return super().get_context_data(slice=found, **kwargs)

    def listed(self) -> EventQuerySet:
        return self.object.public_events()

    def list_tree(self, context: dict[str, Any], count: int | None) -> Tree:
        """Return the part of the tree that lists the events."""
        older = self.here.after(context["slice"].older)
        return trees.listing(context["slice"].events, self.here, count=count, older=older)

    def list_markdown(self, context: dict[str, Any], *said: str) -> str:
        """Return the events below what is said of the thing."""
        found, older = context["slice"], self.here.after(context["slice"].older)
        return markdown.events(str(self.object), found.events, said=said, older=older)


class EntityView(EventsOfView):
    """An entity, its other spellings and its events."""

    model = Entity
    template_name = "events/entity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        printed = {str(self.object), self.object.name}
        spellings = [
            alias.spelling for alias in self.object.aliases.all() if alias.spelling not in printed
        ]
        number = public_counts([self.object.pk])[self.object.pk]
        return super().get_context_data(spellings=spellings, number=number, **kwargs)

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.entity(self.object, context["slice"].events, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        events = self.list_tree(context, context["number"])
        return trees.entity(self.object, context["spellings"], events, self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        spellings = [f"- {spelling}\n" for spelling in context["spellings"]]
        return self.list_markdown(context, "".join(spellings), self.object.description)


class SourceView(EventsOfView):
    """A publication and the events that cite it."""

    model = Source
    template_name = "events/source.html"

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.source(self.object, context["slice"].events, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        count = count_citing(self.object)
        return trees.source(self.object, self.list_tree(context, count), self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        return self.list_markdown(context, self.object.homepage)


def count_citing(source: Source) -> int | None:
    """Return how many public events cite a source, None if more than `MOST_COUNTED`."""
    public = Event.objects.published().filter(pk=OuterRef("event"))
    citing = Citation.objects.filter(Exists(public), source=source).order_by()
    number = citing.values("event").distinct()[: MOST_COUNTED + 1].count()
    return number if number <= MOST_COUNTED else None

"""Entities and sources: what they are, and their events."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.generic import DetailView

from events.models import Entity, Event, Source
from events.models.querysets import EventQuerySet
from events.related import public_counts

from .lists import slice_of


class EventsOfView(DetailView):
    """A thing and a slice of its public events. One that has none is not public itself."""

    def get_events(self) -> EventQuerySet:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        found = slice_of(self.get_events(), before)
        if not (before or found.events):
            raise Http404(f"no public event has {self.object.slug}")
        return super().get_context_data(slice=found, **kwargs)


class EntityView(EventsOfView):
    """An entity, its other spellings and its events."""

    model = Entity
    template_name = "events/entity.html"

    def get_events(self) -> EventQuerySet:
        return Event.objects.published().tagged(self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        printed = {str(self.object), self.object.name}
        spellings = [
            alias.spelling for alias in self.object.aliases.all() if alias.spelling not in printed
        ]
        number = public_counts([self.object.pk])[self.object.pk]
        return super().get_context_data(spellings=spellings, number=number, **kwargs)


class SourceView(EventsOfView):
    """A publication and the events that cite it."""

    model = Source
    template_name = "events/source.html"

    def get_events(self) -> EventQuerySet:
        return Event.objects.published().citing([self.object.pk])

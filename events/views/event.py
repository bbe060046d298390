"""One event: its page, and its short permanent address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import DetailView, View

from events import related
from events.addresses import make_date
from events.changes import public_changes
from events.models import Event, Status

from .moved import moved

SAME_DAY = 8


class EventView(DetailView):
    """An event with its sources, its panel and what else happened that day."""

    template_name = "events/event.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.get_object()
        if event.status == Status.WITHDRAWN:
            return render(request, "410.html", {"event": event}, status=410)
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Event:
        if not hasattr(self, "object"):
            self.object = self.find_event(**self.kwargs)
        return self.object

    def find_event(self, year: int, month: int, day: int, slug: str) -> Event:
        """Return the event at this address.

        Raises:
            Http404: if there is none that readers may know of.
        """
        date = make_date(year, month, day)
        if not date:
            raise Http404
        event = get_object_or_404(Event.objects.for_page(), date=date, slug=slug)
        if not event.answers:
            raise Http404
        return event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object
        others = Event.objects.published().on_day(event.date).exclude(pk=event.pk)
        return super().get_context_data(
            related=related.panel(event),
            same_day=others[:SAME_DAY],
            versions=public_changes(event),
            remote_images=settings.REMOTE_IMAGES,
            **kwargs,
        )


class ShortAddressView(View):
    """The short address of an event leads to its page."""

    def get(self, request: HttpRequest, short_id: str) -> HttpResponse:
        event = get_object_or_404(Event, short_id=short_id)
        if not event.answers:
            raise Http404
        return moved(event.get_absolute_url())

"""One event: its page, and its short permanent address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from events import related
from events.addresses import CITATION_FORMATS, EVENT_FORMATS, format_address, make_date
from events.changes import public_changes
from events.formats import citing, heads, markdown, parts, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event, Status

from .beside import Beside
from .formats import FormatsMixin, error_response, format_response
from .moved import moved


class EventView(FormatsMixin, DetailView):
    """An event with its sources, its panel and what else happened that day."""

    template_name = "events/event.html"
    formats = EVENT_FORMATS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.get_object()
        if event.status == Status.WITHDRAWN:
            return self.gone(event)
        if self.format in CITATION_FORMATS:
            return format_response(self.format, citing.text(event, self.format, self.here))
        return super().get(request, *args, **kwargs)

    def gone(self, event: Event) -> HttpResponse:
        """Answer 410 with the reason."""
        if self.format:
            message, reason = _("This event has been withdrawn."), event.withdrawn_reason
            return error_response(self.request, 410, message, reason=reason)
        return render(self.request, "410.html", {"event": event}, status=410)

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
        whole = self.format not in {"md", *CITATION_FORMATS}
        events = Event.objects.for_page() if whole else Event.objects.all()
        event = get_object_or_404(events, date=date, slug=slug)
        if not event.answers:
            raise Http404
        return event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page prints: three queries, and two more for one that has changed."""
        event = self.object
        return super().get_context_data(
            beside=self.beside(),
            versions=public_changes(event),
            cites=citing.ways(event, self.here),
            permalink=parts.event_line(event, self.here)["permalink"],
            remote_images=settings.REMOTE_IMAGES,
            **kwargs,
        )

    def beside(self) -> Beside:
        """Return what stands beside the event, whose entities are known then."""
        weights = related.weigh([self.object])[self.object.pk]
        self.object.entities.know(weights.tagged)
        return Beside(self.object, weights)

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.event(self.object, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        beside = context["beside"]
        return trees.event(
            self.object,
            self.here,
            panel=beside.panel,
            of_lead=(beside.earlier, beside.later),
            changes=context["versions"],
        )

    def legacy_text(self) -> str:
        return markdown.event(self.object)


class ShortAddressView(View):
    """The short address of an event leads to its page, or to one of its formats."""

    formats = EVENT_FORMATS

    def get(self, request: HttpRequest, short_id: str, format: str = "") -> HttpResponse:
        event = get_object_or_404(Event, short_id=short_id)
        if not event.answers:
            raise Http404
        return moved(format_address(event.get_absolute_url(), format))

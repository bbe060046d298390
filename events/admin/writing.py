"""What helps while an event is written: its preview, and remarks that follow each change.

All of it reads the form as it stands, by POST, and saves nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events import checklist
from events.drafting import Draft
from events.models import Event, Placement
from events.models.querysets import EventQuerySet
from events.related import RelatedEvent
from events.rendering import plain
from events.spotting import spots
from events.views.beside import Beside
from events.views.event import EventView

from .filled import read_draft

MOST_NAMES = 40


@dataclass
class DraftBeside(Beside):
    """What will stand beside an event."""

    draft: Draft | None = None

    def find_panel(self) -> list[RelatedEvent]:
        return self.draft.panel(fetch=self.fetch)


class PreviewView(EventView):
    """The page of an event as readers will see it, from a draft."""

    template_name = "admin/events/event/preview.html"
    http_method_names = ["post"]
    draft: Draft | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.format = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        self.object = self.draft.event
        return self.render_to_response(self.get_context_data(object=self.object))

    def beside(self) -> Beside:
        return DraftBeside(self.object, self.draft.weights, draft=self.draft)

    def page_path(self) -> str:
        return self.object.get_absolute_url()


class WritingMixin:
    """The desk's aids for one event; for a new one, their addresses have no id."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("add/preview/", view(self.preview_view), name="events_event_preview"),
            path("<int:pk>/preview/", view(self.preview_view), name="events_event_preview"),
            path("add/aids/", view(self.aids_view), name="events_event_aids"),
            path("<int:pk>/aids/", view(self.aids_view), name="events_event_aids"),
            path("<int:pk>/next/", view(self.step_view), {"step": 1}, "events_event_next"),
            path("<int:pk>/previous/", view(self.step_view), {"step": -1}, "events_event_previous"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Answer the page that readers would see if the form were saved and published."""
        return PreviewView.as_view(draft=self._draft(request, pk))(request)

    @method_decorator(require_POST)
    def aids_view(self, request: HttpRequest, pk: int | None = None) -> JsonResponse:
        """Answer, each as HTML: the panel, names found in the text, what else is to be said."""
        draft = self._draft(request, pk)
        parts = {
            "panel": self._panel(request, draft),
            "names": self._names(draft),
            "remarks": self._remarks(request, draft),
        }
        return JsonResponse(
            {
                name: render_to_string(f"admin/events/event/{name}.html", context, request)
                for name, context in parts.items()
            }
        )

    def _panel(self, request: HttpRequest, draft: Draft) -> dict[str, Any]:
        """Return what the panel is printed from; it may be placed in if the form lets one."""
        may_place = request.user.has_perm("events.add_placement")
        hidden = draft.placed(Placement.Kind.HIDE)
        return {"panel": draft.panel(), "hidden": hidden, "may_place": may_place}

    def _names(self, draft: Draft) -> dict[str, Any]:
        text = f"{draft.event.title}\n{plain(draft.event.description)}"
        known = (entity.pk for entity in draft.entities)
        return {"names": spots(text, known)[:MOST_NAMES]}

    def _remarks(self, request: HttpRequest, draft: Draft) -> dict[str, Any]:
        alike = checklist.alike(draft, self._visible(request))
        mine = self.get_queryset(request).filter(pk__in=[one.event.pk for one in alike])
        return {
            "draft": draft,
            "remarks": checklist.remarks(draft),
            "alike": alike,
            "open_to_me": set(mine.values_list("pk", flat=True)) if alike else set(),
        }

    def _visible(self, request: HttpRequest) -> EventQuerySet:
        """Return the events of which this person may know."""
        mine = self.get_queryset(request).order_by().values("pk")
        public = Event.objects.published().values("pk")
        return Event.objects.filter(Q(pk__in=mine) | Q(pk__in=public))

    def _draft(self, request: HttpRequest, pk: int | None) -> Draft:
        """Return what the form that was sent says.

        Raises:
            PermissionDenied: if this person may not save it.
            Http404: if there is no such event for them.
        """
        event = get_object_or_404(self.get_queryset(request), pk=pk) if pk else None
        may = self.has_change_permission(request, event) if event else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        asked = self._without_moves(request)
        fields = flatten_fieldsets(self.get_fieldsets(asked, event))
        make = self.get_form(asked, event, change=bool(event), fields=fields)
        form = make(asked.POST, instance=event)
        formsets, _inlines = self._create_formsets(asked, form.instance, change=bool(event))
        return read_draft(form, formsets)

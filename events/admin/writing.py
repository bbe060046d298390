"""What helps while an event is written: its preview, and remarks that follow each change.

All of it reads the form as it stands, by POST, and saves nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
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
# Where an address of the form keeps those of its list.
PRESERVED = "_changelist_filters"


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
            path("<int:pk>/next/", view(self.step_view), {"forwards": True}, "events_event_next"),
            path(
                "<int:pk>/previous/",
                view(self.step_view),
                {"forwards": False},
                "events_event_previous",
            ),
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
        itself = {"pk": OuterRef("pk")}
        mine = Exists(self.get_queryset(request).filter(**itself))
        return Event.objects.filter(mine | Exists(Event.objects.published().filter(**itself)))

    def _draft(self, request: HttpRequest, pk: int | None) -> Draft:
        """Return what the form that was sent says.

        Raises:
            PermissionDenied: if this person may not save it.
            Http404: if there is no such event for them.
        """
        event = get_object_or_404(self.get_queryset(request), pk=pk) if pk else None
        if not (
            self.has_change_permission(request, event)
            if event
            else self.has_add_permission(request)
        ):
            raise PermissionDenied
        data = request.POST.copy()
        data.pop("move", None)
        fields = flatten_fieldsets(self.get_fieldsets(request, event))
        form = self.get_form(request, event, change=bool(event), fields=fields)(
            data, instance=event
        )
        formsets, _inlines = self._create_formsets(request, form.instance, change=bool(event))
        return read_draft(form, formsets)

    # The next event of the list, and the one before

    def step_view(self, request: HttpRequest, pk: int, forwards: bool) -> HttpResponse:
        """Lead to the event beside this one in the list that the editor came from."""
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_or_change_permission(request, event):
            raise PermissionDenied
        other = self._beside_in_list(request, event, forwards)
        if other is None:
            last, first = _("This is the last event."), _("This is the first event.")
            text = last if forwards else first
            self.message_user(request, text, messages.INFO)
        url = reverse("admin:events_event_change", args=[(other or event).pk])
        return HttpResponseRedirect(f"{url}?{request.META['QUERY_STRING']}".rstrip("?"))

    def _beside_in_list(self, request: HttpRequest, event: Event, forwards: bool) -> Event | None:
        asked = copy.copy(request)
        asked.GET = QueryDict(request.GET.get(PRESERVED, ""))
        try:
            changes = self.get_changelist_instance(asked)
        except IncorrectLookupParameters:
            raise Http404 from None
        order = changes.get_ordering(asked, changes.queryset)
        return beside(changes.queryset, event, order, forwards).first()


def beside(events: QuerySet, event: Event, order: Sequence[str], forwards: bool) -> QuerySet:
    """Return what stands after an event in an order of fields, or before it, the nearest first.

    order: names of fields that are never NULL, the last one unique.
    """
    if not forwards:
        order = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    after, same = Q(), Q()
    for name in order:
        field, way = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        value = getattr(event, field)
        after |= same & Q(**{f"{field}__{way}": value})
        same &= Q(**{field: value})
    field, way = order[0].removeprefix("-"), "lte" if order[0].startswith("-") else "gte"
    # The second condition says nothing new, but lets a database begin at the right place.
    return events.filter(after, **{f"{field}__{way}": getattr(event, field)}).order_by(*order)

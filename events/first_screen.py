"""What the desk's front shows: what waits, comes next and was done, and the way to any event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from events.addresses import period_of, read_address
from events.desk import transitions
from events.lookup import find_event, readings
from events.models import (
    Event,
    ImportRun,
    OpenForm,
    Operation,
    Status,
    Suggestion,
    Version,
)
from events.models.versions import BY_HAND
from events.search.asking import days_of

SHOWN = 8
# So many suggestions are counted; of more it is said that there are more.
MOST_COUNTED = 100
WAITING = [Status.DRAFT, Status.REVIEW]
DATE_PARTS = ("date__year", "date__month", "date__day")


def first_screen(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    """Return what an editor needs first, of what they may see. Nine queries at most."""
    desk = site.get_model_admin(Event)
    if not desk.has_view_permission(request):
        return {}
    events = desk.get_queryset(request)
    return {
        "may_write": desk.has_add_permission(request),
        "unfinished": OpenForm.objects.unfinished(request.user)[:SHOWN],
        "mine": waiting(events.filter(owner=request.user.pk, status__in=WAITING)),
        "reviews": waiting(events.filter(status=Status.REVIEW)),
        "drafts": waiting(events.filter(status=Status.DRAFT).exclude(owner=request.user.pk)),
        "scheduled": scheduled(events),
        "done": last_done(request, site),
        "last_import": last_import(request, site),
        "suggestions": suggestions(request, site),
        "most_suggestions": MOST_COUNTED,
    }


def waiting(events: QuerySet[Event]) -> list[Event]:
    """Return the newest of some events. One query, however many there are."""
    return list(events.select_related("lead", "owner").order_by("-date", "position", "pk")[:SHOWN])


def scheduled(events: QuerySet[Event]) -> list[Event]:
    """Return the events that readers will see next."""
    later = events.filter(status=Status.PUBLISHED, publish_at__gt=timezone.now())
    return list(later.select_related("lead").order_by("publish_at")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Done:
    """Something that somebody did. name: of what it was done to, which is at `url` at the desk."""

    at: datetime.datetime
    what: str
    name: str
    url: str
    editor: Any


def last_done(request: HttpRequest, site: AdminSite) -> list[Done]:
    """Return what was done last, to single events and to many rows at once. Two queries."""
    of_one = [
        Done(
            version.at,
            version.get_kind_display(),
            version.title,
            reverse("admin:events_event_history", args=[version.event_id])
            if version.is_there
            else reverse("admin:events_event_deleted"),
            version.editor,
        )
        for version in last_versions(request)
    ]
    of_many = [
        Done(
            operation.at,
            operation.get_kind_display(),
            operation.subject,
            reverse("admin:events_operation_change", args=[operation.pk]),
            operation.editor,
        )
        for operation in last_operations(request, site)
    ]
    return sorted(of_one + of_many, key=attrgetter("at"), reverse=True)[:SHOWN]


def last_versions(request: HttpRequest) -> QuerySet[Version]:
    """Return the last saves of single events, by all, or by one who sees only their own."""
    versions = Version.objects.filter(BY_HAND).order_by("-pk")
    if not transitions.sees_all(request.user):
        versions = versions.filter(editor=request.user.pk)
    event = Event.objects.filter(pk=OuterRef("event"))
    named = versions.annotate(title=KT("content__title"), is_there=Exists(event))
    return named.select_related("editor").defer("content", "names", "beside")[:SHOWN]


def last_operations(request: HttpRequest, site: AdminSite) -> Iterable[Operation]:
    """Return the last operations, of those that the person may see."""
    log = site.get_model_admin(Operation)
    return log.get_queryset(request)[:SHOWN] if log.has_view_permission(request) else []


def last_import(request: HttpRequest, site: AdminSite) -> ImportRun | None:
    """Return the last import, if its reader may know of it."""
    if not site.get_model_admin(ImportRun).has_view_permission(request):
        return None
    return ImportRun.objects.first()


def suggestions(request: HttpRequest, site: AdminSite) -> int:
    """Return how many pairs of entities wait, `MOST_COUNTED` at most, for who may merge them."""
    if not site.get_model_admin(Suggestion).has_view_permission(request):
        return 0
    return Suggestion.objects.waiting().order_by()[:MOST_COUNTED].count()


# --- The way to any event


def jump(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Lead to what was typed: an event by address or id, a date, or the events with some words.

    Raises:
        PermissionDenied: if the person sees no events.
    """
    desk = site.get_model_admin(Event)
    if not desk.has_view_permission(request):
        raise PermissionDenied
    text = request.GET.get("to", "").strip()
    event = find_event(text) if text else None
    if event and desk.has_view_permission(request, event):
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))
    address = reverse("admin:events_event_changelist")
    return HttpResponseRedirect(f"{address}?{urlencode(narrowing(text))}")


def narrowing(text: str) -> Iterable[tuple[str, str]]:
    """Return what narrows the list of events to a date (a month, a year), or to some words.

    The date may be told by the address of its page.
    """
    periods = (period_of(read_address(path).path) for path in readings(text))
    date = next(filter(days_of, [text, *filter(None, periods)]), "")
    if not date:
        return [("q", text)]
    parts = date.replace("/", "-").replace(".", "-").split("-")
    return [(name, str(int(part))) for name, part in zip(DATE_PARTS, parts, strict=False)]

"""An event's history at the desk: its versions, two of them side by side, one of them back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from events.desk.transitions import sees_all
from events.models import Event, Version
from events.versions import (
    changed_fields,
    compare,
    contents,
    recover,
    recoverable,
    restore,
)

from .base import DeskAdmin

PAGE = 50


class HistoryAdmin(DeskAdmin):
    """Events whose history is their versions, in place of Django's log of changes."""

    def get_urls(self) -> list[URLPattern]:
        views = (
            ("<int:pk>/history/compare/", self.compare_view, "compare"),
            ("<int:pk>/history/<int:number>/restore/", self.restore_view, "restore"),
            ("deleted/", self.deleted_view, "deleted"),
            ("deleted/<int:pk>/recover/", self.recover_view, "recover"),
        )
        wrap = self.admin_site.admin_view
        own = [path(route, wrap(view), name=f"events_event_{name}") for route, view, name in views]
        return own + super().get_urls()

    # Versions

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer a page of versions, the latest first; `before` is the number to go on from."""
        event = self._event(request, object_id)
        rows = event.versions.select_related("editor").defer("names", "beside").order_by("-number")
        before = request.GET.get("before", "")
        if before.isdecimal():
            rows = rows.filter(number__lt=int(before))
        # One more than is shown: what the last one changed is told by the one before it.
        versions = list(rows[: PAGE + 1])
        for version, earlier in pairwise(versions):
            version.changed = changed_fields(earlier, version)
        context = {
            "versions": versions[:PAGE],
            "next": versions[PAGE - 1].number if len(versions) > PAGE else None,
            "is_elsewhere": not before and bool(versions) and _is_elsewhere(event, versions[0]),
        }
        return self._page(request, "history", event, _("History"), context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer what differs between the versions `old` and `new`, whichever came first."""
        event = self._event(request, pk)
        numbers = sorted(_number(request, name) for name in ("old", "new"))
        old, new = (self._version(event, number) for number in numbers)
        context = {"old": old, "new": new, "differences": compare(old, new)}
        return self._page(request, "compare", event, _("What has changed"), context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Answer what restoring a version would change, and restore it."""
        event = self._event(request, pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        version = self._version(event, number)
        if request.method == "POST":
            restore(version, request.user, request.POST.get("comment", "").strip())
            text = _("Version %(number)d is restored.") % {"number": number}
            return self._done(request, event, text)
        now = contents([pk])[pk]
        present = Version(content=now.fields, names=now.names)
        kept = {name: now.fields[name] for name in ("status", "publish_at", "withdrawn_reason")}
        wanted = Version(content=version.content | kept, names=version.names)
        context = {"version": version, "differences": compare(present, wanted)}
        return self._page(request, "restore", event, _("Restore a version"), context)

    # Deleted events

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Answer a page of deleted events, the latest first; `before` is where to go on."""
        rows = self._recoverable(request).select_related("editor").defer("names", "beside")
        before = request.GET.get("before", "")
        if before.isdecimal():
            rows = rows.filter(pk__lt=int(before))
        versions = list(rows[: PAGE + 1])
        context = {
            "versions": versions[:PAGE],
            "next": versions[PAGE - 1].pk if len(versions) > PAGE else None,
        }
        return self._page(request, "deleted", None, _("Deleted events"), context)

    def recover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Recover the deleted event that had this id."""
        if request.method != "POST":
            raise Http404
        version = get_object_or_404(self._recoverable(request), event=pk)
        event = recover(version, request.user, request.POST.get("comment", "").strip())
        return self._done(request, event, _("“%(event)s” is recovered.") % {"event": event})

    def _recoverable(self, request: HttpRequest) -> Any:
        """Return the deleted events that the person may recover: all, or those they deleted."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        rows = recoverable()
        may_all = sees_all(request.user) and request.user.has_perm("events.delete_event")
        return rows if may_all else rows.filter(editor=request.user.pk)

    # What they have in common

    def _event(self, request: HttpRequest, pk: Any) -> Event:
        """Return an event that the person may look at."""
        event = self.get_object(request, str(pk))
        if event is None:
            raise Http404
        if not self.has_view_or_change_permission(request, event):
            raise PermissionDenied
        return event

    def _version(self, event: Event, number: int) -> Version:
        return get_object_or_404(event.versions.select_related("editor"), number=number)

    def _done(self, request: HttpRequest, event: Event, text: str) -> HttpResponse:
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))

    def _page(
        self,
        request: HttpRequest,
        name: str,
        event: Event | None,
        title: Any,
        context: dict[str, Any],
    ) -> TemplateResponse:
        may_change = bool(event) and self.has_change_permission(request, event)
        every = {
            **self.admin_site.each_context(request),
            "title": title,
            "event": event,
            "opts": self.opts,
            "media": self.media,
            "may_change": may_change,
        }
        return TemplateResponse(request, f"admin/events/event/{name}.html", every | context)


def _is_elsewhere(event: Event, last: Version) -> bool:
    """Say whether an import or a command has changed the event since its last version."""
    return contents([event.pk])[event.pk].fields != last.content


def _number(request: HttpRequest, name: str) -> int:
    """Return a version's number as the address gives it.

    Raises:
        Http404: if it gives none.
    """
    told = request.GET.get(name, "")
    if not told.isdecimal():
        raise Http404
    return int(told)

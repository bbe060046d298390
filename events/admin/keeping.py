"""Keeping what is typed in an event's form before it is saved, and telling who has it open."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from events.cursors import LARGEST
from events.models import Event, OpenForm, Version
from events.models.forms import OPENED
from events.text import without_nul

from .opening import sign, taken_down_since, unsign
from .saving import SavingAdmin, sent_mark, to_id

RESTORE, DISCARD = "_restore", "_discard"
# Of what a form sends: never kept.
SECRET = "csrfmiddlewaretoken"


class KeepingAdmin(SavingAdmin):
    """Events whose forms tell the server every few seconds what is typed in them.

    Only who typed it is shown it again; it is neither a version nor anything that readers see.
    """

    class Media:
        js = (Script("events/keeping.js", defer=True),)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.keep_view)
        return [path("keep/", view, name="events_event_keep"), *super().get_urls()]

    @method_decorator(require_POST)
    def keep_view(self, request: HttpRequest) -> JsonResponse:
        """Keep what a form says stands in it; answer who else has the event open.

        The request is an object: mark; event, its id or null; typed, a list of values by name, null
        if nothing is unsaved, or not there at all; saved, the id of the version that the form is
        known to have been saved as; closed, whether it is open no more. What was typed in a form
        that was opened before a text of the event was taken down is not kept, nor what was saved
        meanwhile: the answer's `saved` is another then.
        """
        told = _read(request)
        mark, event = told["mark"], told["event"]
        if not self._may_keep(request, event):
            raise PermissionDenied
        if _holds_what_was_taken_down(event, told.get("typed")):
            return JsonResponse({"taken_down": True})
        typed = {"typed": _to_keep(told["typed"])} if "typed" in told else {}
        if not OpenForm.objects.hear(mark, request.user, event, **typed):
            raise PermissionDenied
        # Only now: hearing of a form waits for whoever is saving it.
        saved = _version_of(mark)
        if told.get("typed") and saved != told.get("saved"):
            OpenForm.objects.filter(mark=mark).delete()
        elif told.get("closed"):
            OpenForm.objects.filter(mark=mark, typed__isnull=True).delete()
        _unsaved, others = OpenForm.objects.at(event, request.user)
        return JsonResponse({"saved": saved, "others": others})

    def _may_keep(self, request: HttpRequest, event: int | None) -> bool:
        """Say whether the person may edit the event; of one that is gone, whatever was typed."""
        found = Event.objects.filter(pk=event).first() if event else None
        if found:
            return self.has_change_permission(request, found)
        return self.has_add_permission(request) or self.has_change_permission(request)

    # Showing it again

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer the form; with what the person had typed, or without it from now on, if asked."""
        mine = OpenForm.objects.unsaved_by(request.user)
        if mark := request.POST.get(DISCARD):
            mine.filter(mark=mark).delete()
            self.message_user(request, _("What was not saved is discarded."), messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        if mark := request.POST.get(RESTORE):
            request.restored = mine.filter(mark=mark).first()
            if not request.restored:
                return HttpResponseRedirect(request.get_full_path())
            request.POST = request.restored.as_post()
            if base := request.restored.typed.get(OPENED):
                request.POST[OPENED] = sign(base)
            request.is_restored = True
        return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        obj: Event | None = None,
        **kwargs: Any,
    ) -> TemplateResponse:
        unsaved, others = OpenForm.objects.at(obj and obj.pk, request.user)
        context |= {
            "restored": getattr(request, "restored", None),
            "unsaved": unsaved if request.method == "GET" else [],
            "others": others,
        }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_add(self, request: HttpRequest, obj: Event, *args: Any) -> HttpResponse:
        self._forget(request)
        return super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        self._forget(request)
        return super().response_change(request, obj)

    def _forget(self, request: HttpRequest) -> None:
        """Forget a form that was saved."""
        OpenForm.objects.filter(mark=sent_mark(request), editor=request.user.pk).delete()

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Keep what was sent to an event that somebody has deleted meanwhile."""
        mark, pk = sent_mark(request), to_id(object_id)
        if mark and pk:
            typed = _to_keep(dict(request.POST.lists()))
            OpenForm.objects.hear(mark, request.user, pk, typed=typed)
            text = _("What you have written is kept: it will be there once the event is recovered.")
            self.message_user(request, text, messages.WARNING)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)


def _to_keep(sent: dict[str, list[str]] | None) -> dict[str, Any] | None:
    """Return what is kept of the fields of a form, see `OpenForm.typed`."""
    if sent is None:
        return None
    fields = {
        without_nul(name): [without_nul(value) for value in values]
        for name, values in sent.items()
        if name not in (SECRET, OPENED)
    }
    base, _at = unsign("".join(sent.get(OPENED, [])))
    return fields | ({OPENED: base} if base else {})


def _version_of(mark: str) -> int | None:
    """Return the id of the version that a form was last saved as, None if it was not."""
    return Version.objects.filter(form=mark).values_list("pk", flat=True).first()


def _holds_what_was_taken_down(event: int | None, sent: dict[str, list[str]] | None) -> bool:
    """Say whether a form may do so, since it was opened before."""
    _base, at = unsign("".join((sent or {}).get(OPENED, [])))
    return event is not None and taken_down_since(at, event=event)


def _read(request: HttpRequest) -> dict[str, Any]:
    """Return what a form tells of itself.

    Raises:
        BadRequest: if it is not what `KeepingAdmin.keep_view` wants.
    """
    try:
        told = json.loads(request.body)
        mark, event, typed = told["mark"], told["event"], told.get("typed")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest from error
    has_mark = isinstance(mark, str) and mark.isalnum() and len(mark) <= 32
    has_event = event is None or (isinstance(event, int) and 0 < event <= LARGEST)
    if not (has_mark and has_event and _is_typed(typed)):
        raise BadRequest
    return told


def _is_typed(typed: Any) -> bool:
    """Say whether this is a list of values by name, or nothing."""
    return typed is None or (
        isinstance(typed, dict)
        and all(isinstance(values, list) for values in typed.values())
        and all(isinstance(value, str) for values in typed.values() for value in values)
    )

"""An event's moves at the desk: who sees and edits it, and the buttons that move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from events.desk import set_status, transitions
from events.desk.transitions import MOVES, Move
from events.models import Event, Status
from events.models.settling import settled
from events.versions import Saving, versioned

from .base import DeskAdmin
from .fields import DeskForm
from .imports import moment

NO_REASON = _("Say why it is withdrawn: readers see it at its address.")
# What only those fill in who may publish.
PUBLICATION = ["publish_at", "withdrawn_reason"]


@contextmanager
def held(pk: Any) -> Iterator[None]:
    """Wrap a change of one event (or a new one), read within it: nobody else changes it then."""
    known = str(pk).isdecimal()
    with settled(*(Event.objects.filter(pk=pk).only("pk") if known else ())):
        yield


class MovingForm(DeskForm):
    """An event, and the move that the pressed button makes with it."""

    move = forms.TypedChoiceField(
        label=_("status"),
        required=False,
        choices=[(move.name, move.label) for move in MOVES.values()],
        coerce=MOVES.__getitem__,
        empty_value=None,
    )
    # May move events of any status that the row may have by now.
    user: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        move = cleaned.get("move")
        if move:
            self._check_move(move)
        status = move.target if move else self.instance.status
        asked = {"move", "withdrawn_reason"} & set(self.changed_data)
        reason = cleaned.get("withdrawn_reason", self.instance.withdrawn_reason)
        if status == Status.WITHDRAWN and asked and not reason.strip():
            self.add_error("withdrawn_reason", NO_REASON)
        return cleaned

    def _check_move(self, move: Move) -> None:
        """Refuse a move that the event cannot make any more.

        Raises:
            PermissionDenied: if the user may not make it.
        """
        if self.instance._state.adding:
            self.instance.owner = self.user
        if not transitions.may_make(self.user, move, self.instance):
            raise PermissionDenied
        if self.instance.status not in move.sources:
            self.add_error(None, out_of_turn(move, self.instance))


def out_of_turn(move: Move, event: Event) -> ValidationError:
    """Return why an event cannot make a move now."""
    return ValidationError(
        _("“%(move)s” is not open to it: by now it is %(status)s."),
        code="move",
        params={"move": move.label, "status": event.get_status_display()},
    )


class WorkflowAdmin(DeskAdmin):
    """Events that some see and edit only as long as they are their own drafts."""

    # Who may do what

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        events = super().get_queryset(request)
        if transitions.sees_all(request.user):
            return events
        return events.filter(owner=request.user.pk)

    def has_view_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        if obj is None:
            return super().has_view_permission(request) or self.has_add_permission(request)
        return transitions.may_see(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return transitions.may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        if obj is None:
            return super().has_delete_permission(request)
        return transitions.may_delete(request.user, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.publish_event")

    def may_fill_in(self, request: HttpRequest, obj: Event | None) -> bool:
        """Say whether the form of an event, or of a new one, is to be filled in."""
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    # The form and its buttons

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj), "state"]
        return fields if self.has_publish_permission(request) else [*fields, *PUBLICATION]

    def get_form(
        self, request: HttpRequest, obj: Event | None = None, **kwargs: Any
    ) -> type[MovingForm]:
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        obj: Event | None = None,
        **kwargs: Any,
    ) -> TemplateResponse:
        event = obj or Event(owner=request.user)
        context["moves"] = transitions.open_moves(request.user, event)
        context["status"] = event.status
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer the form; a save takes the locks of stored counts once, and in one order."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        with held(object_id):
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Event, form: MovingForm, change: bool) -> None:
        if not change:
            obj.owner = request.user
        if move := form.cleaned_data.get("move"):
            obj.status = move.target
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Event, *args: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args)
        self._tell_moved(request, obj)
        return response

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        response = super().response_change(request, obj)
        self._tell_moved(request, obj)
        return response

    def _tell_moved(self, request: HttpRequest, event: Event) -> None:
        """Say what the pressed button has made of the event, if it moved it."""
        if "move" not in request.POST:
            return
        text = _("It is now: %(status)s.") % {"status": event.get_status_display()}
        if event.status == Status.PUBLISHED and not event.is_public:
            text = _("Readers see it from %(time)s.") % {"time": moment(event.publish_at)}
        self.message_user(request, text, messages.SUCCESS)

    # A move without the form

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.move_view)
        return [path("<int:pk>/move/", view, name="events_event_move"), *super().get_urls()]

    @method_decorator(require_POST)
    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move an event as it is stored; whoever may not edit it now may take it back."""
        move = MOVES.get(request.POST.get("move", ""))
        with held(pk):
            event = get_object_or_404(self.get_queryset(request), pk=pk)
            if not (move and transitions.may_make(request.user, move, event)):
                raise PermissionDenied
            self._move(request, event, move)
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[pk]))

    def _move(self, request: HttpRequest, event: Event, move: Move) -> None:
        """Move and log, or say why not."""
        if event.status not in move.sources:
            [text] = out_of_turn(move, event).messages
            self.message_user(request, text, messages.ERROR)
        elif move.target == Status.WITHDRAWN and not event.withdrawn_reason.strip():
            self.message_user(request, NO_REASON, messages.ERROR)
        else:
            with versioned([event.pk], Saving(request.user, comment=str(move.label))):
                set_status([event], move.target)
            self.log_change(request, event, [{"changed": {"fields": ["Status"]}}])
            text = _("“%(event)s” is now %(status)s.")
            facts = {"event": event, "status": event.get_status_display()}
            self.message_user(request, text % facts, messages.SUCCESS)

"""Saving events so that nothing is overwritten and nothing is saved twice, with their versions."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from events.cursors import LARGEST
from events.models import Event, OpenForm, Version
from events.text import without_nul
from events.versions import Saving, contents, delete_events, fields_at_hand, write_versions

from .base import DeskAdmin
from .opening import Opening, read_opening, sign
from .stale import OpenedForm


class SavingAdmin(DeskAdmin):
    """Events whose forms merge with what others have saved; see `stale`.

    What a POST was opened on stands in `request.opening`; whoever calls holds the event.
    """

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        request.opening = Opening()
        if request.method == "POST":
            object_id = self._open(request, object_id)
        response = super().changeform_view(request, object_id, *args, **kwargs)
        if request.opening.merged and response.status_code == 302:
            self._tell_merged(request)
        return response

    def _open(self, request: HttpRequest, object_id: str | None) -> str | None:
        """Note what the form was opened on; return the id of the event to save.

        A form of a new event that was sent twice has made one by the second time.
        """
        mark, pk = sent_mark(request), to_id(object_id)
        if mark:
            # Sent twice at once, the second waits here for the first; and keeping, for saving.
            OpenForm.objects.hear(mark, request.user, pk or None)
        saved = Version.objects.filter(form=mark).first() if mark else None
        was_new = saved is not None and not object_id
        if was_new:
            object_id, pk = str(saved.event_id), saved.event_id
        request.opening = read_opening(request.POST, pk, saved)
        request.opening.was_new = was_new
        request.opening.is_shown = getattr(request, "is_restored", False)
        return object_id

    def _tell_merged(self, request: HttpRequest) -> None:
        names = get_text_list(list(dict.fromkeys(request.opening.merged)), _("and"))
        text = _("This event had been saved meanwhile (%(names)s): both changes stand.")
        self.message_user(request, text % {"names": names}, messages.INFO)

    # Forms

    def get_form(
        self, request: HttpRequest, obj: Event | None = None, **kwargs: Any
    ) -> type[OpenedForm]:
        form = super().get_form(request, obj, **kwargs)
        form.opening = getattr(request, "opening", Opening())
        form.is_shown = form.opening.is_shown
        return form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Event | None = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.opening = getattr(request, "opening", Opening())
            formset.form.is_shown = formset.opening.is_shown
            yield formset, inline

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        obj: Event | None = None,
        **kwargs: Any,
    ) -> TemplateResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if obj and not form.is_bound and "entities" in form.initial:
            rows = {formset.prefix: formset.get_queryset() for formset in formsets}
            form.initial["opened"] = sign(fields_at_hand(obj, form.initial["entities"], rows))
        context["taken_down"] = bool(form.is_bound and form.opening.taken_down)
        conflicts = [getattr(one, "conflicts", []) for one in (form, *formsets)]
        context["conflicts"] = list(chain.from_iterable(conflicts))
        context["changed_by"] = _last_version(obj) if context["conflicts"] else None
        return super().render_change_form(request, context, obj=obj, **kwargs)

    # Saving and deleting

    def write_version(self, request: HttpRequest, form: OpenedForm) -> None:
        """Write what came of a saved form, if that is another event than before."""
        pk, now = form.instance.pk, request.opening.now
        mark = form.cleaned_data["mark"]
        # Sent again from the browser's past, the form has made a version before.
        Version.objects.filter(form=mark).update(form=None)
        kind = Version.Kind.EDITED if now else Version.Kind.WRITTEN
        saving = Saving(request.user, kind, form.cleaned_data["comment"], mark or None)
        write_versions({pk: now} if now else {}, contents([pk]), saving)

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        delete_events([obj], request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_events(queryset, request.user)


def sent_mark(request: HttpRequest) -> str:
    """Return the mark of the form that was sent, empty if it has none."""
    return without_nul(request.POST.get("mark", ""))[:32]


def to_id(told: str | None) -> int:
    """Return the id of a row that an address tells, 0 if no row can have it."""
    pk = int(told) if told and told.isdecimal() and len(told) < 20 else 0
    return pk if pk <= LARGEST else 0


def _last_version(event: Event | None) -> Version | None:
    """Return the last version of an event, with its editor."""
    return event and event.versions.select_related("editor").order_by("-number").first()

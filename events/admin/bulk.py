"""Changing many events at once: what will change is shown first, and can be undone after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
)
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.desk import bulk
from events.desk.transitions import BACK, PUBLISH, WITHDRAW
from events.models import Entity, Event, EventEntity

from .base import DeskAdmin
from .fields import NumbersMixin, VerbatimField

# So many of the events to be changed are named.
SHOWN = 25


class ChangeForm(forms.Form):
    """What a change of many events asks for: only why it is made."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("For the history of these events; readers do not see it."),
    )


class ReasonForm(ChangeForm):
    """What a withdrawal asks for."""

    reason = VerbatimField(
        label=_("Reason of withdrawal"),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Shown at the addresses of all these events."),
    )
    field_order = ["reason", "comment"]


class EntitySelect(NumbersMixin, AutocompleteSelect):
    """A picker of one entity."""


class EntityForm(ChangeForm):
    """What a change of entities asks for."""

    entity = forms.ModelChoiceField(
        label=_("Entity"),
        queryset=Entity.objects.all(),
        widget=EntitySelect(EventEntity._meta.get_field("tag"), admin.site),
    )
    field_order = ["entity", "comment"]


# By action: what it asks for, and the change that comes of the answers.
CHANGES: dict[str, tuple[type[ChangeForm], Any]] = {
    "publish": (ChangeForm, lambda given: bulk.Moving(PUBLISH)),
    "withdraw": (ReasonForm, lambda given: bulk.Moving(WITHDRAW, given["reason"])),
    "back_to_draft": (ChangeForm, lambda given: bulk.Moving(BACK)),
    "tag": (EntityForm, lambda given: bulk.Tagging(given["entity"])),
    "untag": (EntityForm, lambda given: bulk.Untagging(given["entity"])),
    "set_lead": (EntityForm, lambda given: bulk.Leading(given["entity"])),
}


class BulkAdmin(DeskAdmin):
    """Actions on many events, each with a preview; the log of operations undoes them."""

    actions = list(CHANGES)

    @admin.action(permissions=["publish"], description=_("Publish the selected events"))
    def publish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "publish")

    @admin.action(permissions=["publish"], description=_("Withdraw the selected events"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "withdraw")

    @admin.action(permissions=["publish"], description=_("Make the selected events drafts again"))
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "back_to_draft")

    @admin.action(permissions=["change"], description=_("Add an entity to the selected events"))
    def tag(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "tag")

    @admin.action(permissions=["change"], description=_("Remove an entity from the selected"))
    def untag(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "untag")

    @admin.action(permissions=["change"], description=_("Set the lead of the selected events"))
    def set_lead(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._change(request, queryset, "set_lead")

    def _change(self, request: HttpRequest, events: QuerySet, action: str) -> HttpResponse | None:
        """Ask, show what will change, or change it: as far as the form sent has come."""
        asked_for, make = CHANGES[action]
        pks = list(events.values_list("pk", flat=True)[: bulk.MOST + 1])
        if len(pks) > bulk.MOST:
            text = _("Choose fewer events: at most %(number)d are changed at once.")
            self.message_user(request, text % {"number": bulk.MOST}, messages.ERROR)
            return None
        given = asked_for is ChangeForm or "asked" in request.POST
        form = asked_for(request.POST if given else None)
        change = make(form.cleaned_data) if form.is_valid() else None
        if change and not request.user.has_perm(bulk.PERMISSIONS[change.kind]):
            raise PermissionDenied
        altered = bulk.altered(change, pks) if change else []
        if altered and "apply" in request.POST:
            if request.POST["apply"] == str(len(altered)):
                return self._make(request, change, pks, form.cleaned_data["comment"])
            self.message_user(
                request, _("By now it is other events: look again."), messages.WARNING
            )
        return self._preview(request, action, form, change, pks, altered)

    def _make(
        self, request: HttpRequest, change: bulk.Change, events: list[int], comment: str
    ) -> HttpResponse:
        operation = bulk.make_change(change, events, request.user, comment)
        if operation:
            text = _("Done: %(operation)s.") % {"operation": operation}
            address = reverse("admin:events_operation_change", args=[operation.pk])
            link = format_html('{} <a href="{}">{}</a>', text, address, _("Undo"))
            self.message_user(request, link, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _preview(
        self,
        request: HttpRequest,
        action: str,
        form: ChangeForm,
        change: bulk.Change | None,
        events: list[int],
        altered: list[int],
    ) -> TemplateResponse:
        shown = Event.objects.filter(pk__in=(altered if change else events)[:SHOWN])
        rows = shown.select_related("lead").newest_first()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(self.get_action(action)[2]),
            "media": self.media + form.media,
            "form": form,
            "action": action,
            "change": change,
            "rows": [(event, *(change.says(event) if change else ("", ""))) for event in rows],
            "altered": len(altered),
            "left": len(events) - len(altered),
            "more": len(altered if change else events) - SHOWN,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/events/event/bulk.html", context)

"""Taking a text down for good: asked, shown in every place, then lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from events.desk import takedown
from events.desk.takedown import Words
from events.models import Event, Takedown, Version
from events.text import validate_one_line

from .base import DeskAdmin
from .imports import RecordAdmin, link, moment

SHORTEST = 2


class TakedownForm(forms.Form):
    """What is to go, what comes in its place, and why."""

    text = forms.CharField(
        label=_("Text to take down"),
        min_length=SHORTEST,
        validators=[validate_one_line],
        widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("As it stands there; capitals and spaces do not matter. It is not kept."),
    )
    replacement = forms.CharField(
        label=_("In its place"),
        initial="[…]",
        validators=[validate_one_line],
        widget=AdminTextInputWidget,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("It stays. Say why, but not what was taken down."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if text := cleaned.get("text"):
            words = Words(text, "")
            for name in ("replacement", "reason"):
                if words.purge(value := cleaned.get(name, "")) != value:
                    self.add_error(name, _("This says the text that is to go."))
        return cleaned


class TakedownMixin(DeskAdmin):
    """The page of an event where a text of it is taken down."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.takedown_view)
        return [
            path("<int:pk>/takedown/", view, name="events_event_takedown"),
            *super().get_urls(),
        ]

    def takedown_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a text, show every place where it stands, and take it down there."""
        if not request.user.has_perm("events.takedown_event"):
            raise PermissionDenied
        event = Event.objects.filter(pk=pk).first()
        if not event and not Version.objects.filter(event=pk).exists():
            raise Http404
        form = TakedownForm(request.POST or None)
        found = None
        if form.is_valid():
            given = form.cleaned_data
            words = Words(given["text"], given["replacement"])
            found = takedown.find(pk, words)
            if found and request.POST.get("apply") == str(len(found)):
                done = takedown.take_down(pk, words, given["reason"], request.user)
                text = _("Taken down for good. What is kept of it: %(takedown)s")
                self.message_user(request, text % {"takedown": done}, messages.SUCCESS)
                return HttpResponseRedirect(_page_after(pk, event))
        return self._takedown_page(request, pk, event, form, found)

    def _takedown_page(
        self,
        request: HttpRequest,
        pk: int,
        event: Event | None,
        form: TakedownForm,
        found: list[takedown.Finding] | None,
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Take a text down for good"),
            "subtitle": event,
            "pk": pk,
            "original": event,
            "form": form,
            "found": found,
            "earlier": Takedown.objects.filter(event=pk).select_related("editor"),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/events/event/takedown.html", context)


def _page_after(pk: int, event: Event | None) -> str:
    if event:
        return reverse("admin:events_event_change", args=[pk])
    return reverse("admin:events_event_changelist")


@admin.register(Takedown)
class TakedownAdmin(RecordAdmin):
    """What was taken down, the latest first."""

    list_display = ["taken", "event_link", "reason", "editor"]
    ordering = ["-pk"]
    list_select_related = ["event", "editor"]
    sortable_by: list[str] = []
    fields = readonly_fields = ["taken", "event_link", "reason", "editor", "counts"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("time"))
    def taken(self, obj: Takedown) -> str:
        return moment(obj.at)

    @admin.display(description=_("event"))
    def event_link(self, obj: Takedown) -> str:
        return link(Event, obj.event.pk, obj.event.headline) if obj.event else obj.short_id or "–"

    @admin.display(description=_("places"))
    def counts(self, obj: Takedown) -> str:
        return format_html_join(", ", "{}: {}", sorted(obj.places.items()))

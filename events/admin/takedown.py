"""Taking a text down for good: asked, shown in every place, then lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from events.desk import takedown
from events.desk.words import Words
from events.models import Entity, Event, Takedown, Version
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
    """The page of a row where a text of it is taken down. Those that are gone may have one, too."""

    find = staticmethod(takedown.find)
    take_down = staticmethod(takedown.take_down)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.takedown_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_takedown"
        return [path("<int:pk>/takedown/", view, name=name), *super().get_urls()]

    def is_remembered(self, pk: int) -> bool:
        """Say whether there is something left of a row that is gone."""
        return Version.objects.filter(event=pk).exists()

    def entities_called(self, original: Any, words: Words) -> list[Entity]:
        """Return the entities of the row that have the words in their names."""
        its = Q(taggings__content_object=original) | Q(led_events=original)
        around = Entity.objects.filter(its).distinct() if original else []
        return [
            entity
            for entity in around
            if words.purge([entity.name, entity.label]) != [entity.name, entity.label]
        ]

    def takedown_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a text, show every place where it stands, and take it down there."""
        if not request.user.has_perm("events.takedown_event"):
            raise PermissionDenied
        original = self.model._base_manager.filter(pk=pk).first()
        if not original and not self.is_remembered(pk):
            raise Http404
        form = TakedownForm(request.POST or None)
        context = {}
        if form.is_valid():
            given = form.cleaned_data
            words = Words(given["text"], given["replacement"])
            found = self.find(pk, words)
            if found and request.POST.get("apply") == str(len(found)):
                done = self.take_down(pk, words, given["reason"], request.user)
                text = _("Taken down for good. What is kept of it: %(takedown)s")
                self.message_user(request, text % {"takedown": done}, messages.SUCCESS)
                return HttpResponseRedirect(self._page_after(original))
            context = {"found": found, "called": self.entities_called(original, words)}
        return self._takedown_page(request, pk, original, form, context)

    def _takedown_page(
        self,
        request: HttpRequest,
        pk: int,
        original: Any,
        form: TakedownForm,
        context: dict[str, Any],
    ) -> TemplateResponse:
        earlier = Takedown.objects.filter(**{self.opts.model_name: pk})
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Take a text down for good"),
            "subtitle": original,
            "pk": pk,
            "original": original,
            "form": form,
            "earlier": earlier.select_related("editor"),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/events/event/takedown.html", context)

    def _page_after(self, original: Any) -> str:
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if original:
            return reverse(f"{names}_change", args=[original.pk])
        return reverse(f"{names}_changelist")


class NameTakedownMixin(TakedownMixin):
    """The page of an entity where a name of it is taken down."""

    find = staticmethod(takedown.find_as_name)
    take_down = staticmethod(takedown.take_name_down)

    def is_remembered(self, pk: int) -> bool:
        return False

    def entities_called(self, original: Any, words: Words) -> list[Entity]:
        return []


@admin.register(Takedown)
class TakedownAdmin(RecordAdmin):
    """What was taken down, the latest first."""

    list_display = ["taken", "subject", "reason", "editor"]
    ordering = ["-pk"]
    list_select_related = ["event", "entity", "editor"]
    sortable_by: list[str] = []
    fields = readonly_fields = ["taken", "subject", "reason", "editor", "counts"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("time"))
    def taken(self, obj: Takedown) -> str:
        return moment(obj.at)

    @admin.display(description=_("of what"))
    def subject(self, obj: Takedown) -> str:
        if obj.entity:
            return link(Entity, obj.entity.pk, obj.entity)
        return link(Event, obj.event.pk, obj.event.headline) if obj.event else obj.short_id or "–"

    @admin.display(description=_("places"))
    def counts(self, obj: Takedown) -> str:
        return format_html_join(", ", "{}: {}", sorted(obj.places.items()))

"""What stands on the form of an event besides the event."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.models import Citation, Event, Placement, Source

from .base import FORMFIELDS, DeskInline, DeskTabularInline
from .fields import VerbatimField
from .forms import CitationForm, PlacementForm
from .rows import MergingFormSet


class CitationInline(DeskInline, admin.StackedInline):
    """The sources of an event, in order."""

    model = Citation
    form = CitationForm
    formset = MergingFormSet
    formfield_overrides = FORMFIELDS | {models.TextField: {"form_class": VerbatimField}}
    autocomplete_fields = ["source"]
    readonly_fields = ["shown"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("source", "new_source"),
                    ("url", "position"),
                    ("image", "archived_url"),
                    ("upload", "alt"),
                    "shown",
                ]
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source", "picture")

    @admin.display(description=_("picture shown"))
    def shown(self, obj: Citation) -> str:
        picture = obj.shown_picture
        if not picture:
            return _("none")
        url, alt = picture.get_absolute_url(), obj.alt
        return format_html(
            '<a href="{}"><img class="picture" src="{}" alt="{}"></a>', url, url, alt
        )

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> list:
        (name, options), *_rest = self.fieldsets
        first, *others = options["fields"]
        if not self.may_add_sources(request):
            first = "source"
        if not self.has_change_permission(request, obj):
            others = ["alt" if line == ("upload", "alt") else line for line in others]
        return [(name, {"fields": [first, *others]})]

    def get_formset(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.may_add_sources = self.may_add_sources(request)
        return formset

    def may_add_sources(self, request: HttpRequest) -> bool:
        """Say whether the user may name a source that does not exist yet."""
        return self.admin_site.get_model_admin(Source).has_add_permission(request)


class PlacementInline(DeskTabularInline):
    """Pins and hides in the panel of an event."""

    model = Placement
    form = PlacementForm
    formset = MergingFormSet
    fk_name = "event"
    fields = ["other", "kind", "reason", "editor", "created_at"]
    readonly_fields = ["editor", "created_at"]
    autocomplete_fields = ["other"]
    classes = ["collapse"]
    verbose_name_plural = _("pinned to its panel, or hidden from it")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("other", "editor")

"""What stands on the form of an event besides the event."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.models import Citation, Event, Placement

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
    fields = [
        ("source", "new_source"),
        ("url", "position"),
        ("image", "archived_url"),
        ("upload", "alt"),
        "shown",
    ]
    # Where nothing is to be filled in.
    told_fields = ["source", ("url", "position"), ("image", "archived_url"), "alt", "shown"]

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

    def get_fields(self, request: HttpRequest, obj: Event | None = None) -> list:
        events = self.admin_site.get_model_admin(self.parent_model)
        may_edit = events.may_fill_in(request, obj) and self.has_change_permission(request, obj)
        return self.fields if may_edit else self.told_fields


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

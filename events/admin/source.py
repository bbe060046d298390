"""Sources."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.curation import merge_sources
from events.curation.previews import Preview, preview_sources
from events.models import Citation, Operation, Source

from .base import ProtectedAdmin
from .forms import SourceForm
from .merging import Merging


def uses() -> Coalesce:
    """Return the number of citations that name a source."""
    citations = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
    number = Subquery(citations.values_list(Count("pk")), output_field=IntegerField())
    return Coalesce(number, 0)


@admin.register(Source)
class SourceAdmin(Merging, ProtectedAdmin):
    """Sources, the most cited first."""

    form = SourceForm
    change_form_template = "admin/events/curated/change_form.html"
    actions = ["merge"]
    picked = Citation._meta.get_field("source")
    list_display = ["name", "homepage", "used"]
    ordering = [uses().desc(), "name"]
    search_fields = ["name"]
    readonly_fields = ["use", "previous_addresses"]
    fieldsets = [
        (None, {"fields": ["name", "homepage", "use"]}),
        (_("Address"), {"fields": ["slug", "previous_addresses"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(uses=uses())

    def preview(self, kept: Source, others: Sequence[Source]) -> Preview:
        return preview_sources(kept, others)

    def do_merge(
        self, kept: Source, others: Sequence[Source], request: HttpRequest, words: dict[str, str]
    ) -> Operation:
        return merge_sources(kept, others, request.user, words["comment"])

    def in_use(self, rows: QuerySet) -> QuerySet:
        return rows.filter(Exists(Citation.objects.filter(source=OuterRef("pk"))))

    def choice_label(self, obj: Source) -> str:
        return f"{obj.name} · {obj.uses}"

    @admin.display(description=_("citations"), ordering="uses")
    def used(self, obj: Source) -> str:
        return self.events_link(obj, str(obj.uses))

    @admin.display(description=_("used by"))
    def use(self, obj: Source) -> str:
        if not obj.pk:
            return "–"
        text = ngettext("%d citation", "%d citations", obj.uses)
        return self.events_link(obj, text % obj.uses)

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> list:
        (name, main), *rest = super().get_fieldsets(request, obj)
        fields = [field for field in main["fields"] if obj or field != "use"]
        return [(name, {"fields": fields}), *rest]

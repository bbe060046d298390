"""Entities and their other spellings."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Alias, Entity, Event, EventEntity
from events.picking import entities_with, meanings

from .base import DeskTabularInline, ProtectedAdmin
from .curating import Curating, UseFilter
from .forms import AliasFormSet
from .spellings import SpeltForm
from .takedown import NameTakedownMixin


class AliasInline(DeskTabularInline):
    """Other spellings."""

    model = Alias
    formset = AliasFormSet
    verbose_name = _("other spelling")
    verbose_name_plural = _("other spellings")


@admin.register(Entity)
class EntityAdmin(NameTakedownMixin, Curating, ProtectedAdmin):
    """Entities, the most used first."""

    form = SpeltForm
    list_display = ["name", "label", "kind", "used"]
    list_filter = ["kind", UseFilter]
    ordering = ["-event_count", "name"]
    search_fields = ["name", "label", "aliases__spelling"]
    search_help_text = _("Words of a name, label or another spelling; the last may be unfinished.")
    inlines = [AliasInline]
    readonly_fields = ["use", "previous_addresses"]
    fieldsets = [
        (None, {"fields": ["name", "label", "kind", "description", "same_as", "use"]}),
        (_("Address"), {"fields": ["slug", "previous_addresses"], "classes": ["collapse"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        found = queryset & entities_with(search_term)
        if known := [entity.pk for entity in meanings(search_term)]:
            spelt_so = Case(When(pk__in=known, then=0), default=1)
            found = found.order_by(spelt_so, *self.ordering)
        return found, False

    def in_use(self, rows: QuerySet) -> QuerySet:
        tagged = EventEntity.objects.filter(tag=OuterRef("pk"))
        led = Event.objects.filter(lead=OuterRef("pk"))
        return rows.filter(Exists(tagged) | Exists(led))

    def chosen_label(self, obj: Entity) -> str:
        return obj.name

    def choice_label(self, obj: Entity) -> str:
        label = f"{obj.label} – " if obj.label and obj.label != obj.name else ""
        return f"{label}{obj.name} · {obj.event_count}"

    @admin.display(description=_("published events"), ordering="event_count")
    def used(self, obj: Entity) -> str:
        return self.events_link(obj, str(obj.event_count))

    @admin.display(description=_("used by"))
    def use(self, obj: Entity) -> str:
        """Say how many events are tagged with it or led by it, and how many of them are public."""
        if not obj.pk:
            return "–"
        total = Event.objects.filter(Q(lead=obj) | Exists(self._taggings(obj))).count()
        text = ngettext("%(total)d event", "%(total)d events", total)
        published = ngettext("%(number)d published", "%(number)d published", obj.event_count)
        return self.events_link(
            obj, f"{text}, {published}" % {"total": total, "number": obj.event_count}
        )

    def _taggings(self, obj: Entity) -> QuerySet:
        return EventEntity.objects.filter(tag=obj, content_object=OuterRef("pk"))

    def get_fieldsets(self, request: HttpRequest, obj: Entity | None = None) -> list:
        (name, main), *rest = super().get_fieldsets(request, obj)
        fields = [field for field in main["fields"] if obj or field != "use"]
        # What is asked only once a form was sent.
        asked = ["another"] if request.method == "POST" else []
        return [(name, {"fields": [*fields, *asked]}), *rest]

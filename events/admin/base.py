"""What all lists and forms of the desk have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import CASCADE, Q, QuerySet
from django.forms import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst, smart_split, unescape_string_literal
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.text import without_nul

from .fields import (
    DeskForm,
    DeskFormSet,
    LoadedChoiceField,
    LoadedSelect,
    NamedDateTime,
    VerbatimField,
)
from .lists import CappedPaginator

FORMFIELDS = {
    models.CharField: {"form_class": VerbatimField},
    models.TextField: {"form_class": VerbatimField, "strip": False},
    models.URLField: {"assume_scheme": "https"},
    models.DateTimeField: {"widget": NamedDateTime},
}
# Refusals that a page spells out; of the rest it gives the number.
REFUSALS_SHOWN = 10


def search_words(text: str) -> list[str]:
    """Return the words and "quoted phrases" of a search."""
    return [
        unescape_string_literal(word) if word[0] in "\"'" and word[0] == word[-1] else word
        for word in smart_split(without_nul(text))
    ]


class DeskFields:
    """Form fields of the desk: verbatim text, and pickers that offer what the row's admin says."""

    formfield_overrides = FORMFIELDS

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A row that others use is edited on its own form, not in passing.
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Field:
        if db_field.name in self.get_autocomplete_fields(request):
            owner = self.admin_site.get_model_admin(db_field.remote_field.model)
            kwargs |= {
                "form_class": LoadedChoiceField,
                "widget": LoadedSelect(db_field, self.admin_site),
                "label_of": owner.chosen_label,
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DeskAdmin(DeskFields, admin.ModelAdmin):
    """The admin of a model: every search word must match, and no list counts needlessly."""

    form = DeskForm
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    show_facets = admin.ShowFacets.NEVER

    class Media:
        js: ClassVar = ["events/names.js"]

    def matching(self, word: str) -> Q:
        """Return the condition that a row has to do with `word`; it must not multiply rows."""
        return Q.create(
            [Q(**{f"{name}__icontains": word}) for name in self.search_fields], connector=Q.OR
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        for word in search_words(search_term):
            queryset = queryset.filter(self.matching(word))
        return queryset, False

    def chosen_label(self, obj: Any) -> str:
        """Return how a form names the row where it is chosen."""
        return str(obj)

    def choice_label(self, obj: Any) -> str:
        """Return how a picker offers the row."""
        return self.chosen_label(obj)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: DeskForm, change: bool
    ) -> None:
        """Save a new row, or one that was changed: an untouched one keeps version and time."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Log the change, if there was one."""
        return super().log_change(request, obj, message) if message else None

    def view_on_site(self, obj: Any) -> str | None:
        """Return the address where readers see the row, None if they do not."""
        return obj.get_absolute_url()

    @admin.display(description=_("previous addresses"))
    def previous_addresses(self, obj: Any) -> str:
        paths = obj.old_addresses.values_list("path") if obj.pk else []
        items = format_html_join("", "<li>{}</li>", paths)
        return format_html('<ul class="plain">{}</ul>', items) if items else _("none")

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name the rows and count what goes with them.

        Django's own would fetch and list all of that, thousands of rows for a busy one, and ask
        for a permission on each kind, though they belong to the row.
        """
        rows = objs if isinstance(objs, QuerySet) else list(objs)
        info = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        links = [
            format_html('<a href="{}">{}</a>', reverse(info, args=[quote(row.pk)]), row)
            for row in rows
        ]
        return links, self._going_along(rows), set(), []

    def _going_along(self, rows: Any) -> dict[str, int]:
        """Return, by name, the number of rows of each kind that deleting `rows` deletes."""
        pks = [row.pk for row in rows]
        counts = Counter({str(self.opts.verbose_name_plural): len(pks)})
        for relation in self.opts.related_objects:
            if relation.on_delete is CASCADE:
                owned = relation.related_model._base_manager.filter(
                    **{f"{relation.field.name}__in": pks}
                )
                counts[str(relation.related_model._meta.verbose_name_plural)] += owned.count()
        return {name: count for name, count in counts.items() if count}


class ProtectedAdmin(DeskAdmin):
    """The admin of rows that may be deleted only while nothing uses them."""

    def in_use(self, rows: QuerySet) -> QuerySet:
        """Keep those of `rows` that something uses."""
        raise NotImplementedError

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Give a sentence for each row in use, up to a number; with one of them, none may go."""
        deleted, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        used = self.in_use(self.model._default_manager.filter(pk__in=[row.pk for row in objs]))
        refusals = [row.usage_refusal() for row in used[:REFUSALS_SHOWN]]
        if len(refusals) == REFUSALS_SHOWN and (more := used.count() - REFUSALS_SHOWN):
            refusals.append(ngettext("%d more is in use.", "%d more are in use.", more) % more)
        return deleted, counts, lacking, refusals

    def events_link(self, obj: Any, text: str) -> str:
        """Return `text` as a link to the list of the events that use the row."""
        address = reverse("admin:events_event_changelist")
        return format_html('<a href="{}?{}={}">{}</a>', address, self.opts.model_name, obj.pk, text)


class DeskInline(DeskFields, admin.options.InlineModelAdmin):
    """Rows on the form of their owner.

    The queryset must bring the rows that `autocomplete_fields` name; then they cost no query each.
    """

    form = DeskForm
    formset = DeskFormSet
    extra = 0


class DeskTabularInline(DeskInline, admin.TabularInline):
    """Rows of a table, where each field says its name: the column's heading is not its label."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = capfirst(field.label)
        return field

"""Events: their list, their form, and what can be done with many of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from events.models import Entity, Event, EventEntity, ImportRun, Placement, Status
from events.related import panel

from .bulk import BulkAdmin
from .event_merging import EventMerging
from .fields import SelectMultiple
from .filters import EntityFilter, SourceFilter
from .forms import EntitiesField, EventForm
from .history import HistoryAdmin
from .imports import moment, run_link
from .inlines import CitationInline, PlacementInline
from .keeping import KeepingAdmin
from .lists import EventList, search_events
from .takedown import TakedownMixin
from .workflow import WorkflowAdmin
from .writing import WritingMixin

HEADLINE_LENGTH = 100
ENTITIES_SHOWN = 4


@admin.register(Event)
class EventAdmin(
    WritingMixin,
    EventMerging,
    TakedownMixin,
    BulkAdmin,
    WorkflowAdmin,
    KeepingAdmin,
    HistoryAdmin,
):
    """Events, newest first."""

    form = EventForm
    save_on_top = True
    list_display = ["date", "event", "lead_label", "state", "origin", "tags", "changed"]
    list_display_links = ["event"]
    list_filter = ["status", "origin", EntityFilter, SourceFilter]
    list_select_related = ["lead"]
    sortable_by = ["date"]
    date_hierarchy = "date"
    ordering = ["-date", "position", "pk"]
    search_fields = ["title"]
    search_help_text = _(
        "Words as in the readers' search: “a phrase”, -without, entity:, source:, from:, to:."
    )
    actions = [*BulkAdmin.actions, "merge"]
    inlines = [CitationInline, PlacementInline]
    autocomplete_fields = ["lead"]
    readonly_fields = [
        "related_events",
        "previous_addresses",
        "short_id",
        "origin",
        "files",
        "imports",
        "owner",
        "version",
        "created_at",
        "updated_at",
    ]
    fieldsets = [
        (None, {"fields": ["date", "title", "lead", "entities", "description"]}),
        (_("Publication"), {"fields": [("state", "publish_at"), "withdrawn_reason"]}),
        (
            _("Printed lead and place in its day"),
            {"fields": ["lead_text", "position"], "classes": ["collapse"]},
        ),
    ]
    comment_fieldset = (None, {"fields": ["comment"], "classes": ["later"]})
    # Shown below the inlines.
    new_fieldsets = [
        (_("Related events"), {"fields": ["related_events"], "classes": ["later"]}),
        (_("Address"), {"fields": ["slug"], "classes": ["later", "collapse"]}),
    ]
    later_fieldsets = [
        (_("Related events"), {"fields": ["related_events"], "classes": ["later"]}),
        (
            _("Address"),
            {"fields": ["slug", "previous_addresses"], "classes": ["later", "collapse"]},
        ),
        (
            _("Where it comes from"),
            {
                "fields": [
                    "origin",
                    "files",
                    "owner",
                    "short_id",
                    "version",
                    ("created_at", "updated_at"),
                ],
                "classes": ["later", "collapse"],
            },
        ),
    ]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EventList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return search_events(request, queryset, search_term), False

    @admin.display(description=_("event"))
    def event(self, obj: Event) -> str:
        return Truncator(obj.headline).chars(HEADLINE_LENGTH)

    @admin.display(description=_("lead"))
    def lead_label(self, obj: Event) -> str:
        return obj.lead_label

    @admin.display(description=_("status"))
    def state(self, obj: Event) -> str:
        """Give its status, or from when on a published one will be seen."""
        label, name = obj.get_status_display(), obj.status
        if obj.status == Status.PUBLISHED and not obj.is_public:
            time = moment(obj.publish_at)
            label, name = _("from %(time)s") % {"time": time}, "scheduled"
        return format_html('<span class="state state-{}">{}</span>', name, label)

    @admin.display(description=_("entities"))
    def tags(self, obj: Event) -> str:
        names = [[str(entity)] for entity in obj.entities.all()]
        more = len(names) - ENTITIES_SHOWN
        shown = format_html_join(" · ", "<bdi>{}</bdi>", names[:ENTITIES_SHOWN])
        return format_html("{} · +{}", shown, more) if more > 0 else shown

    @admin.display(description=_("last change"))
    def changed(self, obj: Event) -> str:
        return moment(obj.updated_at)

    def chosen_label(self, obj: Event) -> str:
        return f"{obj.date.isoformat()} · {self.event(obj)}"

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> list:
        first = [*self.fieldsets]
        if self.may_fill_in(request, obj):
            first.append(self.comment_fieldset)
        if not obj:
            return first + self.new_fieldsets
        *later, (name, options) = self.later_fieldsets
        if self.admin_site.get_model_admin(ImportRun).has_view_permission(request):
            fields = ["imports" if field == "files" else field for field in options["fields"]]
            options = options | {"fields": fields}
        return [*first, *later, (name, options)]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, **kwargs: Any
    ) -> TemplateResponse:
        """Keep the upper buttons off an empty form, where they would take the focus."""
        response = super().render_change_form(request, context, add=add, **kwargs)
        response.context_data["save_on_top"] = not add
        return response

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "entities":
            return self._entities_field(db_field, request)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _entities_field(self, db_field: models.Field, request: HttpRequest) -> EntitiesField:
        """Return the picker, with a button for new entities where the user may make them."""
        tag = EventEntity._meta.get_field("tag")
        entities = self.admin_site.get_model_admin(Entity)
        return EntitiesField(
            queryset=Entity.objects.order_by("name"),
            required=False,
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            widget=RelatedFieldWidgetWrapper(
                SelectMultiple(tag, self.admin_site),
                tag.remote_field,
                self.admin_site,
                can_add_related=entities.has_add_permission(request),
            ),
        )

    def view_on_site(self, obj: Event) -> str | None:
        # A refused form may have left it without a slug.
        return obj.get_absolute_url() if obj.is_public and obj.slug else None

    @admin.display(description=_("as readers see them"))
    def related_events(self, obj: Event) -> str:
        related = panel(obj) if obj.pk else []
        return render_to_string("admin/events/event/panel.html", {"panel": related})

    @admin.display(description=_("files"))
    def files(self, obj: Event) -> str:
        items = format_html_join("", "<li>{}</li>", obj.files.order_by("path").values_list("path"))
        return format_html('<ul class="plain">{}</ul>', items) if items else _("none")

    @admin.display(description=_("imports"))
    def imports(self, obj: Event) -> str:
        """Link to the run that brought it, and name its files with those that read them."""
        files = obj.files.select_related("run").order_by("path")
        brought = [(_("brought by the import of"), obj.run)] if obj.run else []
        rows = brought + [(file.path, file.run) for file in files]
        items = format_html_join(
            "",
            "<li>{}</li>",
            ([format_html("{} {}", text, run_link(run)) if run else text] for text, run in rows),
        )
        return format_html('<ul class="plain">{}</ul>', items) if items else _("none")

    # Saving

    def save_related(
        self, request: HttpRequest, form: EventForm, formsets: list, change: bool
    ) -> None:
        """Save what changed around the event; that makes a new version of it too."""
        if "entities" in form.changed_data:
            form.instance.entities.set(form.cleaned_data["entities"])
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        around = any(formset.has_changed() for formset in formsets)
        if change and around and not form.has_changed():
            form.instance.save()
        if not change or around or form.has_changed():
            self.write_version(request, form)

    def save_formset(
        self, request: HttpRequest, form: EventForm, formset: forms.BaseFormSet, change: bool
    ) -> None:
        for row in (placement.instance for placement in formset.forms):
            if isinstance(row, Placement) and row._state.adding:
                row.editor = request.user
        super().save_formset(request, form, formset, change)

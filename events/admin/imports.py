"""What imports did: their runs, and the lines of their reports."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.template.defaultfilters import date as formatted
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from events.formats.table import csv_lines
from events.legacy.report import EVENT_WORDS, FILE_WORDS, ROW_WORDS
from events.models import Event, ImportLine, ImportRun

from .base import DeskAdmin
from .filters import UsedRowFilter

CSV_COLUMNS = ("kind", "path", "line", "field", "here", "archive")
CHUNK = 2_000
SHOWN_LENGTH = 120
MINUTES, SECONDS = "Y-m-d H:i", "Y-m-d H:i:s"


class RecordAdmin(DeskAdmin):
    """Rows that only the import writes."""

    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RunFilter(UsedRowFilter):
    """Lines of one run."""

    title = _("run")
    parameter_name = "run"
    model = ImportRun

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        lines = super().queryset(request, queryset)
        return lines.filter(run=self.row.pk) if self.row else lines


@admin.register(ImportRun)
class ImportRunAdmin(RecordAdmin):
    """Import runs, the latest first."""

    list_display = ["started", "path", "state", "event_counts", "failed", "kept"]
    list_filter = ["outcome"]
    search_fields = ["path"]
    search_help_text = _("A part of the archive's path.")
    sortable_by = ["started"]
    readonly_fields = [
        "began", "finished", "given", "state", "file_counts", "event_counts", "row_counts",
        "lines",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["path", "given", "began", "finished", "state"]}),
        (_("What it did"), {"fields": ["file_counts", "event_counts", "row_counts"]}),
        (_("What it has to say"), {"fields": ["lines"]}),
    ]

    @admin.display(description=_("started"), ordering="pk")
    def started(self, obj: ImportRun) -> str:
        return moment(obj.started_at)

    @admin.display(description=_("started"))
    def began(self, obj: ImportRun) -> str:
        return moment(obj.started_at, SECONDS)

    @admin.display(description=_("finished"))
    def finished(self, obj: ImportRun) -> str:
        return moment(obj.finished_at, SECONDS) if obj.finished_at else "–"

    @admin.display(description=_("options"))
    def given(self, obj: ImportRun) -> str:
        options = (
            f"--{name}" if value is True else f"--{name} {value}"
            for name, value in sorted(obj.options.items())
        )
        return " ".join(options) or "–"

    @admin.display(description=_("outcome"))
    def state(self, obj: ImportRun) -> str:
        name = "withdrawn" if obj.outcome == ImportRun.Outcome.REFUSED else "published"
        label = _("refused") if name == "withdrawn" else _("done")
        return format_html('<span class="state state-{}">{}</span>', name, label)

    @admin.display(description=_("events"))
    def event_counts(self, obj: ImportRun) -> str:
        return counts(obj.events, EVENT_WORDS)

    @admin.display(description=_("files"))
    def file_counts(self, obj: ImportRun) -> str:
        return counts(obj.files, FILE_WORDS)

    @admin.display(description=_("rows added"))
    def row_counts(self, obj: ImportRun) -> str:
        return counts(obj.rows, ROW_WORDS)

    @admin.display(description=_("problems"))
    def failed(self, obj: ImportRun) -> str:
        return lines_link(obj, ImportLine.Kind.PROBLEM)

    @admin.display(description=_("kept"))
    def kept(self, obj: ImportRun) -> str:
        return lines_link(obj, ImportLine.Kind.KEPT)

    @admin.display(description=_("lines"))
    def lines(self, obj: ImportRun) -> str:
        """Return a link to the lines of each kind, in a list and as CSV."""
        kinds = [kind for kind in ImportLine.Kind if obj.noted.get(kind.value)]
        address = reverse("admin:events_importrun_csv", args=[obj.pk])
        items = format_html_join(
            "",
            '<li>{}: {} · <a href="{}?kind={}">CSV</a></li>',
            ((kind.label, lines_link(obj, kind), address, kind.value) for kind in kinds),
        )
        if not items:
            return _("none")
        every = format_html('<li><a href="{}">{}</a></li>', address, _("all of them as CSV"))
        return format_html('<ul class="plain">{}{}</ul>', items, every)

    # CSV

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.csv_view)
        return [path("<int:pk>/lines.csv", view, name="events_importrun_csv"), *super().get_urls()]

    def csv_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Answer with the lines of a run, row by row as the database gives them."""
        lines_admin = self.admin_site.get_model_admin(ImportLine)
        if not (self.has_view_permission(request) and lines_admin.has_view_permission(request)):
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        if not ImportRun.objects.filter(pk=pk).exists() or kind not in [
            "",
            *ImportLine.Kind.values,
        ]:
            raise Http404
        lines = ImportLine.objects.filter(run=pk, **({"kind": kind} if kind else {}))
        rows = lines.order_by("kind", "pk").values_list(*CSV_COLUMNS).iterator(chunk_size=CHUNK)
        name = "-".join(filter(None, ["import", str(pk), kind]))
        return StreamingHttpResponse(
            csv_lines(CSV_COLUMNS, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )


@admin.register(ImportLine)
class ImportLineAdmin(RecordAdmin):
    """The lines of runs, reached from a run; they go when it goes."""

    list_display = ["kind", "where", "field", "shown_here", "shown_archive"]
    list_display_links = ["where"]
    list_filter = ["kind", RunFilter]
    list_select_related = ["run"]
    sortable_by: list[str] = []
    ordering = ["-run", "kind", "pk"]
    search_fields = ["path", "here", "archive"]
    search_help_text = _("A file, an address, or words of what was found.")
    fields = readonly_fields = [
        "run_link", "kind", "path", "line", "event_link", "field", "here", "archive",
    ]  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("run", "event")

    @admin.display(description=_("file or address"))
    def where(self, obj: ImportLine) -> str:
        return f"{obj.path}:{obj.line}" if obj.line else obj.path

    @admin.display(description=_("expected, or here"))
    def shown_here(self, obj: ImportLine) -> str:
        return Truncator(obj.here).chars(SHOWN_LENGTH)

    @admin.display(description=_("found in the archive"))
    def shown_archive(self, obj: ImportLine) -> str:
        return Truncator(obj.archive).chars(SHOWN_LENGTH)

    @admin.display(description=_("run"))
    def run_link(self, obj: ImportLine) -> str:
        return run_link(obj.run)

    @admin.display(description=_("event"))
    def event_link(self, obj: ImportLine) -> str:
        if obj.event is None:
            return "–"
        return link(Event, obj.event.pk, obj.event.headline)


def moment(time: datetime.datetime, form: str = MINUTES) -> str:
    """Return a time in the site's zone."""
    return formatted(localtime(time), form)


def counts(numbers: dict[str, int], words: tuple[str, ...]) -> str:
    """Return "8,984 created, 3 updated" in the order of `words`, leaving out noughts."""
    return ", ".join(f"{numbers[word]:,} {word}" for word in words if numbers.get(word)) or "–"


def link(model: type[Any], pk: int, text: str) -> str:
    """Return a link to the form of a row."""
    address = reverse(f"admin:events_{model._meta.model_name}_change", args=[pk])
    return format_html('<a href="{}">{}</a>', address, text)


def run_link(run: ImportRun) -> str:
    """Return a link to a run."""
    return link(ImportRun, run.pk, moment(run.started_at))


def lines_link(run: ImportRun, kind: ImportLine.Kind) -> str:
    """Return the number of a run's lines of a kind, as a link to them if there are any."""
    number = run.noted.get(kind.value, 0)
    if not number:
        return "–"
    address = reverse("admin:events_importline_changelist")
    text = f"{number:,}"
    return format_html('<a href="{}?run={}&amp;kind__exact={}">{}</a>', address, run.pk, kind, text)

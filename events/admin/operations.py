"""The log of what was done to many rows at once, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from events.desk.bulk import PERMISSIONS
from events.models import Operation
from events.operations import CannotUndo, undo

from .imports import RecordAdmin, moment

CURATE = "events.curate"


def may_undo(user: Any, operation: Operation) -> bool:
    """Say whether a person may undo an operation: it takes what it took to do it."""
    return user.has_perm(PERMISSIONS.get(operation.kind, CURATE))


@admin.register(Operation)
class OperationAdmin(RecordAdmin):
    """Operations, the latest first. Curators see all, editors what was done to events."""

    change_form_template = "admin/events/operation/change_form.html"
    list_display = ["done", "kind", "subject", "editor", "state"]
    list_display_links = ["done", "subject"]
    list_filter = ["kind", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["editor", "undone_by"]
    sortable_by: list[str] = []
    search_fields = ["subject", "comment"]
    search_help_text = _("Words of what it was done to, or of the comment.")
    fields = readonly_fields = ["done", "kind", "subject", "comment", "editor", "rows", "state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        operations = super().get_queryset(request).briefly()
        if request.user.has_perm(CURATE):
            return operations
        return operations.filter(kind__in=PERMISSIONS)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        wanted = {"model__exact", "thing__exact"}
        return lookup in wanted or super().lookup_allowed(lookup, value, request)

    def has_view_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        seen = obj is None or obj.kind in PERMISSIONS
        return request.user.has_perm(CURATE) or (
            seen and request.user.has_perm("events.change_event")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        return False

    @admin.display(description=_("time"))
    def done(self, obj: Operation) -> str:
        return moment(obj.at)

    @admin.display(description=_("state"))
    def state(self, obj: Operation) -> str:
        if obj.undone_at is None:
            return format_html('<span class="state state-published">{}</span>', _("done"))
        text = _("undone %(time)s by %(editor)s") % {
            "time": moment(obj.undone_at),
            "editor": obj.undone_by or "–",
        }
        return format_html('<span class="state state-withdrawn">{}</span>', text)

    @admin.display(description=_("rows"))
    def rows(self, obj: Operation) -> str:
        """Say how many rows of each kind it changed, deleted and made."""
        items = format_html_join("", "<li>{}</li>", ([line] for line in obj.numbers()))
        return format_html('<ul class="plain">{}</ul>', items) if items else _("none")

    # Undoing

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="events_operation_undo"), *super().get_urls()]

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo an operation, or say what depends on it."""
        operation = get_object_or_404(Operation, pk=pk)
        if not may_undo(request.user, operation):
            raise PermissionDenied
        try:
            undo(operation, request.user)
        except CannotUndo as refusal:
            items = format_html_join("", "<li>{}</li>", ([text] for text in refusal.sentences))
            text = format_html("{}<ul>{}</ul>", _("It cannot be undone:"), items)
            self.message_user(request, text, messages.ERROR)
        else:
            text = _("Undone: %(operation)s.") % {"operation": operation}
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_operation_change", args=[pk]))

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs: Any) -> Any:
        operation = kwargs.get("obj")
        open_to_undo = operation and operation.undone_at is None
        context["may_undo"] = open_to_undo and may_undo(request.user, operation)
        return super().render_change_form(request, context, **kwargs)

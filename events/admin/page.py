"""Long-form pages, and the list of old addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import Page, Redirect

from .base import DeskAdmin
from .forms import PageForm


@admin.register(Page)
class PageAdmin(DeskAdmin):
    """Long-form pages."""

    form = PageForm
    fields = ["path", "title", "author", "date", "text", "previous_addresses"]
    readonly_fields = ["previous_addresses"]
    list_display = ["path", "title", "author", "date"]
    search_fields = ["path", "title", "author"]
    search_help_text = _("Address, title or author.")


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Old addresses and where they lead; they come of themselves when something moves."""

    list_display = ["path", "target"]
    list_select_related = ["event", "entity", "source", "page"]
    search_fields = ["path"]
    search_help_text = _("A part of the old address.")
    fields = readonly_fields = ["path", "target"]

    @admin.display(description=_("leads to"))
    def target(self, obj: Redirect) -> Any:
        return obj.target

    def view_on_site(self, obj: Redirect) -> str:
        return obj.path

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return False

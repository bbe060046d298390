"""Filters of the event list that links from other pages set."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import Entity, Source


class UsedRowFilter(admin.SimpleListFilter):
    """Events that use one row, by its id; seen only while it is set, since there are too many rows.

    A value that is no row's id gives no events.
    """

    model: type[Model]
    row: Model | None = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.value()
        if value is None:
            return []
        if value.isdecimal():
            self.row = self.model._default_manager.filter(pk=value).first()
        return [(value, str(self.row or "?"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Leave it to the list's search, which knows the rows of events (see `desk_search`)."""
        return queryset if self.value() is None or self.row else queryset.none()


class EntityFilter(UsedRowFilter):
    """Events tagged with an entity, or led by it."""

    title = _("entity")
    parameter_name = "entity"
    model = Entity


class SourceFilter(UsedRowFilter):
    """Events that cite a source."""

    title = _("source")
    parameter_name = "source"
    model = Source

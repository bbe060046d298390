"""Filters of the event list that links from other pages set."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import Citation, Entity, EventEntity, Source


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
        if self.value() is None:
            return queryset
        return queryset.filter(self.used(self.row.pk)) if self.row else queryset.none()

    def used(self, pk: int) -> Q | Exists:
        """Return the condition that an event uses the row."""
        raise NotImplementedError


class EntityFilter(UsedRowFilter):
    """Events tagged with an entity, or led by it."""

    title = _("entity")
    parameter_name = "entity"
    model = Entity

    def used(self, pk: int) -> Q | Exists:
        return Q(lead=pk) | Exists(
            EventEntity.objects.filter(tag=pk, content_object=OuterRef("pk"))
        )


class SourceFilter(UsedRowFilter):
    """Events that cite a source."""

    title = _("source")
    parameter_name = "source"
    model = Source

    def used(self, pk: int) -> Q | Exists:
        return Exists(Citation.objects.filter(source=pk, event=OuterRef("pk")))

"""Tagging events with entities: the through rows, and the days stored with them.

A through row carries its event's day as a number (`date.toordinal()`), so that both databases
subtract days alike, and NULL while the event is not published. `settled()` keeps that true.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase
from taggit.utils import require_instance_manager

from .settling import settled


class EventEntity(ItemBase):
    """One entity of one event."""

    tag = models.ForeignKey(
        "events.Entity",
        on_delete=models.PROTECT,
        related_name="taggings",
        db_index=False,
        verbose_name=_("entity"),
    )
    content_object = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="taggings",
        db_index=False,
        verbose_name=_("event"),
    )
    day = models.IntegerField(
        null=True,
        editable=False,
        help_text=_("The event's date as a day number; empty while it is not published."),
    )

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            # Serves "the entities of an event".
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="tagging_once_per_event"
            ),
        ]
        indexes = [
            # Covers the panel and the entity page: an entity's events by day. It holds the rows
            # without a day too (few), so that it also answers whether an entity is in use.
            models.Index(fields=["tag", "day", "content_object"], name="tagging_by_entity_day"),
        ]


@cache
def _in_order(model: type[models.Model], *ordering: str) -> models.QuerySet:
    """Return all rows in an order: a beginning, which is never read itself."""
    return model._default_manager.order_by(*ordering)


class EntityTagManager(_TaggableManager):
    """taggit's manager; each change keeps the days and counts that are stored with it."""

    def get_queryset(self, extra_filters: dict[str, Any] | None = None) -> models.QuerySet:
        """Return the event's entities; their condition is composed only if they are asked for.

        Where a list prefetches them, Django asks each event for a query that is never run. Its
        own managers leave out the condition there in this way.
        """
        cache = getattr(self.instance, "_prefetched_objects_cache", {})
        if extra_filters or self.instance is None or self.prefetch_cache_name in cache:
            return super().get_queryset(extra_filters)
        entities = _in_order(self.through.tag_model(), *self.ordering)._chain()
        entities._deferred_filter = False, (), {"taggings__content_object": self.instance}
        return entities

    @require_instance_manager
    def know(self, entities: list[Any]) -> None:
        """Take these rows for the event's entities, as if they had been prefetched."""
        cache = self.instance.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[self.prefetch_cache_name] = entities

    @require_instance_manager
    def add(self, *tags: Any) -> None:
        """Tag the event with entities, given as rows or names.

        taggit's own asks for each entity by itself; this and `set` write what differs at once.
        """
        with settled(self.instance):
            self._tag(self._ids(tags) - self._tagged())

    @require_instance_manager
    def remove(self, *tags: Any) -> None:
        """Remove entities, given as rows or names."""
        with settled(self.instance):
            super().remove(*[getattr(tag, "name", tag) for tag in tags])

    @require_instance_manager
    def clear(self) -> None:
        """Remove all entities."""
        with settled(self.instance):
            super().clear()

    @require_instance_manager
    def set(self, tags: Iterable[Any], **kwargs: Any) -> None:
        """Make these the event's entities, whole or not at all."""
        with settled(self.instance):
            wanted, have = self._ids(tags), self._tagged()
            if have - wanted:
                self._taggings().filter(tag__in=have - wanted).delete()
            self._tag(wanted - have)

    def _ids(self, tags: Iterable[Any]) -> set[int]:
        return {tag.pk for tag in self._to_tag_model_instances(tags, {})}

    def _taggings(self) -> models.QuerySet[EventEntity]:
        return EventEntity.objects.filter(content_object=self.instance.pk)

    def _tagged(self) -> set[int]:
        return set(self._taggings().values_list("tag_id", flat=True))

    def _tag(self, entities: Iterable[int]) -> None:
        self._remove_prefetched_objects()
        event = self.instance.pk
        EventEntity.objects.bulk_create(
            EventEntity(tag_id=entity, content_object_id=event) for entity in sorted(entities)
        )

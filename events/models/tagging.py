"""Tagging events with entities: the through rows, and the counts and days stored with them.

A through row carries its event's day as a number (`date.toordinal()`), so that both databases
subtract days alike, and NULL while the event is not published. An entity carries the number of
its rows that have a day. `counted()` keeps both true through every change of one event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase
from taggit.utils import require_instance_manager

if TYPE_CHECKING:
    from .event import Event

RECOUNT_BATCH = 500


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


class EntityTagManager(_TaggableManager):
    """taggit's manager; each change keeps the days and counts that are stored with it."""

    @require_instance_manager
    def add(self, *tags: Any, **kwargs: Any) -> None:
        """Tag the event with entities, given as rows or names."""
        with counted(self.instance):
            super().add(*tags, **kwargs)

    @require_instance_manager
    def remove(self, *tags: Any) -> None:
        """Remove entities, given as rows or names."""
        with counted(self.instance):
            super().remove(*[getattr(tag, "name", tag) for tag in tags])

    @require_instance_manager
    def clear(self) -> None:
        """Remove all entities."""
        with counted(self.instance):
            super().clear()

    @require_instance_manager
    def set(self, tags: Iterable[Any], **kwargs: Any) -> None:
        """Make these the event's entities, whole or not at all."""
        with transaction.atomic():
            super().set(tags, **kwargs)


@contextmanager
def counted(event: Event) -> Iterator[None]:
    """Wrap any change of one event, its taggings or its publication.

    Afterwards the event's through rows carry the day that its row in the database asks for,
    whatever the instance holds, and the counts of the entities it gained or lost are adjusted.
    """
    with transaction.atomic():
        pk = event.pk
        # One at a time: two changes of an event would not see each other's rows.
        list(type(event).objects.select_for_update().filter(pk=pk).values_list("pk"))
        before = _counted_tags(pk)
        yield
        pk = event.pk or pk
        stored = type(event).objects.filter(pk=pk).only("date", "status").first()
        day = stored.counted_day if stored else None
        EventEntity.objects.filter(content_object=pk).exclude(models.Q(day=day)).update(day=day)
        after = _counted_tags(pk)
        change = Counter(dict.fromkeys(after - before, 1))
        change.update(dict.fromkeys(before - after, -1))
        add_to_counts(change)


def _counted_tags(event_pk: int | None) -> set[int]:
    """Return the ids of the entities that count the event now."""
    if event_pk is None:
        return set()
    rows = EventEntity.objects.filter(content_object=event_pk, day__isnull=False)
    return set(rows.values_list("tag_id", flat=True))


def add_to_counts(change: Counter[int], using: str | None = None) -> None:
    """Add to the stored event counts of entities: {entity id: difference}.

    The rows are locked in id order, so that two writers cannot wait for each other for ever.
    """
    from .entity import Entity

    change = Counter({tag: difference for tag, difference in change.items() if difference})
    if not change:
        return
    entities = Entity.objects.using(using).filter(pk__in=change)
    list(entities.order_by("pk").select_for_update().values_list("pk"))
    by_difference: dict[int, list[int]] = {}
    for tag, difference in change.items():
        by_difference.setdefault(difference, []).append(tag)
    for difference, tags in by_difference.items():
        Entity.objects.using(using).filter(pk__in=tags).update(
            event_count=F("event_count") + difference
        )


def recount(entities: Iterable[int]) -> None:
    """Count the events of these entities (ids) again; for writes in bulk."""
    from .entity import Entity

    counted = (
        EventEntity.objects.filter(tag=OuterRef("pk"), day__isnull=False)
        .order_by()
        .values("tag")
        .values_list(Count("pk"))
    )
    ordered = sorted(entities)
    for start in range(0, len(ordered), RECOUNT_BATCH):
        batch = Entity.objects.filter(pk__in=ordered[start : start + RECOUNT_BATCH])
        batch.update(event_count=Coalesce(Subquery(counted), 0))

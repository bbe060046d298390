"""Tagging events with entities: the through rows, and the counts and days stored with them.

A through row carries its event's day as a number (`date.toordinal()`), so that both databases
subtract days alike, and NULL while the event is not published. `counted()` keeps the days, and
the stored counts with them, true through every change of events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase
from taggit.utils import require_instance_manager

from .counts import BATCH, add_to_counts, add_to_total

if TYPE_CHECKING:
    from .event import Event


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
        """Make these the event's entities, whole or not at all.

        taggit's own asks for each entity by itself; this writes what differs, in two statements.
        """
        self._remove_prefetched_objects()
        with counted(self.instance):
            wanted = {tag.pk for tag in self._to_tag_model_instances(tags, {})}
            rows = EventEntity.objects.filter(content_object=self.instance.pk)
            have = set(rows.values_list("tag_id", flat=True))
            if have - wanted:
                rows.filter(tag__in=have - wanted).delete()
            EventEntity.objects.bulk_create(
                EventEntity(tag_id=tag, content_object_id=self.instance.pk)
                for tag in sorted(wanted - have)
            )


@dataclass(slots=True)
class Watch:
    """The events of one change: what each counted for before it.

    before: by event id, the entities that counted the event, and whether it was published.
    """

    before: dict[int, tuple[set[int], bool]] = field(default_factory=dict)

    def take(self, events: Iterable[Event]) -> None:
        """Lock events not yet watched, in id order, and note what they count for."""
        pks = sorted({event.pk for event in events if event.pk} - self.before.keys())
        stored = {event.pk: event for event in _locked(pks)}
        tags = _counted_tags(pks)
        for pk in pks:
            self.before[pk] = (tags.get(pk, set()), pk in stored and _is_published(stored[pk]))

    def take_new(self, events: Iterable[Event]) -> None:
        """Note that events which were not there before counted for nothing."""
        for event in events:
            if event.pk:
                self.before.setdefault(event.pk, (set(), False))

    def settle(self) -> None:
        """Give the events' taggings their days, and adjust the counts."""
        pks = sorted(self.before)
        stored = {event.pk: event for event in _locked(pks)}
        _write_days(stored.values())
        after = _counted_tags(pks)
        change: Counter[int] = Counter()
        total = 0
        for pk, (tags, was_published) in self.before.items():
            change.update(after.get(pk, set()))
            change.subtract(tags)
            total += (pk in stored and _is_published(stored[pk])) - was_published
        add_to_counts(change)
        add_to_total(total)


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def counted(*events: Event) -> Iterator[None]:
    """Wrap any change of events, their taggings or their publication.

    Afterwards the events' through rows carry the day that their rows in the database ask for,
    whatever the instances hold, and the stored counts are adjusted. Within another `counted()`
    all is left to that one: many changes then take their locks once and in one order. What fails
    inside has to fail it all: to go on after a savepoint is rolled back gives up an event's lock.
    """
    new = [event for event in events if not event.pk]
    if outer := _watch.get():
        outer.take(events)
        yield
        outer.take_new(new)
        return
    with transaction.atomic():
        watch = Watch()
        token = _watch.set(watch)
        try:
            watch.take(events)
            yield
            watch.take_new(new)
        finally:
            _watch.reset(token)
        watch.settle()


def _locked(pks: list[int]) -> Iterator[Event]:
    """Yield events by id with what decides about counts. One change at a time may hold them."""
    events = apps.get_model("events", "Event").objects.only("date", "status").order_by("pk")
    for batch in _batches(pks):
        # Rows that refer to an event need not wait: only its key is theirs.
        yield from events.filter(pk__in=batch).select_for_update(no_key=True)


def _is_published(event: Event) -> bool:
    return event.counted_day is not None


def _write_days(events: Iterable[Event]) -> None:
    """Give the taggings of events their days; a row that has its day is not written."""
    by_day: dict[int | None, list[int]] = {}
    for event in events:
        by_day.setdefault(event.counted_day, []).append(event.pk)
    for day, pks in by_day.items():
        for batch in _batches(pks):
            rows = EventEntity.objects.filter(content_object__in=batch)
            rows.exclude(models.Q(day=day)).update(day=day)


def _counted_tags(pks: list[int]) -> dict[int, set[int]]:
    """Return by event the ids of the entities that count it now."""
    tags: dict[int, set[int]] = {}
    for batch in _batches(pks):
        rows = EventEntity.objects.filter(content_object__in=batch, day__isnull=False)
        for event, tag in rows.values_list("content_object_id", "tag_id"):
            tags.setdefault(event, set()).add(tag)
    return tags


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]

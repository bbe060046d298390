"""Counts that are stored, so that no reader waits while somebody counts.

An entity carries the number of its published events, and a `Tally` that of all of them. What is
published but not yet due is counted; the few such events are taken off when a count is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

BATCH = 500


class Tally(models.Model):
    """A number that every door keeps exact."""

    class Name(models.TextChoices):
        PUBLISHED = "published", _("published events")

    name = models.CharField(primary_key=True, max_length=20, choices=Name.choices)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.number}"


def add_to_total(difference: int) -> None:
    """Add to the number of published events; last of all locks that a change takes."""
    if difference:
        name = Tally.Name.PUBLISHED
        Tally.objects.get_or_create(name=name)
        Tally.objects.filter(name=name).update(number=F("number") + difference)


def recount_total() -> None:
    """Count the published events again; for writes in bulk."""
    tally, _created = Tally.objects.get_or_create(name=Tally.Name.PUBLISHED)
    list(Tally.objects.select_for_update(no_key=True).filter(pk=tally.pk))
    Tally.objects.filter(pk=tally.pk).update(number=published().count())


def published() -> QuerySet:
    """Return the events that are counted: the published ones, due or not."""
    return apps.get_model("events", "Event").objects.filter(status="published")


def add_to_counts(change: Counter[int]) -> None:
    """Add to the stored event counts of entities: {entity id: difference}.

    The rows are locked in id order, so that two writers cannot wait for each other for ever.
    """
    for batch in _in_order(tag for tag, difference in change.items() if difference):
        by_difference: dict[int, list[int]] = {}
        for tag in batch:
            by_difference.setdefault(change[tag], []).append(tag)
        for difference, tags in by_difference.items():
            _entities(tags).update(event_count=F("event_count") + difference)


def recount(entities: Iterable[int]) -> None:
    """Count the events of these entities (ids) again; for writes in bulk."""
    for batch in _in_order(entities):
        _entities(batch).update(event_count=events_counted())


def _in_order(entities: Iterable[int]) -> Iterator[list[int]]:
    """Yield batches of entity ids in order, each with its rows locked.

    Locked by a statement of its own, so that the next one sees what others have changed so far.
    """
    ordered = sorted(entities)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        list(_entities(batch).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        yield batch


def events_counted() -> Coalesce:
    """Return the expression that counts an entity's published events."""
    counted = (
        apps.get_model("events", "EventEntity")
        .objects.filter(tag=OuterRef("pk"), day__isnull=False)
        .order_by()
        .values("tag")
        .values_list(Count("tag"))
    )
    return Coalesce(Subquery(counted), 0)


def _entities(ids: list[int]) -> QuerySet:
    return apps.get_model("events", "Entity").objects.filter(pk__in=ids)

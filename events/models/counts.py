"""Counts that are stored, so that no reader waits while somebody counts.

Entities and sources carry the number of their published events, and a `Tally` that of all of them.
What is published but not yet due is counted; the few such events are taken off when a count is
read. Another `Tally` is the site's generation: it differs after each change of what readers see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from secrets import randbits

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

BATCH = 500


class Tally(models.Model):
    """A number that every door keeps exact."""

    class Name(models.TextChoices):
        PUBLISHED = "published", _("published events")
        GENERATION = "generation", _("generation of the site")

    name = models.CharField(primary_key=True, max_length=20, choices=Name.choices)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.number}"


def add_to_total(difference: int) -> None:
    """Add to the number of published events."""
    if difference:
        _write(Tally.Name.PUBLISHED, F("number") + difference)


def renew_generation() -> None:
    """Tell that readers may see something else than before; last of all locks a change takes.

    The number is drawn by chance: counted on from a restored backup, it could come back.
    """
    _write(Tally.Name.GENERATION, Value(randbits(62)))


def _write(name: Tally.Name, number: Combinable) -> None:
    rows = Tally.objects.filter(name=name)
    if not rows.update(number=number):
        Tally.objects.get_or_create(name=name)
        rows.update(number=number)


def recount_total() -> None:
    """Count the published events again; for writes in bulk."""
    tally, _created = Tally.objects.get_or_create(name=Tally.Name.PUBLISHED)
    list(Tally.objects.select_for_update(no_key=True).filter(pk=tally.pk))
    Tally.objects.filter(pk=tally.pk).update(number=published().count())


def published() -> QuerySet:
    """Return the events that are counted: the published ones, due or not."""
    return apps.get_model("events", "Event").objects.filter(status="published")


def add_to_counts(model: type[models.Model], change: Counter[int]) -> None:
    """Add to the stored event counts of entities or sources: {id: difference}.

    The rows are locked in id order, so that two writers cannot wait for each other for ever.
    """
    for batch in _in_order(model, (pk for pk, difference in change.items() if difference)):
        by_difference: dict[int, list[int]] = {}
        for pk in batch:
            by_difference.setdefault(change[pk], []).append(pk)
        for difference, pks in by_difference.items():
            rows = model._base_manager.filter(pk__among=pks)
            rows.update(event_count=F("event_count") + difference)


def recount(model: type[models.Model], things: Iterable[int]) -> None:
    """Count the events of these entities or sources (ids) again; for writes in bulk."""
    for batch in _in_order(model, things):
        model._base_manager.filter(pk__among=batch).update(event_count=events_counted(model))


def _in_order(model: type[models.Model], things: Iterable[int]) -> Iterator[list[int]]:
    """Yield batches of ids in order, each with its rows locked.

    Locked by a statement of its own, so that the next one sees what others have changed so far.
    """
    ordered = sorted(things)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        rows = model._base_manager.filter(pk__among=batch).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        yield batch


def events_counted(model: type[models.Model]) -> Coalesce:
    """Return the expression that counts the published events of an entity or a source."""
    if model is apps.get_model("events", "Entity"):
        rows = apps.get_model("events", "EventEntity").objects.filter(day__isnull=False)
        rows, group, event = rows.filter(tag=OuterRef("pk")), "tag", "content_object"
    else:
        rows = apps.get_model("events", "Citation").objects.filter(event__status="published")
        rows, group, event = rows.filter(source=OuterRef("pk")), "source", "event"
    counted = rows.order_by().values(group).values_list(Count(event, distinct=True))
    return Coalesce(Subquery(counted), 0)

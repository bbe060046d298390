"""How much happened when: published events by day, and by month for entities and sources.

A month has a number: year * 12 + month - 1. A row that would say 0 does not stand there. What is
published but not yet due is counted, as in `counts`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.bulk import in_batches, insert_selected

from .counts import add_to_counts, add_to_total, published
from .dates import DayNumber, MonthNumber

LAST_DAY = datetime.date.max.toordinal()


class DayCount(models.Model):
    """The published events of a date: how many, and when one of them last changed."""

    date = models.DateField(primary_key=True)
    number = models.IntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")

    def __str__(self) -> str:
        return f"{self.date}: {self.number}"


class MonthCount(models.Model):
    """The published events of a month that have something in common."""

    month = models.IntegerField()
    number = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        year, month = divmod(self.month, 12)
        return f"{year:04d}-{month + 1:02d}: {self.number}"


class EntityMonth(MonthCount):
    """How many published events of a month have an entity."""

    entity = models.ForeignKey(
        "events.Entity", on_delete=models.CASCADE, related_name="months", db_index=False
    )

    class Meta:
        verbose_name = _("month of an entity")
        verbose_name_plural = _("months of entities")
        constraints = [
            # Serves "the activity of an entity".
            models.UniqueConstraint(fields=["entity", "month"], name="entity_month_once"),
        ]
        indexes = [
            # Serves "the leading entities of a month".
            models.Index(fields=["month", "-number", "entity"], name="entity_month_by_number"),
        ]


class SourceMonth(MonthCount):
    """How many published events of a month cite a source."""

    source = models.ForeignKey(
        "events.Source", on_delete=models.CASCADE, related_name="months", db_index=False
    )

    class Meta:
        verbose_name = _("month of a source")
        verbose_name_plural = _("months of sources")
        constraints = [
            # Serves "the activity of a source".
            models.UniqueConstraint(fields=["source", "month"], name="source_month_once"),
        ]


@dataclass(slots=True)
class Standing:
    """What an event counts for: its day number, None unless published; with entities and sources.

    entities, sources: by id, the day number for which the event counts there.
    """

    day: int | None = None
    entities: dict[int, int] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)


# --- Adding what a change makes


def add_differences(before: Mapping[int, Standing], after: Mapping[int, Standing]) -> None:
    """Adjust all counts by what events (by id) counted for before and after a change."""
    old, new = before.values(), after.values()
    _add_things("entity", [s.entities for s in old], [s.entities for s in new])
    _add_things("source", [s.sources for s in old], [s.sources for s in new])
    days = _difference([s.day for s in old], [s.day for s in new])
    absent = days.pop(None, 0)
    _add_days(days)
    add_to_total(-absent)


def _difference(before: Iterable[Any], after: Iterable[Any]) -> Counter[Any]:
    """Return by how much each thing is counted more; what was counted at all is in it."""
    change = Counter(after)
    change.subtract(Counter(before))
    return change


def _add_things(kind: str, before: list[dict[int, int]], after: list[dict[int, int]]) -> None:
    """Adjust the counts of entities or sources, and those of their months."""
    change = _difference(_keys(before), _keys(after))
    add_to_counts(_model(kind), change)
    months = _difference(_months(before), _months(after))
    rows = [(thing, month, number) for (thing, month), number in sorted(months.items()) if number]
    _add_rows(_model(f"{kind}month"), (f"{kind}_id", "month"), rows)


def _keys(standing: list[dict[int, int]]) -> list[int]:
    return [thing for things in standing for thing in things]


def _months(standing: list[dict[int, int]]) -> list[tuple[int, int]]:
    return [(thing, month_of(day)) for things in standing for thing, day in things.items()]


def month_of(day: int) -> int:
    """Return the number of the month of a day number."""
    date = datetime.date.fromordinal(day)
    return date.year * 12 + date.month - 1


def _add_days(change: Counter[int]) -> None:
    """Adjust the counts of days; those whose number stays have changed, too."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    dates = [(datetime.date.fromordinal(day), number) for day, number in sorted(change.items())]
    adapt = connection.ops.adapt_datefield_value
    _add_rows(DayCount, ("date",), [(adapt(date), number, now) for date, number in dates])


def _add_rows(model: type[models.Model], key: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Add rows (key, number, and what else is written over) to those with their keys."""
    if not rows:
        return
    columns = [*key, "number", "changed_at"][: len(rows[0])]
    table = model._meta.db_table
    update = ["number = stored.number + excluded.number"]
    update += [f"{name} = excluded.{name}" for name in columns[len(key) + 1 :]]
    sql = (
        f"INSERT INTO {table} AS stored ({', '.join(columns)}) "
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(update)}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
    if any(row[len(key)] <= 0 for row in rows):
        _drop_zeros(model, key, rows)


def _drop_zeros(model: type[models.Model], key: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Delete those of these rows that have nothing left."""
    for batch in in_batches(row[0] for row in rows):
        model.objects.filter(**{f"{key[0]}__among": batch}, number=0).delete()


# --- Counting again, for writes in bulk


def recount_days(dates: Iterable[datetime.date]) -> None:
    """Count the events of these dates again; they changed now."""
    changed = models.Value(timezone.now(), models.DateTimeField())
    for batch in in_batches(sorted(dates)):
        DayCount.objects.filter(date__among=batch).delete()
        rows = days_counted().filter(date__among=batch).annotate(changed_at=changed)
        insert_selected(DayCount, ("date", "number", "changed_at"), rows)


def recount_months(kind: str, things: Iterable[int]) -> None:
    """Count the months of entities or sources (`kind`, ids) again."""
    model = _model(f"{kind}month")
    for batch in in_batches(sorted(things)):
        model.objects.filter(**{f"{kind}__among": batch}).delete()
        rows = months_counted(kind).filter(thing__among=batch)
        insert_selected(model, (f"{kind}_id", "month", "number"), rows)


def days_counted() -> QuerySet:
    """Return the dates of published events with how many each has: (date, number)."""
    return published().order_by().values("date").annotate(number=Count("pk"))


def months_counted(kind: str) -> QuerySet:
    """Return what `kind`'s months have to say: (thing, month, number)."""
    if kind == "entity":
        rows = _model("evententity").objects.filter(day__range=(1, LAST_DAY))
        rows, day, event = rows.annotate(thing=F("tag")), F("day"), "content_object"
    else:
        rows = _model("citation").objects.filter(event__status="published")
        rows, day, event = rows.annotate(thing=F("source")), DayNumber("event__date"), "event"
    months = rows.order_by().values("thing", month=MonthNumber(day))
    return months.annotate(number=Count(event, distinct=True))


def _model(name: str) -> type[models.Model]:
    return apps.get_model("events", name)

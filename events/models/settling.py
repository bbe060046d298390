"""Keeping what is stored beside the rows true through every change that readers may see.

Days of taggings, counts, activity and the site's generation are stored so that no reader waits
while somebody counts. `settled()` wraps each change and brings them up to date at its end, under
locks taken once and in one order.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models, transaction

from .activity import Standing, add_differences, recount_days, recount_months
from .counts import BATCH, recount, recount_total, renew_generation
from .search import refresh
from .words import rewrite_words

if TYPE_CHECKING:
    from .event import Event


class Tagging(NamedTuple):
    """A through row."""

    pk: int
    event: int
    entity: int
    day: int | None


@dataclass(slots=True)
class Watch:
    """What one change touches: events, by what each counted for before it, and rows in bulk."""

    before: dict[int, Standing] = field(default_factory=dict)
    entities: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    dates: set[datetime.date] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)

    def take(self, events: Iterable[Event]) -> None:
        """Lock events not yet watched, in id order, and note what they count for."""
        self.take_ids(event.pk for event in events if event.pk)

    def take_ids(self, events: Iterable[int]) -> None:
        """Do the same by ids; events that are not there count for nothing."""
        pks = sorted({*events} - self.before.keys())
        stored = list(_locked(pks))
        self.before |= _standings(pks, stored, _taggings(stored))

    def take_new(self, events: Iterable[Event]) -> None:
        """Note that events which were not there before counted for nothing."""
        for event in events:
            if event.pk:
                self.before.setdefault(event.pk, Standing())

    def settle(self) -> None:
        """Give the events' taggings their days, adjust what is counted, tell that it is news."""
        pks = sorted(self.before)
        stored = list(_locked(pks))
        taggings = _write_days(stored, _taggings(stored))
        refresh(self.before.keys() | self.events)
        rewrite_words(self.named)
        add_differences(self.before, _standings(pks, stored, taggings))
        self._recount()
        renew_generation()

    def _recount(self) -> None:
        """Count again what was written in bulk."""
        for kind, things in (("entity", self.entities), ("source", self.sources)):
            recount(apps.get_model("events", kind), things)
            recount_months(kind, things)
        recount_days(self.dates)
        if self.dates:
            recount_total()


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def settled(*events: Event) -> Iterator[None]:
    """Wrap any change of what readers see: of these events, or of something beside them.

    Afterwards the events' through rows carry the day that their rows in the database ask for,
    whatever the instances hold, what is counted is adjusted, and the generation is renewed. Within
    another `settled()` all is left to that one: many changes then take their locks once and in one
    order. What fails inside has to fail it all: to go on after a savepoint is rolled back gives up
    an event's lock.
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


def written_in_bulk(
    *,
    events: Iterable[int] = (),
    entities: Iterable[int] = (),
    sources: Iterable[int] = (),
    dates: Iterable[datetime.date] = (),
    named: Iterable[int] = (),
) -> None:
    """Tell, within `settled()`, what bulk writes touched: it is counted again at the end.

    events: ids of those of which the search has other words to know now. entities, sources: ids
    of those with new events. dates: of new events. named: ids of entities that are called
    otherwise now, are new or gone.

    Raises:
        LookupError: if nothing is being settled.
    """
    watch = _watched()
    watch.events.update(events)
    watch.entities.update(entities)
    watch.sources.update(sources)
    watch.dates.update(dates)
    watch.named.update(named)


def about_to_change(events: Iterable[int]) -> None:
    """Take events (ids) into what is being settled, before they, or rows of theirs, are written.

    An event that is not there counts for nothing until it comes.

    Raises:
        LookupError: if nothing is being settled.
    """
    _watched().take_ids(events)


def _watched() -> Watch:
    watch = _watch.get()
    if watch is None:
        raise LookupError("rows are written in bulk, and nothing settles them")
    return watch


@contextmanager
def renaming(events: models.QuerySet[Event], entities: Iterable[int] = ()) -> Iterator[None]:
    """Wrap a change of names by which these events are found, and these entities (ids).

    Holds the events.
    """
    with settled(*events.only("pk")):
        yield
        written_in_bulk(events=events.values_list("pk", flat=True), named=entities)


class SettledQuerySet(models.QuerySet):
    """Rows that readers see: to delete some is news."""

    def delete(self) -> tuple[int, dict[str, int]]:
        with settled():
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class SettledModel(models.Model):
    """A row that readers see, alone or with an event: to save or delete it is news."""

    objects = SettledQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with settled():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with settled():
            return super().delete(*args, **kwargs)


def _standings(pks: list[int], stored: list[Event], taggings: list[Tagging]) -> dict[int, Standing]:
    """Return by id what each event counts for; `stored` are those of them that exist."""
    standings = {pk: Standing() for pk in pks}
    for event in stored:
        standings[event.pk].day = event.counted_day
    for tagging in taggings:
        if tagging.day is not None:
            standings[tagging.event].entities[tagging.entity] = tagging.day
    for batch in _batches(pks):
        for event, source in _citations(batch):
            if (day := standings[event].day) is not None:
                standings[event].sources[source] = day
    return standings


def _taggings(stored: list[Event]) -> list[Tagging]:
    rows = apps.get_model("events", "EventEntity").objects
    rows = rows.values_list("pk", "content_object_id", "tag_id", "day")
    batches = _batches([event.pk for event in stored])
    return [Tagging(*row) for batch in batches for row in rows.filter(content_object__among=batch)]


def _citations(events: list[int]) -> Iterable[tuple[int, int]]:
    rows = apps.get_model("events", "Citation").objects.filter(event__among=events)
    return rows.order_by().values_list("event_id", "source_id")


def _locked(pks: list[int]) -> Iterator[Event]:
    """Yield events by id with what decides about counts. One change at a time may hold them."""
    events = apps.get_model("events", "Event").objects.only("date", "status").order_by("pk")
    for batch in _batches(pks):
        # Rows that refer to an event need not wait: only its key is theirs.
        yield from events.filter(pk__among=batch).select_for_update(no_key=True)


def _write_days(stored: list[Event], taggings: list[Tagging]) -> list[Tagging]:
    """Give taggings of events their days, and return them so; who has its day is not written."""
    days = {event.pk: event.counted_day for event in stored}
    wrong: dict[int | None, list[int]] = {}
    for tagging in taggings:
        if tagging.day != days[tagging.event]:
            wrong.setdefault(days[tagging.event], []).append(tagging.pk)
    rows = apps.get_model("events", "EventEntity").objects
    for day, pks in wrong.items():
        for batch in _batches(pks):
            rows.filter(pk__among=batch).update(day=day)
    return [tagging._replace(day=days[tagging.event]) for tagging in taggings]


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]

"""What the search finds events by: the rows of its index, and keeping them in step.

The index is the database's own full text search, filled with our own tokens. Its rows stand in
the order of the site: the later its `place`, the newer its event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from events.bulk import BATCH, in_batches, insert_rows
from events.search.documents import Document, Names, make_documents, place_of, read_documents
from events.search.engines import engine

# From how many events on, and from what share of all, the whole index is written anew.
MANY, LARGE_SHARE = 1_000, 0.4


class SearchText(models.Model):
    """One event in the index. Each database has further columns of its own for the tokens."""

    place = models.BigIntegerField(primary_key=True, db_column="rowid")
    marks = models.TextField()

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self) -> str:
        return str(self.place)


class SearchEntry(models.Model):
    """Where an event stands in the index. No constraint holds it: an event may go before it."""

    event = models.OneToOneField(
        "events.Event",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="search_entry",
    )
    place = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.place)


def refresh(events: Collection[int]) -> None:
    """Write the index anew for these events (ids); those no longer there leave it.

    Where they are a good part of all events, the whole index is: that costs less.
    """
    if len(events) > MANY and len(events) > _events().count() * LARGE_SHARE:
        rebuild()
        return
    names = Names()
    for batch in in_batches(sorted(events)):
        forget(batch)
        write(make_documents(batch, names))


def forget(events: list[int]) -> None:
    """Take events out of the index."""
    entries = SearchEntry.objects.filter(pk__among=events)
    if places := list(entries.values_list("place", flat=True)):
        engine().delete(places)
        entries.delete()


def write(documents: list[Document]) -> None:
    """Put documents into the index, where none of their events is."""
    _insert_entries(documents)
    engine().write(documents)


def rebuild() -> int:
    """Write the whole index anew, and return the number of its events.

    It is written in its own order, in which it is written fastest.
    """
    number = 0
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        with engine().rebuilding(_place_after) as fill:
            for documents in in_batches(read_documents(Names()), BATCH):
                _insert_entries(documents)
                fill(documents)
                number += len(documents)
    return number


def _place_after(number: int) -> int | None:
    """Return the place after so many newer ones, None if there are no more."""
    row = _events().newest_first().values_list("date", "position", "pk")[number : number + 1]
    return place_of(*row[0]) if row else None


def _insert_entries(documents: Iterable[Document]) -> None:
    insert_rows(
        SearchEntry, ("event_id", "place"), [(made.event, made.place) for made in documents]
    )


def _events() -> models.QuerySet:
    return apps.get_model("events", "Event").objects.all()

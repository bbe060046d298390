"""What readers may know of an event's earlier versions.

An archive brings lists of its own (rows with a file); what is changed here continues them (rows
without). A path is written as the archive writes it: /news/2004/08/9/name.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.addresses import read_address
from events.legacy.grammar import news_path
from events.text import even_spaces

if TYPE_CHECKING:
    from .event import Event


class ChangeQuerySet(models.QuerySet):
    """Versions of events."""

    def public(self) -> ChangeQuerySet:
        """Keep what readers of the event may see: no list of a file whose event is not public."""
        events = apps.get_model("events", "Event").objects
        return self.filter(Q(file=None) | Q(file__event__in=events.published()))

    def in_order(self) -> ChangeQuerySet:
        """Order the versions of an event: those an archive brought, then those from here."""
        return self.order_by(F("file").asc(nulls_last=True), "position", "pk")


class Change(models.Model):
    """An earlier (or the current) title and address of an event, in public order."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first version")
        UPDATE = "update", _("update")
        CURRENT = "current", _("current version")

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="changes")
    file = models.ForeignKey(
        "events.EventFile", null=True, on_delete=models.CASCADE, related_name="changes"
    )
    position = models.PositiveIntegerField(default=1)
    title = models.TextField(_("title"))
    path = models.TextField(_("address"))
    at = models.DateTimeField(_("time"), null=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="change_position_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "update", "current"]), name="change_kind_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title.strip()}"

    @property
    def version(self) -> tuple[str, str]:
        """Its title, spaces aside, and its address in this site's own form."""
        return _seen(self.title, self.path)


def readers_changes() -> models.Prefetch:
    """Return the prefetch that gives events, as their changes, those that readers may see."""
    return models.Prefetch("changes", Change.objects.public().in_order())


_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Within it no change of an event is news to readers: an archive tells of its own."""
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


def version_of(event: Event) -> tuple[str, str]:
    """Return the version that an event is now, to be compared with those of its changes."""
    return _seen(event.title, _path(event))


def record_change(before: Event, after: Event) -> None:
    """Write down that readers see another title or address of an event; both are stored rows.

    No query unless they do, spaces in titles aside.
    """
    if not _recording.get() or version_of(before) == version_of(after):
        return
    kinds = Change.Kind
    rows = list(before.changes.in_order())
    begun = Coalesce("at", Value(_second(before.created_at)))
    before.changes.filter(kind=kinds.CURRENT).update(kind=kinds.UPDATE, at=begun)
    if not rows:
        rows.append(_write(before, rows, kinds.FIRST, _known_since(before)))
    elif rows[-1].version != version_of(before):
        rows.append(_write(before, rows, kinds.UPDATE, before.updated_at))
    _write(after, rows, kinds.CURRENT, after.updated_at)


def _write(event: Event, rows: list[Change], kind: str, at: datetime.datetime) -> Change:
    """Add the version that an event has, behind `rows`."""
    return Change.objects.create(
        event=event,
        position=max((row.position for row in rows), default=0) + 1,
        title=event.title,
        path=_path(event),
        at=_second(at),
        kind=kind,
    )


def _seen(title: str, path: str) -> tuple[str, str]:
    return even_spaces(title), read_address(path).path


def _path(event: Event) -> str:
    return f"/{news_path(event.date, event.slug)}"


def _known_since(event: Event) -> datetime.datetime:
    """Return when readers may first have seen an event, as far as that is known."""
    return max(event.created_at, event.publish_at or event.created_at)


def _second(time: datetime.datetime) -> datetime.datetime:
    """Return a time in UTC to the second, as the archive prints it."""
    return time.astimezone(datetime.UTC).replace(microsecond=0)

"""One change of many events: which of them it would alter, and making it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.addresses import day_path
from events.bulk import in_batches
from events.models import Entity, Event, EventEntity, Operation, Redirect, Status
from events.models.querysets import EventQuerySet
from events.models.settling import about_to_change, settled
from events.operations import Recorder, recording

from .transitions import BACK, PUBLISH, WITHDRAW, Move

# So many events are changed at once at most: an operation keeps each of their rows.
MOST = 5_000
# The permission that each kind of change asks for, and its undoing as well.
PERMISSIONS = {
    Operation.Kind.PUBLISH: "events.publish_event",
    Operation.Kind.WITHDRAW: "events.publish_event",
    Operation.Kind.DRAFT: "events.publish_event",
    Operation.Kind.TAG: "events.change_event",
    Operation.Kind.UNTAG: "events.change_event",
    Operation.Kind.SET_LEAD: "events.change_event",
}


class Change(Protocol):
    """What is to be done to each of many events; otherwise: why it leaves some as they are."""

    kind: str
    otherwise: str | Promise

    def altered(self, events: EventQuerySet) -> EventQuerySet:
        """Keep the events that it would alter."""
        ...

    def write(self, rows: Recorder, events: EventQuerySet) -> None:
        """Alter these events, all of which it alters, through the recorder."""
        ...

    def says(self, event: Event) -> tuple[str, str]:
        """Return what it alters of an event: as it is, and as it will be."""
        ...

    def __str__(self) -> str:
        """Return what its kind does not say; the number of events comes after that."""
        ...


KINDS = {
    PUBLISH: Operation.Kind.PUBLISH,
    WITHDRAW: Operation.Kind.WITHDRAW,
    BACK: Operation.Kind.DRAFT,
}


@dataclass(frozen=True, slots=True)
class Moving:
    """Events make a move; reason: of a withdrawal, shown to readers."""

    move: Move
    reason: str = ""

    @property
    def kind(self) -> str:
        return KINDS[self.move]

    @property
    def otherwise(self) -> str:
        status = ", ".join(str(Status(source).label) for source in sorted(self.move.sources))
        return _("This is done only to events that are: %(status)s.") % {"status": status}

    def altered(self, events: EventQuerySet) -> EventQuerySet:
        return events.filter(status__in=self.move.sources)

    def write(self, rows: Recorder, events: EventQuerySet) -> None:
        _mark_seen(rows, events)
        withdrawn = self.move.target == Status.WITHDRAWN
        reason = {"withdrawn_reason": self.reason} if withdrawn else {}
        rows.update(events, status=self.move.target, **reason)
        _mark_seen(rows, events)
        if self.move.target == Status.PUBLISHED:
            days = {day_path(date) for date in events.values_list("date", flat=True)}
            rows.delete(Redirect.objects.filter(path__in=days))

    def says(self, event: Event) -> tuple[str, str]:
        return event.get_status_display(), str(self.move.target.label)

    def __str__(self) -> str:
        return ""


def _mark_seen(rows: Recorder, events: EventQuerySet) -> None:
    """Note of public events that readers have seen them."""
    rows.update(events.published().filter(seen=False), seen=True)


@dataclass(frozen=True, slots=True)
class Tagging:
    """Events get an entity."""

    entity: Entity

    kind = Operation.Kind.TAG
    otherwise = gettext_lazy("The others have it already.")

    def altered(self, events: EventQuerySet) -> EventQuerySet:
        return events.exclude(pk__in=_tagged(events, self.entity))

    def write(self, rows: Recorder, events: EventQuerySet) -> None:
        pks = events.order_by("pk").values_list("pk", flat=True)
        tag = self.entity.pk
        rows.create(EventEntity, [EventEntity(content_object_id=pk, tag_id=tag) for pk in pks])

    def says(self, event: Event) -> tuple[str, str]:
        return "–", self.entity.name

    def __str__(self) -> str:
        return self.entity.name


@dataclass(frozen=True, slots=True)
class Untagging:
    """Events lose an entity."""

    entity: Entity

    kind = Operation.Kind.UNTAG
    otherwise = gettext_lazy("The others do not have it.")

    def altered(self, events: EventQuerySet) -> EventQuerySet:
        return events.filter(pk__in=_tagged(events, self.entity))

    def write(self, rows: Recorder, events: EventQuerySet) -> None:
        rows.delete(EventEntity.objects.filter(tag=self.entity, content_object__in=events))

    def says(self, event: Event) -> tuple[str, str]:
        return self.entity.name, "–"

    def __str__(self) -> str:
        return self.entity.name


@dataclass(frozen=True, slots=True)
class Leading:
    """Events get a lead, printed by its label."""

    entity: Entity

    kind = Operation.Kind.SET_LEAD
    otherwise = gettext_lazy("It leads the others already.")

    def altered(self, events: EventQuerySet) -> EventQuerySet:
        return events.exclude(pk__in=events.filter(lead=self.entity).values("pk"))

    def write(self, rows: Recorder, events: EventQuerySet) -> None:
        rows.update(events, lead_id=self.entity.pk, lead_text="")

    def says(self, event: Event) -> tuple[str, str]:
        return event.lead_label or "–", str(self.entity)

    def __str__(self) -> str:
        return self.entity.name


def _tagged(events: EventQuerySet, entity: Entity) -> EventQuerySet:
    return events.filter(taggings__tag=entity).values("pk")


def altered(change: Change, events: Iterable[int]) -> list[int]:
    """Return those of these events (ids) that a change would alter, a query for every 500."""
    found: list[int] = []
    for batch in in_batches(events):
        pks = set(change.altered(_events(batch)).values_list("pk", flat=True))
        found += [pk for pk in batch if pk in pks]
    return found


def make_change(
    change: Change, events: Iterable[int], editor: AbstractBaseUser | None, comment: str = ""
) -> Operation | None:
    """Alter events (ids), all or none; return the operation, None if there was nothing to do."""
    with settled():
        pks = list(events)
        about_to_change(pks)
        if not (changed := altered(change, pks)):
            return None
        operation = Operation(
            kind=change.kind, subject=subject_of(change, changed), editor=editor, comment=comment
        )
        with recording(operation, events=changed) as rows:
            for batch in in_batches(changed):
                change.write(rows, _events(batch))
    return operation


def subject_of(change: Change, events: list[int]) -> str:
    """Return what a change is made of, and of how many events."""
    number = len(events)
    words = [str(change), ngettext("%d event", "%d events", number) % number]
    return ", ".join(filter(None, words))


def _events(pks: list[int]) -> EventQuerySet:
    return Event.objects.filter(pk__among=pks).order_by("pk")

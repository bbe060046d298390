"""Merging entities: any number of spellings become one entity, which knows them all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from events.models import Alias, Entity, Event, EventEntity, Operation
from events.operations import Recorder, recording
from events.text import spelling_key

from .common import Editor, an_operation, describe, events_with, locked, redirect, retag

# What the kept entity takes from the others where it has nothing itself.
TAKEN = ("kind", "description", "same_as")
LONGEST_KEY = 500


def merge_entities(
    kept: Entity, others: Iterable[Entity], editor: Editor = None, comment: str = ""
) -> Operation:
    """Make several entities one: events, leads, spellings and addresses of the others become its.

    A printed lead stays as it is printed. The work grows with the events of the others; those of
    the kept one are only written anew in the search, which then finds them by more spellings.

    Raises:
        CannotMerge: if one of them is gone.
    """
    others = list(others)
    with transaction.atomic():
        subject = describe([other.name for other in others], kept.name)
        operation = an_operation(Operation.Kind.MERGE_ENTITIES, kept, subject, editor, comment)
        with recording(operation, events=events_with(other.pk for other in others)) as rows:
            kept, others = locked(kept, others)
            for other in others:
                _merge(rows, kept, other)
            _complete(rows, kept, others)
    return operation


def _merge(rows: Recorder, kept: Entity, other: Entity) -> None:
    """Move all that one entity has, and delete it."""
    retag(rows, EventEntity.objects.filter(tag=other), kept.pk)
    rows.update(Event.objects.filter(lead=other), lead_id=kept.pk)
    _move_spellings(rows, kept, other)
    redirect(rows, other, kept, other.address)
    rows.delete(Entity.objects.filter(pk=other.pk))


def _move_spellings(rows: Recorder, kept: Entity, other: Entity) -> None:
    """Let what the other was called be spellings of the kept one, each once."""
    known = {*kept.aliases.values_list("key", flat=True)}
    rows.delete(other.aliases.filter(key__in=known))
    known |= {*other.aliases.values_list("key", flat=True)}
    rows.update(other.aliases.all(), entity_id=kept.pk)
    called = {spelling_key(text): text for text in (other.label, other.name) if text}
    new = [
        Alias(entity=kept, spelling=spelling, key=key)
        for key, spelling in called.items()
        if key not in known and len(key) <= LONGEST_KEY
    ]
    rows.create(Alias, new)


def _complete(rows: Recorder, kept: Entity, others: list[Entity]) -> None:
    """Give the kept entity what it has not, and another of them has."""
    taken = {
        field: value
        for field in TAKEN
        if not getattr(kept, field)
        and (value := next(filter(None, (getattr(other, field) for other in others)), ""))
    }
    if taken:
        rows.update(Entity.objects.filter(pk=kept.pk), **taken)

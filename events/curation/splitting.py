"""Splitting entities: chosen events of one get another, which is spelt alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from events.bulk import in_batches
from events.models import Alias, Entity, Event, EventEntity, Operation
from events.operations import Recorder, recording
from events.text import free_slug, spelling_key

from .common import Editor, an_operation, locked, retag


def split_entity(
    entity: Entity,
    meaning: Entity,
    events: Iterable[int],
    editor: Editor = None,
    comment: str = "",
) -> Operation:
    """Give events (ids) another meaning of an entity, as tag and as lead; it may be a new one.

    The other meaning, too, is known by the entity's spelling then, and pickers offer both.
    """
    chosen = sorted(events)
    with transaction.atomic():
        subject = f"“{entity.name}” → “{meaning.name}” ({len(chosen)})"
        operation = an_operation(Operation.Kind.SPLIT_ENTITY, entity, subject, editor, comment)
        with recording(operation, events=chosen) as rows:
            if meaning.pk is None:
                meaning = _make(rows, meaning)
            entity, [meaning] = locked(entity, [meaning])
            for batch in in_batches(chosen):
                taggings = EventEntity.objects.filter(tag=entity, content_object__among=batch)
                retag(rows, taggings, meaning.pk)
                led = Event.objects.filter(lead=entity, pk__among=batch)
                rows.update(led, lead_id=meaning.pk)
            _share_spelling(rows, entity, meaning)
    return operation


def _make(rows: Recorder, meaning: Entity) -> Entity:
    """Insert a new entity under a free address."""
    meaning.slug = meaning.slug_base()
    meaning.slug = free_slug(meaning.slug, meaning._slugs_taken())
    return rows.create(Entity, [meaning])[0]


def _share_spelling(rows: Recorder, entity: Entity, meaning: Entity) -> None:
    """Let the other meaning be found by what the entity is called."""
    key = spelling_key(str(entity))
    known = {spelling_key(meaning.name), *meaning.aliases.values_list("key", flat=True)}
    if key not in known:
        rows.create(Alias, [Alias(entity=meaning, spelling=str(entity), key=key)])

"""The words of entities: those of all they are called, and of no others."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from events.bulk import BATCH, in_batches
from events.models import Entity, EntityWord
from events.models.words import rewrite_words, words_of


def find() -> Iterator[str]:
    """Yield a sentence for each entity that is not found by what it is called."""
    for batch in in_batches(_wrong()):
        for entity in Entity.objects.filter(pk__among=batch).order_by("pk"):
            yield f"The entity “{entity.name}” is not found by the words of its names."
    for pk in _gone().values_list("entity_id", flat=True).distinct().iterator():
        yield f"There are words of an entity with the id {pk}, which is not there."


def repair() -> int:
    """Write the words of these entities again."""
    wrong = {*_wrong(), *_gone().values_list("entity_id", flat=True)}
    rewrite_words(wrong)
    return len(wrong)


def _wrong() -> Iterator[int]:
    """Yield the ids of entities that have not the words they should."""
    entities = Entity.objects.order_by("pk").values_list("pk", flat=True)
    for batch in in_batches(entities.iterator(), BATCH):
        stored: dict[int, set[str]] = {pk: set() for pk in batch}
        rows = EntityWord.objects.filter(entity__among=batch).values_list("entity_id", "word")
        for pk, word in rows:
            stored[pk].add(bytes(word).decode())
        yield from (pk for pk, words in words_of(batch).items() if words != stored[pk])


def _gone() -> QuerySet[EntityWord]:
    """Return the words of entities that are not there."""
    return EntityWord.objects.exclude(Exists(Entity.objects.filter(pk=OuterRef("entity_id"))))

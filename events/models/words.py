"""The words of what entities are called, by which pickers and lists find them."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.bulk import BATCH, in_batches, insert_rows
from events.search.documents import BREAK, spellings

# A gap between names is no word.
GAP = BREAK.strip()


class EntityWord(models.Model):
    """One word of a name, label or other spelling of an entity, as the search folds and cuts it.

    In bytes, which every database has in the same order: what begins with "na" is one row of them.
    No constraint holds it: an entity may go before it.
    """

    word = models.BinaryField(max_length=160)
    entity = models.ForeignKey(
        "events.Entity",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("word of an entity")
        verbose_name_plural = _("words of entities")
        constraints = [
            # Serves "has this entity such a word".
            models.UniqueConstraint(fields=["entity", "word"], name="entity_word_once"),
        ]
        indexes = [
            # Serves "which entities have a word that begins so".
            models.Index(fields=["word", "entity"], name="entity_by_word"),
        ]

    def __str__(self) -> str:
        return bytes(self.word).decode()


def rewrite_words(entities: Collection[int]) -> None:
    """Write the words of these entities (ids) anew; those no longer there have none."""
    for batch in in_batches(sorted(entities), BATCH):
        EntityWord.objects.filter(entity__among=batch).delete()
        insert_rows(EntityWord, ("entity_id", "word"), _rows(batch))


def rebuild_words() -> int:
    """Write the words of all entities anew, and return the number of entities."""
    number = 0
    EntityWord.objects.all().delete()
    entities = apps.get_model("events", "Entity").objects.order_by().values_list("pk", flat=True)
    for batch in in_batches(entities.iterator(), BATCH):
        insert_rows(EntityWord, ("entity_id", "word"), _rows(batch))
        number += len(batch)
    return number


def words_of(entities: Collection[int]) -> dict[int, set[str]]:
    """Return by entity (id) the words of all it is called. One query for every 500."""
    return {int(pk): {*text.split()} - {GAP} for pk, text in spellings(map(str, entities)).items()}


def _rows(entities: Collection[int]) -> list[tuple[int, bytes]]:
    """Return the rows of entities, all read: while rows are copied, PostgreSQL is asked nothing."""
    known = words_of(entities)
    return [(pk, word.encode()) for pk, words in known.items() for word in sorted(words)]

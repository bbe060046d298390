"""Saying what kind of thing entities are, many at once."""

from __future__ import annotations

from collections.abc import Iterable

from events.bulk import in_batches
from events.models import Entity, Operation
from events.operations import recording

from .common import Editor

NAMED = 3


def set_kind(
    entities: Iterable[Entity], kind: str, editor: Editor = None, comment: str = ""
) -> Operation | None:
    """Give entities a kind ('' for none); return the operation, None if all had it."""
    others = [entity for entity in entities if entity.kind != kind]
    if not others:
        return None
    names = ", ".join(f"“{entity.name}”" for entity in others[:NAMED])
    more = f" (+{len(others) - NAMED})" if len(others) > NAMED else ""
    label = Entity.Kind(kind).label if kind else "–"
    operation = Operation(
        kind=Operation.Kind.SET_KIND,
        subject=f"{names}{more} → {label}",
        editor=editor,
        comment=comment,
    )
    with recording(operation) as rows:
        for batch in in_batches([entity.pk for entity in others]):
            rows.update(Entity.objects.filter(pk__among=batch), kind=kind)
    return operation

"""Finding the rows that a version names, though they may have been renamed, merged or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from events.models import Alias, Entity, Source, Version
from events.text import spelling_key

Thing = TypeVar("Thing", Entity, Source)


def find_entities(version: Version, entities: Iterable[int]) -> dict[int, Entity]:
    """Return by id, as the version has it, the entities as they are now.

    One that is gone is the one that has its name now, or this name alone as another spelling; or
    else it is made again.
    """
    return _find(Entity, version.names["entity"], entities)


def find_sources(version: Version) -> dict[int, Source]:
    """Return by id, as the version has it, its sources as they are now; one that is gone is found
    by its name, or made again.
    """
    return _find(
        Source, version.names["source"], (row["source"] for row in version.content["citations"])
    )


def known(model: type[Model], pks: Iterable[int | None]) -> set[int]:
    """Return those of the ids that rows of the model have."""
    wanted = {pk for pk in pks if pk is not None}
    return set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))


def _find(model: type[Thing], names: dict[str, str], wanted: Iterable[int]) -> dict[int, Thing]:
    pks = set(wanted)
    found: dict[int, Thing] = model.objects.in_bulk(pks)
    gone = {pk: names[str(pk)] for pk in sorted(pks - found.keys())}
    if gone:
        called = _called(model, gone.values())
        for pk, name in gone.items():
            found[pk] = called.get(name) or model.objects.create(name=name)
    return found


def _called(model: type[Thing], names: Iterable[str]) -> dict[str, Thing]:
    """Return by name the rows that have it, or are the only ones it is another spelling of."""
    called = {row.name: row for row in model.objects.filter(name__in=names)}
    if model is Entity:
        keys = {spelling_key(name): name for name in names}
        spelt: dict[str, list[Entity]] = {}
        for alias in Alias.objects.filter(key__in=keys).select_related("entity"):
            spelt.setdefault(keys[alias.key], []).append(alias.entity)
        called = {name: rows[0] for name, rows in spelt.items() if len(rows) == 1} | called
    return called

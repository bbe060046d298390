"""Entities and sources by name: the ids of known ones, new rows for the others.

Known is also what editors have merged: an entity by its other spellings, a source by the names that
its citations print, if they mean one only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from events.bulk import insert_rows, look_up, reserve_ids
from events.models import Alias, Citation, Entity, Source
from events.models.settling import written_in_bulk
from events.text import slug_candidates, spelling_key

T = TypeVar("T")
ENTITY_COLUMNS = ("id", "name", "label", "slug", "kind", "description", "same_as", "event_count")
SOURCE_COLUMNS = ("id", "name", "slug", "homepage")


def entity_ids(names: Iterable[str]) -> dict[str, int]:
    """Return {name: entity id}; unknown names become entities."""
    return _ids(Entity, names, ENTITY_COLUMNS, _entity_row, _spelt)


def source_ids(names: Iterable[str]) -> dict[str, int]:
    """Return {name: source id}; unknown names become sources."""
    return _ids(Source, names, SOURCE_COLUMNS, _source_row, _printed)


def _entity_row(pk: int, name: str, slug: str) -> tuple:
    return pk, name, "", slug, "", "", "", 0


def _source_row(pk: int, name: str, slug: str) -> tuple:
    return pk, name, slug, ""


def _spelt(names: list[str]) -> dict[str, int]:
    """Return the entities that alone have one of these names as another spelling."""
    keys = {name: spelling_key(name) for name in names}
    rows = look_up(Alias.objects.all(), "key", {*keys.values()}, "key", "entity")
    meanings = _only_meanings(rows)
    return {name: meanings[key] for name, key in keys.items() if key in meanings}


def _printed(names: list[str]) -> dict[str, int]:
    """Return the sources as which alone citations print these names; reads what all print."""
    rows = Citation.objects.exclude(printed=None).order_by().values_list("printed", "source")
    meanings = _only_meanings(rows.distinct())
    return {name: meanings[name] for name in names if name in meanings}


def _only_meanings(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return by text the id that goes with it, where that is one only."""
    meanings: dict[str, set[int]] = {}
    for text, pk in rows:
        meanings.setdefault(text, set()).add(pk)
    return {text: min(pks) for text, pks in meanings.items() if len(pks) == 1}


def _ids(
    model: type[Entity] | type[Source],
    names: Iterable[str],
    columns: tuple[str, ...],
    row: Callable[[int, str, str], tuple],
    otherwise: Callable[[list[str]], dict[str, int]],
) -> dict[str, int]:
    """Look names up, and insert a row for each unknown one, in the order of names.

    otherwise: returns the rows that have some of these names beside their own.
    """
    wanted = sorted(set(names))
    ids = dict(look_up(model.objects.all(), "name", wanted, "name", "pk"))
    if unknown := [name for name in wanted if name not in ids]:
        ids |= otherwise(unknown)
    new = [name for name in wanted if name not in ids]
    slugs = allot_slugs(model, new, lambda some: slugs_taken(model, some))
    pks = reserve_ids(model, len(new))
    insert_rows(
        model, columns, (row(pk, name, slugs[name]) for pk, name in zip(pks, new, strict=True))
    )
    if model is Entity:
        written_in_bulk(named=pks)
    return ids | dict(zip(new, pks, strict=True))


def slugs_taken(model: type[Entity] | type[Source], slugs: Iterable[str]) -> set[str]:
    """Return which of these slugs are not free."""
    return {slug for (slug,) in look_up(model.objects.all(), "slug", slugs, "slug")}


def allot_slugs(
    model: type[Entity] | type[Source],
    names: Iterable[str],
    taken: Callable[[Iterable[str]], set[str]] = lambda slugs: set(),
) -> dict[str, str]:
    """Return a slug for each name, in the order of names. taken: see `allot`."""
    return allot({name: model(name=name).slug_base() for name in sorted(names)}, taken)


def allot(bases: Mapping[T, str], taken: Callable[[Iterable[str]], set[str]]) -> dict[T, str]:
    """Return a slug for each thing near the one it asks for, in their order.

    taken: returns which of some slugs are not free; it is asked once for every suffix tried.
    """
    waiting = {thing: slug_candidates(base) for thing, base in bases.items()}
    slugs: dict[T, str] = {}
    used: set[str] = set()
    while waiting:
        tried = {thing: next(candidates) for thing, candidates in waiting.items()}
        used |= taken(tried.values())
        for thing, slug in tried.items():
            if slug not in used:
                used.add(slug)
                slugs[thing] = slug
                del waiting[thing]
    return slugs

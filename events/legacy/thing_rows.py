"""The rows of what files of marked fields tell: entities, sources, the archive itself.

What is empty here is filled; where the rows say something else, they are kept, and the report
says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Max

from events.bulk import LOOKUP, in_batches
from events.models import Alias, Entity, ImportKey, Redirect
from events.models.entity import tagged_with
from events.models.settling import written_in_bulk
from events.text import spelling_key

from .grammar import Fields, Record
from .redirects import is_address
from .report import ImportReport, Kept
from .statements import NAME_LENGTH
from .things import MODELS, TOLD, Thing
from .vocabulary import allot, entity_ids, slugs_taken, source_ids


def last_ids() -> dict[str, int]:
    """Return, by kind, the highest id of a thing: what comes later is new."""
    return {
        kind: model.objects.aggregate(pk=Max("pk"))["pk"] or 0 for kind, model in MODELS.items()
    }


def write_things(things: Mapping[str, Record], last: dict[str, int], report: ImportReport) -> None:
    """Write what files tell of entities, sources and the archive.

    last: `last_ids()` before this import; only what is new since gets another slug.
    """
    for kind in MODELS:
        told = {
            name[:NAME_LENGTH]: record.fields
            for record in things.values()
            if record.kind == kind and (name := record.fields.get("name", "").strip())
        }
        if told:
            _write_kind(kind, told, last[kind], report)
    for record in things.values():
        if record.kind == "archive":
            _write_archive(record.fields)


def _write_kind(kind: str, told: dict[str, Fields], last: int, report: ImportReport) -> None:
    here = _things(kind, told)
    new: dict[Thing, str] = {}
    paths: dict[str, Fields] = {}
    for name, thing in here.items():
        fields = told[name]
        _fill(thing, _fitting(kind, thing, fields, report), report)
        if thing.pk > last and "slug" in fields:
            new[thing] = fields["slug"]
        paths |= {path: {kind: thing} for path in fields.get("addresses", ())}
    _give_slugs(MODELS[kind], new)
    if kind == "entity":
        _write_aliases({here[name]: fields.get("aliases", []) for name, fields in told.items()})
    write_addresses(paths)


def _things(kind: str, names: Iterable[str]) -> dict[str, Thing]:
    """Return entities or sources by name, or by another that they are known by; new ones made."""
    ids = (entity_ids if kind == "entity" else source_ids)(names)
    found: dict[int, Thing] = {}
    for batch in in_batches({*ids.values()}):
        found |= MODELS[kind].objects.in_bulk(batch)
    return {name: found[pk] for name, pk in ids.items()}


def _fitting(kind: str, thing: Thing, fields: Fields, report: ImportReport) -> Fields:
    """Return the fields that a thing can hold; the others are reported."""
    fitting: Fields = {}
    for name in (name for name in TOLD[kind] if name in fields):
        try:
            fitting[name] = thing._meta.get_field(name).clean(fields[name], thing)
        except ValidationError:
            report.doubts.append((f"{thing.address}: {name}: {fields[name][:60]}", "left out"))
    return fitting


def _fill(thing: Thing, told: Fields, report: ImportReport) -> None:
    """Write the fields that are empty here."""
    own = {field: getattr(thing, field) for field in told}
    report.kept += [
        Kept(thing.address, field, own[field], told[field])
        for field in told
        if own[field] not in {"", told[field]}
    ]
    if filled := {field: value for field, value in told.items() if not own[field] and value}:
        type(thing).objects.filter(pk=thing.pk).update(**filled)
        if "label" in filled:
            events = tagged_with([thing.pk]).values_list("pk", flat=True)
            written_in_bulk(events=events, named=[thing.pk])


def _give_slugs(model: type[Thing], slugs: dict[Thing, str]) -> None:
    """Give new things their slugs; first they make room for each other."""
    for thing in slugs:
        thing.slug = f"/{thing.pk}"
    model.objects.bulk_update(slugs, ["slug"], LOOKUP)
    for thing, slug in allot(slugs, lambda some: slugs_taken(model, some)).items():
        thing.slug = slug
    model.objects.bulk_update(slugs, ["slug"], LOOKUP)


def _write_aliases(spellings: dict[Entity, list[str]]) -> None:
    """Add other spellings of entities, each once by its key."""
    aliases = [
        Alias(entity=entity, spelling=spelling, key=key)
        for entity, some in spellings.items()
        for spelling in some
        if 0 < len(spelling) <= NAME_LENGTH and len(key := spelling_key(spelling)) <= NAME_LENGTH
    ]
    last = Alias.objects.aggregate(pk=Max("pk"))["pk"] or 0
    Alias.objects.bulk_create(aliases, ignore_conflicts=True)
    entities = set(Alias.objects.filter(pk__gt=last).values_list("entity", flat=True))
    respelt = tagged_with(entities).values_list("pk", flat=True)
    written_in_bulk(events=respelt, named=entities)


def _write_archive(fields: Fields) -> None:
    """Write what the archive tells of itself: deleted events, and days at other addresses."""
    deleted = (ImportKey(digest=key) for key in fields.get("deleted", ()))
    ImportKey.objects.bulk_create(deleted, ignore_conflicts=True)
    days = fields.get("addresses", {})
    write_addresses({path: {"day": datetime.date.fromisoformat(day)} for path, day in days.items()})


def write_addresses(targets: dict[str, Fields]) -> None:
    """Let old addresses lead to things, but for those that lead somewhere already."""
    redirects = (
        Redirect(path=path, **target) for path, target in targets.items() if is_address(path)
    )
    Redirect.objects.bulk_create(redirects, ignore_conflicts=True)

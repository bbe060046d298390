"""What a merge would do, before it is done: numbers, sample events, conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Alias, Citation, Entity, Event, EventEntity, Redirect, Source

from .common import short

SAMPLES = 3


@dataclass(slots=True)
class Share:
    """One of the rows that are to become one: how much of each thing it has, and some events."""

    thing: Any
    numbers: list[tuple[str, int]]
    samples: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class Conflict:
    """A field in which the rows differ; of its values the first is that of the kept one."""

    field: str
    values: list[str]
    stays: str


@dataclass(slots=True)
class Preview:
    """What would be merged, in sentences what would change, and where the rows differ."""

    kept: Share
    others: list[Share]
    changes: list[str]
    conflicts: list[Conflict]


def preview_entities(kept: Entity, others: Sequence[Entity]) -> Preview:
    """Return what merging entities would do; nine queries, however many they are."""
    rows, pks = [kept, *others], [row.pk for row in (kept, *others)]
    taggings = EventEntity.objects.filter(tag__in=pks)
    samples = _samples(taggings, "tag", "content_object", "-day", rows)
    counted = {
        _("events"): _numbers(taggings, "tag"),
        _("as lead"): _numbers(Event.objects.filter(lead__in=pks), "lead"),
        _("other spellings"): _numbers(Alias.objects.filter(entity__in=pks), "entity"),
    }
    shares = [
        Share(
            row,
            [(name, numbers[row.pk]) for name, numbers in counted.items()],
            samples.get(row.pk, []),
        )
        for row in rows
    ]
    tagged, led, _spelt = ([numbers[pk] for pk in pks[1:]] for numbers in counted.values())
    changes = _entity_changes(kept, pks[1:], sum(tagged), sum(led))
    conflicts = _conflicts(rows, ("label", "kind", "description", "same_as"))
    return Preview(shares[0], shares[1:], changes, conflicts)


def _entity_changes(kept: Entity, others: list[int], tagged: int, led: int) -> list[str]:
    """Say what becomes of the taggings, leads, names and addresses of entities that go."""
    has = EventEntity.objects.filter(tag=kept.pk, content_object=OuterRef("content_object"))
    both = EventEntity.objects.filter(Exists(has), tag__in=others).count()
    sentences = [
        tagged
        and ngettext(
            "%(number)d tagging becomes one of “%(kept)s”; %(both)d of them it has already.",
            "%(number)d taggings become those of “%(kept)s”; %(both)d of them it has already.",
            tagged,
        )
        % {"number": tagged, "kept": kept.name, "both": both},
        led
        and ngettext(
            "%d lead becomes this entity; a printed lead stays as printed.",
            "%d leads become this entity; printed leads stay as printed.",
            led,
        )
        % led,
        _("All names and spellings become spellings of “%(kept)s”.") % {"kept": kept.name},
        _addresses(Redirect.objects.filter(entity__in=others).count() + len(others)),
    ]
    return [sentence for sentence in sentences if sentence]


def preview_sources(kept: Source, others: Sequence[Source]) -> Preview:
    """Return what merging sources would do."""
    rows, pks = [kept, *others], [other.pk for other in others]
    citations = Citation.objects.filter(source__in=[row.pk for row in rows])
    cited = _numbers(citations, "source")
    samples = _samples(citations, "source", "event", "-pk", rows)
    shares = [
        Share(row, [(_("citations"), cited[row.pk])], samples.get(row.pk, [])) for row in rows
    ]
    moved = sum(cited[pk] for pk in pks)
    changes = [
        ngettext(
            "%(number)d citation becomes one of “%(kept)s”; files go on printing its old name.",
            "%(number)d citations become those of “%(kept)s”; files go on printing the old names.",
            moved,
        )
        % {"number": moved, "kept": kept.name},
        _addresses(Redirect.objects.filter(source__in=pks).count() + len(pks)),
    ]
    return Preview(shares[0], shares[1:], changes, _conflicts(rows, ("homepage",)))


def preview_events(kept: Event, others: Sequence[Event]) -> Preview:
    """Return what merging an event into another would do."""
    rows, [other] = [kept, *others], others
    shares = [
        Share(
            row,
            [(_("sources"), row.citations.count()), (_("entities"), row.taggings.count())],
            [row],
        )
        for row in rows
    ]
    files, name = other.files.count(), short(kept)
    changes = [
        _("Its sources are added behind those of “%(kept)s”, but for those that say the same.")
        % {"kept": name},
        _("Its entities are added; what “%(kept)s” lacks (lead, description) it takes over.")
        % {"kept": name},
        _("Pins and hides of either become those of “%(kept)s”.") % {"kept": name},
        ngettext(
            "%d file of the archive becomes its own, and prints what it prints.",
            "%d files of the archive become its own, and print what they print.",
            files,
        )
        % files,
        _addresses(other.old_addresses.count() + 2),
    ]
    fields = ("date", "title", "lead", "description", "status")
    return Preview(shares[0], shares[1:], changes, _conflicts(rows, fields))


def _addresses(number: int) -> str:
    text = ngettext("%d address leads there.", "%d addresses lead there.", number)
    return text % number


def _numbers(rows: QuerySet, column: str) -> Counter[int]:
    """Return how many of these rows there are by column."""
    counted = rows.order_by().values_list(column).annotate(number=Count("pk"))
    return Counter(dict(counted))


def _samples(
    rows: QuerySet, column: str, event: str, order: str, things: Iterable[Model]
) -> dict[int, list[Event]]:
    """Return, by thing, some events that have it; two queries."""
    parts = [rows.filter(**{column: thing.pk}).order_by(order).values("pk") for thing in things]
    # A part of a union may not be cut itself on SQLite, but what it asks for may.
    whole = [rows.model.objects.filter(pk__in=part[:SAMPLES]).order_by() for part in parts]
    first, *others = (some.values_list(column, event) for some in whole)
    pairs = list(first.union(*others))
    events = Event.objects.briefly().in_bulk({pk for _thing, pk in pairs})
    found: dict[int, list[Event]] = {}
    for thing, pk in pairs:
        if events[pk] not in found.setdefault(thing, []):
            found[thing].append(events[pk])
    return found


def _conflicts(rows: Sequence[Model], names: Iterable[str]) -> list[Conflict]:
    """Return the fields of which the rows have different values, none aside."""
    found = []
    for name in names:
        values = [_shown(row, name) for row in rows]
        told = list(dict.fromkeys(filter(None, values)))
        if len(told) > 1:
            label = str(rows[0]._meta.get_field(name).verbose_name)
            found.append(Conflict(label, told, values[0] or told[0]))
    return found


def _shown(row: Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    return str(value) if value else ""

"""What stands in the way of undoing an operation, in sentences an editor can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import SET_NULL, Count, ManyToOneRel
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.bulk import in_batches
from events.models import Event, Operation

from .images import Image, Images, Model, Table, compared, images_of, read_changes, referring

Tables = Mapping[Model, Table]
Clashes = dict[Model, dict[int, Image | None]]

# So many are named; of the others a sentence gives the number.
NAMED = 10
NAMES = ("name", "spelling", "title", "path", "url")
EVENTS = ("content_object_id", "event_id")


def obstacles(operation: Operation, tables: Tables) -> list[str]:
    """Say what an operation cannot be undone for: what came later, before single rows."""
    found = _clashes(tables)
    sentences = list(_later_operations(operation, found))
    models = sorted(found, key=lambda model: model is not Event)
    rows = [(model, pk, image) for model in models for pk, image in found[model].items()]
    sentences += _named((_changed(*row) for row in rows[:NAMED]), len(rows[NAMED:]))
    sentences += _named(_taken(tables))
    return sentences + _named(_lost_targets(tables))


def left_behind(tables: Tables) -> list[str]:
    """Say what refers to rows that are deleted now, after they were made by an operation."""
    return _named(_orphans(tables))


def _named(sentences: Iterable[str], further: int = 0) -> list[str]:
    """Return each sentence once, and the number of those too many; further: how many come more."""
    different = list(dict.fromkeys(sentences))
    more = further + len(different[NAMED:])
    rest = ngettext("%d more thing depends on it.", "%d more things depend on it.", more) % more
    return [*different[:NAMED], rest] if more else different


# --- Rows that are otherwise than the operation left them


def _clashes(tables: Tables) -> Clashes:
    """Return by model and id the rows that were changed since, None for one that is gone."""
    found: Clashes = {}
    for model, table in tables.items():
        expected = _left(model, table)
        columns = {column for values in expected.values() for column in values}
        here = images_of(model, expected, {model._meta.pk.attname, *columns})
        found[model] = {
            pk: here.get(pk)
            for pk, values in expected.items()
            if pk not in here or any(here[pk][name] != value for name, value in values.items())
        }
    return found


def _left(model: Model, table: Table) -> Images:
    """Return by row what it has to be like still."""
    expected: Images = {pk: compared(model, image) for pk, image in table.new_images().items()}
    for alike in table.changed:
        values = compared(model, {alike.column: alike.now})
        for pk in alike.ids():
            expected.setdefault(pk, {}).update(values)
    return expected


def _later_operations(operation: Operation, found: Clashes) -> Iterator[str]:
    """Name the operations that wrote clashing rows since, and take those rows out of `found`."""
    if not any(found.values()):
        return
    for later in Operation.objects.standing().filter(pk__gt=operation.pk).order_by("-pk"):
        explained = 0
        for model, table in read_changes(later.changes).items():
            rows = found.get(model, {})
            explained += len([rows.pop(pk) for pk in table.ids() & rows.keys()])
        if explained:
            yield _("Undo first what came later: %(operation)s.") % {"operation": later}


def _changed(model: Model, pk: int, image: Image | None) -> str:
    """Say that a row was changed or deleted since."""
    whole = images_of(model, [pk]).get(pk)
    words = {"kind": model._meta.verbose_name, "name": _name(model, pk, whole)}
    if image is None:
        return _("Deleted since: the %(kind)s %(name)s.") % words
    return _("Changed since: the %(kind)s %(name)s.") % words


def _name(model: Model, pk: int, image: Image | None) -> str:
    """Return what a person knows a row by: its name, or its event's title."""
    image = image or {}
    for column in EVENTS:
        if column in image:
            event = Event.objects.filter(pk=image[column]).first()
            return _("of “%(event)s”") % {"event": event.headline if event else image[column]}
    name = next((image[column] for column in NAMES if image.get(column)), "")
    return f"“{name}”" if name else _("with the number %(number)d") % {"number": pk}


# --- Names and addresses that others have now


def _taken(tables: Tables) -> Iterator[str]:
    """Name the rows that have now what a row would get back, and that only one may have."""
    for model, table in tables.items():
        wanted = _coming_back(model, table)
        for columns in _unique(model):
            values = {
                tuple(image[c] for c in columns)
                for image in wanted.values()
                if all(image.get(c) is not None for c in columns)
            }
            yield from _holders(model, columns, values, table.ids())


def _coming_back(model: Model, table: Table) -> Images:
    """Return the rows that would get columns back, as they would be."""
    rows = table.gone_images()
    altered: Images = {}
    for alike in table.changed:
        for value, pks in alike.was:
            for pk in pks:
                altered.setdefault(pk, {})[alike.column] = value
    unique = {column for columns in _unique(model) for column in columns}
    if not unique.isdisjoint(alike.column for alike in table.changed):
        here = images_of(model, altered, unique)
        rows |= {pk: image | altered[pk] for pk, image in here.items()}
    return rows


def _unique(model: Model) -> list[tuple[str, ...]]:
    """Return the sets of columns of which no two rows have the same values."""
    fields = [(f.attname,) for f in model._meta.concrete_fields if f.unique and not f.primary_key]
    constraints = [rule.fields for rule in model._meta.total_unique_constraints]
    attnames = {field.name: field.attname for field in model._meta.concrete_fields}
    return fields + [tuple(attnames[name] for name in names) for names in constraints]


def _holders(
    model: Model, columns: tuple[str, ...], values: set[tuple[Any, ...]], own: set[int]
) -> Iterator[str]:
    """Say which rows, other than the operation's own, have one of these values."""
    first = columns[0]
    for batch in in_batches(sorted(values, key=repr)):
        rows = model._base_manager.filter(**{f"{first}__in": {value[0] for value in batch}})
        for pk, *held in rows.values_list("pk", *columns):
            if pk not in own and tuple(held) in values:
                kind, name = model._meta.verbose_name, _name(model, pk, images_of(model, [pk])[pk])
                yield _("In its way now: the %(kind)s %(name)s.") % {"kind": kind, "name": name}


# --- What rows refer to, and what refers to them


def _lost_targets(tables: Tables) -> Iterator[str]:
    """Name the rows that are gone, and that something would have to refer to again."""
    for model, table in tables.items():
        for relation in model._meta.concrete_fields:
            target = relation.related_model
            if target is None:
                continue
            wanted = _targets(table, relation.attname)
            back = {row[0] for row in tables[target].gone} if target in tables else set()
            for pk in sorted(wanted - back - _present(target, wanted)):
                if relation.remote_field.on_delete is SET_NULL:
                    _let_go(table, relation.attname, pk)
                else:
                    yield _("Deleted since: the %(kind)s %(name)s.") % {
                        "kind": target._meta.verbose_name,
                        "name": _name(target, pk, None),
                    }


def _targets(table: Table, column: str) -> set[int]:
    place = table.columns.index(column)
    values = {row[place] for row in table.gone}
    changed = [alike for alike in table.changed if alike.column == column]
    return (values | {value for alike in changed for value, _pks in alike.was}) - {None}


def _present(model: Model, pks: Iterable[int]) -> set[int]:
    manager = model._base_manager
    return {
        pk
        for batch in in_batches(pks)
        for pk in manager.filter(pk__among=batch).values_list("pk", flat=True)
    }


def _let_go(table: Table, column: str, pk: int) -> None:
    """Let rows refer to nothing where what they referred to may go."""
    place = table.columns.index(column)
    for row in table.gone:
        if row[place] == pk:
            row[place] = None
    for alike in table.changed:
        if alike.column == column:
            alike.was = [(None if value == pk else value, pks) for value, pks in alike.was]


def _orphans(tables: Tables) -> Iterator[str]:
    for model, table in tables.items():
        made = table.new_images()
        for relation in referring(model) if made else ():
            yield from _those_of(relation, made)


def _those_of(relation: ManyToOneRel, made: Images) -> Iterator[str]:
    """Say of each row that was deleted how many of a kind refer to it."""
    column, kind = relation.field.attname, relation.related_model._meta
    for batch in in_batches(made):
        rows = relation.related_model._base_manager.filter(**{f"{column}__among": batch})
        numbers = rows.order_by().values_list(column).annotate(number=Count("pk"))
        for pk, number in numbers:
            yield _("%(name)s has since got %(number)d %(kind)s.") % {
                "name": _name(relation.model, pk, made[pk]),
                "number": number,
                "kind": kind.verbose_name if number == 1 else kind.verbose_name_plural,
            }

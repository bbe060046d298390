"""Rows as operations keep them: plain values by column, compact where many changed alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from events.bulk import in_batches, insert_rows, update_rows

Model = type[models.Model]
Image = dict[str, Any]
Images = dict[int, Image]

# By model, columns that follow of themselves, with what a row that comes back begins with. None of
# them is compared, and of rows that stayed none is put back.
FOLLOWING: dict[str, Image] = {
    "entity": {"event_count": 0},
    "source": {"event_count": 0},
    "evententity": {"day": None},
}
# Columns that other changes write, too: put back only where nothing has.
COUNTED = {"event": {"version"}}
GIVING_WAY = {"event": {"updated_at"}}
# More different values than these are written row by row.
FEW = 5
# Tables that follow of themselves.
COUNTS = {"entitymonth", "sourcemonth", "searchentry", "entityword"}


@dataclass(slots=True)
class Alike:
    """Rows that an operation gave the same value; `was` has by earlier value the ids."""

    column: str
    now: Any
    was: list[tuple[Any, list[int]]]

    def ids(self) -> list[int]:
        """Return the ids of all these rows."""
        return [pk for _value, pks in self.was for pk in pks]


@dataclass(slots=True)
class Table:
    """What an operation did to the rows of one model; `gone` and `new` are whole rows."""

    columns: list[str]
    changed: list[Alike] = field(default_factory=list)
    gone: list[list[Any]] = field(default_factory=list)
    new: list[list[Any]] = field(default_factory=list)

    def gone_images(self) -> Images:
        """Return the rows that the operation deleted, by id."""
        return self._images(self.gone)

    def new_images(self) -> Images:
        """Return the rows that the operation made, by id."""
        return self._images(self.new)

    def ids(self) -> set[int]:
        """Return the ids of all rows concerned."""
        return {pk for alike in self.changed for pk in alike.ids()} | {
            row[0] for row in self.gone + self.new
        }

    def _images(self, rows: list[list[Any]]) -> Images:
        return {row[0]: dict(zip(self.columns, row, strict=True)) for row in rows}


def model_of(name: str) -> Model:
    """Return the model of this (lower case) name."""
    return apps.get_model("events", name)


def columns_of(model: Model) -> list[str]:
    """Return the columns of a model that a row is made of, the id first."""
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    return sorted((f.attname for f in fields), key=lambda name: name != model._meta.pk.attname)


def referring(model: Model) -> list[models.ManyToOneRel]:
    """Return the relations by which rows of other tables refer to those of a model."""
    fields = model._meta.get_fields(include_hidden=True)
    relations = [f for f in fields if f.auto_created and not f.concrete and not f.many_to_many]
    return [f for f in relations if f.related_model._meta.model_name not in COUNTS]


def read_images(rows: models.QuerySet, columns: Iterable[str] = ()) -> Images:
    """Return rows by id, in order, as they are stored: these columns of them, or all. One query."""
    key = rows.model._meta.pk.attname
    names = [key, *({*columns} - {key})] if columns else columns_of(rows.model)
    # Asked for in the order of ids, SQLite reads all events to find those of a lead.
    found = sorted(rows.order_by().values_list(*names))
    return {row[0]: dict(zip(names, map(plain, row), strict=True)) for row in found}


def images_of(model: Model, pks: Iterable[int], columns: Iterable[str] = ()) -> Images:
    """Return those rows of these ids that are there, in a query for every 500."""
    found: Images = {}
    for batch in in_batches(pks):
        found |= read_images(model._base_manager.filter(pk__among=batch), columns)
    return found


def plain(value: Any) -> Any:
    """Return a column's value as JSON can keep it, to the microsecond."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def stored(model: Model, column: str, value: Any) -> Any:
    """Return the column's value that `plain` was made of."""
    found = model._meta.get_field(column)
    return found.to_python(value) if isinstance(found, models.DateField) else value


def compared(model: Model, image: Image) -> Image:
    """Return what of a row tells whether it was changed."""
    name = model._meta.model_name
    left_out = {*FOLLOWING.get(name, ()), *COUNTED.get(name, ()), *GIVING_WAY.get(name, ())}
    return {column: value for column, value in image.items() if column not in left_out}


def difference(model: Model, before: Mapping[int, Image | None], after: Images) -> Table:
    """Return what became of rows, as far as their columns were read before.

    None before stands for a row that was not there; one that is gone was read whole.
    """
    name, columns = model._meta.model_name, columns_of(model)
    followed = {*FOLLOWING.get(name, ()), *COUNTED.get(name, ())}
    table, values = Table(columns), []
    for pk, was in before.items():
        now = after.get(pk)
        if was and now:
            changed = [c for c in columns if c in was and c not in followed and was[c] != now[c]]
            values += [(column, now[column], was[column], pk) for column in changed]
        elif was or now:
            rows, image = (table.gone, was) if was else (table.new, now)
            rows.append([image[column] for column in columns])
    table.changed = _grouped(values)
    return table


def _grouped(values: Iterable[tuple[str, Any, Any, int]]) -> list[Alike]:
    """Bring together what became the same: (column, value, earlier value, id)."""
    groups: dict[tuple[str, str], Alike] = {}
    earlier: dict[tuple[str, str, str], list[int]] = {}
    for column, now, was, pk in values:
        alike = groups.setdefault((column, repr(now)), Alike(column, now, []))
        key = (column, repr(now), repr(was))
        if key not in earlier:
            earlier[key] = []
            alike.was.append((was, earlier[key]))
        earlier[key].append(pk)
    return list(groups.values())


def write_changes(tables: Mapping[Model, Table], events: Iterable[int]) -> Image:
    """Return what an operation keeps as JSON."""
    rows = {model._meta.model_name: asdict(table) for model, table in tables.items()}
    return {"events": sorted(events), "rows": rows}


def read_changes(changes: Image) -> dict[Model, Table]:
    """Return what an operation has kept."""
    return {
        model_of(name): Table(
            table["columns"],
            [Alike(**alike) for alike in table["changed"]],
            table["gone"],
            table["new"],
        )
        for name, table in changes.get("rows", {}).items()
    }


def put_back(model: Model, table: Table) -> None:
    """Write rows as they were before an operation. Whoever calls has looked that this is right."""
    delete_raw(model, table.new_images())
    for alike in table.changed:
        _put_back_values(model, alike)
    fresh = FOLLOWING.get(model._meta.model_name, {})
    rows = [image | fresh for image in table.gone_images().values()]
    insert_rows(
        model,
        table.columns,
        ([stored(model, c, image[c]) for c in table.columns] for image in rows),
    )


def _put_back_values(model: Model, alike: Alike) -> None:
    """Write a column's earlier values: all rows with the same one at once, if these are few."""
    column, pks = alike.column, alike.ids()
    if column in GIVING_WAY.get(model._meta.model_name, ()):
        here = images_of(model, pks, [column])
        pks = [pk for pk, image in here.items() if image[column] == alike.now]
    kept = {*pks}
    if len(alike.was) > FEW:
        rows = ((stored(model, column, value), pk) for value, some in alike.was for pk in some)
        update_rows(model, column, (row for row in rows if row[1] in kept))
        return
    for value, some in alike.was:
        for batch in in_batches(kept.intersection(some)):
            earlier = {column: stored(model, column, value)}
            model._base_manager.filter(pk__among=batch).update(**earlier)


def delete_raw(model: Model, pks: Iterable[int]) -> None:
    """Delete rows and nothing with them; what refers to them is looked at by the database, last.

    Django's own `delete()` would take the stored counts along before they are settled.
    """
    for batch in in_batches(pks):
        rows = model._base_manager.filter(pk__among=batch)
        rows._raw_delete(rows.db)

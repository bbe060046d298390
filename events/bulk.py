"""Writing many rows at once: by `executemany` on SQLite, by `COPY` on PostgreSQL.

This is three to four times as fast as `bulk_create`. The rules that a row's `save()` keeps are
the caller's to keep: the import, and whoever writes versions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connection, models

BATCH = 5_000
LOOKUP = 500

Row = Sequence[Any]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows of a model inside the caller's transaction; return their number.

    columns: field attribute names (`event_id`, not `event`); every column of the table without a
    database default must be among them, but for the id.
    """
    fields = [_field(model, column) for column in columns]
    prepared = _prepare(rows, fields)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy(cursor, f"COPY {table} ({names}) FROM STDIN", prepared)
        marks = ", ".join(["%s"] * len(fields))
        return _execute(cursor, f"INSERT INTO {table} ({names}) VALUES ({marks})", prepared)


def update_rows(model: type[models.Model], column: str, values: Iterable[tuple[Any, Any]]) -> None:
    """Write a column, given by attribute name, of rows: pairs of a value and an id."""
    field, quote = _field(model, column), connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    sql = f"UPDATE {table} SET {quote(field.column)} = %s WHERE {key} = %s"
    turn = _turn(field) or (lambda value: value)
    rows = ((None if value is None else turn(value), pk) for value, pk in values)
    with connection.cursor() as cursor:
        _execute(cursor, sql, rows)


def insert_selected(
    model: type[models.Model], columns: Sequence[str], rows: models.QuerySet
) -> None:
    """Insert into a model's table what a query of `values()` finds, column by column."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {sql}", values)


def _field(model: type[models.Model], attname: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _copy(cursor: Any, sql: str, rows: Iterator[Row]) -> int:
    number = 0
    # While rows are copied the connection answers nothing: they may come of queries themselves.
    for batch in in_batches(rows, BATCH):
        with connection.wrap_database_errors, cursor.copy(sql) as copy:
            for row in batch:
                copy.write_row(row)
        number += len(batch)
    return number


def _execute(cursor: Any, sql: str, rows: Iterator[Row]) -> int:
    number = 0
    for batch in in_batches(rows, BATCH):
        cursor.executemany(sql, batch)
        number += len(batch)
    return number


def _prepare(rows: Iterable[Row], fields: list[models.Field]) -> Iterator[Row]:
    """Turn the values that the database does not take as they are."""
    turns = [(index, turn) for index, field in enumerate(fields) if (turn := _turn(field))]
    for row in rows:
        if not turns:
            yield row
            continue
        values = list(row)
        for index, turn in turns:
            if values[index] is not None:
                values[index] = turn(values[index])
        yield values


def _turn(field: models.Field) -> Callable[[Any], Any] | None:
    """Return how a field's values are made ready for the database, None if they are."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return None


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """Return so many new ids for rows of a model, for use in the caller's transaction.

    On PostgreSQL they come from the table's sequence; on SQLite the transaction holds the only
    right to write, so they follow the highest id ever given.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [f'"{table}"', number])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = cursor.fetchone()[0] + 1
        return list(range(first, first + number))


def analyze(tables: Iterable[type[models.Model]]) -> None:
    """Let PostgreSQL look at tables that were filled; its plans know nothing of them yet.

    Its own housekeeping comes a minute later, and never within the transaction. Until then the
    page of a year took seconds.
    """
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")


def in_batches(things: Iterable[Any], size: int = LOOKUP) -> Iterator[list[Any]]:
    """Yield lists of at most `size` things."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def look_up(
    queryset: models.QuerySet, field: str, values: Iterable[Any], *columns: str
) -> Iterator[tuple]:
    """Yield the columns of the rows whose `field` is one of `values`, a batch a query."""
    return chain.from_iterable(
        queryset.filter(**{f"{field}__among": batch}).values_list(*columns)
        for batch in in_batches(values)
    )

"""The index on SQLite: an FTS5 table, whose rowids are the places.

Our tokens stand in it with spaces between, and `ascii` takes them as they are: to it every other
character than ASCII's own is a letter. The marks stand in a narrow table besides, by place: out of
that those of thousands of hits are read in a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from events.search.documents import FIELDS, HIDDEN, Document

from .asked import TABLE, Hits, Phrase, Query, bits, waiting_sql

COLUMNS = ("marks", *FIELDS)
MARKS = "events_searchmarks"
CREATE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join(COLUMNS)}, tokenize='ascii')"
CREATE_MARKS = f"CREATE TABLE {MARKS} (place INTEGER PRIMARY KEY, marks TEXT NOT NULL)"
DROP = "DROP TABLE IF EXISTS {table}"
DELETE = "DELETE FROM {table} WHERE rowid IN ({places})"
INSERT = f"INSERT INTO {TABLE} (rowid, {', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * 6)})"
INSERT_MARKS = f"INSERT OR REPLACE INTO {MARKS} (place, marks) VALUES (%s, %s)"
STORED = f"""\
SELECT text.rowid, {", ".join(f"text.{column}" for column in COLUMNS)} FROM {TABLE} AS text
JOIN {MARKS} AS known ON known.place = text.rowid AND known.marks = text.marks
WHERE text.rowid IN ({{places}})"""
CHECK = f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('integrity-check', 0)"

HITS = f"""\
WITH hits (place) AS MATERIALIZED (
  SELECT rowid FROM {TABLE} WHERE {{fits}} AND rowid BETWEEN %s AND %s{{due}}
  ORDER BY rowid DESC LIMIT %s
)
SELECT 0 AS bit, GROUP_CONCAT(hits.place, ' '), GROUP_CONCAT(known.marks, ' ')
FROM hits LEFT JOIN {MARKS} AS known ON known.place = hits.place
"""
IN_FIELD = f"""\
SELECT %s, GROUP_CONCAT(rowid, ' '), NULL FROM (
  SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s
  AND rowid BETWEEN (SELECT MIN(place) FROM hits) AND (SELECT MAX(place) FROM hits)
)
"""


def create() -> None:
    """Make the tables."""
    run(CREATE)
    run(CREATE_MARKS)


def drop() -> None:
    """Remove the tables."""
    for table in (TABLE, MARKS):
        run(DROP.format(table=table))


def index() -> None:
    """Do nothing: the table is its own index."""


def run(sql: str, params: Sequence[object] = ()) -> list[tuple]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def write(documents: Sequence[Document]) -> None:
    """Put documents into the index."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, map(row_of, documents))
        cursor.executemany(INSERT_MARKS, [(made.place, made.marks) for made in documents])


def row_of(document: Document) -> tuple[int | str, ...]:
    """Return the row of a document."""
    return document[1:]


def delete(places: Sequence[int]) -> None:
    """Take places out of the index."""
    for table in (TABLE, MARKS) if places else ():
        run(DELETE.format(table=table, places=", ".join(["%s"] * len(places))), places)


@contextmanager
def rebuilding(
    newest: Callable[[int], int | None],
) -> Iterator[Callable[[Sequence[Document]], None]]:
    """Empty the index; yield what writes documents, which is fastest in the order of places."""
    drop()
    create()
    yield write


def differing(documents: Sequence[Document]) -> set[int]:
    """Return the places where the index holds anything else than these documents."""
    rows = {row[0]: row for row in map(row_of, documents)}
    stored = run(STORED.format(places=", ".join(["%s"] * len(rows))), list(rows))
    return rows.keys() - {row[0] for row in stored if rows[row[0]] == row}


def is_sound() -> bool:
    """Say whether the engine's own check passes: its index is that of the rows."""
    try:
        run(CHECK)
    except connection.Database.DatabaseError:
        return False
    return True


def find(query: Query, limit: int, *, scored: bool) -> Hits:
    """Return the newest events that fit, at most `limit`; scored: with the fields of phrases."""
    texts, params = hits_sql(query, limit)
    for bit, phrase, name in bits(query) if scored else ():
        texts += f"UNION ALL {IN_FIELD}"
        params += [bit, in_field(query, phrase, name)]
    (_hits, places, marks), *by_field = run(texts, params)
    if not places:
        return Hits()
    fields = dict.fromkeys(places.split(), 0)
    for bit, those, _marks in by_field:
        for place in (those or "").split():
            if place in fields:
                fields[place] |= bit
    found = list(map(int, fields))
    return Hits(found, marks, dict(zip(found, fields.values(), strict=True)))


def hits_sql(query: Query, limit: int) -> tuple[str, list[object]]:
    """Return the statement that finds the newest that fit, and its parameters."""
    waiting, now = waiting_sql()
    fits, params = f"{TABLE} MATCH %s", [expression(query)]
    if not (query.wanted or query.marks):
        fits, params = "marks NOT LIKE %s", [f"%{HIDDEN}%" if query.public else ""]
    due = f" AND rowid NOT IN ({waiting})" if query.public else ""
    params += [query.first, query.last, *(now if query.public else ()), limit]
    return HITS.format(fits=fits, due=due), params


def in_field(query: Query, phrase: Phrase, name: str) -> str:
    """Return what FTS5 is asked for hits that have a phrase in a field.

    Others may be among them: what is unwanted is not said again.
    """
    others = replace(query, wanted=tuple(one for one in query.wanted if one != phrase))
    rest = wanted(others)
    return f"{name} : {quoted(phrase)}" + (f" AND {rest}" if rest else "")


def expression(query: Query) -> str:
    """Return what FTS5 is asked for."""
    hidden = [literal(HIDDEN)] if query.public else []
    unwanted = " OR ".join([*map(quoted, query.unwanted), *hidden])
    return f"(({wanted(query)}) NOT ({unwanted}))" if unwanted else f"({wanted(query)})"


def wanted(query: Query) -> str:
    """Return what FTS5 is asked for hits that have all that they must."""
    marks = (f"({' OR '.join(map(literal, group))})" for group in query.marks)
    return " AND ".join([*map(quoted, query.wanted), *marks])


def quoted(phrase: Phrase) -> str:
    """Return a phrase as FTS5 writes it. No token holds a quotation mark."""
    return literal(" ".join(phrase.tokens)) + ("*" if phrase.open else "")


def literal(text: str) -> str:
    return f'"{text}"'

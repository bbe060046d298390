"""The index on SQLite: an FTS5 table, whose rowids are the places.

Our tokens stand in it with spaces between, and `ascii` takes them as they are: to it every other
character than ASCII's own is a letter. What facets count stands in a narrow table, by place: out of
that it is read for thousands of hits in a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from events.search.documents import FIELDS, HIDDEN, Document

from .asked import LATEST, TABLE, Hits, Phrase, Query, bits, places_sql

COLUMNS = ("marks", *FIELDS)
IDS = "events_searchids"
CREATE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join(COLUMNS)}, tokenize='ascii')"
CREATE_IDS = f"""\
CREATE TABLE {IDS} (
  place INTEGER PRIMARY KEY, entity_ids TEXT NOT NULL, source_ids TEXT NOT NULL
)"""
DROP = "DROP TABLE IF EXISTS {table}"
DELETE = "DELETE FROM {table} WHERE rowid IN ({places})"
INSERT = f"INSERT INTO {TABLE} (rowid, {', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * 6)})"
INSERT_IDS = f"INSERT OR REPLACE INTO {IDS} (place, entity_ids, source_ids) VALUES (%s, %s, %s)"
STORED = f"""\
SELECT text.rowid, entity_ids, source_ids, {", ".join(f"text.{column}" for column in COLUMNS)}
FROM {TABLE} AS text JOIN {IDS} AS known ON known.place = text.rowid
WHERE text.rowid IN ({{places}})"""
CHECK = f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('integrity-check', 0)"

# Of so many hits, for each phrase, the fields are told by their texts; of more, by asking for each.
FEW = 1_000

HITS = f"""\
WITH hits (place) AS MATERIALIZED (
  SELECT rowid FROM {TABLE} WHERE {{fits}} AND rowid BETWEEN %s AND %s{{narrowed}}
  ORDER BY rowid DESC LIMIT %s
)
SELECT GROUP_CONCAT(hits.place, ' '), GROUP_CONCAT(entity_ids, ''), GROUP_CONCAT(source_ids, '')
FROM hits LEFT JOIN {IDS} AS known ON known.place = hits.place
"""
BY_TEXTS = f"""\
UNION ALL SELECT GROUP_CONCAT(hits.place, ' '), GROUP_CONCAT({{bits}}, ' '), NULL
FROM hits JOIN {TABLE} AS text ON text.rowid = hits.place
WHERE (SELECT COUNT(*) FROM hits) <= {{few}}
"""
IN_TEXT = "(INSTR(' ' || text.{field} || ' ', %s) > 0) * %s"
# Where the hits are few, from a place behind all: a condition besides would be asked too late.
BY_FIELD = f"""\
UNION ALL SELECT GROUP_CONCAT(rowid, ' '), %s, NULL FROM (
  SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN
  (SELECT CASE WHEN COUNT(*) > {{few}} THEN MIN(place) ELSE {LATEST} END FROM hits)
  AND (SELECT MAX(place) FROM hits)
)
"""


def create() -> None:
    """Make the tables."""
    run(CREATE)
    run(CREATE_IDS)


def drop() -> None:
    """Remove the tables."""
    for table in (TABLE, IDS):
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
        texts = [(made.place, made.marks, *made.fields) for made in documents]
        cursor.executemany(INSERT, texts)
        cursor.executemany(INSERT_IDS, [made[1:4] for made in documents])


def delete(places: Sequence[int]) -> None:
    """Take places out of the index."""
    for table in (TABLE, IDS) if places else ():
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
    rows = {made.place: made[1:] for made in documents}
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
    if scored:
        further, values = fields_sql(query)
        texts, params = texts + further, params + values
    (places, entity_ids, source_ids), *told = run(texts, params)
    if not places:
        return Hits()
    fields = read_fields(places.split(), *told) if scored else dict.fromkeys(places.split(), 0)
    found = list(map(int, fields))
    return Hits(found, entity_ids, source_ids, dict(zip(found, fields.values(), strict=True)))


def read_fields(places: list[str], by_texts: tuple, *by_field: tuple) -> dict[str, int]:
    """Return the bits of places out of what was told of them, in either of the two ways."""
    those, told, _none = by_texts
    if those:
        known = dict(zip(those.split(), map(int, told.split()), strict=True))
        return {place: known.get(place, 0) for place in places}
    fields = dict.fromkeys(places, 0)
    for those, bit, _none in by_field:
        for place in (those or "").split():
            if place in fields:
                fields[place] |= bit
    return fields


def hits_sql(query: Query, limit: int) -> tuple[str, list[object]]:
    """Return the statement that finds the newest that fit, and its parameters."""
    narrowed, values = places_sql(query)
    fits, params = f"{TABLE} MATCH %s", [expression(query)]
    if not (query.wanted or query.marks):
        fits, params = "marks NOT LIKE %s", [f"%{HIDDEN}%" if query.public else ""]
    params += [query.first, query.last, *values, limit]
    return HITS.format(fits=fits, narrowed=narrowed), params


def fields_sql(query: Query) -> tuple[str, list[object]]:
    """Return what finds the fields of phrases, in both ways, and its parameters.

    Only one of the two does any work: where few events have all words, but many have each,
    asking by field would go through all of these again for each field.
    """
    those = bits(query)
    in_texts = " + ".join(IN_TEXT.format(field=name) for _bit, _phrase, name in those)
    params: list[object] = []
    for bit, phrase, _name in those:
        params += [f" {' '.join(phrase.tokens)}{'' if phrase.open else ' '}", bit]
    for bit, phrase, name in those:
        params += [bit, in_field(query, phrase, name)]
    few = FEW * len(query.scored)
    by_field = BY_FIELD.format(few=few) * len(those)
    return BY_TEXTS.format(bits=in_texts, few=few) + by_field, params


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

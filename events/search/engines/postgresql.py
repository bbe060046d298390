"""The index on PostgreSQL: `tsvector`s made of our own tokens, each with a GIN index.

GIN knows no order. So the table is cut into parts, the newest ones small and each older one as
large as all newer ones, and a search goes from part to part until it has enough: a frequent word
costs no more than a rare one, and at most half of what is read is more than was needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import accumulate, chain

from django.db import connection

from events.search.documents import BREAK, FIELDS, HIDDEN, Document

from .asked import EARLIEST, TABLE, Hits, Phrase, Query, bits, places_sql

# Of a part, how many events; the last part takes all older ones.
PARTS = (12_500, 12_500, 25_000, 50_000, 100_000, 200_000, 400_000, None)
# Parts as small as these are read only as far as needed.
SMALL = 4
GAP = BREAK.strip()
WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))

CREATE = """
CREATE TABLE {table} (
  rowid bigint PRIMARY KEY, entity_ids text NOT NULL, source_ids text NOT NULL,
  marks text NOT NULL, vector tsvector NOT NULL
) PARTITION BY RANGE (rowid)"""
CREATE_PART = """
CREATE TABLE {table}_{part} PARTITION OF {table} FOR VALUES FROM ({first}) TO ({last})"""
# What is new waits in a short list, in kB, that is put in order when it is full: half the work.
INDEX = """
CREATE INDEX ON {table} USING gin (vector) WITH (fastupdate = on, gin_pending_list_limit = 256)"""
DROP = "DROP TABLE IF EXISTS {table}"
RENAME = "ALTER TABLE {table} RENAME TO {name}"
COPY = "COPY {table} (rowid, entity_ids, source_ids, marks, vector) FROM STDIN"

HITS = """
WITH {parts}
SELECT STRING_AGG(rowid::text, ' '), STRING_AGG(entity_ids, ''), STRING_AGG(source_ids, ''),
STRING_AGG(fields::text, ' ') FROM (
  SELECT * FROM ({all}) AS parts LIMIT %s
) AS hits"""
PART = """part_{part} AS MATERIALIZED (
  SELECT rowid, entity_ids, source_ids, {fields} AS fields FROM {table}_{part}
  WHERE {fits}{few}
)"""
FEW = " ORDER BY rowid DESC LIMIT %s"
IN_ORDER = "(SELECT * FROM part_{part} ORDER BY rowid DESC)"
IN_FIELD = "CASE WHEN vector @@ %s::tsquery THEN %s ELSE 0 END"

COLUMNS = ("entity_ids", "source_ids", "marks", "vector")
DIFFERING = f"""
SELECT made.place
FROM UNNEST(%s::bigint[]{", %s::text[]" * len(COLUMNS)}) AS made (place, {", ".join(COLUMNS)})
LEFT JOIN {TABLE} AS stored ON stored.rowid = made.place
WHERE stored.rowid IS NULL OR stored.vector <> made.vector::tsvector
OR (stored.entity_ids, stored.source_ids, stored.marks)
<> (made.entity_ids, made.source_ids, made.marks)"""


def run(sql: str, params: Sequence[object] | None = None) -> list[tuple]:
    """Run a statement and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def create(table: str = TABLE, firsts: Sequence[int] = ()) -> None:
    """Make the table; firsts: where its parts begin, newest first, but for the last."""
    run(CREATE.format(table=table))
    # Parts that nothing is for yet lie before all places.
    firsts = pad(firsts)
    lasts = ["MAXVALUE", *firsts]
    for part, (first, last) in enumerate(zip([*firsts, "MINVALUE"], lasts, strict=True)):
        run(CREATE_PART.format(table=table, part=part, first=first, last=last))


def pad(firsts: Sequence[int]) -> list[int]:
    """Add the beginnings of parts that hold nothing: they lie before all places."""
    missing = len(PARTS) - 1 - len(firsts)
    return [*firsts, *range(EARLIEST - 1, EARLIEST - 1 - missing, -1)]


def index(table: str = TABLE) -> None:
    """Index the table, whatever it holds already."""
    run(INDEX.format(table=table))


def drop() -> None:
    """Remove the table."""
    run(DROP.format(table=TABLE))


def write(documents: Sequence[Document], table: str = TABLE) -> None:
    """Put documents into the index."""
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(COPY.format(table=table)) as copy,
    ):
        for row in map(row_of, documents):
            copy.write_row(row)


def row_of(document: Document) -> tuple[int | str, ...]:
    """Return the row of a document."""
    return *document[1:5], vector(document)


def vector(document: Document) -> str:
    """Return the tokens of a document as PostgreSQL reads a `tsvector`: with place and weight."""
    texts, place = [document.marks], 0
    for name, text in zip(FIELDS, document.fields, strict=True):
        words = text.split()
        weight = WEIGHTS[name]
        texts += [
            f"{word}:{number}{weight}"
            for number, word in enumerate(words, place + 1)
            if word != GAP
        ]
        place += len(words) + 1
    return " ".join(texts)


def delete(places: Sequence[int]) -> None:
    """Take places out of the index."""
    run(f"DELETE FROM {TABLE} WHERE rowid = ANY(%s)", [list(places)])


@contextmanager
def rebuilding(
    newest: Callable[[int], int | None],
) -> Iterator[Callable[[Sequence[Document]], None]]:
    """Yield what writes documents into a new index, which takes the place of the old one.

    newest: returns the place after so many newer ones, None if there are no more. Until the end
    readers have the old index.
    """
    table = f"{TABLE}_new"
    create(table, list(part_firsts(newest)))
    yield partial(write, table=table)
    index(table)
    run(f"ANALYZE {table}")
    drop()
    for part in range(len(PARTS)):
        run(RENAME.format(table=f"{table}_{part}", name=f"{TABLE}_{part}"))
    run(RENAME.format(table=table, name=TABLE))


def part_firsts(newest: Callable[[int], int | None]) -> Iterator[int]:
    """Yield where the parts begin, newest first, as far as there are events."""
    for number in accumulate(PARTS[:-1]):
        if (first := newest(number - 1)) is None:
            return
        yield first


def differing(documents: Sequence[Document]) -> set[int]:
    """Return the places where the index holds anything else than these documents."""
    columns = zip(*map(row_of, documents), strict=True)
    return {place for (place,) in run(DIFFERING, list(map(list, columns)))} if documents else set()


def is_sound() -> bool:
    """Say whether the engine's own check passes; PostgreSQL keeps its indexes itself."""
    return True


def find(query: Query, limit: int, *, scored: bool) -> Hits:
    """Return the newest events that fit, at most `limit`; scored: with the fields of phrases."""
    [(places, entity_ids, source_ids, bits_set)] = run(*statement(query, limit, scored=scored))
    if not places:
        return Hits()
    found = list(map(int, places.split()))
    fields = dict(zip(found, map(int, bits_set.split()), strict=True))
    return Hits(found, entity_ids, source_ids, fields)


def statement(query: Query, limit: int, *, scored: bool) -> tuple[str, list[object]]:
    """Return what finds the newest events that fit, and its parameters."""
    fields = [(quoted(phrase, name), bit) for bit, phrase, name in bits(query) if scored]
    fits, params = condition(query)
    words = {"fields": " + ".join([IN_FIELD] * len(fields)) or "0", "fits": fits, "table": TABLE}
    params = [*chain.from_iterable(fields), *params]
    parts, every = [], []
    for part in range(len(PARTS)):
        few = FEW if part < SMALL else ""
        parts.append(PART.format(part=part, few=few, **words))
        every += [*params, limit] if few else params
    in_order = " UNION ALL ".join(IN_ORDER.format(part=part) for part in range(len(PARTS)))
    return HITS.format(parts=", ".join(parts), all=in_order), [*every, limit]


def condition(query: Query) -> tuple[str, list[object]]:
    """Return what a row must fulfil, and its parameters."""
    fits, params = "vector @@ %s::tsquery", [expression(query)]
    if not (query.wanted or query.marks):
        fits, params = "marks NOT LIKE %s", [f"%{HIDDEN}%" if query.public else ""]
    narrowed, values = places_sql(query)
    params += [query.first, query.last, *values]
    return f"{fits} AND rowid BETWEEN %s AND %s{narrowed}", params


def expression(query: Query) -> str:
    """Return the `tsquery` of a question."""
    marks = (f"({' | '.join(map(literal, group))})" for group in query.marks)
    hidden = [literal(HIDDEN)] if query.public else []
    unwanted = [f"!{one}" for one in [*map(quoted, query.unwanted), *hidden]]
    return " & ".join([*map(quoted, query.wanted), *marks, *unwanted])


def quoted(phrase: Phrase, field: str = "") -> str:
    """Return a phrase as a `tsquery`, in a field if one is named. No token holds a quote."""
    weight = WEIGHTS[field] if field else ""
    ends = [weight] * (len(phrase.tokens) - 1) + [("*" if phrase.open else "") + weight]
    row = (
        f"{literal(token)}:{end}" if end else literal(token)
        for token, end in zip(phrase.tokens, ends, strict=True)
    )
    return f"({' <-> '.join(row)})"


def literal(text: str) -> str:
    return f"'{text}'"

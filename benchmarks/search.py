"""What a search costs, by kinds of questions, and what it costs to write the index anew.

    python -m benchmarks.search                          # on the invented archive of DATABASE_URL
    python -m benchmarks.search --sizes 10000,1000000    # on archives made for it, next to that

Every tenth event first gets a description of Chinese words. A search is all that its page needs:
the hits, ranked and counted by year, entity and source, and fifty events with their entities. The
index is written anew beside two of the engine's own: of the same rows, ready in memory, and of the
same texts, ready in one table, with the engine's own tokeniser.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from math import ceil
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import connection, transaction

from benchmarks.make_archive import invented_name, invented_word, settle
from benchmarks.related import make, new_database, sizes
from benchmarks.samples import database, refuse_real_archive
from events.bulk import BATCH, in_batches
from events.filters import EventFilter
from events.models import Entity, Event
from events.models.search import rebuild
from events.search.documents import Document, Names, read_documents
from events.search.engines import engine
from events.search.facets import facets_of

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 40
PAGE = 50
SEED = 1
MOST_READY = 200_000
FREQUENT = 12  # entities that are on a good part of all events
CHINESE_EVERY = 10
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]

# The same texts, ready in one table, for the engine with its own tokeniser.
NAMES = """
SELECT {join}(n.name, ' ') FROM events_{table} AS t JOIN events_{thing} AS n ON n.id = t.{key}
WHERE t.{event} = e.id"""
TEXTS = """
CREATE TABLE own_texts AS SELECT e.id, e.title, ({entities}) AS entities, e.description,
({sources}) AS sources FROM events_event AS e"""
OWN = {
    "sqlite": [
        "CREATE VIRTUAL TABLE own_index USING fts5(title, entities, description, sources, "
        "content='own_texts', content_rowid='id')",
        "INSERT INTO own_index (own_index) VALUES ('rebuild')",
    ],
    "postgresql": [
        "CREATE TABLE own_index AS SELECT id, setweight(to_tsvector('simple', title), 'A') || "
        "setweight(to_tsvector('simple', coalesce(entities, '')), 'B') || "
        "setweight(to_tsvector('simple', description), 'C') || "
        "setweight(to_tsvector('simple', coalesce(sources, '')), 'D') AS vector FROM own_texts",
        "CREATE INDEX ON own_index USING gin (vector)",
    ],
}

Question = dict[str, str]


# --- The questions


def questions(draw: random.Random) -> dict[str, list[Question]]:
    """Return questions by kind, none of them twice but where there are too few."""
    many = list(range(QUESTIONS))
    frequent = [entity.name for entity in Entity.objects.order_by("-event_count")[:FREQUENT]]
    middling = [
        entity.name for entity in Entity.objects.order_by("-event_count")[200 : 200 + QUESTIONS]
    ]
    entities = Entity.objects.count()
    rare = [invented_name(draw.randrange(1, entities)) for _one in many]
    words = [invented_word(number) for number in range(5_000)]
    return {
        "rare": [{"q": name.split()[0]} for name in rare],
        "common": [{"q": words[draw.randrange(50, 1_000)]} for _one in many],
        "very common": [{"q": name.split()[0]} for name in frequent]
        + [{"q": words[number]} for number in range(FREQUENT)],
        "two words": [
            {"q": f"{draw.choice(words[:100])} {draw.choice(words[:300])}"} for _one in many
        ],
        "phrase": [{"q": f'"{name}"'} for name in frequent + middling],
        "Chinese": [{"q": word} for word in draw.sample(chinese_words(), QUESTIONS)],
        "entity": [{"q": draw.choice(words[:100]), "entity": name} for name in frequent + middling],
    }


def chinese_words() -> list[str]:
    """Return some words of two to four characters."""
    draw = random.Random(SEED)
    return ["".join(draw.choices(HAN, k=draw.randint(2, 4))) for _word in range(300)]


def add_chinese() -> None:
    """Give every tenth event a description of Chinese words, a few of them frequent."""
    words, draw = chinese_words(), random.Random(SEED)
    weights = [1 / number for number in range(1, len(words) + 1)]
    rows = (
        ("".join(draw.choices(words, weights, k=draw.randint(5, 15))), pk)
        for pk in range(1, Event.objects.count() + 1, CHINESE_EVERY)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE events_event SET description = %s WHERE id = %s", rows)


# --- Measuring


def ask(data: Question) -> int:
    """Search as the page does; return the number of events looked at."""
    search = EventFilter(data, Event.objects.published()).search
    for event in search.part("", PAGE).events:
        list(event.entities.all())
    facets_of(search.hits)
    return search.number


def best_time(question: Question, rounds: int) -> float:
    """Return the milliseconds of a question, the best of some rounds."""
    return min(timed(lambda: ask(question)) for _round in range(rounds)) * 1000


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(several: dict[str, list[Question]], rounds: int) -> Iterator[list[str]]:
    """Yield the row of each kind, and that of all; a question's best time of the rounds counts."""
    every: list[float] = []
    for kind, some in several.items():
        times = [best_time(one, rounds) for one in some]
        every += times
        yield row(kind, times, sorted(ask(one) for one in some)[len(some) // 2])
    yield row("all", every, "")


def row(kind: str, times: list[float], hits: object) -> list[str]:
    """Return a row of the table."""
    ordered = sorted(times)
    p95 = ordered[ceil(len(ordered) * 0.95) - 1]
    figures = [ordered[len(ordered) // 2], p95, ordered[-1]]
    return [kind, str(len(times)), *(f"{figure:.1f}" for figure in figures), str(hits)]


def rebuild_figures() -> str:
    """Write the index anew in three ways; return the sentence that says how fast each was."""
    join = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}[connection.vendor]
    entities = NAMES.format(
        join=join, table="evententity", thing="entity", key="tag_id", event="content_object_id"
    )
    sources = NAMES.format(
        join=join, table="citation", thing="source", key="source_id", event="event_id"
    )
    number = Event.objects.count()
    ours = timed(rebuild)
    run(TEXTS.format(entities=entities, sources=sources))
    own = timed(lambda: [run(sql) for sql in OWN[connection.vendor]])
    for table in ("own_index", "own_texts"):
        run(f"DROP TABLE {table}")
    given = given_ready()
    return (
        f"Index written anew: {number / ours:,.0f} events a second; by the engine, given the same "
        f"rows ready, {given:,.0f}, ratio {number / ours / given:.2f}; by the engine out of a "
        f"table of texts with its own words {number / own:,.0f}, ratio {own / ours:.2f} "
        "(target >= 0.33)."
    )


def given_ready() -> float:
    """Return how many events a second the engine takes whose rows are ready in memory."""
    documents = list(islice(read_documents(Names()), MOST_READY))
    parts = list(in_batches(documents, BATCH))
    with transaction.atomic():
        seconds = write_index(parts)
        transaction.set_rollback(True)
    return len(documents) / seconds


def write_index(parts: list[list[Document]]) -> float:
    """Return the seconds of writing, without those for emptying the old index."""
    with engine().rebuilding(lambda _number: None) as fill:
        start = time.perf_counter()
        for part in parts:
            fill(part)
    return time.perf_counter() - start


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def report(rounds: int) -> str:
    """Return the tables of the archive that is here."""
    refuse_real_archive()
    add_chinese()
    settle()
    figures = rebuild_figures()
    several = questions(random.Random(SEED))
    for some in several.values():
        ask(some[0])
    head = ["question", "number", "p50", "p95", "max", "events looked at, median"]
    rows = [head, ["---"] * len(head), *measure(several, rounds)]
    title = f"### Search on {database()}, {Event.objects.count():,} events"
    return "\n".join([title, "", *(f"| {' | '.join(cells)} |" for cells in rows), "", figures, ""])


def main(options: argparse.Namespace) -> None:
    """Print the tables of the archives asked for, or of the one that is there."""
    if not options.sizes:
        print(report(options.rounds), flush=True)
        return
    for events in options.sizes:
        with new_database(f"search_{os.getpid()}_{events}") as url:
            make(events, url)
            command = [sys.executable, "-m", "benchmarks.search", "--rounds", str(options.rounds)]
            subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line, or stop with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=sizes, help="numbers of events, as 10000,1000000")
    parser.add_argument("--rounds", type=int, default=3, help="a question's best time counts")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))

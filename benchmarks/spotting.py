"""What it costs to find names of entities in a text: a thousand words, 100,000 names.

    python -m benchmarks.spotting      # on the database of DATABASE_URL, migrated; nothing stays

Half of the names are of Latin words, half of Chinese characters; every fifth entity has another
spelling, too. Every tenth word of a text begins a name that is known.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from math import ceil

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import transaction

from benchmarks.make_archive import ENTITY_COLUMNS, invented_word
from benchmarks.samples import database
from events.bulk import analyze, insert_rows
from events.models import Alias, Entity
from events.spotting import spots
from events.text import spelling_key

NAMES = 100_000
WORDS = 1_000
CHARACTERS = 1_600  # of a Chinese text that says as much
TEXTS = 20
SEED = 1
TARGET = 50  # milliseconds
NAME_EVERY = 10
ALIAS_EVERY = 5
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 1_500)]


def latin_name(draw: random.Random) -> str:
    words = (invented_word(draw.randrange(20_000)) for _word in range(draw.randint(1, 4)))
    return " ".join(words).title()


def chinese_name(draw: random.Random) -> str:
    return "".join(draw.choices(HAN, k=draw.randint(2, 6)))


def some_names(make: Callable[[random.Random], str], number: int) -> list[str]:
    """Return so many names, none of them twice."""
    draw, names = random.Random(SEED), dict[str, None]()
    while len(names) < number:
        names[make(draw)] = None
    return list(names)


def fill(names: list[str]) -> None:
    """Write entities of these names, and aliases of some."""
    rows = ((n, name, "", f"entity-{n}", "", "", "", n % 97) for n, name in enumerate(names, 1))
    insert_rows(Entity, ENTITY_COLUMNS.split(), rows)
    spelt = ((n, f"{name} II") for n, name in enumerate(names, 1) if n % ALIAS_EVERY == 0)
    aliases = ((n, spelling, spelling_key(spelling)) for n, spelling in spelt)
    insert_rows(Alias, ("entity_id", "spelling", "key"), aliases)
    analyze([Entity, Alias])


def latin_texts(names: list[str]) -> Iterator[str]:
    draw = random.Random(SEED)
    for _text in range(TEXTS):
        words = [
            draw.choice(names) if place % NAME_EVERY == 0 else invented_word(draw.randrange(5_000))
            for place in range(WORDS)
        ]
        yield " ".join(" ".join(words).split()[:WORDS])


def chinese_texts(names: list[str]) -> Iterator[str]:
    draw = random.Random(SEED)
    for _text in range(TEXTS):
        parts = [
            draw.choice(names) if place % 2 else "".join(draw.choices(HAN, k=NAME_EVERY))
            for place in range(CHARACTERS // NAME_EVERY)
        ]
        yield "，".join(parts)[:CHARACTERS]


def measure(kind: str, texts: list[str]) -> list[str]:
    """Return a row of the table; of each text the best of five times counts."""
    times, found = [], []
    for text in texts:
        rounds = []
        for _round in range(5):
            start = time.perf_counter()
            found.append(len(spots(text)))
            rounds.append((time.perf_counter() - start) * 1000)
        times.append(min(rounds))
    times.sort()
    p95 = times[ceil(len(times) * 0.95) - 1]
    figures = (times[len(times) // 2], p95, times[-1])
    return [kind, *(f"{figure:.1f}" for figure in figures), str(sorted(found)[len(found) // 2])]


def main() -> None:
    """Print the table."""
    latin, chinese = (some_names(make, NAMES // 2) for make in (latin_name, chinese_name))
    if Entity.objects.exists():
        sys.exit("This benchmark needs a database without entities.")
    with transaction.atomic():
        fill(latin + chinese)
        head = ["text", "p50", "p95", "max", "names found, median"]
        several = {"1,000 words": latin_texts(latin), "1,600 characters": chinese_texts(chinese)}
        rows = [measure(kind, list(texts)) for kind, texts in several.items()]
        transaction.set_rollback(True)
    title = f"### Names in a text on {database()}, {NAMES:,} names (target {TARGET} ms)"
    table = [head, ["---"] * len(head), *rows]
    print("\n".join([title, "", *(f"| {' | '.join(cells)} |" for cells in table), ""]))


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    main()

"""An invented archive of any size, written straight into the empty database of DATABASE_URL.

    python benchmarks/make_archive.py --events 1000000 --seed 1

It has the shape of a real one: twenty years of days, entities whose frequencies follow Zipf's
law, and storylines, events of some days or weeks that share entities. The same number and seed
make the same rows. Ten million events take about 0.5 GB of memory.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import accumulate, islice
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from benchmarks.archive_plan import DAYS, Figures, Plan, plan_events
from events.bulk import insert_rows
from events.models import Citation, Entity, Event, EventEntity, Source
from events.models.activity import recount_days, recount_months
from events.models.counts import add_to_total, recount, renew_generation
from events.models.event import Origin, Status
from events.models.search import rebuild
from events.models.words import rebuild_words
from events.text import SHORT_ID_ALPHABET, SHORT_ID_LENGTH, free_slug, make_slug

FIRST_DAY = date(2005, 1, 1).toordinal()
BLOCK = 45  # days that an import brings together
MADE_AT = datetime(2025, 1, 1, tzinfo=UTC)

SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aiou"]
SOURCES = 40
WRITE = 100_000

ENTITY_COLUMNS = "id name label slug kind description same_as event_count"
EVENT_COLUMNS = (
    "id date title slug description lead_text status withdrawn_reason position version short_id "
    "origin imported created_at updated_at seen"
)
CITATION_COLUMNS = "event_id source_id position url image archived_url"


def make_archive(events: int, seed: int, days: int = DAYS) -> Figures:
    """Fill the empty, migrated database in one transaction; say on stderr how far it is.

    Raises:
        SystemExit: if the database holds anything already, with a sentence.
    """
    refuse_if_filled()
    start = time.perf_counter()
    plan = plan_events(events, random.Random(f"{seed} plan"), days)
    report(start, f"{events:,} events planned")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            execute("SET CONSTRAINTS ALL IMMEDIATE")
        write(plan, seed, start)
        finish(plan)
        report(start, f"{rebuild():,} events in the search")
        report(start, f"{rebuild_words():,} entities found by their words")
    settle()
    report(start, "done")
    return plan.figures()


def refuse_if_filled() -> None:
    """Stop with a sentence if there is anything in the way."""
    for model in (Event, Entity, Source):
        if model.objects.exists():
            name = model._meta.verbose_name_plural
            sys.exit(f"The archive needs an empty database, and this one holds {name}.")


def write(plan: Plan, seed: int, start: float) -> None:
    """Write all rows; those of the events in the order in which an import might bring them."""
    rng = random.Random(f"{seed} rows")
    order = list(days_in_order_of_arrival(len(plan.days) - 1, rng))
    for model, columns, rows in (
        (Source, "id name slug homepage", source_rows()),
        (Entity, ENTITY_COLUMNS, entity_rows(plan, rng)),
        (Event, EVENT_COLUMNS, event_rows(plan, order, rng)),
        (EventEntity, "content_object_id tag_id day", tagging_rows(plan, order)),
        (Citation, CITATION_COLUMNS, citation_rows(len(plan.ends) - 1)),
    ):
        insert(model, columns.split(), rows, start)


def insert(model, columns: list[str], rows: Iterator[tuple], start: float) -> None:
    """Write the rows of one model, and say how far it is."""
    done = 0
    while number := insert_rows(model, columns, islice(rows, WRITE)):
        done += number
        report(start, f"{done:,} {model._meta.verbose_name_plural}")


def days_in_order_of_arrival(days: int, rng: random.Random) -> Iterator[int]:
    """Yield the numbers of so many days: blocks in any order, and their days in any order."""
    blocks = [list(range(first, min(first + BLOCK, days))) for first in range(0, days, BLOCK)]
    rng.shuffle(blocks)
    for block in blocks:
        rng.shuffle(block)
        yield from block


def source_rows() -> Iterator[tuple]:
    for number in range(1, SOURCES + 1):
        name = f"{invented_name(number)} Post"
        yield number, name, make_slug(name), f"https://{make_slug(name)}.example/"


def entity_rows(plan: Plan, rng: random.Random) -> Iterator[tuple]:
    """Yield the entities with the counts that they will have."""
    for pk, count in enumerate(plan.counts, start=1):
        name = invented_name(pk)
        yield pk, name, "", make_slug(name), rng.choice(Entity.Kind.values), "", "", count


def event_rows(plan: Plan, order: list[int], rng: random.Random) -> Iterator[tuple]:
    pk = 0
    words = [invented_word(number) for number in range(5_000)]
    common = list(accumulate(1 / number for number in range(1, len(words) + 1)))
    for number in order:
        day, taken = date.fromordinal(FIRST_DAY + number), set()
        for position, event in enumerate(range(*plan.days[number : number + 2]), start=1):
            pk += 1
            first = invented_name(plan.tags[plan.ends[event]])
            rest = rng.choices(words, cum_weights=common, k=rng.randint(5, 12))
            title = f"{first} {' '.join(rest)}."
            slug = free_slug(make_slug(title), taken)
            taken.add(slug)
            told = (pk, day, title, slug, "", "", Status.PUBLISHED.value, "", position, 1)
            yield *told, short_id(pk), Origin.DESK.value, {}, MADE_AT, MADE_AT, True


def tagging_rows(plan: Plan, order: list[int]) -> Iterator[tuple]:
    pk = 0
    for number in order:
        day = FIRST_DAY + number
        for event in range(*plan.days[number : number + 2]):
            pk += 1
            for tag in plan.tags[plan.ends[event] : plan.ends[event + 1]]:
                yield pk, tag, day


def citation_rows(events: int) -> Iterator[tuple]:
    for pk in range(1, events + 1):
        source = pk % SOURCES + 1
        yield pk, source, 1, f"https://{source}.example/{pk}", "", ""


def short_id(number: int) -> str:
    """Return a short id that looks like chance, another one for every number."""
    base = len(SHORT_ID_ALPHABET)
    mixed = number * 271_828_182_845_903 % base**SHORT_ID_LENGTH
    return "".join(spelt(mixed, SHORT_ID_ALPHABET, SHORT_ID_LENGTH))


def invented_name(number: int) -> str:
    """Return a name of two words, another one for every number."""
    mixed = number * 40_503_021_697 % len(SYLLABLES) ** 6
    syllables = "".join(spelt(mixed, SYLLABLES, 6))
    return f"{syllables[:6].capitalize()} {syllables[6:].capitalize()}"


def invented_word(number: int) -> str:
    return "".join(spelt(number * 1_283 % len(SYLLABLES) ** 3, SYLLABLES, 2 + number % 2))


def spelt(number: int, alphabet, length: int) -> Iterator[str]:
    """Yield the last digits of a number in the base of an alphabet, the last one first."""
    for _place in range(length):
        number, digit = divmod(number, len(alphabet))
        yield alphabet[digit]


def finish(plan: Plan) -> None:
    """Set what is stored beside the rows; the entities' counts stand in their rows already."""
    add_to_total(len(plan.ends) - 1)
    recount_days(date.fromordinal(FIRST_DAY + number) for number in range(len(plan.days) - 1))
    recount_months("entity", range(1, len(plan.counts) + 1))
    recount_months("source", range(1, SOURCES + 1))
    recount(Source, range(1, SOURCES + 1))
    renew_generation()
    for sql in connection.ops.sequence_reset_sql(no_style(), [Source, Entity, Event]):
        execute(sql)


def settle() -> None:
    """Let the database look at what it holds now, as its own housekeeping does in time."""
    alone = connection.vendor == "postgresql" and not connection.in_atomic_block
    execute("VACUUM ANALYZE" if alone else "ANALYZE")


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def report(start: float, what: str) -> None:
    print(f"{time.perf_counter() - start:7.1f} s  {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Migrate, make the archive the arguments ask for, and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, required=True, help="how many, from 1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=DAYS, help="on how many days, from 1")
    options = parser.parse_args()
    if min(options.events, options.days) < 1:
        parser.error("--events and --days are whole numbers from 1.")
    call_command("migrate", verbosity=0)
    print(make_archive(options.events, options.seed, options.days))


if __name__ == "__main__":
    main()

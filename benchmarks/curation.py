"""What it costs to merge an entity of 10,000 events, to undo that, and to suggest merges.

    python -m benchmarks.curation                          # on the invented archive of DATABASE_URL
    python -m benchmarks.curation --sizes 10000,1000000    # on archives made for it, next to that

An entity with so many events is made, merged into one of the most frequent, and that undone. Beside
them stands the floor: the same taggings get another entity by one statement, within the same change
that counts and the search follow; no version is written, nothing kept. All of it is rolled back.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import transaction

from benchmarks.related import make, new_database, sizes
from benchmarks.samples import database, refuse_real_archive
from events.curation import merge_entities
from events.curation.suggesting import suggest
from events.models import Entity, Event, EventEntity
from events.models.settling import about_to_change, settled
from events.operations import undo

ROOT = Path(__file__).resolve().parent.parent
RETAGGED = 10_000
TARGET = 5  # seconds, for 10,000 events


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tag_many() -> tuple[Entity, list[int]]:
    """Return a new entity and its events (ids), the newest of the archive."""
    entity = Entity.objects.create(name="Of very many events")
    events = list(Event.objects.newest_first().values_list("pk", flat=True)[:RETAGGED])
    with settled():
        about_to_change(events)
        rows = (EventEntity(tag=entity, content_object_id=pk) for pk in events)
        EventEntity.objects.bulk_create(rows, batch_size=1_000)
    return entity, events


def retag_plainly(old: Entity, new: Entity, events: list[int]) -> None:
    """Give the events the other entity, and nothing more."""
    has = EventEntity.objects.filter(tag=new).values("content_object")
    with settled():
        about_to_change(events)
        EventEntity.objects.filter(tag=old, content_object__in=has).delete()
        EventEntity.objects.filter(tag=old).update(tag=new)


def measure() -> dict[str, float]:
    """Return the seconds of each piece of work; the archive is afterwards as before."""
    kept, figures = Entity.objects.order_by("-event_count")[5], {}
    with transaction.atomic():
        entity, events = tag_many()
        with transaction.atomic():
            figures["floor"] = timed(lambda: retag_plainly(entity, kept, events))
            transaction.set_rollback(True)
        done = []
        figures["merge"] = timed(lambda: done.append(merge_entities(kept, [entity])))
        figures["undo"] = timed(lambda: undo(done[0], None))
        figures["suggest"] = timed(suggest)
        transaction.set_rollback(True)
    return figures


def report() -> str:
    """Return the table of the archive that is here."""
    refuse_real_archive()
    events, entities = Event.objects.count(), Entity.objects.count()
    figures = measure()
    rows = [["work", "seconds", "ratio to floor"], ["---"] * 3]
    for name in ("floor", "merge", "undo"):
        ratio = f"{figures[name] / figures['floor']:.1f}"
        rows.append([f"{name}, {min(events, RETAGGED):,} events", f"{figures[name]:.1f}", ratio])
    rows.append([f"suggest, {entities:,} entities", f"{figures['suggest']:.1f}", ""])
    title = f"### Curation on {database()}, {events:,} events (target: {TARGET} s)"
    return "\n".join([title, "", *(f"| {' | '.join(cells)} |" for cells in rows), ""])


def main(options: argparse.Namespace) -> None:
    """Print the tables of the archives asked for, or of the one that is there."""
    if not options.sizes:
        print(report(), flush=True)
        return
    for events in options.sizes:
        with new_database(f"curation_{os.getpid()}_{events}") as url:
            make(events, url)
            command = [sys.executable, "-m", "benchmarks.curation"]
            subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line, or stop with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=sizes, help="numbers of events, as 10000,1000000")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))

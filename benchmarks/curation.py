"""What it costs to merge an entity of 10,000 events, to undo that, and to suggest merges.

    python -m benchmarks.curation                          # on the invented archive of DATABASE_URL
    python -m benchmarks.curation --sizes 10000,1000000    # on archives made for it, next to that

An entity with so many events is made, merged into one of few events, and that undone; and so with
one of the most frequent, whose own events are then found by the other spelling, too. Beside them
stands the floor: the same taggings get another entity by one statement, within the same change that
counts and the search follow; no version is written, nothing kept. All of it is rolled back.
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
FEW = 200  # events of the entity that is merged into
TARGET = 5  # seconds, for 10,000 events

# What was done, with an entity of how many events, and the seconds it took.
Work = tuple[str, int, float]


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


def measure() -> tuple[list[Work], float]:
    """Return what was done with the seconds it took, and those of suggesting.

    The archive is afterwards as before.
    """
    by_use = Entity.objects.order_by("-event_count")
    few, frequent = by_use.filter(event_count__lt=FEW)[0], by_use[5]
    done: list[Work] = []
    with transaction.atomic():
        entity, events = tag_many()
        with transaction.atomic():
            seconds = timed(lambda: retag_plainly(entity, few, events))
            done.append(("floor", few.event_count, seconds))
            transaction.set_rollback(True)
        for kept in (few, frequent):
            done += merge_and_undo(kept, entity)
        suggesting = timed(suggest)
        transaction.set_rollback(True)
    return done, suggesting


def merge_and_undo(kept: Entity, entity: Entity) -> list[Work]:
    """Merge an entity into another, and undo it; return what it took."""
    number, done = kept.event_count, []
    merging = timed(lambda: done.append(merge_entities(kept, [entity])))
    undoing = timed(lambda: undo(done[0], None))
    return [("merge", number, merging), ("undo", number, undoing)]


def report() -> str:
    """Return the table of the archive that is here."""
    refuse_real_archive()
    events, entities = Event.objects.count(), Entity.objects.count()
    done, suggesting = measure()
    rows = [["work", "into one of events", "seconds", "ratio to floor"], ["---"] * 4]
    for name, number, seconds in done:
        ratio = f"{seconds / done[0][-1]:.1f}"
        what = f"{name}, {min(events, RETAGGED):,} events"
        rows.append([what, f"{number:,}", f"{seconds:.1f}", ratio])
    rows.append([f"suggest, {entities:,} entities", "", f"{suggesting:.1f}", ""])
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

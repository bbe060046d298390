"""What a panel costs, held against others that could compute it, and whether it is the true one.

    python -m benchmarks.related                        # on the invented archive of DATABASE_URL
    python -m benchmarks.related --sizes 10000,1000000  # on archives made for it, next to that

The contenders: ours; taggit's `similar_objects()` on the same rows; the exact panel by a self-join
without windows; and the floor, which reads the index rows of our windows and does nothing else.
Each is a process of its own, and has not seen an event before it is measured on it. They take
turns, a few events at a time, archives of all sizes together, so that noise of the machine hits
all alike. All this is done in several rounds, with new processes; an event's best time counts.
Taggit takes seconds: it gets every tenth event of the greatest archive up to a million.

Last, events are retagged, and every score and Context that was shown is computed again.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import connection

from benchmarks.related_tables import RETAG, SAMPLES, Figures, Run, tables

ROOT = Path(__file__).resolve().parent.parent
CONTENDERS = ("ours", "taggit", "exact", "floor")
SAMPLED = 300
RETAGS = 200
ROUNDS = 3
WARM = 20
BLOCK = 10  # events in a turn; taggit gets the first of them
TAGGIT_UP_TO = 1_000_000
SEED = 1


@dataclass
class Archive:
    """A database that holds an invented archive, the samples drawn from it, and its figures."""

    url: str
    samples: dict[str, list[int]] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)


class Process:
    """A process of `benchmarks.contenders`."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.contenders", name],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let it end, which it does when no request can follow."""
        self.process.communicate()

    def ask(self, request: Any) -> Any:
        """Return the answer to a request.

        Raises:
            SystemExit: if there is none; the process has said why.
        """
        with suppress(BrokenPipeError):
            print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"The process of '{self.name}' ended early.")
        return json.loads(answer)

    def run(self, events: list[int]) -> tuple[list[Run], float]:
        """Let it run on these events, or its share of them; return its runs and peak memory."""
        answer = self.ask(events[:1] if self.name == "taggit" else events)
        return answer["runs"], answer["peak"]


def ask(name: str, url: str, request: Any) -> Any:
    """Return the answer of a process started for one request."""
    with Process(name, url) as process:
        return process.ask(request)


def draw(archive: Archive, options: argparse.Namespace) -> None:
    """Draw an archive's samples."""
    request = {"number": options.sample, "retags": options.retags, "warm": WARM, "seed": SEED}
    answer = ask("sample", archive.url, request)
    archive.figures.database = answer.pop("database")
    archive.figures.events = answer.pop("events")
    archive.samples = answer


def measure(archives: list[Archive], sample: str, names: tuple[str, ...]) -> None:
    """Measure contenders on a sample of each archive, in one round."""
    with ExitStack() as stack:
        running = [
            (archive, stack.enter_context(Process(name, archive.url)))
            for archive in archives
            for name in names
            if name != "taggit" or archive.figures.events == taggit_at(archives)
        ]
        for archive, process in running:
            process.run(archive.samples["warm"])
        longest = max(len(archive.samples[sample]) for archive in archives)
        for turn, start in enumerate(range(0, longest, BLOCK)):
            tell(f"{sample}: {start} of {longest}")
            first = turn % len(running)
            for archive, process in running[first:] + running[:first]:
                done = process.run(archive.samples[sample][start : start + BLOCK])
                archive.figures.runs_of(sample, process.name).add(*done)


def taggit_at(archives: list[Archive]) -> int:
    """Return the size of the archive that taggit is measured on, 0 if none is small enough."""
    sizes = [archive.figures.events for archive in archives]
    return max((size for size in sizes if size <= TAGGIT_UP_TO), default=0)


def check(archive: Archive) -> None:
    """Have every place shown computed again."""
    for sample in SAMPLES:
        panels = [*archive.figures.runs[sample, "ours"].said.items()]
        tell(f"{sample}: {len(panels)} panels computed again")
        archive.figures.truth[sample] = ask("check", archive.url, panels)


def run(archives: list[Archive], options: argparse.Namespace) -> str:
    """Measure everything, and return the tables."""
    for archive in archives:
        draw(archive, options)
    for number in range(1, options.rounds + 1):
        tell(f"round {number} of {options.rounds}")
        for sample in SAMPLES:
            measure(archives, sample, CONTENDERS)
        measure(archives, RETAG, (RETAG,))
    for archive in archives:
        check(archive)
    return tables([archive.figures for archive in archives], options.rounds)


def make(events: int, url: str, *further: str) -> Archive:
    """Make an archive in an empty database; further: options of `make_archive`."""
    command = [sys.executable, "benchmarks/make_archive.py", "--events", str(events), *further]
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return Archive(url)


@contextmanager
def new_database(name: str) -> Iterator[str]:
    """Make a database next to that of DATABASE_URL, and remove it afterwards; yields its URL."""
    if connection.vendor == "sqlite":
        folder = Path(connection.settings_dict["NAME"]).parent
        with TemporaryDirectory(dir=folder) as inside:
            yield f"sqlite:///{inside}/{name}.sqlite3"
        return
    address, mark, query = os.environ["DATABASE_URL"].partition("?")
    execute(f"CREATE DATABASE {name}")
    try:
        yield address.rpartition("/")[0] + f"/{name}{mark}{query}"
    finally:
        execute(f"DROP DATABASE {name}")


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def sizes(text: str) -> list[int]:
    """Read the option of that name."""
    return sorted({int(size) for size in text.split(",") if size})


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line, or stop with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=sizes, help="numbers of events, as 10000,100000,1000000")
    parser.add_argument("--sample", type=int, default=SAMPLED, help="events in each sample")
    parser.add_argument("--retags", type=int, default=RETAGS, help="events to retag")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="an event's best time counts")
    return parser.parse_args(words)


def main(options: argparse.Namespace) -> None:
    """Print the tables of the archives asked for, or of the one that is there."""
    if not options.sizes:
        print(run([Archive(os.environ.get("DATABASE_URL", ""))], options))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # leave in order
    with ExitStack() as stack:
        archives = []
        for events in options.sizes:
            name = f"newsroom_{os.getpid()}_{events}"
            archives.append(make(events, stack.enter_context(new_database(name))))
        print(run(archives, options), flush=True)


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))

"""What the desk's pages cost: queries, milliseconds, and tables that are read whole.

    python -m benchmarks.admin                          # on the invented archive of DATABASE_URL
    python -m benchmarks.admin --sizes 10000,1000000    # on archives made for it, next to that

Every kind of page is asked for at several addresses by a superuser, through all middleware; the
best time of some rounds counts. A statement that reads a large table whole, or counts one, is
named below the table.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from math import ceil

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.archive_plan import DAYS
from benchmarks.make_archive import invented_name, invented_word
from benchmarks.related import ROOT, make, new_database, sizes
from benchmarks.samples import database, refuse_real_archive
from events.models import Citation, Entity, Event, Source
from events.versions import Saving, versioned

ADDRESSES = 12
ROUNDS = 3
MOST_QUERIES, LIST_MS, TIMES_SMALL = 15, 150, 10
HEAVY = {"entities": 200, "citations": 50}
LARGE = ("event", "evententity", "entity", "citation", "searchentry", "entityword", "alias")
# How a database says that it reads a large table whole, not by an index.
WHOLE = {
    "sqlite": re.compile(rf'^SCAN "?events_({"|".join(LARGE)})"?( AS \S+)?$'),
    "postgresql": re.compile(rf"Seq Scan on events_({'|'.join(LARGE)})\b"),
}
COUNTED = re.compile(rf'^SELECT COUNT\(\*\) AS "__count" FROM "events_({"|".join(LARGE)})"$')


# --- The addresses


def kinds(draw: random.Random) -> dict[str, list[str]]:
    """Return by kind of page some addresses."""
    events = reverse("admin:events_event_changelist")
    entities = reverse("admin:events_entity_changelist")
    frequent = list(Entity.objects.order_by("-event_count").values_list("pk", flat=True)[:3])
    rare = [draw.randrange(1, Entity.objects.count() + 1) for _one in range(3)]
    words = [invented_word(rank) for rank in (1, 3, 10, 40, 200, 1000)]
    names = [invented_name(rank).split()[0] for rank in (1, 5, 50, 500, 3000)]
    heavy = heavy_event().pk
    picker = f"{reverse('admin:autocomplete')}?app_label=events&model_name=evententity"
    return {
        "event list": [events, *(f"{events}?p={page}" for page in (2, 20, 150))],
        "event search": [f"{events}?q={word}" for word in [*words, *names, '"' + names[0] + '"']],
        "event filters": [
            *(f"{events}?status__exact={status}" for status in ("draft", "review", "published")),
            *(f"{events}?origin__exact={origin}" for origin in ("desk", "file", "reference")),
            *(f"{events}?entity={pk}" for pk in frequent + rare),
            *(f"{events}?entity={pk}&status__exact=draft&q={words[2]}" for pk in frequent),
            f"{events}?source=1",
        ],
        "date drill-down": [
            f"{events}?date__year=2005",
            f"{events}?date__year=2005&date__month=2",
            f"{events}?date__year=2005&date__month=2&date__day=9",
            f"{events}?date__year=2005&q={words[0]}",
        ],
        "entity list": [entities, f"{entities}?p=100", f"{entities}?kind__exact=person"],
        "entity search": [f"{entities}?q={text}" for text in (*names, "ba", "k", names[0][:3])],
        "autocomplete": [
            f"{picker}&field_name=tag&term={text}" for text in (*names, "ba", "k", "")
        ],
        "event form, 200 entities": [reverse("admin:events_event_change", args=[heavy])],
        "history": [reverse("admin:events_event_history", args=[heavy])],
        "front": [reverse("admin:index")],
    }


def heavy_event() -> Event:
    """Return an event with many entities and citations, and a few versions."""
    event, made = Event.objects.get_or_create(
        slug="heavy", defaults={"date": "2005-02-09", "title": "Heavy."}
    )
    if made:
        event.entities.add(*Entity.objects.order_by("pk")[: HEAVY["entities"]])
        source = Source.objects.order_by("pk").first()
        for number in range(1, HEAVY["citations"] + 1):
            Citation.objects.create(
                event=event, source=source, position=number, url=f"https://paper.example/{number}"
            )
        for number in range(5):
            with versioned([event.pk], Saving(None)):
                event.title = f"Heavy for the {number + 1}. time."
                event.save()
    return event


# --- Measuring


def measure() -> dict[str, dict]:
    """Return by kind of page its queries, its p95 in ms, and what reads tables whole."""
    refuse_real_archive()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    person, _made = User.objects.get_or_create(
        username="benchmark", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return {kind: cost(client, found) for kind, found in kinds(random.Random(1)).items()}


def cost(client: Client, addresses: list[str]) -> dict:
    """Return what the pages at some addresses cost."""
    queries, whole, times = 0, set(), []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            answer(client, address)
        queries = max(queries, len(captured))
        whole |= {f"{address}: {said}" for query in captured for said in reads_whole(query["sql"])}
        times.append(min(timed(client, address) for _round in range(ROUNDS)))
    times.sort()
    return {"queries": queries, "p95": times[ceil(len(times) * 0.95) - 1], "whole": sorted(whole)}


def answer(client: Client, address: str) -> None:
    status = client.get(address).status_code
    if status != 200:
        sys.exit(f"{address} answered {status}.")


def timed(client: Client, address: str) -> float:
    start = time.perf_counter()
    answer(client, address)
    return (time.perf_counter() - start) * 1000


def reads_whole(sql: str) -> Iterator[str]:
    """Yield what a statement reads or counts of large tables from end to end."""
    if COUNTED.match(sql):
        yield sql
    if sql.startswith(("SELECT", "WITH")):
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {sql}")
            lines = [str(row[-1]) for row in cursor.fetchall()]
        yield from (line.strip() for line in lines if WHOLE[connection.vendor].search(line))


def table(costs: dict[int, dict[str, dict]]) -> str:
    """Return the costs of archives by their sizes as a table."""
    small, large = min(costs), max(costs)
    lines = [
        f"### The desk on {database()}, {large:,} events",
        "",
        f"| page | queries (most {MOST_QUERIES}) | p95 at {small:,}, ms | p95, ms | times "
        f"(target {TIMES_SMALL}) | tables read whole |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, one in costs[large].items():
        before = costs[small][kind]["p95"]
        figures = f"{before:.0f} | {one['p95']:.0f} | {one['p95'] / before:.1f}"
        lines.append(f"| {kind} | {one['queries']} | {figures} | {len(one['whole'])} |")
    told = [f"- {said}" for one in costs[large].values() for said in one["whole"]]
    return "\n".join([*lines, "", f"Target of the lists: {LIST_MS} ms.", *told, ""])


def measured(url: str) -> dict[str, dict]:
    """Return the costs of one archive, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.admin", "--costs"]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main(options: argparse.Namespace) -> None:
    """Print the table of the archives asked for, or of the one that is there."""
    if options.costs:
        print(json.dumps(measure()))
        return
    if not options.sizes:
        print(table({Event.objects.count(): measure()}), flush=True)
        return
    with ExitStack() as stack:
        urls = {}
        for size in sorted({min(options.sizes), max(options.sizes)}):
            days = str(max(1, DAYS * size // max(options.sizes)))
            url = stack.enter_context(new_database(f"newsroom_admin_{os.getpid()}_{size}"))
            urls[size] = make(size, url, "--days", days).url
        print(table({size: measured(url) for size, url in urls.items()}), flush=True)


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line, or stop with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=sizes, help="numbers of events, as 10000,1000000")
    parser.add_argument("--costs", action="store_true", help="the figures of one archive, as JSON")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))

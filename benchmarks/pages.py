"""What readers' pages cost, held against floors with the same queries, and against small archives.

    python -m benchmarks.pages --sizes 10000,1000000

`benchmarks.page_costs` measures each archive in processes of its own, archives by turns, in
several rounds; an address's best time counts. The figures are medians over the addresses. Days are
as full in the small archive as in the large one: it has fewer of them.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from statistics import median
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.db import connection

from benchmarks.archive_plan import DAYS
from benchmarks.related import ROOT, make, new_database, sizes

ADDRESSES = 40
ROUNDS = 3
MOST_QUERIES = {"event": 6, "day": 8, "entity": 8, "search": 8}

Costs = dict[str, list[dict[str, float]]]


def measure(url: str) -> Costs:
    """Return the costs of one archive, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.page_costs", str(ADDRESSES)]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def best(rounds: list[Costs]) -> Costs:
    """Return the least cost of each address in any round."""
    return {
        kind: [
            {name: min(cost[name] for cost in costs) for name in costs[0]}
            for costs in zip(*(one[kind] for one in rounds), strict=True)
        ]
        for kind in rounds[0]
    }


def table(costs: dict[int, Costs]) -> str:
    """Return the costs of archives by their sizes as a table."""
    lines = [
        f"### Pages on {connection.display_name}",
        "",
        "| page | events | queries (most) | page, ms | floor, ms | page / floor (target 2) "
        "| times the smallest archive's (target 1.3) |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind in MOST_QUERIES:
        first = median(cost["page"] for cost in costs[min(costs)][kind])
        lines += [row(kind, size, costs[size][kind], first) for size in sorted(costs)]
    return "\n".join(lines)


def row(kind: str, size: int, costs: list[dict[str, Any]], first: float) -> str:
    page, floor = (median(cost[name] for cost in costs) for name in ("page", "floor"))
    queries = max(cost["queries"] for cost in costs)
    ratio = median(cost["page"] / cost["floor"] for cost in costs)
    cells = [
        kind,
        f"{size:,}",
        f"{queries:.0f} ({MOST_QUERIES[kind]})",
        f"{page:.1f}",
        f"{floor:.1f}",
        f"{ratio:.2f}",
        f"{page / first:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def main(options: argparse.Namespace) -> None:
    """Print the table of the smallest and the largest of the archives, made for it."""
    with ExitStack() as stack:
        urls = {}
        for size in sorted({min(options.sizes), max(options.sizes)}):
            name = f"newsroom_pages_{os.getpid()}_{size}"
            days = str(max(1, DAYS * size // max(options.sizes)))
            url = stack.enter_context(new_database(name))
            urls[size] = make(size, url, "--days", days).url
        rounds = [{size: measure(url) for size, url in urls.items()} for _round in range(ROUNDS)]
    print(table({size: best([one[size] for one in rounds]) for size in urls}), flush=True)


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line, or stop with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=sizes, default=[10_000, 1_000_000])
    return parser.parse_args(words)


if __name__ == "__main__":
    main(arguments(sys.argv[1:]))

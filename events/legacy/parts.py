"""Exporting an archive in parts of some years, days or months each, side by side."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django

from events.models import Event

from .exporter import Plan, files_of_days, other_files
from .things import Learner
from .tree import ExportReport, write_files
from .unsaid import public_names

# So many parts for each process: they are never of quite the same size.
PARTS = 4


def export_side_by_side(
    folder: Path, plan: Plan, jobs: int, progress: Callable[[Iterable[Any], int], Iterable[Any]]
) -> ExportReport:
    """Write an archive with several processes, each with its own connection to the database.

    progress: wraps the parts as they are done, told their number.
    """
    parts = split(plan, jobs * PARTS)
    report, learner = ExportReport(), Learner(public_names())
    with ProcessPoolExecutor(jobs, get_context("spawn"), django.setup) as pool:
        done = pool.map(partial(_export_part, folder), parts)
        for part, seen in progress(done, len(parts)):
            report.absorb(part)
            learner.absorb(seen)
    report.absorb(write_files(folder, other_files(plan, learner)))
    return report


def _export_part(folder: Path, plan: Plan) -> tuple[ExportReport, Learner]:
    learner = Learner(public_names())
    return write_files(folder, files_of_days(plan, learner)), learner


def split(plan: Plan, number: int) -> list[Plan]:
    """Return parts of a plan with about as many events each, at most so many."""
    ends = [plan.since, *_quantiles(plan, number), plan.until]
    return [replace(plan, since=first, until=end) for first, end in pairwise(ends)]


def _quantiles(plan: Plan, number: int) -> Iterator[datetime.date]:
    """Yield the dates that part the events of a plan."""
    dates = Event.objects.published().filter(plan.dates).order_by("date")
    dates = dates.values_list("date", flat=True)
    size = dates.count() // number
    last = plan.since
    for place in range(1, number):
        date = dates[place * size] if size else None
        if date and date != last:
            yield date
            last = date

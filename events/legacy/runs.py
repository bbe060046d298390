"""Keeping what an import did: its run, and the lines of its report."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from events.bulk import insert_rows
from events.models import ImportLine, ImportRun

from .differences import as_text
from .report import ImportReport

LINE_COLUMNS = ("run_id", "kind", "path", "line", "event_id", "field", "here", "archive")


def storable(text: str) -> str:
    """Return a text with escapes for what a database refuses: NUL, and bytes that are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def new_run(path: Path, options: dict[str, Any]) -> ImportRun:
    """Return the run that begins now, not yet saved; only options that were given are kept."""
    given = {name: value for name, value in options.items() if value}
    return ImportRun(path=storable(os.path.abspath(path)), options=given, started_at=timezone.now())


def finish(run: ImportRun, report: ImportReport) -> None:
    """Save a run with what its report says, inside the caller's transaction."""
    run.outcome = ImportRun.Outcome.REFUSED if report.refused else ImportRun.Outcome.DONE
    run.files, run.events, run.rows = dict(report.files), dict(report.events), dict(report.rows)
    lines = list(_lines(report))
    run.noted = dict(Counter(line[0] for line in lines))
    run.finished_at = timezone.now()
    run.save()
    insert_rows(ImportLine, LINE_COLUMNS, ((run.pk, *line) for line in lines))


def _lines(report: ImportReport) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a report's lines, but for the run."""
    kinds = ImportLine.Kind
    for problem in sorted(report.problems):
        texts = map(storable, (problem.expected, problem.found))
        path = storable(problem.path)
        yield (kinds.PROBLEM.value, path, problem.line, None, "", *texts)
    for kept in report.kept:
        texts = (storable(as_text(value)) for value in (kept.here, kept.archive))
        yield (kinds.KEPT.value, storable(kept.address), None, kept.event, kept.field, *texts)
    for context, reading in report.doubts:
        yield (kinds.DOUBT.value, storable(context), None, None, "", "", storable(reading))
    for sentence in report.lookalikes:
        path = sentence.partition(": ")[0]
        yield kinds.LOOKALIKE.value, storable(path), None, None, "", "", storable(sentence)
    for path in report.left_out:
        yield kinds.LEFT_OUT.value, storable(path), None, None, "", "", ""

"""Bringing an archive into the database.

First every file is read and what they say of each event is joined; nothing is written yet. Then
one transaction writes it all: kill it at any moment, and either everything or nothing is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from .gathering import Gathering
from .joining import join
from .lookalikes import find_lookalikes
from .reader import UnusableArchive, read_archive
from .report import ImportReport
from .writer import Writer

Progress = Callable[[Iterable[Any], str], Iterable[Any]]


def no_progress(things: Iterable[Any], what: str) -> Iterable[Any]:
    """Show nothing."""
    return things


def import_archive(
    path: Path,
    *,
    dry_run: bool = False,
    strict: bool = False,
    limit: int | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Import the archive at `path` (a folder, a file, a tar or zip archive) and report on it.

    dry_run: write nothing in the end. strict: write nothing if any file fails. limit: read so
    many files at most. progress: wraps an iterable to show how far it has come.

    Raises:
        UnusableArchive: if the input cannot be read; nothing was written then.
    """
    report = ImportReport(dry_run=dry_run)
    gathering = Gathering(report)
    for file in progress(islice(read_archive(path), limit), "files read"):
        gathering.take(file)
    if not report.files:
        raise UnusableArchive(f"{path}: there is no markdown file in it.")
    gathering.finish()
    if strict and report.problems:
        report.refused = True
        return report
    events = join(gathering)
    report.lookalikes = find_lookalikes(events)
    with transaction.atomic():
        Writer(gathering, events, report, progress).write()
        transaction.set_rollback(dry_run)
    return report

"""Bringing an archive into the database.

First every file is read and what they say of each event is joined; nothing is written yet. Then
one transaction writes it all: kill it at any moment, and either everything or nothing is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from events.bulk import analyze
from events.models import Picture

from .differences import Differences
from .gathering import Gathering
from .joining import join
from .locking import lose_patience, only_import
from .lookalikes import find_lookalikes
from .pictures import bring_pictures
from .reader import UnusableArchive, read_archive
from .report import ImportReport
from .runs import finish, new_run
from .writer import Writer

# From so many new events on, the database is told to look at its tables again.
MANY = 1_000

Progress = Callable[[Iterable[Any], str], Iterable[Any]]


def no_progress(things: Iterable[Any], what: str) -> Iterable[Any]:
    """Show nothing."""
    return things


def import_archive(
    path: Path,
    *,
    dry_run: bool = False,
    strict: bool = False,
    overwrite: bool = False,
    limit: int | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Import the archive at `path` (a folder, a file, a tar or zip archive) and report on it.

    dry_run: write nothing in the end, and report what would have changed. strict: write nothing
    if any file fails. overwrite: put the archive's words in place of what editors changed. limit:
    read so many files at most. progress: wraps an iterable to show how far it has come.

    Raises:
        ImportFailure: if the input cannot be read, or another import runs; nothing was written.
    """
    run = new_run(path, {"strict": strict, "overwrite": overwrite, "limit": limit})
    with only_import():
        gathering = _gather(path, limit, progress, ImportReport(Differences() if dry_run else None))
        report = gathering.report
        keep = not (dry_run or (strict and report.problems))
        pictures = bring_pictures(path, gathering, keep=keep)
        report.refused = strict and bool(report.problems)
        events = [] if report.refused else join(gathering)
        report.lookalikes = find_lookalikes(events)
        if report.differences:
            report.differences.locate(gathering)
        with transaction.atomic():
            lose_patience()
            run.save()
            if not report.refused:
                Picture.objects.bulk_create(pictures, ignore_conflicts=True)
                Writer(gathering, events, report, progress, run, overwrite=overwrite).write()
            finish(run, report)
            if report.events["created"] >= MANY:
                analyze(apps.get_app_config("events").get_models())
            transaction.set_rollback(dry_run)
    return report


def _gather(path: Path, limit: int | None, progress: Progress, report: ImportReport) -> Gathering:
    """Read the files of an archive, `limit` at most."""
    gathering = Gathering(report)
    for file in progress(islice(read_archive(path), limit), "files read"):
        gathering.take(file)
    if not report.files:
        raise UnusableArchive(f"{path}: there is no markdown file in it.")
    gathering.finish()
    return gathering

"""Export the archive in the legacy format."""

from __future__ import annotations

import datetime
import sys
from argparse import ArgumentParser
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from tqdm import tqdm

from events.legacy.exporter import Plan, archive_files
from events.legacy.failures import sentence
from events.legacy.parts import export_side_by_side
from events.legacy.pictures import picture_files
from events.legacy.tree import ExportReport, settle, write_files, write_pictures
from events.legacy.wording import STYLES, style_name

from .import_legacy import positive

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Writes all that is public into a folder, in the legacy format: one file for each event, "
        "an index for each day, the front page, long-form pages. Only files whose bytes differ "
        "are touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to write; made if it is not there")
        parser.add_argument(
            "--related",
            choices=["imported", "computed"],
            default="imported",
            help="print Related lists as they were imported (the default), or today's panels",
        )
        parser.add_argument(
            "--form",
            choices=sorted(STYLES),
            default=style_name(),
            help="the words of files that no import brought (default: of the site's language)",
        )
        parser.add_argument(
            "--since",
            type=date,
            metavar="DATE",
            help="only the days from YYYY-MM-DD on, and what is of no day",
        )
        parser.add_argument(
            "--jobs", type=positive, default=1, help="so many processes side by side (default: 1)"
        )
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete markdown and pictures that are none of these files",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        related, since = options["related"], options["since"]
        plan = Plan(options["form"], computed=related == "computed", since=since)
        shows = options["verbosity"] > 0 and sys.stderr.isatty()
        try:
            report = export(options["folder"], plan, options["jobs"], shows=shows)
            write_pictures(options["folder"], picture_files(), report)
            settle(options["folder"], report, delete=options["delete"], since=since)
        except (Error, OSError) as error:
            line = sentence(error, "Files that were written until then are whole.")
            raise CommandError(line, returncode=2) from error
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(lines(report, deleted=options["delete"])))


def date(text: str) -> datetime.date:
    """Return the date that a text gives as YYYY-MM-DD."""
    return datetime.date.fromisoformat(text)


def export(folder: Path, plan: Plan, jobs: int, *, shows: bool) -> ExportReport:
    """Write an archive, by several processes or in this one, and show how far it has come."""
    if jobs > 1:
        if in_memory():
            raise CommandError("A database in memory has no other processes: leave out --jobs.")
        show = partial(tqdm, desc="parts written", unit="", leave=False, disable=not shows)
        return export_side_by_side(folder, plan, jobs, lambda parts, n: show(parts, total=n))
    files = archive_files(plan)
    with closing(files):
        shown = tqdm(files, desc="files written", unit="", leave=False, disable=not shows)
        return write_files(folder, shown)


def in_memory() -> bool:
    """Whether the database lives in the memory of this process alone."""
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


def lines(report: ExportReport, *, deleted: bool) -> list[str]:
    """Return what to say of an export."""
    counts = (
        f"{report.files} files: {len(report.created)} new, {len(report.changed)} changed, "
        f"{report.unchanged} unchanged"
    )
    if not report.stale:
        return [counts]
    done = "deleted" if deleted else "not of this archive; --delete removes them"
    more = len(report.stale) - SHOWN
    return [
        counts,
        f"{len(report.stale)} other files: {done}",
        *(f"  {path}" for path in report.stale[:SHOWN]),
        *([f"  ... and {more:,} more"] if more > 0 else []),
    ]

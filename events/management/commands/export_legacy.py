"""Export the archive in the legacy format."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from events.legacy.exporter import ExportReport, archive_files, export_archive
from events.legacy.failures import sentence
from events.legacy.wording import STYLES, style_name

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
            "--delete", action="store_true", help="delete markdown that is none of these files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = archive_files(STYLES[options["form"]], computed=options["related"] == "computed")
        shows = options["verbosity"] > 0 and sys.stderr.isatty()
        shown = tqdm(files, desc="files written", unit="", leave=False) if shows else files
        try:
            with closing(files):
                report = export_archive(options["folder"], shown, delete=options["delete"])
        except (Error, OSError) as error:
            line = sentence(error, "Files that were written until then are whole.")
            raise CommandError(line, returncode=2) from error
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(lines(report, deleted=options["delete"])))


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

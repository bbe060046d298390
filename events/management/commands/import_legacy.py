"""Import a legacy archive."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from events.legacy.failures import ImportFailure, sentence
from events.legacy.importer import import_archive, no_progress
from events.models import Event


class Command(BaseCommand):
    help = (
        "Imports a legacy archive: a folder, one .md file, or a tar or zip archive. "
        "Run it again at any time: what is there already is left alone, and so is what editors "
        "changed. Exit status: 0 all well, 1 some files failed, 2 nothing could be imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder, .md file, tar or zip archive")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and write nothing"
        )
        parser.add_argument("--strict", action="store_true", help="write nothing if a file fails")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="put what the archive says in place of what editors changed",
        )
        parser.add_argument("--limit", type=positive, help="read at most so many files")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there are events already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shows = options["verbosity"] > 0 and sys.stderr.isatty()
        try:
            if options["if_empty"] and Event.objects.exists():
                return
            report = import_archive(
                Path(options["path"]),
                dry_run=options["dry_run"],
                strict=options["strict"],
                overwrite=options["overwrite"],
                limit=options["limit"],
                progress=show_progress if shows else no_progress,
            )
        except ImportFailure as error:
            raise CommandError(str(error), returncode=2) from error
        except (Error, OSError) as error:
            line = sentence(error, "Nothing was imported.")
            raise CommandError(line, returncode=2) from error
        lines = report.lines(detailed=options["verbosity"] > 1)
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(lines))
        if report.problems:
            sys.exit(1)


def positive(text: str) -> int:
    """Return the number that a text gives, if it is at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def show_progress(things: Iterable[Any], what: str) -> Iterable[Any]:
    """Show on the terminal how far an iterable has come."""
    return tqdm(things, desc=what, unit="", leave=False)

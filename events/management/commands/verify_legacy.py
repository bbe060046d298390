"""Prove that nothing of an archive is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from events.legacy.exporter import Plan, archive_files
from events.legacy.failures import ImportFailure, sentence
from events.legacy.verifying import compare, sentences
from events.legacy.wording import STYLES, style_name


class Command(BaseCommand):
    help = (
        "Imports an archive into a database that is made for it and thrown away, and compares the "
        "archive with what an export of that writes: every difference by path and line, both "
        "ways. The site's own database is not touched. Exit status: 0 all the same, 1 there are "
        "differences, 2 the archive cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder, .md file, tar or zip archive")
        parser.add_argument(
            "--here",
            action="store_true",
            help="compare with the site's own database as it is; import nothing",
        )
        parser.add_argument(
            "--form", choices=sorted(STYLES), default=style_name(), help="as for export_legacy"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, form = options["path"], options["form"]
        same = self.compare(path, form) if options["here"] else self.import_and_compare(path, form)
        if not same:
            sys.exit(1)

    def compare(self, path: Path, form: str) -> bool:
        """Compare an archive with this database, and say how; return whether all is the same."""
        files = tqdm(
            archive_files(Plan(form)), desc="files compared", unit="", leave=False,
            disable=not sys.stderr.isatty(),
        )  # fmt: skip
        try:
            found = compare(path, files)
            for line in sentences(path, found):
                self.stdout.write(line)
        except ImportFailure as error:
            raise CommandError(str(error), returncode=2) from error
        except (Error, OSError) as error:
            raise CommandError(sentence(error, "Nothing was changed."), returncode=2) from error
        return found.is_equal

    def import_and_compare(self, path: Path, form: str) -> bool:
        """Do the same with a database that holds nothing but this archive."""
        with TemporaryDirectory() as folder:
            run_beside(folder, "migrate", "--verbosity", "0")
            run_beside(folder, "import_legacy", str(path.absolute()))
            status = run_beside(
                folder, "verify_legacy", str(path.absolute()), "--here", "--form", form
            )
        return status == 0


def run_beside(folder: str, *command: str) -> int:
    """Run a command on a database and pictures in a folder; return its status, 0 or 1.

    Raises:
        CommandError: with its status, if that is worse; it has said why itself.
    """
    data = {
        "DATABASE_URL": f"sqlite:///{folder}/archive.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
    }
    status = subprocess.run(
        [sys.executable, "-m", "django", *command],
        env=os.environ | data,
        cwd=settings.BASE_DIR,
        check=False,
    ).returncode  # fmt: skip
    if status not in {0, 1}:
        raise CommandError(f"{command[0]} could not be done: see above.", returncode=2)
    return status

"""The archive's tree on the disk: files are replaced whole, and only if their bytes differ.

So a repository of exports shows honest differences, and of a failure nothing half written is left.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from events.addresses import make_date

from .changing import MARKDOWN, walk
from .grammar.paths import picture_mark

Written = tuple[str, str]  # path in the archive, text

ARCHIVE_FILE = "newsroom.md"
_DAY = re.compile(r"news/(\d{4})/(\d{2})/(\d{1,2})/")


@dataclass(slots=True)
class ExportReport:
    """What an export did: which files are new, changed or stale, and how many the same."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    stale: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    @property
    def files(self) -> int:
        """The number of files of the archive."""
        return len(self.created) + len(self.changed) + self.unchanged

    def absorb(self, other: ExportReport) -> None:
        """Add what another part of the export did."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.paths |= other.paths


def write_files(folder: Path, files: Iterable[Written]) -> ExportReport:
    """Write files below a folder.

    Raises:
        ValueError: if a path leads out of the folder.
    """
    report = ExportReport()
    for path, text in files:
        report.paths.add(path)
        _write(folder / path, text.encode(), path, report)
    return report


def write_pictures(
    folder: Path, pictures: Iterable[tuple[str, bytes]], report: ExportReport
) -> None:
    """Write files of pictures below a folder, and add them to the report."""
    for path, data in pictures:
        report.paths.add(path)
        _write(folder / path, data, path, report)


def settle(
    folder: Path, report: ExportReport, *, delete: bool, since: datetime.date | None = None
) -> None:
    """Find markdown and pictures that the export did not write, and delete them if asked to.

    since: an export from this day on says nothing of the days before, nor of the whole.
    """
    others = _of_archive(folder) - report.paths
    report.stale = sorted(path for path in others if not since or _is_since(path, since))
    if delete:
        for path in report.stale:
            (folder / path).unlink()
            _remove_empty((folder / path).parent, folder)


def _is_since(path: str, since: datetime.date) -> bool:
    """Say whether a file is of a part of the archive that was exported."""
    found = _DAY.match(path)
    date = make_date(*found.groups()) if found else None
    return date >= since if date else path != ARCHIVE_FILE


def _write(target: Path, data: bytes, path: str, report: ExportReport) -> None:
    """Replace a file whole, if its bytes are others."""
    if ".." in Path(path).parts:
        raise ValueError(f"{path} leads out of the archive")
    with suppress(FileNotFoundError):
        if target.read_bytes() == data:
            report.unchanged += 1
            return
        report.changed.append(path)
    if not target.exists():
        report.created.append(path)
        target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, data)


def _replace(target: Path, data: bytes) -> None:
    """Write a file beside its place and move it there whole; of a failure nothing is left."""
    part = target.with_name(f".{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, target)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(target)
        raise


def _of_archive(folder: Path) -> set[str]:
    """Return the paths of what an archive may consist of: markdown and pictures."""
    paths = (
        Path(inner, name).relative_to(folder).as_posix()
        for inner, _folders, names in walk(folder)
        for name in names
    )
    return {path for path in paths if path.endswith(MARKDOWN) or picture_mark(path)}


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove folders that have become empty, up to the archive's own."""
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

"""Writing the archive's tree from the rows.

Every file is made of rows, never of a stored copy. A file is replaced whole, and only if its
bytes differ, so that a repository of exports shows honest differences.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db.models import Q

from events.models import ListPage

from .event_files import event_files, public_events
from .grammar import write_day, write_event, write_front, write_long_page
from .indexes import calendar, day_pages, front_pages, latest_pages
from .page_files import page_files
from .things import Learner, thing_files
from .unsaid import public_names
from .wording import Style

Written = tuple[str, str]  # path in the archive, text


@dataclass(slots=True)
class ExportReport:
    """What an export did: how many files were new, changed or the same, and which are stale."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    stale: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """The number of files of the archive."""
        return len(self.created) + len(self.changed) + self.unchanged


def export_archive(folder: Path, files: Iterable[Written], *, delete: bool = False) -> ExportReport:
    """Write files below a folder, and find (or delete) markdown that is none of them."""
    report = ExportReport()
    paths = set()
    for path, text in files:
        paths.add(path)
        _write(folder / path, text.encode(), path, report)
    report.stale = sorted(_markdown(folder) - paths)
    if delete:
        for path in report.stale:
            (folder / path).unlink()
            _remove_empty((folder / path).parent, folder)
    return report


def archive_files(
    style: Style, *, computed: bool = False, since: datetime.date | None = None
) -> Iterator[Written]:
    """Yield every file that the rows make.

    style: words what no import brought. computed: print the panels of today in place of the
    Related lists that the import kept. since: leave out the days before.
    """
    learner = Learner(public_names())
    for told in event_files(style, public_events(since), learner.book, computed=computed):
        learner.see_file(told.words)
        yield told.path, write_event(told.words)
    yield from _lists(style, since, learner)
    yield from _long_pages()
    yield from thing_files()
    if since is None:
        yield from learner.archive_file()


def _lists(style: Style, since: datetime.date | None, learner: Learner) -> Iterator[Written]:
    """Yield the indexes of days, and the front pages, each with its twin."""
    days = calendar()
    for page, words in day_pages(days, style, Q(date__gte=since or datetime.date.min)):
        learner.see_list(words)
        yield from _twins(page, write_day(words))
    for page, words in front_pages(days, latest_pages(days, style)):
        learner.see_list(words)
        yield from _twins(page, write_front(words))


def _twins(page: ListPage, text: str) -> Iterator[Written]:
    return ((path, text) for path in (page.path, page.twin) if path)


def _long_pages() -> Iterator[Written]:
    for page, file, words in page_files():
        yield from ((path, write_long_page(words)) for path in (file, page.twin) if path)


# --- Files


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
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            with part.file as file:
                file.write(data)
            os.replace(part.name, target)
        except BaseException as error:
            os.unlink(part.name)
            if isinstance(error, OSError):
                error.filename = str(target)
            raise


def _markdown(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove folders that have become empty, up to the archive's own."""
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

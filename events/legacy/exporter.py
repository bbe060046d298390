"""Writing the archive's tree from the rows.

Every file is made of rows, never of a stored copy. A file is replaced whole, and only if its
bytes differ, so that a repository of exports shows honest differences.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from events import models, related
from events.bulk import in_batches
from events.models import Citation, Event, ListLine, ListPage, Origin, Page, RelatedLine

from . import wording
from .fields import is_edited
from .grammar import DayPage, EventFile, write_day, write_event, write_front, write_long_page
from .indexes import calendar, day_pages, front_words
from .records import news_path
from .wording import Style

CHUNK = 500
# A front page shows so many days at most.
LATEST = 10

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


def archive_files(style: Style, *, computed: bool = False) -> Iterator[Written]:
    """Yield every file that the rows make.

    style: words what no import brought. computed: print the panels of today in place of the
    Related lists that the import kept.
    """
    for batch in in_batches(_event_files(style), related.BATCH):
        words = [words for _event, _path, words in batch]
        if computed:
            words = _with_panels(batch, style)
        paths = (path for _event, path, _words in batch)
        yield from zip(paths, map(write_event, words), strict=True)
    yield from _lists(style)
    yield from _long_pages()


def _event_files(style: Style) -> Iterator[tuple[Event, str, EventFile]]:
    """Yield events with the paths of their files and what these say."""
    for row in _told().iterator(chunk_size=CHUNK):
        yield row.event, wording.file_path(row), wording.file_words(row)
    for event in _untold().iterator(chunk_size=CHUNK):
        if event.origin == Origin.DESK or is_edited(event):
            yield event, news_path(event.date, event.slug), wording.event_words(event, style)


def _told() -> QuerySet:
    """Return the event files that an import brought."""
    citations = Citation.objects.select_related("source")
    lines = RelatedLine.objects.select_related("target").order_by("position")
    return (
        models.EventFile.objects.filter(event__in=Event.objects.published())
        .select_related("event__lead")
        .prefetch_related(Prefetch("event__citations", citations), "changes")
        .prefetch_related(Prefetch("related_lines", lines), "event__files", "event__old_addresses")
        .order_by("path")
    )


def _untold() -> QuerySet:
    """Return the public events that no file has told."""
    told = models.EventFile.objects.filter(event=OuterRef("pk"))
    events = Event.objects.published().filter(~Exists(told)).order_by("date", "position", "pk")
    citations = Citation.objects.select_related("source")
    return events.select_related("lead").prefetch_related(Prefetch("citations", citations))


def _with_panels(batch: list[tuple[Event, str, EventFile]], style: Style) -> Iterator[EventFile]:
    """Yield what files say, with the panels of their events as Related lists."""
    panels = related.panels([event for event, _path, _words in batch])
    for (_event, places), (_same, _path, words) in zip(panels, batch, strict=True):
        lines = [wording.panel_line(place, style.form) for place in places]
        yield replace(words, related=tuple(lines))


def _lists(style: Style) -> Iterator[Written]:
    """Yield the indexes of days, and the front pages, each with its twin."""
    days = calendar()
    latest: dict[datetime.date, DayPage] = {}
    for page, words in day_pages(days, style):
        latest[words.date] = words
        while len(latest) > LATEST:
            del latest[next(iter(latest))]
        yield from _twins(page, write_day(words))
    lines = ListLine.objects.select_related("event").order_by("position")
    fronts = ListPage.objects.filter(date=None).prefetch_related(Prefetch("lines", lines))
    for page in fronts.order_by("path"):
        yield from _twins(page, write_front(front_words(page, days, latest)))


def _twins(page: ListPage, text: str) -> Iterator[Written]:
    return ((path, text) for path in (page.path, page.twin) if path)


def _long_pages() -> Iterator[Written]:
    for page in Page.objects.exclude(file="").order_by("path"):
        text = write_long_page(wording.page_words(page))
        yield from ((path, text) for path in (page.file, page.twin) if path)


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

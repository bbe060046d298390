"""Pictures that editors brought: in an archive, files named by a digest of their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from events.models import Citation, Event, Picture
from events.models.picture import file_name, store
from events.pictures import NotAPicture, StoredPicture, read_stored

from .gathering import Gathering
from .grammar.paths import picture_mark
from .reader import ArchiveFile, read_archive
from .report import Problem


def picture_files() -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the pictures that editors brought to public events."""
    cited = Citation.objects.filter(event__in=Event.objects.published())
    pictures = Picture.objects.filter(copied_key="", citations__in=cited)
    marks = pictures.order_by("digest").distinct().values_list("digest", flat=True)
    for name in map(file_name, marks.iterator()):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield f"pictures/{name}", file.read()


def bring_pictures(path: Path, gathering: Gathering, *, keep: bool) -> list[Picture]:
    """Store the pictures that files of events name, and return rows for them, not yet written.

    The archive is read once more if there are any that are not here. What is no picture fails; one
    that is not in the archive is left out, and forgotten in what the files say.

    keep: whether the files are written; else they are only looked at.
    """
    sources = list(_with_pictures(gathering))
    wanted = {source["picture"] for source in sources}
    wanted -= {mark for mark in wanted if _is_here(mark)}
    rows = []
    for picture in _read(path, wanted, gathering):
        if keep:
            store(picture)
        rows.append(Picture(digest=picture.digest, width=picture.width, height=picture.height))
    missing = wanted - {row.digest for row in rows}
    for source in sources:
        if source["picture"] in missing:
            reading = f"{source['source']}: the picture {source.pop('picture')}"
            gathering.report.doubts.append((reading, "left out"))
    return rows


def _with_pictures(gathering: Gathering) -> Iterator[dict[str, Any]]:
    for telling in gathering.tellings.values():
        for source in telling.said.extra.get("sources", ()):
            if "picture" in source:
                yield source


def _is_here(mark: str) -> bool:
    known = Picture.objects.filter(digest=mark, copied_key="")
    return known.exists() and default_storage.exists(file_name(mark))


def _read(path: Path, wanted: set[str], gathering: Gathering) -> Iterator[StoredPicture]:
    """Yield the wanted pictures of an archive; what is wrong with one goes into the report."""
    if not wanted:
        return
    for file in read_archive(path, lambda name: picture_mark(name) in wanted):
        if picture_mark(file.path) in wanted:
            try:
                yield _checked(file)
            except NotAPicture as error:
                expected = "a picture as they are stored, named by its digest"
                gathering.report.fail(Problem(file.path, 1, expected, str(error)))


def _checked(file: ArchiveFile) -> StoredPicture:
    picture = read_stored(file.data)
    if picture.digest != picture_mark(file.path):
        raise NotAPicture("other bytes")
    return picture

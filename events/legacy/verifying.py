"""Comparing an archive with what the rows would write, both ways, to the byte.

The archive is read twice, so that only digests of its files are held in memory, and the texts of
those that differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from events.text import digest

from .differences import excerpts
from .gathering import inner_path, root_of
from .reader import MARKDOWN, ArchiveFile, read_archive
from .report import plain
from .tree import Written


@dataclass(slots=True)
class Comparison:
    """How the files of an archive and of a database go together.

    same: how many are equal. moved: equal files, by their paths in archive and database. differ:
    the database's texts of the others, by path. archive_only, database_only: what the other side
    does not have.
    """

    same: int = 0
    moved: dict[str, str] = field(default_factory=dict)
    differ: dict[str, str] = field(default_factory=dict)
    archive_only: list[str] = field(default_factory=list)
    database_only: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.differ or self.archive_only or self.database_only)


def compare(archive: Path, files: Iterable[Written]) -> Comparison:
    """Compare the archive at a path (see `read_archive`) with the files that the rows make.

    Raises:
        UnusableArchive: if the archive cannot be read.
    """
    digests = {path: digest(file.data) for path, file in _markdown(archive)}
    found, others = Comparison(), defaultdict(list)
    for path, text in files:
        mark = digest(text.encode())
        own = digests.pop(path, None)
        if own == mark:
            found.same += 1
        elif own is None:
            others[mark].append(path)
            found.database_only.append(path)
        else:
            found.differ[path] = text
    for path, mark in digests.items():
        if others[mark]:
            found.moved[path] = others[mark].pop()
            found.database_only.remove(found.moved[path])
        else:
            found.archive_only.append(path)
    return found


def _markdown(archive: Path) -> Iterator[tuple[str, ArchiveFile]]:
    """Yield the markdown files of an archive with their paths below its root.

    That is known from the first file of a day on; what comes before lies in it if it can.
    """
    root, early = None, []
    for file in read_archive(archive):
        if not file.path.endswith(MARKDOWN):
            continue
        if root is None and (root := root_of(file.path)) is None:
            early.append(file)
            continue
        while early:
            yield inner_path(early[0].path, root), early.pop(0)
        yield inner_path(file.path, root), file
    yield from ((file.path, file) for file in early)


def sentences(archive: Path, found: Comparison) -> Iterator[str]:
    """Yield every difference, by path and line, and the sum."""
    for path, file in _markdown(archive):
        if path in found.differ:
            text = file.data.decode(errors="replace")
            yield from (
                plain(f"{path}:{line}") for line in line_differences(text, found.differ[path])
            )
    for path in found.archive_only:
        yield plain(f"{path}: only in the archive")
    for path in found.database_only:
        yield plain(f"{path}: only in the database")
    for path, other in found.moved.items():
        yield plain(f"{path}: the same, as {other}")
    yield (
        f"{found.same + len(found.moved):,} files the same, {len(found.differ):,} differ, "
        f"{len(found.archive_only):,} only in the archive, "
        f"{len(found.database_only):,} only in the database"
    )


def line_differences(archive: str, database: str) -> Iterator[str]:
    """Yield "line: archive “…”, database “…”" for each line that differs; lines are the archive's.

    A line that one side has beyond the other is said to be only there.
    """
    old, new = archive.split("\n"), database.split("\n")
    for tag, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            continue
        pairs = zip_longest(old[start:end], new[first:last])
        for number, (one, other) in enumerate(pairs, start=start + 1):
            yield f"{min(number, len(old))}: {_differing(one, other)}"


def _differing(archive: str | None, database: str | None) -> str:
    """Return how two lines differ; None is no line at all."""
    if archive is None or database is None:
        side, line = ("archive", archive) if database is None else ("database", database)
        return f"only in the {side}: “{excerpts(line, '')[0]}”"
    here, there = excerpts(archive, database)
    return f"archive “{here}”, database “{there}”"

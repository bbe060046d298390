"""Noticing that an archive is written while it is read.

Half of what such an archive says may be of before and half of after, so none of it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from .failures import ImportFailure

MARKDOWN = ".md"
VERSION_CONTROL = ".git"


class UnusableArchive(ImportFailure):
    """The input cannot be read at all, or not to its end; nothing of it should be imported."""


def walk(
    root: str | os.PathLike[str], onerror: Callable[[OSError], object] | None = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield what `os.walk` does, in order of names, but for what version control keeps there."""
    for folder, folders, files in os.walk(root, onerror=onerror):
        folders[:] = sorted({*folders} - {VERSION_CONTROL})
        yield folder, folders, sorted(files)


def mark_of(path: str | os.PathLike[str]) -> tuple[int, int, int] | None:
    """Return what changes when a file does: which it is, its size and time; None if it is gone."""
    try:
        facts = os.lstat(path)
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def folder_mark(folder: str, names: Iterable[str]) -> int:
    """Return a number that changes when the markdown of a folder does.

    One for each folder, not for each file: they are all kept until the end of an archive.
    """
    markdown = [name for name in names if name.endswith(MARKDOWN)]
    return hash(tuple((name, mark_of(os.path.join(folder, name))) for name in markdown))


def refuse_changed(root: str | os.PathLike[str], marks: dict[str, int]) -> None:
    """Compare the folders below `root` with the marks they had.

    Raises:
        UnusableArchive: if one has changed, come or gone.
    """
    now = {folder: folder_mark(folder, names) for folder, _folders, names in walk(root)}
    for folder in sorted(marks.keys() | now.keys()):
        if marks.get(folder, EMPTY) != now.get(folder, EMPTY):
            raise changed_meanwhile(folder)


EMPTY = folder_mark("", ())


def changed_meanwhile(path: str | os.PathLike[str]) -> UnusableArchive:
    """Return the refusal of an archive that was not left alone."""
    return UnusableArchive(
        f"{os.fspath(path)}: it changed while it was read. Nothing was imported: "
        "wait until nothing writes there, then run this again."
    )

"""Reading the files of an archive: from a folder, one file, or a tar or zip, never unpacked."""

from __future__ import annotations

import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from .changing import (
    MARKDOWN,
    UnusableArchive,
    changed_meanwhile,
    folder_mark,
    mark_of,
    refuse_changed,
    walk,
)

LARGEST_FILE = 5_000_000
Reads = Callable[[str], bool]
_DAMAGE = (
    tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file: its path inside the archive, and its bytes; or why it was refused.

    Of a file that nobody reads no bytes are there.
    """

    path: str
    data: bytes = b""
    refused: str = ""


def is_markdown(name: str) -> bool:
    """Say whether a file is markdown by its name."""
    return name.endswith(MARKDOWN)


def read_archive(path: Path, reads: Reads = is_markdown) -> Iterator[ArchiveFile]:
    """Yield the files of an archive, one in memory at a time.

    reads: says of which files the bytes are read; the others come without.

    Members that could lead outside (absolute paths, `..`, links) and those over 5 MB come
    refused, with the reason. Folders are walked in order of names, links in them not followed,
    `.git` not entered.

    Raises:
        UnusableArchive: if there is nothing to read at `path`, or the archive is damaged.
    """
    # os.path says no where a path of Path would raise, as for a name too long for the system.
    if os.path.isdir(path):
        yield from _read_folder(path, reads)
    elif os.path.islink(path) and not os.path.exists(path):
        raise UnusableArchive(f"{path}: the symbolic link leads nowhere, or to itself.")
    elif not os.path.isfile(path):
        raise UnusableArchive(f"{path}: there is no such file or folder.")
    else:
        before = mark_of(path)
        yield from _read_one(path, reads)
        if mark_of(path) != before:
            raise changed_meanwhile(path)


def _read_one(path: Path, reads: Reads) -> Iterator[ArchiveFile]:
    """Yield what is in a file: itself, or the members of an archive."""
    if path.name.endswith(MARKDOWN):
        inner = _from_news(path)
        yield _read_file(path, inner.as_posix() if inner.parts else path.name, reads)
    else:
        yield from _read_packed(path, reads)


def _read_packed(path: Path, reads: Reads) -> Iterator[ArchiveFile]:
    """Yield the members of a tar or zip archive; damage becomes a sentence."""
    number = 0
    try:
        for file in _members(path, reads):
            number += 1
            yield file
    except _DAMAGE as error:
        raise UnusableArchive(
            f"{path}: the archive is damaged after {number} files ({error}). Nothing was imported."
        ) from error


def _members(path: Path, reads: Reads) -> Iterator[ArchiveFile]:
    if tarfile.is_tarfile(path):  # first: a tar may end with a zip, and then looks like one
        yield from _read_tar(path, reads)
    elif zipfile.is_zipfile(path):
        yield from _read_zip(path, reads)
    elif path.suffix == ".zip":
        raise zipfile.BadZipFile("its list of files is missing")
    else:
        raise UnusableArchive(f"{path}: give a folder, a .md file, or a tar or zip archive.")


def _read_folder(root: Path, reads: Reads) -> Iterator[ArchiveFile]:
    """Yield the files of a folder, refused ones too.

    Raises:
        UnusableArchive: at the end, if anything in it has changed since it was read.
    """
    unread: list[OSError] = []
    marks: dict[str, int] = {}
    for folder, folders, files in walk(root, unread.append):
        while unread:
            yield _unread(root, unread.pop())
        for name in folders:
            if Path(folder, name).is_symlink():
                yield ArchiveFile(_relative(root, folder, name), refused="a symbolic link")
        marks[folder] = folder_mark(folder, files)
        for name in files:
            yield _read_file(Path(folder, name), _relative(root, folder, name), reads)
    for error in unread:
        yield _unread(root, error)
    refuse_changed(root, marks)


def _unread(root: Path, error: OSError) -> ArchiveFile:
    """Return a folder that cannot be listed, as refused.

    Raises:
        UnusableArchive: if it was there a moment ago.
    """
    if isinstance(error, FileNotFoundError):
        raise changed_meanwhile(error.filename) from error
    folder, name = os.path.split(error.filename)
    return ArchiveFile(_relative(root, folder, name), refused=error.strerror or str(error))


def _relative(root: Path, folder: str, name: str) -> str:
    inner = Path(folder, name).relative_to(root)
    return (_from_news(root) / inner).as_posix()


def _from_news(path: Path) -> PurePosixPath:
    """Return the part of a path from its folder `news` on, '.' if it lies in none."""
    parts = path.absolute().parts
    if "news" not in parts[-5:]:
        return PurePosixPath()
    return PurePosixPath(*parts[len(parts) - 1 - parts[::-1].index("news") :])


def _read_file(path: Path, inner: str, reads: Reads) -> ArchiveFile:
    try:
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            return ArchiveFile(inner, refused="a symbolic link")
        if not stat.S_ISREG(facts.st_mode):
            return ArchiveFile(inner, refused="something that is not a file")
        if not reads(inner):
            return ArchiveFile(inner)
        if facts.st_size > LARGEST_FILE:
            return ArchiveFile(inner, refused=f"{facts.st_size:,} bytes")
        return ArchiveFile(inner, path.read_bytes())
    except FileNotFoundError as error:
        raise changed_meanwhile(path) from error
    except OSError as error:
        return ArchiveFile(inner, refused=error.strerror or str(error))


class _Member(tarfile.TarInfo):
    """A member whose broken header is an error; tarfile would take it for the archive's end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> tarfile.TarInfo:
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(str(error)) from error


def _read_tar(path: Path, reads: Reads) -> Iterator[ArchiveFile]:
    with tarfile.open(path, "r|*", tarinfo=_Member) as archive:
        for member in archive:
            if member.isdir():
                continue
            reason = _refusal(member.name, member.size, reads)
            if member.issym() or member.islnk():
                reason = "a link"
            elif not member.isfile():
                reason = "something that is not a file"
            if reason:
                yield ArchiveFile(member.name, refused=reason)
            else:
                data = _bytes(archive.extractfile(member), reads(member.name))
                yield ArchiveFile(_tidy(member.name), data)


def _read_zip(path: Path, reads: Reads) -> Iterator[ArchiveFile]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            reason = _refusal(member.filename, member.file_size, reads)
            if stat.S_ISLNK(member.external_attr >> 16):
                reason = "a link"
            elif member.flag_bits & 1:
                reason = "an encrypted file"
            if reason:
                yield ArchiveFile(member.filename, refused=reason)
            else:
                data = _bytes(archive.open(member), reads(member.filename))
                yield ArchiveFile(_tidy(member.filename), data)


def _refusal(name: str, size: int, reads: Reads) -> str:
    """Return why a member is refused, '' if it is welcome."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or "\\" in name or (len(name) > 1 and name[1] == ":"):
        return "an absolute path"
    if ".." in pure.parts:
        return "a path with '..'"
    too_large = reads(name) and size > LARGEST_FILE
    return f"{size:,} bytes" if too_large else ""


def _bytes(member: IO[bytes], wanted: bool) -> bytes:
    with member:
        return member.read() if wanted else b""


def _tidy(name: str) -> str:
    return PurePosixPath(name).as_posix()

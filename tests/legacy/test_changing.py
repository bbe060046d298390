"""An archive that is written while it is read is not imported."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from events.legacy.reader import UnusableArchive, read_archive
from tests.legacy.tables import all_rows
from tests.legacy.texts import NEXT, event, path_of, write_folder, write_zip
from tests.test_command_import_legacy import run

A, B = "A dam breaks.", "Rain falls."
FIRST, LAST = path_of(B, NEXT), path_of(A)  # in the order of names: 10 before 9
FILES = event(A) | event(B, NEXT)


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_folder(tmp_path / "archive", FILES)


def read_and(path: Path, do: Callable[[], object], after: int = 1) -> Iterator[str]:
    """Read an archive, and do something after some of its files."""
    for number, file in enumerate(read_archive(path), start=1):
        yield file.path
        if number == after:
            do()


def move(path: Path) -> None:
    path.rename(path.with_suffix(".old"))


def replace(path: Path) -> None:
    """Put another file of the same size and time in place of one."""
    facts, other = path.stat(), path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.rename(path)


@pytest.mark.parametrize(
    ("do", "where"),
    [
        (lambda root: (root / FIRST).write_text("More.\n"), "news/2004/08/10"),
        (lambda root: (root / LAST).write_text("More.\n"), "news/2004/08/9"),
        (lambda root: replace(root / FIRST), "news/2004/08/10"),
        (lambda root: (root / FIRST).unlink(), "news/2004/08/10"),
        (lambda root: move(root / FIRST), "news/2004/08/10"),
        (lambda root: (root / "new.md").write_text("New.\n"), ""),
        (lambda root: write_folder(root, event("New.")), "news/2004/08/9"),
        (lambda root: write_folder(root / "news/2003", {"x.md": b""}), "news/2003"),
    ],
    ids=["changed", "changed after", "replaced", "gone", "moved", "new above", "new", "new folder"],
)
def test_a_folder_that_changes_is_refused_by_name(folder, do, where):
    with pytest.raises(UnusableArchive) as refusal:
        list(read_and(folder, lambda: do(folder), after=2))

    assert str(refusal.value) == (
        f"{folder / where}: it changed while it was read. Nothing was imported: "
        "wait until nothing writes there, then run this again."
    )


def test_a_file_that_vanishes_before_it_is_read_is_a_change(folder):
    (folder / LAST).with_name("b.md").write_bytes(b"Words.\n")

    with pytest.raises(UnusableArchive, match=r"9/b\.md: it changed while it was read"):
        list(read_and(folder, (folder / LAST).with_name("b.md").unlink, after=2))


def test_other_files_may_change(folder):
    (folder / "notes.txt").write_text("One.")

    assert list(read_and(folder, lambda: (folder / "notes.txt").write_text("Two."))) == [
        "notes.txt", FIRST, LAST,
    ]  # fmt: skip


def test_a_part_may_be_read_of_what_changes(folder):
    reading = read_and(folder, (folder / LAST).unlink)

    assert next(reading) == FIRST
    reading.close()


@pytest.mark.parametrize("name", ["archive.zip", "a.md"])
def test_a_file_that_grows_is_refused(tmp_path, name):
    path = write_zip(tmp_path / "archive.zip", FILES)
    if name == "a.md":
        path = tmp_path / name
        path.write_bytes(FILES[FIRST])

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"more\n")

    with pytest.raises(UnusableArchive, match=f"{name}: it changed while it was read"):
        list(read_and(path, grow))


@pytest.mark.django_db
def test_nothing_of_it_is_imported(folder, monkeypatch):
    before = all_rows()

    def read(path: Path) -> Iterator:
        for file in read_archive(path):
            (folder / FIRST).write_text("More.\n")
            yield file

    monkeypatch.setattr("events.legacy.importer.read_archive", read)
    status, lines = run(folder)

    assert (status, len(lines)) == (2, 1)
    assert "it changed while it was read" in lines[0]
    assert all_rows() == before


# --- Links that lead in circles


def test_a_link_to_the_folder_above_is_refused_and_not_followed(folder):
    (folder / "news" / "again").symlink_to(folder)

    files = {file.path: file.refused for file in read_archive(folder)}

    assert files == {"news/again": "a symbolic link", FIRST: "", LAST: ""}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["loop", "loop.md", "loop.zip"])
def test_a_path_that_leads_to_itself_is_a_sentence(tmp_path, name):
    (tmp_path / name).symlink_to(tmp_path / name)

    assert run(tmp_path / name) == (
        2, [f"{tmp_path / name}: the symbolic link leads nowhere, or to itself."]
    )  # fmt: skip

"""Comparing an archive with what the rows would write."""

from pathlib import Path

import pytest

from events import desk
from events.legacy.exporter import Plan, archive_files
from events.legacy.reader import UnusableArchive
from events.legacy.verifying import compare, line_differences, sentences
from events.models import Event, Status
from tests.factories import make_event
from tests.legacy.texts import DAY, bring, day, event, item, page, path_of, write_folder

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "A bridge falls."
FILES = (
    event(A, lead="Dam", description="Water.")
    | event(B)
    | day(item(A), item(B))
    | page("faq/index.md", "FAQ")
)


def said(archive: Path) -> list[str]:
    return list(sentences(archive, compare(archive, archive_files(Plan("en")))))


@pytest.fixture
def archive(tmp_path) -> Path:
    bring(FILES)
    return write_folder(tmp_path / "archive", FILES)


@pytest.mark.parametrize("root", ["", "old/archive"])
def test_an_archive_just_imported_is_the_same(tmp_path, root):
    bring(FILES)
    archive = write_folder(tmp_path / root, FILES)

    assert said(tmp_path) == [
        "4 files the same, 0 differ, 0 only in the archive, 0 only in the database"
    ]
    assert compare(archive, archive_files(Plan("en"))).is_equal


@pytest.mark.raw_writes
def test_every_line_that_differs_is_said(archive):
    Event.objects.filter(title=A).update(description="More water.", lead_text="Dams")

    assert said(archive)[:-1] == [
        f"{path_of(A)}:3: archive “##### Dam”, database “##### Dams”",
        f"{path_of(A)}:6: archive “Water.”, database “More water.”",
        f"{path_of(A)}:8: only in the database: “### Newsroom:”",
        f"{path_of(A)}:8: only in the database: “”",
        f'{path_of(A)}:8: only in the database: “- lead: "Dam"”',
        f'{path_of(A)}:8: only in the database: “- entities: ["Dam"]”',
        f"{path_of(A)}:8: only in the database: “”",
    ]


def test_what_one_side_lacks_is_said_of_both(archive):
    (archive / path_of(B)).unlink()
    (archive / "faq" / "other.md").write_text("# Other\nWords.\n")

    assert said(archive) == [
        "faq/other.md: only in the archive",
        f"{path_of(B)}: only in the database",
        "3 files the same, 0 differ, 1 only in the archive, 1 only in the database",
    ]


def test_a_file_under_another_name_is_the_same(tmp_path):
    bring(event(A))
    write_folder(tmp_path, {"seed.md": event(A)[path_of(A)]})

    assert said(tmp_path) == [
        f"seed.md: the same, as {path_of(A)}",
        "1 files the same, 0 differ, 0 only in the archive, 0 only in the database",
    ]


def test_what_is_not_public_is_missing(archive):
    desk.set_status(Event.objects.filter(title=B), Status.DRAFT)

    lines = said(archive)
    assert f"{path_of(B)}: only in the archive" in lines
    assert lines[-1] == "2 files the same, 1 differ, 1 only in the archive, 0 only in the database"


def test_an_event_written_here_is_only_in_the_database(archive):
    make_event(title="It rains.", date=DAY)

    assert f"{path_of('', slug='it-rains')}: only in the database" in said(archive)


def test_lines_that_one_side_does_not_have_are_only_in_the_other():
    assert list(line_differences("a\nb\nc", "a\nc\nd")) == [
        "2: only in the archive: “b”",
        "3: only in the database: “d”",
    ]


def test_what_cannot_be_read_is_no_archive(tmp_path):
    with pytest.raises(UnusableArchive):
        compare(tmp_path / "nothing", [])


def test_twins_under_other_names_are_the_same(tmp_path):
    text = "# A page\nWords.\n"
    write_folder(tmp_path, {"a.md": text.encode(), "b.md": text.encode()})

    found = compare(tmp_path, [("index.md", text), ("README.md", text)])

    assert sorted(found.moved.values()) == ["README.md", "index.md"]
    assert found.is_equal

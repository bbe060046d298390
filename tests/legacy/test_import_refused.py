"""An import that the database refuses, or that breaks half-way: a sentence, and no row."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from events.legacy.importer import import_archive
from events.legacy.reader import UnusableArchive
from events.models import Event
from tests.legacy.processes import Database, path_of
from tests.legacy.tables import all_rows
from tests.legacy.texts import bring, event, write_folder
from tests.test_command_import_legacy import FILES, A, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path) -> Path:
    return write_folder(tmp_path, FILES)


# --- A database that does not take it: 2


def refuse_to_insert(monkeypatch, message: str) -> None:
    def refuse(*args, **kwargs):
        raise OperationalError(message)

    monkeypatch.setattr("events.legacy.writer.insert_rows", refuse)


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("attempt to write a readonly database", "It may only be read: give this user the right"),
        ("database is locked", "Another program is writing and did not end in time: run this"),
        ("database or disk is full", "The disk is full, or fails: make room on it, then run this"),
        ("no such table: events_event", "A table or column is missing: run `manage.py migrate`"),
        ("quite another thing", "Run this again; if it stays, the database's own log may tell"),
    ],
)
def test_what_the_database_refuses_is_a_sentence_and_status_2(message, advice, good, monkeypatch):
    refuse_to_insert(monkeypatch, message)
    before = all_rows()

    status, [line] = run(good)

    assert status == 2
    assert line.startswith(f"The database refused: {message}. Nothing was imported. {advice}")
    assert all_rows() == before


@pytest.mark.django_db(transaction=True)
def test_a_database_read_only_is_a_sentence_and_status_2(good):
    read_only = {
        "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
        "postgresql": (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(read_only[0])
    try:
        status, lines = run(good)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(read_only[1])

    assert status == 2
    assert len(lines) == 1
    assert lines[0].startswith("The database refused: ")
    assert "Nothing was imported. It may only be read: give this user the right" in lines[0]
    assert not Event.objects.exists()


def test_a_database_without_tables_is_a_sentence_even_if_only_asked_if_empty(good, monkeypatch):
    def refuse(*args):
        raise OperationalError("no such table: events_event")

    monkeypatch.setattr(Event.objects, "exists", refuse, raising=False)

    assert run(good, if_empty=True)[0] == 2


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_is_a_sentence_and_leaves_nothing(good):
    """The database itself says that it is full: a trigger on PostgreSQL, a limit on SQLite."""
    write_folder(good, event("Long.", description="x" * 300_000))
    before = all_rows()
    with full_disk():
        status, [line] = run(good)

    assert status == 2
    assert line.endswith(
        " Nothing was imported. The disk is full, or fails: make room on it, then run this again."
    )
    assert all_rows() == before
    assert run(good)[0] == 0


@contextmanager
def full_disk() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            yield
            cursor.execute("PRAGMA max_page_count = 4294967294")
            return
        cursor.execute(
            "CREATE FUNCTION pg_temp.full() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON events_event "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.full()"
        )
        yield
        cursor.execute("DROP TRIGGER full_disk ON events_event")


def test_a_missing_table_is_a_sentence(databases, good):
    database = databases.bare()

    status, out, errors = database.manage("import_legacy", good)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert errors.endswith(
        "Nothing was imported. A table or column is missing: run `manage.py migrate`, "
        "then this again.\n"
    )


def test_a_database_whose_folder_is_missing_is_a_sentence(good, tmp_path):
    nowhere = Database(f"sqlite:///{tmp_path}/nowhere/db.sqlite3")

    status, out, errors = nowhere.manage("import_legacy", good)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "nowhere/db.sqlite3-import: No such file or directory. Nothing was imported." in errors


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_database_file_that_may_only_be_read_is_a_sentence(databases, good):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no file of ours")
    database = databases.empty()
    path_of(database).chmod(0o444)

    status, out, errors = database.manage("import_legacy", good)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "Nothing was imported. It may only be read: give this user the right" in errors


# --- All or nothing


def test_an_import_that_breaks_half_way_leaves_no_row(good, monkeypatch):
    def break_down(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("events.legacy.writer.write_leaves", break_down)
    before = all_rows()

    with pytest.raises(DatabaseError), transaction.atomic():
        import_archive(good)

    assert all_rows() == before


def test_a_broken_second_import_leaves_the_first(good, monkeypatch):
    bring(FILES)
    before = all_rows()
    write_folder(good, event(A, description="More.") | event("New."))

    def break_down(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("events.legacy.writer.write_leaves", break_down)

    assert run(good)[0] == 2
    assert all_rows() == before


def test_a_folder_without_markdown_is_unusable(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing to import")

    with pytest.raises(UnusableArchive, match="there is no markdown file in it"):
        import_archive(tmp_path)

"""Exports of some days, and by several processes."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from events.legacy.exporter import Plan, archive_files
from events.legacy.parts import split
from tests.factories import make_event, make_page
from tests.legacy.texts import DAY, LATER, NEXT, bring, day, event, front, item, path_of

A, B, C = "A dam breaks.", "Rain falls.", "Snow falls."
OLD = event(A) | day(item(A))
NEW = event(B, NEXT) | day(item(B, NEXT), date=NEXT) | event(C, LATER)
FRONT = front(item(A), date=DAY)


def exported(**options) -> dict[str, bytes]:
    return {path: text.encode() for path, text in archive_files(Plan("en", **options))}


# --- From a day on


@pytest.mark.django_db
def test_days_before_are_left_out_and_what_is_of_no_day_is_not():
    bring(OLD | NEW)
    make_page(path="/faq/", title="FAQ")

    assert exported(since=NEXT) == NEW | {"faq.md": exported()["faq.md"]}


@pytest.mark.django_db
def test_the_front_page_shows_its_days_whatever_is_left_out():
    bring(OLD | FRONT)

    assert exported(since=LATER) == FRONT


@pytest.mark.django_db
def test_files_of_days_before_are_not_stale(tmp_path, capsys):
    bring(OLD | NEW)
    call_command("export_legacy", tmp_path)
    (tmp_path / "news/2004/08/10/stale.md").write_text("Old.\n")
    (tmp_path / "newsroom.md").write_text("Of the whole.\n")
    capsys.readouterr()

    call_command("export_legacy", tmp_path, since=NEXT, delete=True)

    assert capsys.readouterr().out == (
        "3 files: 0 new, 0 changed, 3 unchanged\n"
        "1 other files: deleted\n"
        "  news/2004/08/10/stale.md\n"
    )
    assert (tmp_path / path_of(A)).exists()


@pytest.mark.django_db
def test_what_is_no_date_is_refused(tmp_path):
    with pytest.raises(CommandError, match="--since"):
        call_command("export_legacy", str(tmp_path), "--since", "yesterday")


# --- Side by side


@pytest.mark.django_db
def test_parts_cover_every_day_once():
    for number in range(10):
        make_event(date=DAY + datetime.timedelta(days=number))
    make_event(date=DAY, status="draft")

    parts = split(Plan("en"), 4)

    assert [(part.since, part.until) for part in parts] == [
        (None, datetime.date(2004, 8, 11)),
        (datetime.date(2004, 8, 11), datetime.date(2004, 8, 13)),
        (datetime.date(2004, 8, 13), datetime.date(2004, 8, 15)),
        (datetime.date(2004, 8, 15), None),
    ]
    assert split(Plan("en", since=LATER), 4) == [Plan("en", since=LATER)]


@pytest.mark.django_db
def test_days_with_many_events_are_not_parted():
    for _number in range(5):
        make_event(date=DAY)

    assert [(part.since, part.until) for part in split(Plan("en"), 4)] == [(None, DAY), (DAY, None)]


def run(database: str, *command: str) -> str:
    """Run a command as an operator does; return what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database, "SECRET_KEY": "x"},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def test_several_processes_write_what_one_does(tmp_path):
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    run(database, "migrate", "--verbosity", "0")
    run(database, "import_legacy", "sample")

    one, two = (tmp_path / name for name in ("one", "two"))
    said = run(database, "export_legacy", str(one))

    assert run(database, "export_legacy", str(two), "--jobs", "2") == said
    assert texts(two) == texts(one) != {}


def texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


@pytest.mark.django_db
def test_a_database_in_memory_has_no_other_processes(tmp_path, monkeypatch):
    monkeypatch.setattr("events.management.commands.export_legacy.in_memory", lambda: True)

    with pytest.raises(CommandError, match="leave out --jobs"):
        call_command("export_legacy", tmp_path, jobs=2)

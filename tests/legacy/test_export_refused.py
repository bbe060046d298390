"""An export that cannot go on: a sentence, no half file."""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from events.legacy.tree import write_files
from tests.factories import make_event

pytestmark = pytest.mark.own_database


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_leaves_whole_files_only(tmp_path):
    (tmp_path / "old.md").write_text("Old.\n")
    files = [("a.md", "A\n"), ("old.md", "x" * 20_000), ("c.md", "C\n")]

    with pytest.raises(OSError, match=r"File too large: .*/old\.md") as refusal, room_for(10_000):
        write_files(tmp_path, files)

    assert refusal.value.filename == str(tmp_path / "old.md")
    assert files_in(tmp_path) == ["a.md", "old.md"]
    assert (tmp_path / "old.md").read_text() == "Old.\n"


def test_an_interrupted_export_leaves_whole_files_only(tmp_path, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, [("a.md", "A\n")])

    assert files_in(tmp_path) == []


def test_the_next_export_makes_up_for_it(tmp_path):
    files = [("a.md", "A\n"), ("b.md", "x" * 20_000)]
    with pytest.raises(OSError, match="too large"), room_for(10_000):
        write_files(tmp_path, files)

    report = write_files(tmp_path, files)

    assert (report.created, report.unchanged) == (["b.md"], 1)


@pytest.mark.django_db
def test_the_command_says_it_in_a_sentence(tmp_path):
    make_event(description="x" * 20_000, slug="rain")

    with pytest.raises(CommandError) as refusal, room_for(10_000):
        call_command("export_legacy", tmp_path)

    assert refusal.value.returncode == 2
    assert str(refusal.value) == (
        f"{tmp_path}/news/2004/08/9/rain.md: File too large. Files that were written until then "
        "are whole. The disk is full, or fails: make room on it, then run this again."
    )


@pytest.mark.django_db
def test_a_place_that_is_no_folder_is_a_sentence(tmp_path):
    make_event()
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="Not a directory") as refusal:
        call_command("export_legacy", tmp_path / "file")

    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_what_the_database_refuses_is_a_sentence(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("no such table: events_event")
        yield  # a generator, as the real one

    monkeypatch.setattr("events.management.commands.export_legacy.archive_files", refuse)

    with pytest.raises(CommandError, match="The database refused: no such table") as refusal:
        call_command("export_legacy", tmp_path)

    assert refusal.value.returncode == 2
    assert "run `manage.py migrate`" in str(refusal.value)


def test_the_process_says_one_line(databases, tmp_path):
    """As a whole process: nothing is left open that would complain at its end."""
    database = databases.empty()
    code = (
        "import resource, signal, django; django.setup()\n"
        "from django.core.management import execute_from_command_line\n"
        "from events.models import Event\n"
        "Event.objects.bulk_create([\n"
        "    Event(date='2004-08-09', title='Rain', description='x' * 200_000 * (number == 0),\n"
        "          status='published', slug=f'rain-{number}', position=number + 1)\n"
        "    for number in range(1_100)\n"
        "])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))\n"
        f"execute_from_command_line(['manage.py', 'export_legacy', {str(tmp_path)!r}])\n"
    )
    # Under the limit, Python would keep half of what it compiles, for all to stumble over.
    kept = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "PYTHONDONTWRITEBYTECODE": "1"}
    status, out, errors = database.run(sys.executable, "-c", code, **kept)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "rain-0.md: File too large. Files that were written" in errors
    assert files_in(tmp_path) == []

"""Proving that nothing of an archive is lost."""

import pytest
from django.core.management import CommandError, call_command

from events.models import Event
from tests.factories import make_event
from tests.legacy.tables import all_rows
from tests.legacy.texts import bring, day, event, item, path_of, write_folder

pytestmark = pytest.mark.django_db

A = "A dam breaks."
FILES = event(A, lead="Dam", description="Water.") | day(item(A))


def test_an_archive_is_imported_elsewhere_and_compared(tmp_path, capfd):
    make_event()
    before = all_rows()

    call_command("verify_legacy", write_folder(tmp_path, FILES))

    assert capfd.readouterr().out.splitlines()[-2:] == [
        "2 files = 1 events + 1 days + 0 pages + 0 twins + 0 failed",
        "2 files the same, 0 differ, 0 only in the archive, 0 only in the database",
    ]
    assert all_rows() == before


@pytest.mark.once
def test_a_file_that_fails_is_only_in_the_archive(tmp_path, capfd):
    archive = write_folder(tmp_path, FILES | {"notes.md": b"Nothing of the format.\n"})

    with pytest.raises(SystemExit) as stop:
        call_command("verify_legacy", archive)

    assert stop.value.code == 1
    out = capfd.readouterr().out
    assert "notes.md:1: expected a heading" in out
    assert "notes.md: only in the archive" in out


@pytest.mark.raw_writes
def test_it_can_be_compared_with_what_is_here(tmp_path, capsys):
    archive = write_folder(tmp_path, FILES)
    bring(FILES)

    call_command("verify_legacy", archive, here=True)
    assert capsys.readouterr().out.startswith("2 files the same, 0 differ")

    Event.objects.update(description="More.")
    with pytest.raises(SystemExit) as stop:
        call_command("verify_legacy", archive, here=True)
    assert stop.value.code == 1
    assert f"{path_of(A)}:6: archive “Water.”, database “More.”" in capsys.readouterr().out


@pytest.mark.parametrize("here", [True, pytest.param(False, marks=pytest.mark.once)])
def test_what_is_no_archive_is_said_with_status_2(tmp_path, here):
    with pytest.raises(CommandError) as refusal:
        call_command("verify_legacy", tmp_path / "nothing", here=here)

    assert refusal.value.returncode == 2

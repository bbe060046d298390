"""The command: options, exit status, and what it prints."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events.management.commands import import_legacy
from events.models import Event
from tests.factories import make_event
from tests.legacy.tables import all_rows, rows_but_runs, titles
from tests.legacy.texts import (
    NEXT,
    cite,
    day,
    event,
    item,
    page,
    related,
    write_folder,
    write_zip,
)

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "Rain falls."
FILES = (
    event(A, lead="Dam", citations=(cite(),), related=(related(B, "Rain", NEXT),))
    | day(item(A, lead="Dam"))
    | day(item(A, lead="Dam"), name="README")
    | page("faq/README.md", "Questions")
)
KEPT_LINE = (
    "kept as edited here: /news/2004/08/09/a-dam-breaks/: description: “Mine.”, in the archive “”"
)
BAD = {"news/2004/08/9/bad.md": b"words\n"}
BAD_LINE = "news/2004/08/9/bad.md:1: expected a heading: '# title' or '## title', found 'words'"


def run(path: Path, **options) -> tuple[int, list[str]]:
    """The exit status, and the lines printed."""
    out = StringIO()
    status = 0
    try:
        call_command("import_legacy", path, stdout=out, **options)
    except CommandError as error:
        status = error.returncode
        out.write(str(error))
    except SystemExit as stop:
        status = stop.code
    return status, out.getvalue().splitlines()


@pytest.fixture
def good(tmp_path) -> Path:
    return write_folder(tmp_path / "good", FILES)


@pytest.fixture
def bad(tmp_path) -> Path:
    return write_folder(tmp_path / "bad", FILES | BAD)


# --- All well: 0


def test_the_report_counts_everything_and_ends_with_the_sum(good):
    assert run(good) == (
        0,
        [
            "events: 2 created, 0 updated, 0 unchanged, 1 by reference, 0 deleted before",
            "added: 2 entities, 1 sources, 1 citations, 0 redirects",
            "4 files = 1 events + 1 days + 1 pages + 1 twins + 0 failed",
        ],
    )


def test_a_second_run_says_that_nothing_was_new(good):
    run(good)

    assert run(good) == (
        0,
        [
            "events: 0 created, 0 updated, 2 unchanged, 0 by reference, 0 deleted before",
            "added: 0 entities, 0 sources, 0 citations, 0 redirects",
            "4 files = 1 events + 1 days + 1 pages + 1 twins + 0 failed",
        ],
    )


def test_the_path_may_be_a_text(good):
    assert run(str(good))[0] == 0


# --- Problems: 1


def test_problems_come_first_and_give_status_1(bad):
    status, lines = run(bad)

    assert status == 1
    assert lines[0] == BAD_LINE
    assert lines[-1] == "5 files = 1 events + 1 days + 1 pages + 1 twins + 1 failed"
    assert titles() == [A, B]


def test_strict_writes_nothing_but_its_run_if_a_file_fails(bad):
    before = rows_but_runs()
    status, lines = run(bad, strict=True)

    assert status == 1
    assert lines[-2] == "Nothing was written, because files failed and the import was strict."
    assert rows_but_runs() == before


def test_strict_writes_what_is_all_well(good):
    assert run(good, strict=True)[0] == 0
    assert titles() == [A, B]


# --- Unusable: 2


@pytest.mark.parametrize("name", ["nowhere", "words.txt", "cut.zip"])
def test_an_unusable_path_gives_status_2_and_one_sentence(name, tmp_path):
    (tmp_path / "words.txt").write_text("words")
    write_zip(tmp_path / "cut.zip", FILES).write_bytes(b"PK\x03\x04")
    before = all_rows()

    status, lines = run(tmp_path / name)

    assert status == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"{tmp_path / name}: ")
    assert all_rows() == before


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_below_one_is_refused(limit, good):
    with pytest.raises(CommandError, match="limit"):
        call_command("import_legacy", str(good), f"--limit={limit}")


def test_no_path_is_refused():
    with pytest.raises(CommandError, match="path"):
        call_command("import_legacy")


# --- Options


def test_a_trial_run_writes_nothing_and_says_so(good):
    make_event(entities=["Dam"])
    before = all_rows()

    status, lines = run(good, dry_run=True)

    assert (status, lines[3]) == (
        0, "events: 2 created, 0 updated, 0 unchanged, 1 by reference, 0 deleted before"
    )  # fmt: skip
    assert lines[-2] == "A trial run: nothing was written."
    assert all_rows() == before


def test_a_trial_run_over_known_events_writes_nothing(good):
    run(good)
    before = all_rows()
    write_folder(good, event(A, description="More."))

    _status, lines = run(good, dry_run=True)

    assert "1 updated" in lines[-4]
    assert all_rows() == before


def test_a_trial_run_with_problems_gives_status_1(bad):
    assert run(bad, dry_run=True)[0] == 1


def test_a_limit_reads_so_many_files(good):
    assert run(good, limit=2)[1][-1] == (
        "2 files = 0 events + 1 days + 1 pages + 0 twins + 0 failed"
    )


def test_a_limit_counts_refused_files_too(tmp_path):
    write_folder(tmp_path, FILES)
    (tmp_path / "a.md").symlink_to("faq/README.md")

    assert run(tmp_path, limit=1)[1][-1] == (
        "1 files = 0 events + 0 days + 0 pages + 0 twins + 1 failed"
    )


def test_if_empty_does_nothing_where_there_are_events(good):
    make_event()
    before = all_rows()

    assert run(good, if_empty=True) == (0, [])
    assert all_rows() == before


def test_if_empty_imports_where_there_are_none(good):
    assert run(good, if_empty=True)[0] == 0
    assert titles() == [A, B]


# --- How much it says


def test_quiet_prints_nothing_but_keeps_the_status(bad):
    assert run(bad, verbosity=0) == (1, [])


@pytest.mark.raw_writes
def test_usually_what_was_kept_is_named_and_what_was_left_counted(good):
    run(good)
    Event.objects.filter(title=A).update(description="Mine.")
    (good / "picture.png").write_bytes(b"\x89PNG")

    assert run(good)[1][:3] == [KEPT_LINE, "1 kept as edited here", "1 left out, not markdown"]


@pytest.mark.raw_writes
def test_detailed_names_what_was_kept_and_left(good):
    run(good)
    Event.objects.filter(title=A).update(description="Mine.")
    (good / "picture.png").write_bytes(b"\x89PNG")

    assert run(good, verbosity=2)[1][:4] == [
        KEPT_LINE,
        "1 kept as edited here",
        "left out, not markdown: picture.png",
        "1 left out, not markdown",
    ]


def test_names_read_with_doubt_are_counted_and_named(tmp_path):
    write_folder(tmp_path, event(A, lead="Chicago, Illinois"))
    write_folder(tmp_path, day(item(A, context="Chicago, Illinois"), item(B, context="Chicago")))
    write_folder(tmp_path, day(item(A, NEXT, context="Illinois"), date=NEXT))

    assert run(tmp_path)[1][0] == "1 read as best as the archive shows, but doubtful"
    assert run(tmp_path, verbosity=2)[1][0] == (
        "read as best as the archive shows, but doubtful: Chicago, Illinois → Chicago, Illinois"
    )


# --- Progress


def test_progress_shows_on_a_terminal_only(good, monkeypatch):
    shown = []

    def show(things, what):
        shown.append(what)
        return things

    monkeypatch.setattr(import_legacy, "show_progress", show)
    run(good)
    assert shown == []

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(good, verbosity=0)
    assert shown == []
    run(good)
    assert shown[0] == "files read"


def test_progress_goes_to_the_error_stream_and_gives_everything(capsys):
    assert list(import_legacy.show_progress(iter([1, 2]), "things")) == [1, 2]
    assert capsys.readouterr().out == ""

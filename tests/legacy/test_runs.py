"""The run that an import leaves, with its lines, and what links to it."""

import pytest

from events.legacy.importer import import_archive
from events.models import Event, EventFile, ImportLine, ImportRun
from tests.factories import make_event
from tests.legacy.tables import all_rows
from tests.legacy.texts import (
    LATER,
    NEXT,
    bring,
    cite,
    day,
    event,
    item,
    path_of,
    related,
    write_folder,
)

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "Rain falls."
ARCHIVE = event(A, lead="Dam", citations=(cite(),), related=(related(B, "Rain", NEXT),)) | day(
    item(A, lead="Dam"), item("Unwritten.")
)
BAD = {"news/2004/08/9/bad.md": b"words\n"}


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "archive", ARCHIVE | BAD | {"picture.png": b"\x89"})


def lines(run: ImportRun) -> list[tuple]:
    columns = ("kind", "path", "line", "field", "here", "archive")
    return list(run.lines.order_by("pk").values_list(*columns))


def test_an_import_leaves_a_run_with_its_counts(folder):
    report = import_archive(folder, limit=50)

    run = ImportRun.objects.get()
    assert (run.path, run.options, run.outcome) == (str(folder), {"limit": 50}, "done")
    assert run.started_at <= run.finished_at
    assert run.files == {"events": 1, "days": 1, "failed": 1}
    assert run.events == report.events
    assert run.rows == {"entities": 2, "sources": 1, "citations": 1, "redirects": 0}
    assert run.noted == {"problem": 1, "left_out": 1}


def test_problems_and_files_left_out_stay(folder):
    import_archive(folder)

    assert lines(ImportRun.objects.get()) == [
        (
            "problem",
            "news/2004/08/9/bad.md",
            1,
            "",
            "a heading: '# title' or '## title'",
            "'words'",
        ),
        ("left_out", "picture.png", None, "", "", ""),
    ]


def test_lookalikes_stay():
    old = f"{B[:-1]} in the valley, and the river rises by two metres."
    new = f"{old[:-1]} now."
    report = bring(event(old) | event(new) | day(item(new)))

    [sentence] = report.lookalikes
    assert lines(ImportRun.objects.get()) == [
        ("lookalike", path_of(old), None, "", "", sentence),
    ]


def test_what_was_kept_stays_with_both_values_and_its_event(folder):
    import_archive(folder)
    event_ = Event.objects.get(title=A)
    event_.description = "Mine.\n\nAll mine."
    event_.save()
    import_archive(folder)

    [kept] = ImportLine.objects.filter(kind="kept")
    assert (kept.event, kept.run) == (event_, ImportRun.objects.latest("pk"))
    assert (kept.path, kept.field) == ("/news/2004/08/09/a-dam-breaks/", "description")
    assert (kept.here, kept.archive) == ("Mine.\n\nAll mine.", "")


def test_doubtful_readings_stay():
    bring(
        event(A, lead="Chicago, Illinois")
        | day(item(A, context="Chicago, Illinois"), item(B, context="Chicago"))
        | day(item(A, NEXT, context="Illinois"), date=NEXT)
    )

    assert lines(ImportRun.objects.get()) == [
        ("doubt", "Chicago, Illinois", None, "", "", "Chicago, Illinois")
    ]


def test_events_link_to_the_run_that_brought_them_and_files_to_the_one_that_read_them():
    bring(ARCHIVE)
    bring(ARCHIVE | event(A, description="Water.") | event("New.", LATER))
    first, second = ImportRun.objects.order_by("pk")

    assert dict(Event.objects.values_list("title", "run")) == {
        A: first.pk, "Unwritten.": first.pk, B: first.pk, "New.": second.pk,
    }  # fmt: skip
    assert set(EventFile.objects.values_list("run", flat=True)) == {second.pk}


def test_an_event_written_here_has_no_run():
    assert make_event().run is None


def test_a_strict_import_that_is_refused_leaves_nothing_but_its_run(folder):
    import_archive(folder, strict=True)

    run = ImportRun.objects.get()
    assert (run.outcome, run.options) == ("refused", {"strict": True})
    assert (run.noted, run.events) == ({"problem": 1, "left_out": 1}, {})
    assert not Event.objects.exists()


@pytest.mark.parametrize("strict", [True, False])
def test_a_trial_run_leaves_no_run(folder, strict):
    before = all_rows()
    import_archive(folder, dry_run=True, strict=strict)

    assert all_rows() == before


def test_paths_and_texts_that_no_database_takes_are_escaped(tmp_path):
    name = b"\xff.png"
    folder = write_folder(tmp_path, ARCHIVE)
    (tmp_path / "news" / "a.md").write_bytes(b"wor\x00ds\n")
    with open(bytes(tmp_path) + b"/" + name, "wb"):
        import_archive(folder)

    run = ImportRun.objects.get()
    assert [line[1] for line in lines(run)] == ["news/a.md", "\\udcff.png"]
    assert "\x00" not in str(lines(run))


def test_deleting_a_run_leaves_the_events_as_they_are():
    bring(ARCHIVE)
    before = list(Event.objects.order_by("pk").values("title", "version", "updated_at"))

    ImportRun.objects.get().delete()

    assert list(Event.objects.order_by("pk").values("title", "version", "updated_at")) == before
    assert not Event.objects.exclude(run=None).exists()
    assert not ImportLine.objects.exists()


def test_deleting_an_event_leaves_the_lines_about_it(folder):
    import_archive(folder)
    Event.objects.filter(title=A).update(description="Mine.")
    import_archive(folder)
    Event.objects.get(title=A).delete()

    [kept] = ImportLine.objects.filter(kind="kept")
    assert (kept.event, kept.here) == (None, "Mine.")

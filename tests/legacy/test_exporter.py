"""The archive's tree, written from the rows: byte for byte what was imported, or as it is now."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from events import desk
from events.changes import public_changes
from events.legacy.exporter import Plan, archive_files
from events.legacy.fields import present_value
from events.legacy.grammar import parse_event, write_event
from events.legacy.identity import fingerprint
from events.legacy.importer import import_archive
from events.legacy.single import event_text
from events.legacy.tree import ExportReport, settle, write_files
from events.legacy.wording import STYLES
from events.models import Event, Page, Source, Status
from events.models.history import unrecorded
from tests.factories import make_citation, make_event
from tests.legacy.shapes_events import EVENTS
from tests.legacy.shapes_lists import DAYS, FRONTS
from tests.legacy.tables import clear
from tests.legacy.test_import_archives import CHINESE, ENGLISH, SAMPLES, SEED, markdown
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    change,
    cite,
    day,
    event,
    front,
    item,
    page,
    path_of,
    related,
)

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "A bridge falls.", "The valley is empty."
HOUR = datetime.timedelta(hours=1)


def exported(form: str = "en", **options) -> dict[str, bytes]:
    return {path: text.encode() for path, text in archive_files(Plan(form, **options))}


def export_into(
    folder: Path, files: list[tuple[str, str]], *, delete: bool = False
) -> ExportReport:
    report = write_files(folder, files)
    settle(folder, report, delete=delete)
    return report


def named(title: str) -> Event:
    return Event.objects.get(title=title)


def differing(files: dict[str, bytes], now: dict[str, bytes]) -> set[str]:
    return {path for path in files | now if files.get(path) != now.get(path)}


def plain(data: bytes) -> bytes:
    """What a file of an event says in the old grammar."""
    return write_event(replace(parse_event(data.decode()), extra={})).encode()


CHRONICLE = (
    event(A, lead="Dam", description="Water.", citations=(cite(),), related=(related(B, "Dam"),))
    | event(B, lead="Dam", related=(related(A, "Dam"), related(C, "Dam", NEXT)))
    | event(C, NEXT, lead="Valley")
    | day(item(A, lead="Dam", second="Water."), item(B, lead="Dam", context="Dam"))
    | day(item(C, NEXT, lead="Valley"), date=NEXT)
    | page("faq/index.md", "FAQ")
)


@pytest.fixture
def chronicle() -> dict[str, bytes]:
    bring(CHRONICLE)
    assert exported() == CHRONICLE
    return CHRONICLE


def path_of_day(date: datetime.date) -> str:
    return f"news/{date:%Y/%m}/{date.day}/index.md"


# --- Byte for byte


@pytest.mark.parametrize("shape", sorted(EVENTS))
def test_every_form_of_event_file_comes_out_as_it_came_in(shape):
    text, words = EVENTS[shape]
    path = f"news/{words.date:%Y/%m}/{words.date.day}/a-dam-breaks.md"
    bring({path: text.encode()})

    assert exported()[path] == text.encode()


@pytest.mark.parametrize("shape", sorted(DAYS))
def test_every_form_of_day_page_comes_out_as_it_came_in(shape):
    text, words = DAYS[shape]
    bring({path_of_day(words.date): text.encode()})

    assert exported() == {path_of_day(words.date): text.encode()}


@pytest.mark.parametrize("shape", sorted(FRONTS))
def test_every_form_of_front_page_comes_out_as_it_came_in(shape):
    text = FRONTS[shape][0]
    bring({"index.md": text.encode(), "README.md": text.encode()})

    assert exported() == {"index.md": text.encode(), "README.md": text.encode()}


@pytest.mark.archive
@pytest.mark.parametrize("name", [SEED, SAMPLES])
def test_real_pages_come_out_as_they_came_in(name, archives):
    path = archives / name
    import_archive(path)
    if name == SEED:
        assert path.read_bytes() in exported().values()
    else:
        assert exported() == {at.removeprefix("./"): data for at, data in markdown(path).items()}


@pytest.mark.archive
@pytest.mark.verify
@pytest.mark.parametrize(("name", "form"), [(CHINESE, "zh"), (ENGLISH, "en")])
def test_whole_archives_come_out_as_they_came_in(name, form, archives):
    import_archive(archives / name)

    assert exported(form) == markdown(archives / name)


# --- After an editor's change only the files that show it differ


def save(event: Event, **fields) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"title": "A dam is broken."}, {path_of(A), path_of(B), path_of_day(DAY)}),
        ({"description": "More water."}, {path_of(A), path_of_day(DAY)}),
        ({"position": 3}, {path_of_day(DAY)}),
        ({"lead_text": "Dams"}, {path_of(A), path_of_day(DAY)}),
        ({"status": Status.WITHDRAWN}, {path_of(A), path_of(B), path_of_day(DAY)}),
        (
            {"publish_at": timezone.now() + HOUR},
            {path_of(A), path_of(B), path_of_day(DAY)},
        ),
    ],
)
def test_a_change_shows_where_the_event_is_told(chronicle, fields, shown):
    save(named(A), **fields)

    assert differing(chronicle, exported()) == shown


def test_what_is_not_public_is_nowhere_to_be_read(chronicle):
    desk.set_status([named(A)], Status.DRAFT)

    text = b"".join(exported().values())
    assert b"dam breaks" not in text
    assert b"bridge falls" in text


def test_an_event_that_moves_takes_its_file_and_the_links_to_it_along(chronicle):
    with unrecorded():
        save(named(A), slug="dam")

    now = exported()
    assert differing(chronicle, now) == {
        path_of(A),
        path_of(A, slug="dam"),
        path_of(B),
        path_of_day(DAY),
    }
    assert plain(now[path_of(A, slug="dam")]) == chronicle[path_of(A)]
    assert b"](/news/2004/08/9/dam.md)" in now[path_of(B)]


def test_an_event_with_another_date_leaves_one_index_for_the_other(chronicle):
    save(named(A), date=NEXT, position=1)

    now = exported()
    assert A.encode() not in now[path_of_day(DAY)]
    assert now[path_of_day(NEXT)].index(A.encode()) < now[path_of_day(NEXT)].index(C.encode())
    assert path_of(A) not in now
    assert now[path_of(A, NEXT)].startswith(b"### [2004-08-10](/news/2004/08/10/index.md)")


def test_a_citation_is_shown(chronicle):
    make_citation(named(B), source=Source.objects.get(), url="https://gazette.example/2")

    now = exported()
    assert differing(chronicle, now) == {path_of(B)}
    assert b"1. [The Gazette](https://gazette.example/2)" in now[path_of(B)]


def test_a_source_with_another_name_is_shown(chronicle):
    source = Source.objects.get()
    source.name = "The Paper"
    source.save()

    assert differing(chronicle, exported()) == {path_of(A), "sources/the-gazette.md"}


def test_a_long_form_page_is_shown(chronicle):
    Page.objects.update(text="Other words.\n")

    assert differing(chronicle, exported()) == {"faq/index.md"}


# --- What was written here


def test_a_new_event_gets_a_file_and_a_place_in_the_index_of_its_day(chronicle):
    make_event(title="It rains.", date=DAY, description="For days.", entities=["Rain"], position=2)

    now = exported()
    assert differing(chronicle, now) == {path_of("It rains.", slug="it-rains"), path_of_day(DAY)}
    index = now[path_of_day(DAY)].decode()
    assert "##### \n### [It rains.](/news/2004/08/9/it-rains.md)\nFor days.\n\n" in index
    assert plain(now[path_of("It rains.", slug="it-rains")]) == (
        b"### [2004-08-9](/news/2004/08/9/index.md)\n\n##### \n# It rains.\n\nFor days.\n\n"
    )


def test_a_new_day_gets_an_index_with_its_twin(chronicle):
    make_event(title="It rains.", date=LATER)

    now = exported()
    files = {path_of("It rains.", LATER, slug=name) for name in ("it-rains", "index", "README")}
    assert differing(chronicle, now) == files
    index = now[path_of("", LATER, slug="index")]
    assert index == now[path_of("", LATER, slug="README")]
    assert index.endswith(b"## [Previous Day...](/news/2004/08/10/index.md)\n\n")


def test_a_new_day_is_the_previous_day_of_the_next():
    bring(day(item(A)) | day(item(B, LATER), date=LATER, previous=None))
    make_event(title="It rains.", date=NEXT)

    assert b"2004/08/9" in exported()[path_of("", NEXT, slug="index")]


def test_chinese_words_for_what_a_chinese_site_writes():
    make_citation(make_event(title="下雨了。", date=DAY))
    make_event(title="晴天。", date=NEXT)

    now = exported("zh")
    assert "### 信息来源:" in now[path_of("", slug="下雨了")].decode()
    assert (
        "## [前一天...](/zh/news/2004/08/9/index.md)"
        in now[path_of("", NEXT, slug="index")].decode()
    )


def test_what_is_known_by_a_list_only_gets_a_file_when_an_editor_tells_more():
    bring(day(item(A)))
    assert path_of(A) not in exported()

    save(named(A), description="More.")
    assert b"More." in exported()[path_of(A)]


def test_an_imported_event_that_no_index_listed_stays_out_of_it():
    files = event(A) | event(B) | day(item(A))
    bring(files)

    assert exported() == files


def test_the_front_page_follows_the_latest_days():
    files = day(item(A)) | front(item(A))
    bring(files)
    assert exported() == files

    make_event(title="It rains.", date=NEXT)
    assert b"It rains." in exported()["index.md"]


# --- Related


def test_panels_of_today_may_stand_in_place_of_the_imported_lists(chronicle):
    named(C).entities.add("Dam")

    now = exported(computed=True)
    assert b"_Context: Dam_" in now[path_of(C, NEXT)]
    assert now[path_of(A)] != chronicle[path_of(A)]


def test_changes_are_kept():
    files = event(A, changes=(change(B, "first", "2018-01-02 03:04:05"), change(A, "current")))
    bring(files)

    assert exported() == files


# --- Files


def test_only_files_that_differ_are_touched(tmp_path):
    files = [("a.md", "A\n"), ("b/c.md", "C\n")]
    first = export_into(tmp_path, files)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}

    second = export_into(tmp_path, [("a.md", "A\n"), ("b/c.md", "D\n")])

    assert (first.created, first.changed, first.unchanged) == (["a.md", "b/c.md"], [], 0)
    assert (second.created, second.changed, second.unchanged) == ([], ["b/c.md"], 1)
    assert (tmp_path / "a.md").stat().st_mtime_ns == before[tmp_path / "a.md"]
    assert (tmp_path / "b/c.md").read_text() == "D\n"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.md", "c.md"]


def test_stale_files_are_named_and_deleted_only_if_asked_for(tmp_path):
    stale = tmp_path / "old" / "deep" / "stale.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("Old.\n")
    (tmp_path / "notes.txt").write_text("Mine.\n")

    assert export_into(tmp_path, [("a.md", "A\n")]).stale == ["old/deep/stale.md"]
    assert stale.exists()

    export_into(tmp_path, [("a.md", "A\n")], delete=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "notes.txt"]


def test_what_version_control_keeps_in_the_folder_is_never_stale(tmp_path):
    branch = tmp_path / ".git" / "refs" / "heads" / "draft.md"
    branch.parent.mkdir(parents=True)
    branch.write_text("0\n")

    assert export_into(tmp_path, [("a.md", "A\n")], delete=True).stale == []
    assert branch.exists()


def test_no_file_is_written_outside_the_folder(tmp_path):
    with pytest.raises(ValueError, match="leads out"):
        export_into(tmp_path / "archive", [("../a.md", "A\n")])

    assert not list(tmp_path.glob("*.md"))


def test_the_command_says_what_it_did(tmp_path, capsys):
    bring(CHRONICLE)
    (tmp_path / "stale.md").write_text("Old.\n")

    call_command("export_legacy", tmp_path, form="en")
    assert capsys.readouterr().out == (
        "6 files: 6 new, 0 changed, 0 unchanged\n"
        "1 other files: not of this archive; --delete removes them\n"
        "  stale.md\n"
    )
    call_command("export_legacy", tmp_path, form="en", delete=True)
    assert capsys.readouterr().out.startswith("6 files: 0 new, 0 changed, 6 unchanged\n")
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.md")
    }
    assert written == CHRONICLE


def test_an_export_into_an_empty_database_and_out_again_is_the_same():
    bring(CHRONICLE)
    make_event(title="It rains.", date=LATER, description="For days.")
    files = exported()
    clear()

    bring(files)

    assert exported() == files


def test_an_export_into_its_own_database_brings_no_event_twice(chronicle):
    make_event(title="It rains.", date=LATER, description="For days.")
    save(named(A), title="A dam is broken.")
    files = exported()
    before = set(Event.objects.values_list("pk", "date", "title", "slug", "description"))

    bring(files)

    assert set(Event.objects.values_list("pk", "date", "title", "slug", "description")) == before
    assert exported() == files


def test_what_was_written_here_and_came_back_still_follows_its_editors():
    make_event(title="It rains.", date=DAY)
    bring(exported())

    with unrecorded():
        save(named("It rains."), title="It pours.")

    now = exported()
    assert b"It rains." not in b"".join(now.values())
    assert b"It pours." in now[path_of("", slug="index")]
    assert b"# It pours." in now[path_of("", slug="it-rains")]


@pytest.mark.parametrize("old", [(), (change(C, "first", "2018-01-02 03:04:05"),)])
def test_versions_told_here_go_out_and_come_back_once(old):
    bring(event(A, changes=(*old, change(A, "current")) if old else ()) | day(item(A)))
    save(named(A), title=B)
    told = public_changes(named(B))

    files = exported()
    assert b"(Current version)_" in files[path_of(A)]
    bring(files)

    assert public_changes(named(B)) == told
    assert exported() == files


def test_a_change_that_is_another_event_now_is_told_only_while_that_is_public():
    files = event(A, changes=(change(B, "first", "2018-01-02 03:04:05"), change(A, "current")))
    files |= event(B)
    bring(files)
    assert exported() == files

    desk.set_status([named(B)], Status.DRAFT)

    assert B.encode() not in b"".join(exported().values())
    assert event_text(named(A), STYLES["en"]).encode() == exported()[path_of(A)]


def test_two_events_of_a_day_with_one_title_stay_two():
    bring(event(A, description="Water.") | day(item(A)))
    make_event(title=A, date=DAY, description="More water.")
    files = exported()
    bring(files)
    assert exported() == files
    clear()

    bring(files)

    assert exported() == files
    assert {e.description for e in Event.objects.filter(title=A)} == {"Water.", "More water."}


def test_a_file_that_keeps_citations_of_a_source_with_another_name_prints_them(chronicle):
    row = named(A).files.get()
    row.citations = [["The Old Gazette", "https://gazette.example/1", "", "", "The Gazette"]]
    row.save()
    event_ = named(A)
    event_.imported |= {"citations": fingerprint(present_value(event_, "citations"))}
    event_.save()

    assert b"1. [The Old Gazette](https://gazette.example/1)" in exported()[path_of(A)]

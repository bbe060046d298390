"""Importing again: nothing is written twice, nothing an editor did is undone."""

import pytest

from events.legacy.report import ImportReport
from events.models import Citation, Entity, Event, Page, Status
from events.text import is_web_link
from tests.factories import make_source
from tests.legacy.tables import rows_but_runs, titles
from tests.legacy.texts import (
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
    related,
)
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
COLLISION = day(item(A, slug="x"), item(B, slug="x"))
ARCHIVE = (
    event(
        A,
        lead="Dam",
        description="Water.",
        citations=(cite(),),
        related=(related(B, "Rain", NEXT),),
    )
    | event(B, NEXT, changes=(change("Drops fall.", "first", date=NEXT), change(B, "current")))
    | day(item(A, lead="Dam", context="Dam, Valley"), item("Unwritten."))
    | day(item(A, lead="Dam", context="Dam, Valley"), item("Unwritten."), name="README")
    | front(item(B, NEXT), date=NEXT)
    | event(C, LATER, related=(related("Far away.", "Chicago, Illinois", NEXT),))
    | page("faq/README.md", "Questions")
)


def the(title: str) -> Event:
    [event] = [event for event in Event.objects.all() if event.headline == title]
    return event


def kept(report: ImportReport) -> list[str]:
    return [f"{kept.address}: {kept.field}" for kept in report.kept]


def edit(old: str, **fields) -> Event:
    event = the(old)
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()
    return event


# --- A second run


@pytest.mark.parametrize(
    "files",
    [
        ARCHIVE,
        event(A, slug="x") | COLLISION,
        event("", slug="") | day(item("", slug="")),
        event(A, slug="x") | COLLISION | front(item(C, slug="x-2")),
        event(A, slug="one") | event(A, slug="two"),
        event(A, slug="one") | event(A, slug="two", description="More."),
        event(A, lead="L" * 600),
        event(A, citations=(cite(""), cite(" ", "not an address"), cite("", ""))),
    ],
    ids=[
        "all kinds",
        "collision",
        "empty",
        "made-up name",
        "copies",
        "two files",
        "long lead",
        "no source name",
    ],
)
def test_a_second_run_writes_nothing(files):
    created = bring(files).events["created"]
    before = rows_but_runs()

    report = bring(files)

    assert rows_but_runs() == before
    assert (report.events["created"], report.events["updated"]) == (0, 0)
    assert report.events["unchanged"] == created
    assert report.rows.total() == 0


def test_a_second_run_of_titles_that_share_a_missing_file_writes_nothing():
    bring(COLLISION)
    before = rows_but_runs()
    bring(COLLISION)

    assert rows_but_runs() == before


def test_a_second_run_in_another_order_writes_nothing():
    bring(ARCHIVE)
    before = rows_but_runs()
    bring(dict(reversed(ARCHIVE.items())))

    assert rows_but_runs() == before


def test_a_second_run_of_a_part_writes_nothing():
    bring(ARCHIVE)
    before = rows_but_runs()

    for path, data in ARCHIVE.items():
        if not path.endswith("README.md"):
            bring({path: data})

    assert rows_but_runs() == before


# --- What an editor wrote


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "The dam breaks."), ("description", "Much water."), ("position", 9)],
)
def test_what_an_editor_changed_is_kept_and_said(field, value):
    bring(ARCHIVE)
    event = edit(A, **{field: value})

    report = bring(ARCHIVE)

    event.refresh_from_db()
    assert getattr(event, field) == value
    assert kept(report) == [f"/news/2004/08/09/a-dam-breaks/: {field}"]
    assert "1 kept as edited here" in list(report.lines())


def test_a_lead_that_an_editor_changed_is_kept_and_said():
    bring(ARCHIVE)
    event = edit(A, lead=Entity.objects.get(name="Valley"), lead_text="")

    report = bring(ARCHIVE)

    event.refresh_from_db()
    assert event.lead.name == "Valley"
    assert kept(report) == ["/news/2004/08/09/a-dam-breaks/: lead"]


def test_a_lead_that_an_editor_changed_is_kept_when_the_file_prints_another():
    bring(event(A, lead="Dam") | day(item(A, context="Dam, Valley")))
    event_ = edit(A, lead=Entity.objects.get(name="Valley"))

    bring(event(A, lead="Barrage"))

    event_.refresh_from_db()
    assert event_.lead.name == "Valley"


@pytest.mark.parametrize("change", ["added", "altered", "deleted"])
def test_citations_that_an_editor_changed_are_kept_and_said(change):
    bring(ARCHIVE)
    if change == "added":
        Citation.objects.create(event=the(A), source=make_source(), url="https://x.example/")
    elif change == "altered":
        Citation.objects.update(url="https://x.example/")
    else:
        Citation.objects.all().delete()
    before = rows_but_runs()["events.Citation"]

    report = bring(ARCHIVE)

    assert rows_but_runs()["events.Citation"] == before
    assert kept(report) == ["/news/2004/08/09/a-dam-breaks/: citations"]


def test_one_changed_field_does_not_hold_the_others():
    bring(event(A, description="Water.", citations=(cite(),)))
    edit(A, title="The dam breaks.")

    bring(event(A, description="More water.", citations=(cite(url="https://gazette.example/2"),)))

    event_ = the("The dam breaks.")
    assert event_.description == "More water."
    assert [cited.url for cited in event_.citations.all()] == ["https://gazette.example/2"]


def test_another_address_or_date_of_an_event_is_kept():
    bring(ARCHIVE)
    edit(A, slug="the-dam", date=LATER)
    before = rows_but_runs()

    bring(ARCHIVE)

    assert rows_but_runs() == before


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_the_state_of_an_event_is_kept(status):
    bring(ARCHIVE)
    edit(A, status=status)
    before = rows_but_runs()

    bring(ARCHIVE)

    assert rows_but_runs() == before
    assert_exact()


def test_a_changed_page_is_kept_and_said():
    bring(ARCHIVE)
    Page.objects.update(text="New words.")

    report = bring(page("faq/README.md", "Questions", "Other words.\n"))

    assert Page.objects.get().text == "New words."
    assert kept(report) == ["/faq/: text"]


def test_a_deleted_page_does_not_come_back():
    bring(ARCHIVE)
    Page.objects.all().delete()
    bring(ARCHIVE)

    assert not Page.objects.exists()


def test_a_page_at_the_address_of_one_written_here_gets_another():
    Page.objects.create(path="/faq/", title="Written here")
    bring(ARCHIVE)

    assert dict(Page.objects.values_list("path", "title")) == {
        "/faq/": "Written here",
        "/faq/README.md": "Questions",
    }


# --- Deleted events


@pytest.mark.parametrize("title", [A, B, "Unwritten.", "Far away."])
def test_a_deleted_event_does_not_come_back(title):
    bring(ARCHIVE)
    the(title).delete()
    before = rows_but_runs()

    report = bring(ARCHIVE)

    assert rows_but_runs() == before
    assert report.events["deleted before"] == 1
    assert_exact()


def test_a_deleted_event_does_not_come_back_by_what_other_files_say():
    bring(ARCHIVE)
    the(A).delete()
    bring(event("New.", LATER, related=(related(A, "Rain"),)) | front(item(A)))

    assert titles() == ["Unwritten.", "Far away.", B, C, "New."]


def test_a_deleted_event_does_not_come_back_under_an_earlier_title():
    bring(ARCHIVE)
    the(B).delete()
    bring(event("New.", LATER, related=(related("Drops fall.", "Rain", NEXT),)))

    assert titles() == [A, "Unwritten.", "Far away.", C, "New."]


def test_a_deleted_event_does_not_come_back_with_a_changed_file():
    bring(ARCHIVE)
    the(A).delete()
    report = bring(event(A, description="Other water."))

    assert A not in titles()
    assert report.rows.total() == 0


def test_the_address_of_an_imported_link_stays_verbatim():
    bring(event(A, citations=(cite(url="javascript:alert(1)"),)))

    assert not is_web_link(Citation.objects.get().url)

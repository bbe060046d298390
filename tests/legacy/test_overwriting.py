"""`--overwrite`: the archive's words come back; what only an editor wrote is not lost."""

import pytest
from django.db import connection
from django.db.models import F

from events.legacy import fields
from events.legacy.failures import ImportFailure
from events.legacy.fields import marks_of
from events.legacy.overwriting import put_back
from events.models import Citation, Entity, Event, Page, Status
from tests.factories import make_event, make_source
from tests.legacy.tables import names_of, rows_but_runs
from tests.legacy.test_exporter import exported
from tests.legacy.test_reimport import kept
from tests.legacy.texts import LATER, NEXT, bring, cite, day, event, item, page, related
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "Rain falls."
ARCHIVE = (
    event(
        A,
        lead="Dam",
        description="Water.",
        citations=(cite(),),
        related=(related(B, "Rain", NEXT),),
    )
    | event(B, NEXT, related=(related(A, "Rain"),))
    | day(item(A, lead="Dam", context="Dam, Valley"), item("Unwritten."))
    | page("faq/README.md", "Questions")
)


@pytest.fixture
def edited() -> Event:
    """An event of which an editor changed every field, after the archive came in."""
    bring(ARCHIVE)
    event_ = Event.objects.get(title=A)
    event_.title, event_.description, event_.position = "Mine.", "Mine, too.", 7
    event_.lead, event_.lead_text = Entity.objects.get(name="Valley"), ""
    event_.save()
    event_.citations.update(url="https://mine.example/")
    event_.entities.set(["Mine", "Rain"])
    return event_


def test_without_it_every_field_is_kept_and_named_with_both_values(edited):
    before = rows_but_runs()
    report = bring(ARCHIVE)

    assert rows_but_runs() == before
    assert [(line.field, line.here, line.archive) for line in report.kept] == [
        ("title", "Mine.", A),
        ("lead", "Valley", "Dam"),
        ("description", "Mine, too.", "Water."),
        ("position", 7, 1),
        (
            "citations",
            [["The Gazette", "https://mine.example/", "", ""]],
            [["The Gazette", "https://gazette.example/1", "", ""]],
        ),
    ]


def test_with_it_every_field_is_the_archives(edited):
    bring(ARCHIVE, overwrite=True)

    edited.refresh_from_db()
    assert (edited.title, edited.description, edited.position) == (A, "Water.", 1)
    assert (edited.lead.name, edited.lead_text) == ("Dam", "Dam")
    assert_exact()


def test_entities_that_were_removed_come_back_and_added_ones_stay(edited):
    bring(ARCHIVE, overwrite=True)

    assert names_of(A) == ["Dam", "Mine", "Rain", "Valley"]


def test_sources_of_the_archive_come_first_and_others_stay(edited):
    bring(ARCHIVE, overwrite=True)

    assert list(edited.citations.order_by("position").values_list("url", flat=True)) == [
        "https://gazette.example/1",
        "https://mine.example/",
    ]


def test_what_only_an_editor_wrote_is_still_named_as_kept(edited):
    assert kept(bring(ARCHIVE, overwrite=True)) == ["/news/2004/08/09/a-dam-breaks/: citations"]


def test_where_the_archive_says_nothing_an_editors_words_stay():
    files = event(A, lead="")
    bring(files)
    event_ = Event.objects.get(title=A)
    event_.description, event_.lead = "Mine.", Entity.objects.create(name="Mine")
    event_.lead_text = "Mine"
    event_.save()

    report = bring(files, overwrite=True)

    event_.refresh_from_db()
    assert (event_.description, event_.lead_label) == ("Mine.", "Mine")
    assert kept(report) == ["/news/2004/08/09/a-dam-breaks/: description"]


def test_a_second_time_writes_nothing(edited):
    bring(ARCHIVE, overwrite=True)
    before = rows_but_runs()

    report = bring(ARCHIVE, overwrite=True)

    assert rows_but_runs() == before
    assert report.events["updated"] == 0


def test_an_import_without_it_afterwards_writes_nothing(edited):
    bring(ARCHIVE, overwrite=True)
    before = rows_but_runs()
    bring(ARCHIVE)

    assert rows_but_runs() == before


def test_an_archive_nobody_changed_is_written_nothing_of():
    bring(ARCHIVE)
    before = rows_but_runs()
    bring(ARCHIVE, overwrite=True)

    assert rows_but_runs() == before


def test_the_export_says_again_what_the_archive_said():
    bring(ARCHIVE)
    before = exported()
    event_ = Event.objects.get(title=A)
    event_.lead_text, event_.description = "Mine.", "Mine, too."
    event_.save()
    assert exported() != before

    bring(ARCHIVE, overwrite=True)

    assert exported() == before


def test_deleted_events_and_pages_stay_deleted():
    bring(ARCHIVE)
    Event.objects.get(title=A).delete()
    Page.objects.all().delete()
    bring(ARCHIVE, overwrite=True)

    assert not Event.objects.filter(title=A).exists()
    assert not Page.objects.exists()


def test_state_date_and_address_stay():
    bring(ARCHIVE)
    event_ = Event.objects.get(title=A)
    event_.status, event_.date, event_.slug = Status.WITHDRAWN, LATER, "mine"
    event_.save()

    report = bring(ARCHIVE, overwrite=True)

    event_.refresh_from_db()
    assert (event_.status, event_.date, event_.slug) == ("withdrawn", LATER, "mine")
    assert [(line.field, line.here) for line in report.kept] == [("date", LATER)]


def test_a_changed_page_is_the_archives_again():
    bring(ARCHIVE)
    Page.objects.update(text="Mine.", title="Mine")
    bring(ARCHIVE, overwrite=True)

    assert list(Page.objects.values_list("title", "text")) == [("Questions", "Words.\n")]


def test_an_event_written_here_loses_nothing():
    made = make_event(title="It rains.", description="For days.", entities=["Rain", "Sky"])
    Citation.objects.create(event=made, source=make_source("S"), url="https://s.example/")
    files = exported()
    bring(files)
    made.description = "For weeks."
    made.save()
    made.entities.remove("Rain")
    before = rows_but_runs()

    bring(files, overwrite=True)

    assert rows_but_runs() == before


def test_a_known_archived_copy_stays_with_its_citation():
    said = [["Gazette", "https://g.example/", "", ""]]
    here = [
        ["Mine", "https://g.example/", "", "https://copy.example/"],
        ["X", "https://x/", "", ""],
    ]

    assert put_back("citations", said, here) == [
        ["Gazette", "https://g.example/", "", "https://copy.example/"],
        ["X", "https://x/", "", ""],
    ]


# --- An editor who saves while the import runs


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something once, when the import has read an event and not written it yet."""
    if not connection.features.has_select_for_update:
        pytest.skip("on SQLite nobody else writes during an import")

    def arrange(do) -> None:
        waiting = [do]

        def mark(said):
            if waiting:
                waiting.pop()()
            return marks_of(said)

        monkeypatch.setattr(fields, "marks_of", mark)

    return arrange


def test_what_an_editor_saves_during_an_import_is_kept(meanwhile):
    bring(event(A, description="Water.", citations=(cite(),)))
    meanwhile(
        lambda: Event.objects.filter(title=A).update(description="Mine.", version=F("version") + 1)
    )

    report = bring(event(A, description="Mud.", citations=(cite("Other"),)))

    event_ = Event.objects.get(title=A)
    assert event_.description == "Mine."
    assert event_.citations.get().source.name == "Other"
    assert kept(report) == ["/news/2004/08/09/a-dam-breaks/: description"]


def test_an_event_deleted_during_an_import_does_not_come_back(meanwhile):
    bring(event(A, description="Water."))
    before = rows_but_runs()
    meanwhile(lambda: Event.objects.filter(title=A).delete())

    with pytest.raises(ImportFailure, match="was deleted during the import"):
        bring(event(A, description="Mud."))

    assert rows_but_runs() == before  # the one deleting was in the import's transaction

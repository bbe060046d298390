"""Importing again after editors changed which entities events have, or names themselves."""

import pytest

from events.models import Alias, Entity, Event, Source
from tests.legacy.tables import names_of, rows_but_runs
from tests.legacy.texts import LATER, NEXT, bring, cite, day, event, front, item, related
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
TOLD = event(A, lead="Dam", related=(related(B, "Rain", NEXT),))
LISTED = day(item(A, lead="Dam", context="Valley"))
TELLER = event(C, LATER, related=(related(A, "Water"),))
ARCHIVE = TOLD | LISTED | TELLER
CITED = ARCHIVE | event(A, lead="Dam", citations=(cite(),), related=(related(B, "Rain", NEXT),))


def the(title: str) -> Event:
    return Event.objects.get(title=title)


@pytest.fixture(params=["Dam", "Rain", "Valley", "Water"])
def removed(request) -> str:
    """An entity that the archive gives the event, by file or list or link, and an editor took."""
    bring(ARCHIVE)
    the(A).entities.remove(request.param)
    return request.param


def test_the_archive_gives_these_names():
    bring(ARCHIVE)

    assert names_of(A) == ["Dam", "Rain", "Valley", "Water"]


def test_a_removed_entity_does_not_come_back(removed):
    bring(ARCHIVE)

    assert removed not in names_of(A)
    assert_exact()


def test_a_removed_entity_does_not_come_back_with_changed_files(removed):
    bring(
        event(A, lead="Dam", description="More.", related=(related(B, "Rain", NEXT),))
        | day(item(A, lead="Dam", context="Valley"), item("Another."))
        | event(C, LATER, description="More.", related=(related(A, "Water"),))
    )

    assert removed not in names_of(A)
    assert_exact()


def test_a_removed_entity_does_not_come_back_by_another_file(removed):
    bring(event("New.", LATER, related=(related(A, removed),)) | front(item(A, context=removed)))

    assert removed not in names_of(A)


def test_a_removed_entity_does_not_come_back_by_the_file_of_a_deleted_event():
    bring(ARCHIVE)
    the(A).entities.remove("Water")
    the(C).delete()
    bring(ARCHIVE)

    assert "Water" not in names_of(A)


def test_an_added_entity_stays():
    bring(ARCHIVE)
    the(A).entities.add("Concrete")
    bring(ARCHIVE | event(A, lead="Barrage"))

    assert names_of(A) == ["Barrage", "Concrete", "Dam", "Rain", "Valley", "Water"]
    assert_exact()


def test_a_name_new_in_a_changed_file_is_added():
    bring(ARCHIVE)
    bring(day(item(A, lead="Dam", context="Ink, Valley")))

    assert names_of(A) == ["Dam", "Ink", "Rain", "Valley", "Water"]
    assert_exact()


def test_a_name_that_files_say_no_more_stays():
    bring(ARCHIVE)
    bring(day(item(A, lead="Dam")))

    assert "Valley" in names_of(A)


# --- What an editor made of names


def test_a_renamed_source_leaves_no_empty_one_behind():
    bring(CITED)
    source = Source.objects.get()
    source.name = "The Daily Gazette"
    source.save()
    bring(CITED)

    assert [row.name for row in Source.objects.all()] == ["The Daily Gazette"]


def test_a_renamed_entity_stays_the_only_one():
    bring(CITED)
    dam = Entity.objects.get(name="Dam")
    dam.name = "Great Dam"
    dam.save()

    bring(CITED)

    assert names_of(A) == ["Great Dam", "Rain", "Valley", "Water"]
    assert not Entity.objects.filter(name="Dam").exists()


def test_aliases_are_left_alone():
    bring(CITED)
    Alias.objects.create(entity=Entity.objects.get(name="Dam"), spelling="Barrage", key="barrage")
    before = rows_but_runs()
    bring(CITED)

    assert rows_but_runs() == before

"""Tagging: stored counts and days are exact whichever door a change came through."""

import datetime

import pytest
from django.db.models import ProtectedError

from events import desk
from events.models import Entity, Event, EventEntity, Status
from tests.constraints import refused
from tests.factories import make_entity, make_event
from tests.stored import assert_exact, counts, days

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
NEXT_DAY = datetime.date(2004, 8, 10)


# --- Adding and removing


@pytest.mark.parametrize("by", ["name", "row"])
def test_adding_counts(by):
    rain = make_entity("Rain")
    event = make_event()

    event.entities.add("Rain" if by == "name" else rain)

    assert counts() == {"Rain": 1}
    assert days() == {"Rain": DAY.toordinal()}


def test_adding_an_unknown_name_makes_an_entity():
    make_event().entities.add("Chicago, Illinois")

    assert counts() == {"Chicago, Illinois": 1}


def test_adding_again_counts_once():
    event = make_event(entities=["Rain"])

    event.entities.add("Rain", "Rain", Entity.objects.get())

    assert counts() == {"Rain": 1}


def test_names_are_told_apart_by_case():
    make_event(entities=["Turkey", "turkey"])

    assert counts() == {"Turkey": 1, "turkey": 1}


@pytest.mark.parametrize("by", ["name", "row"])
def test_removing_counts(by):
    event = make_event(entities=["Rain", "Wind"])
    rain = Entity.objects.get(name="Rain")

    event.entities.remove("Rain" if by == "name" else rain)

    assert counts() == {"Rain": 0, "Wind": 1}
    assert days() == {"Wind": DAY.toordinal()}


def test_removing_what_is_not_there_changes_nothing():
    event = make_event(entities=["Rain"])
    make_event(entities=["Wind"])

    event.entities.remove("Wind", "Snow")

    assert counts() == {"Rain": 1, "Wind": 1}


def test_clearing_counts():
    event = make_event(entities=["Rain", "Wind"])
    make_event(entities=["Rain"])

    event.entities.clear()

    assert counts() == {"Rain": 1, "Wind": 0}


@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize("by", ["name", "row"])
def test_setting_counts_what_came_and_what_went(by, clear):
    event = make_event(entities=["Rain", "Wind"])
    new = ["Wind", make_entity("Snow") if by == "row" else "Snow"]

    event.entities.set(new, clear=clear)

    assert counts() == {"Rain": 0, "Wind": 1, "Snow": 1}
    assert sorted(event.entities.names()) == ["Snow", "Wind"]


@pytest.mark.parametrize("clear", [False, True])
def test_setting_is_whole_or_not_at_all(clear):
    event = make_event(entities=["Rain", "Wind"])

    with pytest.raises(ValueError, match="Cannot add"):
        event.entities.set(["Snow", 42], clear=clear)

    assert counts() == {"Rain": 1, "Wind": 1}
    assert sorted(event.entities.names()) == ["Rain", "Wind"]


def test_a_failure_in_the_middle_of_setting_rolls_back(monkeypatch):
    event = make_event(entities=["Rain", "Wind"])

    def fail(rows):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(EventEntity.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        event.entities.set(["Wind", "Snow"])

    assert set(event.entities.names()) == {"Rain", "Wind"}
    assert {name: number for name, number in counts().items() if number} == {"Rain": 1, "Wind": 1}


# --- Publication


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_what_is_not_published_counts_nowhere(status):
    make_event(entities=["Rain"], status=status)

    assert counts() == {"Rain": 0}
    assert days() == {"Rain": None}


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
@pytest.mark.parametrize("update_fields", [None, ["status"]])
def test_counts_follow_the_status(before, after, update_fields):
    event = make_event(entities=["Rain"], status=before)

    event.status = after
    event.save(update_fields=update_fields)

    public = after == Status.PUBLISHED
    assert counts() == {"Rain": int(public)}
    assert days() == {"Rain": DAY.toordinal() if public else None}


def test_counts_follow_the_desk():
    events = [make_event(entities=["Rain"]) for _time in range(2)]
    make_event(entities=["Rain"])

    desk.set_status(events, Status.WITHDRAWN)

    assert counts() == {"Rain": 1}
    assert_exact()


def test_a_scheduled_event_counts_at_once():
    make_event(entities=["Rain"], publish_at=datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC))

    assert counts() == {"Rain": 1}


@pytest.mark.parametrize("update_fields", [None, ["date"]])
def test_days_follow_the_date(update_fields):
    event = make_event(entities=["Rain"])

    event.date = NEXT_DAY
    event.save(update_fields=update_fields)

    assert days() == {"Rain": NEXT_DAY.toordinal()}
    assert counts() == {"Rain": 1}


@pytest.mark.parametrize(
    "unsaved", [{"date": NEXT_DAY}, {"status": Status.DRAFT}], ids=["date", "status"]
)
def test_days_follow_what_is_saved(unsaved):
    event = make_event(entities=["Rain"])

    for name, value in unsaved.items():
        setattr(event, name, value)
    event.save(update_fields=["description"])

    assert_exact()


@pytest.mark.parametrize(
    "unsaved", [{"date": NEXT_DAY}, {"status": Status.DRAFT}], ids=["date", "status"]
)
def test_tagging_an_event_with_unsaved_changes_follows_what_is_saved(unsaved):
    event = make_event(entities=["Rain"])

    for name, value in unsaved.items():
        setattr(event, name, value)
    event.entities.add("Wind")

    assert_exact()


def test_tagging_an_event_read_before_another_withdrew_it_counts_nothing():
    read_before = make_event()
    desk.set_status([Event.objects.get()], Status.WITHDRAWN)

    read_before.entities.add("Rain")

    assert_exact()


def test_a_save_that_fails_changes_no_count():
    make_event(slug="storm")
    event = make_event(slug="other", entities=["Rain"])
    event.slug, event.status = "storm", Status.DRAFT

    with refused():
        event.save()

    assert counts() == {"Rain": 1}
    assert_exact()


# --- Deletion


def test_counts_follow_an_events_deletion():
    event = make_event(entities=["Rain", "Wind"])
    make_event(entities=["Rain"])

    event.delete()

    assert counts() == {"Rain": 1, "Wind": 0}
    assert not EventEntity.objects.filter(tag__name="Wind").exists()


def test_counts_follow_the_deletion_of_many():
    make_event(entities=["Rain", "Wind"])
    make_event(entities=["Rain"], status=Status.DRAFT)

    Event.objects.all().delete()

    assert counts() == {"Rain": 0, "Wind": 0}


def test_a_tagged_entity_is_not_deleted_with_its_row():
    make_event(entities=["Rain"])

    with pytest.raises(ProtectedError):
        Entity.objects.get().delete()

    assert_exact()


# --- The row


def test_one_tagging_is_refused_twice():
    event = make_event(entities=["Rain"])

    with refused():
        EventEntity.objects.bulk_create(
            [EventEntity(content_object=event, tag=Entity.objects.get())]
        )

"""Many events: what is public, in which order, at what cost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Entity, Event, EventEntity, Status
from tests.factories import make_citation, make_entity, make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""

    def set_clock(now: datetime.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_clock(NOW)
    return set_clock


# --- What is public


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_what_is_not_published_is_not_public(status):
    public = make_event()
    make_event(status=status)

    assert list(Event.objects.published()) == [public]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_a_time_reached_publishes_nothing_by_itself(status, clock):
    make_event(status=status, publish_at=NOW - HOUR)

    assert list(Event.objects.published()) == []


def test_a_scheduled_event_comes_in_when_its_time_comes(clock):
    event = make_event(publish_at=NOW)

    clock(NOW - datetime.timedelta(microseconds=1))
    assert list(Event.objects.published()) == []
    assert list(Event.objects.scheduled()) == [event]

    clock(NOW)
    assert list(Event.objects.published()) == [event]
    assert list(Event.objects.scheduled()) == []


def test_a_scheduled_draft_is_not_scheduled_to_be_public(clock):
    make_event(status=Status.DRAFT, publish_at=NOW + HOUR)
    make_event(status=Status.WITHDRAWN, publish_at=NOW + HOUR)
    make_event()

    assert list(Event.objects.scheduled()) == []


def test_the_default_manager_hides_nothing():
    for status in Status:
        make_event(status=status)

    assert Event.objects.count() == len(Status)


def test_published_keeps_what_was_chosen_before():
    make_event()
    chosen = make_event(title="Chosen")
    make_event(title="Chosen", status=Status.DRAFT)

    assert list(Event.objects.filter(title="Chosen").published()) == [chosen]


# --- Order


def test_a_day_has_its_events_in_their_order():
    third = make_event(position=3)
    first = make_event(position=1)
    also_first = make_event(position=1)
    make_event(date=DAY + datetime.timedelta(days=1), position=2)

    assert list(Event.objects.on_day(DAY)) == [first, also_first, third]


def test_newest_first_keeps_the_order_within_a_day():
    old = make_event(date=datetime.date(1999, 1, 1))
    second, first = make_event(position=2), make_event(position=1)
    new = make_event(date=datetime.date(2020, 1, 1))

    assert list(Event.objects.newest_first()) == [new, first, second, old]


# --- Cost


@pytest.mark.parametrize("count", [1, 3])
def test_cards_cost_two_queries_however_many(count, django_assert_num_queries):
    lead = make_entity("Najaf")
    for _number in range(count):
        make_event(lead=lead, entities=["Najaf", "Baghdad"])

    with django_assert_num_queries(2):
        cards = [
            (event.lead_label, [entity.name for entity in event.entities.all()])
            for event in Event.objects.for_cards()
        ]

    assert cards == [("Najaf", ["Baghdad", "Najaf"])] * count


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_two_queries_however_many_citations(count, django_assert_num_queries):
    event = make_event(entities=["Najaf"])
    for number in range(count):
        make_citation(event)
        event.title = f"Version {number}."
        event.save()

    with django_assert_num_queries(2):
        page = Event.objects.for_page().get()
        sources = [citation.source.name for citation in page.citations.all()]

    assert page.has_changed
    assert len(sources) == len(set(sources)) == count


# --- Deleting many


def test_deleting_events_takes_them_off_the_counts_of_their_entities():
    make_event(title="Storm", entities=["Rain", "Wind"])
    make_event(title="Storm", entities=["Rain"])
    make_event(title="Storm", entities=["Wind"], status=Status.DRAFT)
    make_event(title="Flood", entities=["Rain"])

    Event.objects.filter(title="Storm").delete()

    assert dict(Entity.objects.values_list("name", "event_count")) == {"Rain": 1, "Wind": 0}
    assert EventEntity.objects.count() == 1


def test_deleting_says_what_was_deleted():
    make_event(entities=["Rain"])
    make_event()

    total, by_model = Event.objects.all().delete()

    assert total == 3
    assert by_model == {"events.Event": 2, "events.EventEntity": 1}


@pytest.mark.parametrize("prepare", ["newest_first", "for_cards", "for_page"])
def test_an_ordered_or_prepared_list_can_be_deleted(prepare):
    make_event(entities=["Rain"], lead=make_entity("Sky"))
    make_event(entities=["Rain"], status=Status.DRAFT)

    getattr(Event.objects.published(), prepare)().delete()

    assert Event.objects.get().status == Status.DRAFT
    assert Entity.objects.get(name="Rain").event_count == 0


def test_deleting_by_entity_counts_each_event_once():
    make_event(entities=["Rain", "Wind"])
    make_event(entities=["Sun"])

    Event.objects.filter(entities__name__in=["Rain", "Wind"]).delete()

    counts = dict(Entity.objects.values_list("name", "event_count"))
    assert counts == {"Rain": 0, "Wind": 0, "Sun": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_deleting_costs_the_same_number_of_queries(count):
    for _number in range(count):
        make_event(title="Storm", entities=["Rain"])

    with CaptureQueriesContext(connection) as queries:
        Event.objects.filter(title="Storm").delete()

    make_event(title="Flood", entities=["Rain"])
    with CaptureQueriesContext(connection) as reference:
        Event.objects.filter(title="Flood").delete()
    assert len(queries) == len(reference)

"""The panel: what editors pin and hide."""

import datetime

import pytest
from django.utils import timezone

from events.models import Event, Placement, Status
from events.related import panel
from tests.factories import make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)


def related(event: Event, **options) -> list[Event]:
    return [place.event for place in panel(event, **options)]


def pin(event: Event, other: Event) -> None:
    Placement.objects.create(event=event, other=other, kind=Placement.Kind.PIN)


def hide(event: Event, other: Event) -> None:
    Placement.objects.create(event=event, other=other, kind=Placement.Kind.HIDE)


def test_pins_come_first_in_the_order_they_were_made():
    event = make_event(entities=["Najaf"])
    best = make_event(entities=["Najaf"])
    second = make_event(entities=["Najaf"], date=datetime.date(1990, 1, 1))
    first = make_event(entities=["Najaf"], date=datetime.date(1980, 1, 1))
    pin(event, first)
    pin(event, second)

    places = panel(event)

    assert [place.event for place in places] == [first, second, best]
    assert [place.pinned for place in places] == [True, True, False]


def test_a_pin_needs_no_shared_entity():
    event = make_event(entities=["Najaf"])
    stranger = make_event(entities=["Rome"])
    pin(event, stranger)

    [place] = panel(event)

    assert (place.event, place.context, place.score, place.pinned) == (stranger, [], 0, True)


def test_a_pin_shows_in_the_panel_of_an_event_without_entities():
    event, other = make_event(), make_event()
    pin(event, other)

    assert related(event) == [other]


def test_a_pin_has_its_true_score_and_context():
    event = make_event(entities=["Najaf", "Kufa"])
    other = make_event(entities=["Najaf"])
    [before] = panel(event)
    pin(event, other)

    [place] = panel(event)

    assert (place.event, place.score) == (other, before.score)
    assert [entity.name for entity in place.context] == ["Najaf"]


def test_a_pin_passes_the_floor(monkeypatch):
    monkeypatch.setattr("events.related.SMALL_ARCHIVE", 50)
    event = make_event(entities=["Rome"])
    for year in range(1900, 1960):
        make_event(entities=["Rome"], date=datetime.date(year, 1, 1))
    assert panel(event) == []
    other = Event.objects.get(date=datetime.date(1900, 1, 1))

    pin(event, other)

    assert related(event) == [other]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_a_pinned_event_that_is_not_published_is_left_out(status):
    event = make_event(entities=["Najaf"])
    public = make_event(entities=["Najaf"])
    pin(event, make_event(entities=["Najaf"], status=status))

    assert related(event) == [public]


def test_a_pinned_event_not_yet_due_is_left_out():
    event = make_event(entities=["Najaf"])
    soon = timezone.now() + datetime.timedelta(hours=1)
    pin(event, make_event(entities=["Najaf"], publish_at=soon))

    assert related(event) == []


def test_a_pin_that_does_not_show_takes_no_place():
    event = make_event(entities=["Najaf"])
    others = [make_event(entities=["Najaf"]) for _number in range(3)]
    pin(event, make_event(entities=["Najaf"], status=Status.DRAFT))

    assert related(event, limit=2) == others[:2]


def test_pins_count_towards_the_limit():
    event = make_event(entities=["Najaf"])
    best, pinned = make_event(entities=["Najaf"]), make_event()
    make_event(entities=["Najaf"])
    pin(event, pinned)

    assert related(event, limit=2) == [pinned, best]
    assert related(event, limit=1) == [pinned]


def test_more_pins_than_places_end_at_the_limit():
    event = make_event()
    pins = [make_event() for _number in range(3)]
    for other in pins:
        pin(event, other)

    assert related(event, limit=2) == pins[:2]


def test_a_hidden_event_never_shows():
    event = make_event(entities=["Najaf"])
    hidden, other = make_event(entities=["Najaf"]), make_event(entities=["Najaf"])
    hide(event, hidden)

    assert related(event) == [other]
    assert related(event, limit=1) == [other]


def test_a_hidden_event_still_counts_in_the_weights():
    event = make_event(entities=["Najaf"])
    hidden, _other = make_event(entities=["Najaf"]), make_event(entities=["Najaf"])
    score = panel(event)[1].score

    hide(event, hidden)

    assert [place.score for place in panel(event)] == [score]


def test_a_placement_speaks_of_one_panel_only():
    event, other = make_event(entities=["Najaf"]), make_event(entities=["Najaf"])
    third = make_event(entities=["Najaf"])
    hide(event, other)
    pin(event, third)

    assert related(event) == [third]
    assert related(other) == [event, third]
    assert [place.pinned for place in panel(third)] == [False, False]


def test_a_placement_taken_back_leaves_the_ranking():
    event = make_event(entities=["Najaf"])
    others = [make_event(entities=["Najaf"]) for _number in range(2)]
    pin(event, others[1])
    hide(event, others[0])

    Placement.objects.all().delete()

    assert related(event) == others

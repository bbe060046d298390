"""The panel of an event that is not saved yet."""

import datetime
from dataclasses import replace

import pytest

from events.drafting import NOBODY, Draft
from events.models import Event, Placement
from events.related import panel
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db
LATER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)


def draft_of(event):
    """What a form just opened has."""
    return Draft(event, list(event.entities.all()), [], list(event.placements.all()))


def some_events():
    return [
        make_event(
            date=datetime.date(2004, 8, day),
            entities=["Najaf", "Iraq"] if day % 2 else ["Iraq", f"only {day}"],
            publish_at=LATER if day == 5 else None,
        )
        for day in range(1, 15)
    ]


def test_the_panel_of_an_untouched_form_is_the_stored_one():
    events = some_events()
    event, pinned, second, hidden, *_rest = events
    for other, kind in ((second, "pin"), (pinned, "pin"), (hidden, "hide"), (events[4], "pin")):
        Placement.objects.create(event=event, other=other, kind=kind)

    assert len(panel(event)) == 8
    assert draft_of(event).panel() == [
        replace(place, pin=place.pin and number) for number, place in enumerate(panel(event), 1)
    ]
    plain = make_event(entities=["Najaf", "Iraq"])
    assert draft_of(plain).panel() == panel(plain)


def test_the_panel_follows_the_form_and_not_the_row():
    first, second, *_rest = some_events()
    event = make_event(entities=["Iraq"], status="draft")
    Placement.objects.create(event=event, other=first, kind="hide")
    draft = Draft(event, [make_entity("Elsewhere")], [], [Placement(other=second, kind="pin")])

    assert [(place.event, place.context, place.pin) for place in draft.panel()] == [(second, [], 1)]
    draft = Draft(event, [first.entities.get(name="Najaf")])
    assert first in [place.event for place in draft.panel()]


def test_a_new_event_has_a_panel(django_assert_num_queries):
    near, *_rest = some_events()
    event = Event(pk=NOBODY, date=near.date, title="New.")
    draft = Draft(event, list(near.entities.all()))

    with django_assert_num_queries(4):
        [first, *_others] = draft.panel()

    assert (first.event, [entity.name for entity in first.context]) == (near, ["Najaf", "Iraq"])

"""What editors say about a panel."""

import pytest

from events.models import Placement
from tests.constraints import refused
from tests.factories import make_event

pytestmark = pytest.mark.django_db


def test_one_event_is_placed_once_in_a_panel():
    event, other = make_event(), make_event()
    Placement.objects.create(event=event, other=other, kind="pin")

    with refused():
        Placement.objects.bulk_create([Placement(event=event, other=other, kind="hide")])


def test_each_of_two_events_may_place_the_other():
    event, other = make_event(), make_event()
    Placement.objects.create(event=event, other=other, kind="pin")
    Placement.objects.create(event=other, other=event, kind="hide")

    assert event.placements.get().other == other
    assert other.placements.get().other == event


def test_an_event_is_not_placed_in_its_own_panel():
    event = make_event()

    with refused("placement_not_itself"):
        Placement.objects.bulk_create([Placement(event=event, other=event, kind="pin")])


@pytest.mark.parametrize("kind", ["", "glue"])
def test_an_unknown_placement_is_refused(kind):
    with refused("placement_kind_valid"):
        Placement.objects.bulk_create(
            [Placement(event=make_event(), other=make_event(), kind=kind)]
        )


@pytest.mark.parametrize("gone", ["event", "other"])
def test_a_placement_goes_with_either_event(gone):
    placement = Placement.objects.create(event=make_event(), other=make_event(), kind="pin")

    getattr(placement, gone).delete()

    assert not Placement.objects.exists()

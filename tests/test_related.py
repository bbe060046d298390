"""The panel: one test for each rule of its ranking."""

import datetime
from math import exp, log

import pytest
from django.utils import timezone

from events.models import Event, Placement, Status
from events.models.counts import recount_total
from events.models.settling import settled
from events.related import PANEL_SIZE, panel, public_total
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
HOUR = datetime.timedelta(hours=1)


def later(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


def related(event: Event, **options) -> list[Event]:
    return [place.event for place in panel(event, **options)]


def place(event: Event, other: Event, kind: str) -> None:
    Placement.objects.create(event=event, other=other, kind=kind)


def fill(count: int, *entities: str, days: int = 0) -> None:
    """Make the archive larger, by events of one day."""
    with settled():
        for _number in range(count):
            make_event(entities=entities, date=later(days))


# --- Who is in it


def test_events_that_share_an_entity_are_related():
    event = make_event(entities=["Najaf"])
    other = make_event(entities=["Najaf", "Baghdad"])
    make_event(entities=["Baghdad"])
    make_event()

    assert related(event) == [other]


def test_an_event_is_not_related_to_itself():
    event = make_event(entities=["Najaf"])
    make_event(entities=["Baghdad"])

    assert related(event) == []


def test_an_event_without_entities_has_no_panel():
    make_event(entities=["Najaf"])
    make_event()

    assert panel(make_event()) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_what_is_not_published_is_left_out(status):
    event = make_event(entities=["Najaf"])
    public = make_event(entities=["Najaf"])
    make_event(entities=["Najaf"], status=status)

    assert related(event) == [public]


def test_a_scheduled_event_comes_in_when_its_time_comes(monkeypatch):
    now = timezone.now()
    event = make_event(entities=["Najaf"])
    scheduled = make_event(entities=["Najaf"], publish_at=now + HOUR)

    assert related(event) == []

    monkeypatch.setattr(timezone, "now", lambda: now + HOUR)
    assert related(event) == [scheduled]


def test_a_draft_has_a_panel_before_it_is_published():
    draft = make_event(entities=["Najaf"], status=Status.DRAFT)
    other = make_event(entities=["Najaf"])

    assert related(draft) == [other]


def test_an_event_that_shares_several_entities_stands_once():
    event = make_event(entities=["Najaf", "Baghdad", "Kufa"])
    other = make_event(entities=["Najaf", "Baghdad", "Kufa"])

    assert related(event) == [other]


def test_later_events_are_related_too():
    event = make_event(entities=["Najaf"])
    earlier, after = (make_event(entities=["Najaf"], date=later(days)) for days in (-1, 1))

    assert related(event) == [earlier, after]


# --- Order


def test_a_rarer_entity_relates_more():
    event = make_event(entities=["rare", "common"])
    common = make_event(entities=["common"])
    rare = make_event(entities=["rare"])
    fill(3, "common", days=400)

    assert related(event, limit=2) == [rare, common]


def test_more_shared_entities_relate_more():
    event = make_event(entities=["Najaf", "Baghdad"])
    one = make_event(entities=["Najaf"])
    two = make_event(entities=["Najaf", "Baghdad"])
    make_event(entities=["Baghdad"], status=Status.WITHDRAWN)

    assert related(event) == [two, one]


@pytest.mark.parametrize("direction", [1, -1])
def test_nearer_in_time_relates_more(direction):
    event = make_event(entities=["Najaf"])
    far, near, middle = (
        make_event(entities=["Najaf"], date=later(direction * days)) for days in (300, 3, 30)
    )

    assert related(event) == [near, middle, far]


def test_the_rarer_of_long_ago_goes_before_the_commoner_of_now():
    event = make_event(entities=["rare", "common"])
    common = make_event(entities=["common"])
    rare = make_event(entities=["rare"], date=later(4000))
    fill(40, "common", days=-4000)

    assert related(event, limit=2) == [rare, common]


def test_a_tie_goes_to_the_nearer_date():
    # So far away that nearness adds less than a millionth to either score.
    event = make_event(entities=["Najaf"])
    farther = make_event(entities=["Najaf"], date=later(5001))
    nearer = make_event(entities=["Najaf"], date=later(-5000))

    first, second = panel(event)

    assert [first.event, second.event] == [nearer, farther]
    assert first.score == second.score


def test_a_tie_of_one_distance_goes_to_the_lower_id():
    event = make_event(entities=["Najaf"])
    others = [make_event(entities=["Najaf"], date=later(days)) for days in (7, -7, 7)]

    assert related(event) == others


def test_the_panel_ends_at_its_limit():
    event = make_event(entities=["Najaf"])
    fill(PANEL_SIZE + 1, "Najaf")

    assert len(panel(event)) == PANEL_SIZE
    assert len(panel(event, limit=3)) == 3
    assert panel(event, limit=0) == []


# --- Score and context


def test_the_score_is_the_formula():
    event = make_event(entities=["Najaf", "Baghdad", "Kufa"])
    make_event(entities=["Najaf", "Baghdad"], date=later(-45))
    make_event(entities=["Baghdad"], date=later(900))
    fill(6)

    two, one = panel(event)

    # 9 public events; Najaf is on 2 of them, Baghdad on 3.
    najaf, baghdad = log(1 + 9 / 2), log(1 + 9 / 3)
    assert two.score == pytest.approx((najaf + baghdad) * (1 + 2 * exp(-45 / 90)), abs=1e-5)
    assert one.score == pytest.approx(baghdad * (1 + 2 * exp(-900 / 90)), abs=1e-5)


def test_events_that_are_not_public_weigh_nothing():
    event = make_event(entities=["Najaf"])
    make_event(entities=["Najaf"])
    make_event(entities=["Najaf"], publish_at=timezone.now() + HOUR)
    make_event(entities=["Najaf"], status=Status.DRAFT)
    make_event(status=Status.WITHDRAWN)

    [place] = panel(event)

    assert place.score == pytest.approx(3 * log(1 + 2 / 2), abs=1e-5)


def test_a_score_is_equal_on_every_database():
    event = make_event(entities=["Najaf"])
    make_event(entities=["Najaf"], date=later(45))
    make_event()

    [place] = panel(event)

    # ln(1 + 3/2) and 1 + 2 exp(-1/2), each cut to millionths.
    assert round(place.score * 10**12) == 916_290 * 2_213_061


def test_the_context_is_what_is_shared_rarest_first():
    make_entity("unused")
    event = make_event(entities=["common", "rare", "middle", "its own"])
    make_event(entities=["common", "middle", "rare", "another's"])
    fill(1, "middle")
    fill(2, "common")

    first = panel(event)[0]

    assert [entity.name for entity in first.context] == ["rare", "middle", "common"]


def test_entities_equally_rare_stand_by_name():
    event = make_event(entities=["b", "a", "c"])
    make_event(entities=["c", "b", "a"])

    [place] = panel(event)

    assert [entity.name for entity in place.context] == ["a", "b", "c"]


# --- Nothing rather than noise


@pytest.mark.parametrize("size", [2, 60])
def test_a_small_archive_about_one_thing_has_panels(size):
    event = make_event(entities=["Rome"])
    fill(size - 1, "Rome", days=3000)

    assert len(panel(event)) == min(size - 1, PANEL_SIZE)


def grow(size: int, entities: dict[str, int]) -> None:
    """Make `size` public events at once, and say how many of them have each entity.

    They are of years ago, and nothing of them counts but their number.
    """
    date = later(-9000)
    Event.objects.bulk_create(
        Event(date=date, title="Old", slug=str(n), position=n, status="published")
        for n in range(1, size + 1)
    )
    for name, count in entities.items():
        entity = make_entity(name)
        type(entity).objects.filter(pk=entity.pk).update(event_count=count)
    recount_total()


@pytest.mark.raw_writes
@pytest.mark.parametrize("days", [1, 3000])
def test_a_common_entity_alone_relates_nothing_however_near(days):
    grow(6000, {"Europe": 101})
    event = make_event(entities=["Europe"])
    make_event(entities=["Europe"], date=later(days))

    assert related(event) == []


@pytest.mark.raw_writes
def test_an_entity_not_quite_as_common_relates_over_the_years():
    grow(6000, {"Europe": 98})
    event = make_event(entities=["Europe"])
    other = make_event(entities=["Europe"], date=later(3000))

    assert related(event) == [other]


@pytest.mark.raw_writes
@pytest.mark.parametrize(("uses", "places"), [(48, 1), (49, 0)])
def test_an_entity_of_fifty_events_is_not_common_yet(uses, places):
    grow(1200, {"Europe": uses})
    event = make_event(entities=["Europe"])
    make_event(entities=["Europe"])

    assert len(related(event)) == places


@pytest.mark.raw_writes
def test_common_entities_together_relate_what_is_near():
    grow(2000, {"Europe": 101, "Storm": 101})
    event = make_event(entities=["Europe", "Storm"])
    both = make_event(entities=["Europe", "Storm"], date=later(60))
    make_event(entities=["Europe", "Storm"], date=later(3000))
    make_event(entities=["Europe"], date=later(1))

    assert related(event) == [both]


@pytest.mark.raw_writes
def test_beside_a_common_entity_a_place_has_to_score_more_than_that_could_alone():
    grow(2000, {"Europe": 101, "Najaf": 10, "Kufa": 1})
    event = make_event(entities=["Europe", "Najaf"])
    far = make_event(entities=["Najaf"], date=later(3000))
    near = make_event(entities=["Najaf"], date=later(1))

    assert related(event) == [near]
    assert related(make_event(entities=["Najaf"], date=later(1000))) == [near, event, far]


def test_the_total_is_of_what_is_public_now(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert public_total() == 0
    make_event()
    make_event()
    make_event(publish_at=timezone.now() + HOUR)
    make_event(status=Status.DRAFT)
    make_event(status=Status.WITHDRAWN)

    with django_assert_num_queries(1):
        assert public_total() == 2

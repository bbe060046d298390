"""The panel held against the ranking written down in plain Python, its freshness and its cost."""

import datetime
import random
from collections import Counter
from math import exp, floor, log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import desk
from events.models import Event, EventEntity, Placement, Status
from events.models.settling import settled
from events.related import PANEL_SIZE, panel
from tests.factories import make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
HOUR = datetime.timedelta(hours=1)
MILLION = 1_000_000

Ranked = list[tuple[int, int, list[str]]]  # event id, score, context


def related(event: Event) -> list[Event]:
    return [place.event for place in panel(event)]


# --- The same ranking, by brute force


class Archive:
    """All public events with their dates and entities, read once."""

    def __init__(self, *, floor: bool) -> None:
        self.floor = floor
        now = timezone.now()
        self.dates = {
            event.pk: event.date
            for event in Event.objects.filter(status="published")
            if event.publish_at is None or event.publish_at <= now
        }
        self.entities: dict[int, set[str]] = {}
        for event, name in EventEntity.objects.values_list("content_object", "tag__name"):
            self.entities.setdefault(event, set()).add(name)
        self.uses = Counter(name for pk in self.dates for name in self.entities.get(pk, ()))

    def weight(self, uses: float) -> int:
        return floor(log(1 + len(self.dates) / uses) * MILLION)

    def panel(self, event: Event, limit: int) -> Ranked:
        """Those above the floor, best first."""
        common = self.weight(max(5, len(self.dates) / 60)) if self.floor else 0
        weights = [
            self.weight(self.uses[n]) for n in self.entities.get(event.pk, ()) if self.uses[n]
        ]
        least = max((weight for weight in weights if weight < common), default=0) * 3 * MILLION
        rows = []
        for pk in self.dates.keys() - {event.pk}:
            shared = self.entities.get(pk, set()) & self.entities.get(event.pk, set())
            days = abs((self.dates[pk] - event.date).days)
            nearness = floor((1 + 2 * exp(-days / 90)) * MILLION)
            weight = sum(self.weight(self.uses[name]) for name in shared)
            context = sorted(shared, key=lambda name: (-self.weight(self.uses[name]), name))
            if weight * nearness > least:
                rows.append((-weight * nearness, days, pk, context))
        ranked = sorted(row for row in rows if row[3])
        return [(pk, -score, context) for score, _days, pk, context in ranked[:limit]]


def random_archive(seed: int, size: int) -> None:
    """Events of all kinds; few entities are frequent and many rare, as in a real archive."""
    draw = random.Random(seed)
    names = [f"Entity {number:03}" for number in range(80)]
    frequency = [1 / (1 + number) for number in range(len(names))]
    now = timezone.now()
    with settled():
        for _number in range(size):
            make_event(
                date=DAY + datetime.timedelta(days=int(draw.gauss(0, 200))),
                status=draw.choices(list(Status), [1, 1, 9, 1])[0],
                publish_at=draw.choices([None, now - HOUR, now + HOUR], [8, 1, 1])[0],
                entities=draw.choices(names, frequency, k=draw.choice([0, 1, 2, 3, 5, 9])),
            )


@pytest.mark.parametrize(("seed", "floor"), [(1, False), (2, True)])
def test_panels_of_a_random_archive_are_the_exact_ones(seed, floor, monkeypatch):
    if floor:
        monkeypatch.setattr("events.related.SMALL_ARCHIVE", 100)
        monkeypatch.setattr("events.related.COMMON_EVENTS", 5)
    random_archive(seed, 300)
    archive = Archive(floor=floor)

    for event in Event.objects.order_by("pk")[seed::3]:
        places = panel(event, limit=12)
        found = [
            (place.event.pk, round(place.score * MILLION**2), [str(name) for name in place.context])
            for place in places
        ]
        # A millionth of a millionth may be lost on the way through a float.
        expected = archive.panel(event, limit=12)
        assert [(pk, context) for pk, _score, context in found] == [
            (pk, context) for pk, _score, context in expected
        ]
        assert [score for _pk, score, _context in found] == pytest.approx(
            [score for _pk, score, _context in expected], abs=10
        )


def test_the_random_archive_is_a_hard_one():
    random_archive(1, 300)
    archive = Archive(floor=True)

    assert max(archive.uses.values()) > 50
    assert len(archive.dates) < Event.objects.count() - 50
    assert Event.objects.scheduled().exists()


# --- Freshness: each change shows in both panels at once


@pytest.fixture
def pair():
    """Two related events, and one that is related to neither."""
    make_event(entities=["Rome"])
    return make_event(entities=["Najaf"]), make_event(entities=["Najaf"])


def assert_related(one: Event, other: Event) -> None:
    assert related(one) == [other]
    assert related(other) == [one]


def test_retagging_shows_at_once(pair):
    one, other = pair

    other.entities.remove("Najaf")
    assert related(one) == related(other) == []

    other.entities.set(["Najaf", "Kufa"])
    assert_related(one, other)


def test_a_new_date_shows_at_once(pair):
    one, other = pair
    third = make_event(entities=["Najaf"], date=DAY + datetime.timedelta(days=1))
    assert related(one) == [other, third]

    other.date = DAY + datetime.timedelta(days=2)
    other.save()

    assert related(one) == [third, other]
    assert related(other) == [third, one]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_taking_back_and_publishing_again_shows_at_once(pair, status):
    one, other = pair

    desk.set_status([other], status)
    assert related(one) == []
    assert related(other) == [one]

    desk.set_status([other], Status.PUBLISHED)
    assert_related(one, other)


def test_putting_off_shows_at_once(pair):
    one, other = pair
    other.publish_at = timezone.now() + HOUR
    other.save()

    assert related(one) == []
    assert related(other) == [one]


def test_deletion_shows_at_once(pair):
    one, other = pair
    third = make_event(entities=["Najaf"])

    Event.objects.filter(pk=third.pk).delete()
    assert_related(one, other)

    other.delete()
    assert related(one) == []


def test_a_new_event_shows_at_once(pair):
    one, other = pair
    new = make_event(entities=["Najaf"])

    assert related(new) == [one, other]
    assert related(one) == [other, new]


def test_a_new_use_of_an_entity_weighs_at_once(pair):
    one, _other = pair
    [before] = panel(one)

    make_event(entities=["Najaf"], status=Status.DRAFT)
    assert panel(one)[0].score == before.score

    make_event(entities=["Najaf"])
    assert panel(one)[0].score < before.score


# --- Cost


@pytest.mark.parametrize("pinned", [0, 1])
def test_a_panel_costs_the_same_whatever_its_size(pinned):
    event = make_event(entities=["Najaf", "Kufa"])
    for _number in range(pinned):
        other = make_event()
        Placement.objects.create(event=event, other=other, kind=Placement.Kind.PIN)
    costs = {}
    for size in range(1, PANEL_SIZE + 1):
        make_event(entities=["Najaf", "Kufa", f"Entity {size}"])
        with CaptureQueriesContext(connection) as queries:
            places = panel(event)
            assert all(str(place.event.lead or "") == "" for place in places)
            assert all(place.context for place in places if not place.pinned)
        costs[len(places)] = len(queries)

    assert {2, 3, 8} <= costs.keys()
    assert set(costs.values()) == {3}


def test_an_empty_panel_costs_no_more(django_assert_max_num_queries):
    event = make_event(entities=["Najaf"])

    with django_assert_max_num_queries(3):
        assert panel(event) == []


def test_an_event_of_many_entities_is_ranked_by_its_twenty_rarest(django_assert_num_queries):
    names = [f"Entity {number:02}" for number in range(30)]
    event, other = make_event(entities=names), make_event(entities=names)
    make_event(entities=names[:10])

    with django_assert_num_queries(3):
        [place] = panel(event)

    assert place.event == other
    assert [entity.name for entity in place.context] == names[10:]

"""The ranking in SQL: how far it looks, what it makes of what it finds, and its plan."""

import datetime
import random
import re

import pytest
from django.db import connection
from django.utils import timezone

from benchmarks.make_archive import make_archive
from events.models import Event, Placement
from events.ranking import Bounds, statement
from events.related import BATCH, panel, panels, ranking_of, weigh
from tests.factories import make_event
from tests.plans import plan

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
UNBOUNDED = Bounds(window=10**9, finalists=10**9)


def later(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


def related(event: Event, bounds: Bounds) -> list[Event]:
    [(_event, places)] = panels([event], limit=50, bounds=bounds)
    return [place.event for place in places]


def days_around(event: Event, bounds: Bounds) -> list[int]:
    return sorted((other.date - event.date).days for other in related(event, bounds))


# --- Bounds


def test_the_window_of_an_entity_is_its_nearest_events_half_of_them_before():
    event = make_event(entities=["Najaf"])
    for days in (-9, -4, -2, -1, 0, 3, 5, 8):
        make_event(entities=["Najaf"], date=later(days))

    assert days_around(event, Bounds(window=4)) == [-2, -1, 0, 3]
    assert days_around(event, Bounds(window=6)) == [-4, -2, -1, 0, 3, 5]


def test_each_entity_has_a_window_of_its_own():
    event = make_event(entities=["Najaf", "Kufa"])
    for days in (-2, -1, 1, 2):
        make_event(entities=["Najaf"], date=later(days))
    for days in (-20, -10, 10, 20):
        make_event(entities=["Kufa"], date=later(days))

    assert days_around(event, Bounds(window=2)) == [-10, -1, 1, 10]


def test_on_one_day_the_lower_ids_are_within_the_window():
    event = make_event(entities=["Najaf"])
    others = [make_event(entities=["Najaf"]) for _number in range(4)]

    assert related(event, Bounds(window=4)) == others[:2]


@pytest.mark.parametrize("kept_out", ["hidden", "scheduled", "draft"])
def test_what_may_not_be_shown_takes_no_place_in_the_window(kept_out):
    event = make_event(entities=["Najaf"])
    near = make_event(entities=["Najaf"])
    far = make_event(entities=["Najaf"], date=later(7))
    if kept_out == "hidden":
        Placement.objects.create(event=event, other=near, kind=Placement.Kind.HIDE)
    elif kept_out == "scheduled":
        near.publish_at = timezone.now() + datetime.timedelta(hours=1)
        near.save()
    else:
        near.status = "draft"
        near.save()

    assert related(event, Bounds(window=2)) == [far]


def test_a_candidate_counts_with_what_its_windows_do_not_reach():
    event = make_event(entities=["Rare", "Frequent"])
    for days in (-1, 1, 2):
        make_event(entities=["Frequent"], date=later(days))
    far = make_event(entities=["Rare", "Frequent"], date=later(400))

    [(_event, places)] = panels([event], bounds=Bounds(window=2))

    found = {place.event: place for place in places}
    assert [entity.name for entity in found[far].context] == ["Rare", "Frequent"]
    [exact] = [place for place in panel(event) if place.event == far]
    assert found[far].score == exact.score


def test_only_the_finalists_are_ranked_again():
    event = make_event(entities=["Rare", "Frequent"])
    near = make_event(entities=["Rare"], date=later(1))
    make_event(entities=["Rare", "Other"], date=later(100))

    [(_event, places)] = panels([event], limit=1, bounds=Bounds(finalists=1))
    assert [place.event for place in places] == [near]


def test_as_many_places_as_asked_for_are_ranked_whatever_the_finalists():
    event = make_event(entities=["Najaf"])
    for _number in range(5):
        make_event(entities=["Najaf"])

    [(_event, places)] = panels([event], limit=5, bounds=Bounds(finalists=1))
    assert len(places) == 5


# --- Many events together


def test_panels_of_many_events_are_the_panels_of_each():
    make_archive(300, seed=4)
    events = list(Event.objects.order_by("pk"))
    pinned, hidden = events[5], events[6]
    Placement.objects.create(event=events[0], other=pinned, kind=Placement.Kind.PIN)
    Placement.objects.create(event=events[1], other=hidden, kind=Placement.Kind.HIDE)
    events.append(make_event())

    together = list(panels(events))

    assert [event for event, _places in together] == events
    assert together == [(event, panel(event)) for event in events]
    assert sum(bool(places) for _event, places in together) > 200


def test_panels_of_no_events_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(panels([])) == []


@pytest.mark.parametrize(("events", "queries"), [(2, 3), (BATCH, 3), (BATCH + 1, 6)])
def test_panels_cost_three_queries_a_batch(events, queries, django_assert_num_queries):
    for _number in range(events):
        make_event(entities=["Najaf"])
    some = list(Event.objects.all())

    with django_assert_num_queries(queries):
        assert len(list(panels(some))) == events


def test_panels_are_computed_as_they_are_asked_for(django_assert_num_queries):
    asked = []

    def events():
        for _number in range(BATCH + 1):
            asked.append(make_event(entities=["Najaf"]))
            yield asked[-1]

    next(panels(events()))
    assert len(asked) == BATCH


# --- The default bounds, held against none


def test_the_default_bounds_find_what_none_find():
    make_archive(2000, seed=2)
    events = random.Random(1).sample(list(Event.objects.order_by("pk")), 100)

    assert list(panels(events)) == list(panels(events, bounds=UNBOUNDED))


# --- The plan


def steps_of_ranking(event: Event) -> list[str]:
    """The steps of the ranking's plan."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # For a handful of rows, and before a table is vacuumed, it may prefer a bitmap.
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    return plan(*statement([ranking_of(event, weigh([event])[event.pk])]))


@pytest.mark.parametrize("exceptions", [False, True])
def test_the_plan_reads_windows_from_the_index_and_no_table_whole(exceptions):
    make_archive(3000, seed=3)
    event = Event.objects.order_by("pk")[7]
    if exceptions:
        other = Event.objects.order_by("pk")[8]
        Placement.objects.create(event=event, other=other, kind=Placement.Kind.HIDE)
    entities = event.entities.count()
    steps = steps_of_ranking(event)

    windows = [step for step in steps if "tagging_by_entity_day" in step]
    assert len(windows) == 2 * entities
    if connection.vendor == "sqlite":
        assert sum("COVERING INDEX" in step and "day>?" in step for step in windows) == entities
        assert sum("COVERING INDEX" in step and "day<?" in step for step in windows) == entities
    else:
        assert sum("Index Only Scan using" in step for step in windows) == entities
        assert sum("Index Only Scan Backward using" in step for step in windows) == entities
    whole = re.compile(r"(SCAN|Seq Scan on) events_(event|evententity)\b")
    assert [step for step in steps if whole.search(step)] == []


def test_no_window_is_sorted():
    make_archive(3000, seed=3)
    steps = steps_of_ranking(Event.objects.order_by("pk")[7])

    if connection.vendor == "sqlite":
        # One for the finalists, one for the end.
        assert steps.count("USE TEMP B-TREE FOR ORDER BY") == 2
    else:
        windows = [number for number, step in enumerate(steps) if "tagging_by_entity_day" in step]
        assert windows
        assert {steps[number - 1].split("  (")[0] for number in windows} == {"->  Limit"}

"""The archives that benchmarks invent: the shape they ask for, and rows that keep every rule."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.archive_plan import plan_events
from benchmarks.make_archive import invented_name, make_archive, short_id
from events.models import Citation, Entity, Event, EventEntity
from tests.factories import make_entity, make_event, make_source
from tests.stored import assert_exact

CHECKOUT = Path(__file__).resolve().parent.parent
EVENTS = 120


@pytest.fixture
def archive(db):
    return make_archive(EVENTS, seed=1)


def plan(seed=1, events=4_000):
    return plan_events(events, random.Random(seed))


def test_a_plan_has_the_shape_of_an_archive():
    made = plan()
    figures = made.figures()
    assert figures.events == 4_000
    assert figures.taggings / 4_000 == pytest.approx(4.5, abs=0.1)
    assert figures.entities / 4_000 == pytest.approx(0.6, abs=0.03)
    assert figures.top / 4_000 == pytest.approx(0.07, abs=0.015)
    assert figures.in_storylines / 4_000 == pytest.approx(0.6, abs=0.06)
    sizes = {end - start for start, end in zip(made.ends, made.ends[1:], strict=False)}
    assert sizes == set(range(1, 13))


def test_a_plan_spreads_its_events_over_the_days():
    made = plan(events=14_610)
    half = len(made.days) // 2
    assert made.days[-1] == 14_610
    assert made.days[half] == pytest.approx(7_305, abs=30)


def test_a_plan_counts_its_entities():
    made = plan(events=500)
    assert list(made.counts) == [made.tags.count(pk) for pk in range(1, len(made.counts) + 1)]


def test_the_same_seed_makes_the_same_plan():
    assert plan(seed=3) == plan(seed=3)
    assert plan(seed=3).tags != plan(seed=4).tags


def test_short_ids_and_names_are_never_the_same():
    assert len({short_id(number) for number in range(50_000)}) == 50_000
    assert len({invented_name(number) for number in range(50_000)}) == 50_000


def test_the_figures_are_those_of_the_rows(archive):
    assert archive.events == Event.objects.published().count() == EVENTS
    assert archive.entities == Entity.objects.count()
    assert archive.taggings == EventEntity.objects.count()
    assert archive.top == Entity.objects.order_by("-event_count")[0].event_count
    assert Citation.objects.values("event").distinct().count() == EVENTS


def test_stored_counts_and_days_are_exact(archive):
    assert_exact()


def test_rows_are_such_as_the_models_take(archive):
    for row in [*Event.objects.all(), *Entity.objects.all(), *Citation.objects.all()]:
        row.clean_fields()
    for row in [*Event.objects.all(), *Entity.objects.all()]:
        assert row.slug == row.slug_base()


def test_events_of_a_day_stand_in_a_row(db):
    make_archive(EVENTS, seed=1)
    by_day = {}
    for date, position in Event.objects.order_by("pk").values_list("date", "position"):
        by_day.setdefault(date, []).append(position)
    assert [*by_day.values()] == [[*range(1, len(day) + 1)] for day in by_day.values()]


def test_events_do_not_come_in_the_order_of_their_dates(archive):
    dates = list(Event.objects.order_by("pk").values_list("date", flat=True))
    assert dates != sorted(dates)
    tagged = list(EventEntity.objects.order_by("pk").values_list("content_object", flat=True))
    assert tagged == sorted(tagged)


def test_rows_can_be_added_afterwards(archive):
    assert make_event(title="Another").pk > EVENTS
    assert make_entity("Another").pk > archive.entities
    assert make_source("Another").pk > 0


def test_a_database_that_holds_events_is_refused(db):
    make_event(title="In the way")
    with pytest.raises(SystemExit, match="this one holds events"):
        make_archive(10, seed=1)
    assert Event.objects.count() == 1


def test_it_runs_as_a_file(tmp_path):
    command = [sys.executable, "benchmarks/make_archive.py", "--events", "10", "--seed", "2"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/archive.sqlite3"}
    ran = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("10 events, ")
    assert "done" in ran.stderr

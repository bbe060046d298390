"""The benchmark of panels: figures are computed, and what it compares is comparable."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from benchmarks import contenders
from benchmarks.make_archive import make_archive
from benchmarks.panel_truth import check_panels
from benchmarks.related_tables import Figures, Runs, growth_targets, ratio, table
from benchmarks.samples import draw_samples
from events.models import Entity, Event, EventEntity
from tests.factories import make_event
from tests.stored import assert_exact

CHECKOUT = Path(__file__).resolve().parent.parent
EVENTS = 150


@pytest.fixture
def archive(db):
    return make_archive(EVENTS, seed=1)


def answer(name, events):
    return contenders.ANSWERS[name](events)["runs"]


def said(name, events):
    return {event: said for event, _ms, said in answer(name, events)}


# --- Samples


def test_samples_are_the_same_each_time(archive):
    request = {"number": 20, "retags": 5, "warm": 6, "seed": 1}
    samples = draw_samples(**request)
    assert draw_samples(**request) == samples
    assert samples["events"] == EVENTS
    assert [len(samples[name]) for name in ("random", "retag")] == [20, 5]
    assert not {*samples["warm"]} & {*samples["random"], *samples["worst"]}


def test_the_worst_events_have_three_frequent_entities(archive):
    frequent = set(Entity.objects.order_by("-event_count", "pk")[:100])
    worst = draw_samples(number=20, retags=5, warm=6, seed=1)["worst"]
    assert len(worst) == len({*worst}) == 20
    for event in Event.objects.filter(pk__in=worst):
        assert len(frequent & {*event.entities.all()}) >= 3


def test_an_archive_that_was_not_invented_is_left_alone(db):
    make_event(entities=["Najaf"])
    with pytest.raises(SystemExit, match="just made by"):
        draw_samples(number=20, retags=5, warm=6, seed=1)


# --- Contenders


def test_an_archive_within_the_windows_has_the_exact_panels(archive):
    events = [*range(1, 31)]
    panels = said("ours", events)
    assert panels == said("exact", events)
    assert sum(map(len, panels.values())) > 30


def test_taggit_finds_all_that_share_an_entity(archive):
    shared = EventEntity.objects.filter(tag__taggings__content_object=1).exclude(content_object=1)
    found = said("taggit", [1])
    assert found == {1: shared.values("content_object").distinct().count()}
    assert found[1] > 0


def test_the_floor_reads_the_rows_of_the_windows(archive):
    taggings = EventEntity.objects.filter(tag__taggings__content_object=1)
    assert said("floor", [1]) == {1: taggings.count()}


def test_a_retag_writes_its_own_rows_and_is_taken_back(archive):
    taggings = EventEntity.objects.order_by("content_object", "tag")
    before = list(taggings.values_list("content_object", "tag", "day"))
    for written, own in said("retag", [1, 2, 3]).values():
        assert 8 <= written <= own <= 20
    assert list(taggings.values_list("content_object", "tag", "day")) == before
    assert_exact()


# --- Truth


def test_panels_are_true_until_something_is_changed(archive):
    panels = [*said("ours", [*range(1, 31)]).items()]
    places = sum(len(places) for _event, places in panels)
    assert check_panels(panels) == {"places": places, "wrong": 0}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda event, score, context: (event, score * (1 + 1e-8), context),
        lambda event, score, context: (event, score, [*context, "Another"]),
        lambda event, score, context: (event, score, context[::-1] if context[1:] else []),
        lambda event, score, context: (1, score, context),
    ],
)
def test_a_place_that_is_not_true_is_found(archive, spoil):
    places = said("ours", [1])[1]
    panels = [(1, [spoil(*places[0]), *places[1:]])]
    assert check_panels(panels) == {"places": len(places), "wrong": 1}


# --- Figures


def test_percentiles_lie_between_the_times():
    runs = Runs(ms=dict(enumerate([4.0, 1.0, 3.0, 2.0, 5.0])))
    assert [runs.percentile(share) for share in (0, 50, 90, 100)] == [1, 3, 4.6, 5]


def test_the_best_time_of_an_event_counts():
    runs = Runs()
    runs.add([(1, 4.0, "said"), (2, 1.0, "said")], peak=60)
    runs.add([(1, 3.0, "said"), (2, 2.0, "said")], peak=50)
    assert (runs.ms, runs.peak) == ({1: 3.0, 2: 1.0}, 60)


def test_the_score_kept_is_that_of_the_first_five_places():
    exact = {1: [(pk, 2.0, []) for pk in range(8)], 2: [(1, 4.0, [])], 3: []}
    ours = {1: [(pk, 1.0, []) for pk in range(8)], 2: [(1, 4.0, [])], 3: []}
    runs = {("worst", "exact"): Runs(said=exact), ("worst", "ours"): Runs(said=ours)}
    assert Figures(runs=runs).kept("worst") == [0.5, 1.0]


def test_small_ratios_are_written_as_parts():
    assert [ratio(value) for value in (1 / 150, 0.15, 3.456)] == ["1/150", "1/6.7", "3.46"]


def test_sizes_are_compared_with_greater_ones_only():
    archives = [Figures(events=events) for events in (10_000, 100_000, 1_000_000)]
    assert growth_targets(archives) == ["at 1,000,000: <= 4", "", ""]
    archives.append(Figures(events=10_000_000))
    assert growth_targets(archives)[2] == "at 10,000,000: <= 2"


def test_tables_are_markdown():
    assert table(["a", "b"], [["1", "2"]]) == ["| a | b |", "| --- | --- |", "| 1 | 2 |"]


@pytest.mark.verify
def test_it_prints_tables_of_an_archive_of_its_own(tmp_path):
    postgres = connection.vendor == "postgresql"
    url = os.environ["DATABASE_URL"] if postgres else f"sqlite:///{tmp_path}/none.sqlite3"
    options = ["--sizes", str(EVENTS), "--sample", "11", "--retags", "3", "--rounds", "1"]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.related", *options],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = ran.stdout.splitlines()
    assert lines[0].startswith(f"### Panels on {connection.display_name} ")
    assert sum(line.startswith("| 150 |") for line in lines) == 9
    assert "| score or Context not the true one | 0 / 0 | 0 |" in lines
    assert "| of them not its own, in all | 0 | 0 |" in lines
    assert re.search(r"^\| 150 \| worst \| taggit \| 2 \| [\d.]+ \|", ran.stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []

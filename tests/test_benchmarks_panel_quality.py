"""The benchmark of quality: its exact ranking is the panels', and its figures are counted right."""

import datetime
import random

import pytest
from django.utils import timezone

from benchmarks import exact_panels, panel_quality
from benchmarks.exact_panels import ExactPanels
from benchmarks.panel_quality import Place, Wrong, computed_lists, imported_lists
from events import related
from events.models import Event, Status
from events.models.settling import settled
from events.ranking import Bounds
from events.related import PANEL_SIZE
from tests.factories import make_event
from tests.legacy.texts import bring, event, write_zip
from tests.legacy.texts import related as line

DAY = datetime.date(2004, 8, 9)
HOUR = datetime.timedelta(hours=1)
A, B, C, D = "A dam breaks.", "Rain falls.", "A bridge opens.", "A ferry sails."


@pytest.fixture(scope="class")
def archive(written_for_class):
    """Events of all kinds; some entities are frequent and the rest rare."""
    draw = random.Random(1)
    names = [f"Entity {number:02}" for number in range(40)]
    frequency = [1 / (1 + number) for number in range(len(names))]
    with settled():
        for _number in range(200):
            make_event(
                date=DAY + datetime.timedelta(days=int(draw.gauss(0, 200))),
                status=draw.choices(list(Status), [1, 1, 9, 1])[0],
                publish_at=draw.choices([None, timezone.now() + HOUR], [8, 1])[0],
                entities=draw.choices(names, frequency, k=draw.choice([0, 1, 2, 4])),
            )


def wrong_panels(bounds: Bounds) -> Wrong:
    exact, wrong = ExactPanels(), Wrong()
    for pk, places in computed_lists(bounds).items():
        wrong.check(places, exact.scores(pk))
    return wrong


# --- The exact ranking


@pytest.mark.usefixtures("archive", "db")
class TestRandomArchive:
    @pytest.mark.parametrize("small", [related.SMALL_ARCHIVE, 0])
    def test_panels_within_wide_bounds_are_the_exact_ones(self, monkeypatch, small):
        for module in (related, exact_panels):
            monkeypatch.setattr(module, "SMALL_ARCHIVE", small)
            monkeypatch.setattr(module, "COMMON_EVENTS", 5)

        wrong = wrong_panels(Bounds())

        assert (wrong.left_out, wrong.untrue) == (0, 0)
        assert wrong.panels == Event.objects.published().count() > 100

    def test_the_exact_ranking_knows_a_floor(self, monkeypatch):
        places = sum(len(ExactPanels().scores(pk)) for pk in ExactPanels().days)
        monkeypatch.setattr(exact_panels, "SMALL_ARCHIVE", 0)
        monkeypatch.setattr(exact_panels, "COMMON_EVENTS", 5)

        assert 0 < sum(len(ExactPanels().scores(pk)) for pk in ExactPanels().days) < places

    def test_narrow_windows_leave_out_better_places(self):
        wrong = wrong_panels(Bounds(window=2, finalists=3))

        assert wrong.left_out > 0
        assert wrong.untrue == 0


def test_an_event_of_many_entities_is_ranked_by_its_twenty_rarest(db):
    names = [f"Entity {number:02}" for number in range(30)]
    one, other = make_event(entities=names), make_event(entities=names)
    make_event(entities=names[:10])

    assert ExactPanels().scores(one.pk).keys() == {other.pk}


# --- What is wrong with a panel


FULL = [Place(pk, "", 20) for pk in range(1, PANEL_SIZE + 1)]
SCORES = {place.event: place.score for place in FULL}


@pytest.mark.parametrize(
    ("places", "others", "expected"),
    [
        pytest.param(FULL, {}, (0, 0), id="all that there is"),
        pytest.param(FULL, {99: 19}, (0, 0), id="a worse one left out"),
        pytest.param(FULL, {99: 20}, (0, 0), id="a tie left out"),
        pytest.param(FULL, {99: 21}, (1, 0), id="a better one left out"),
        pytest.param(FULL[1:], {}, (1, 0), id="any left out of a panel that is not full"),
        pytest.param(FULL[1:], {1: 0}, (0, 0), id="one below the floor"),
        pytest.param([], {}, (1, 0), id="an empty panel"),
        pytest.param([*FULL[1:], Place(1, "", 500)], {}, (0, 1), id="a score too high"),
        pytest.param([*FULL[1:], Place(98, "", 500)], {}, (1, 1), id="one that shares nothing"),
    ],
)
def test_what_is_wrong_with_a_panel_is_counted(places, others, expected):
    wrong = Wrong()
    wrong.check(places, SCORES | others)
    assert (wrong.panels, (wrong.left_out, wrong.untrue)) == (1, expected)


# --- Figures


def test_figures_count_places_and_events(db):
    one, two, three, alone = (
        make_event(entities=names).pk
        for names in (["Iraq", "Najaf"], ["Iraq", "Najaf"], ["Iraq"], ["Rome"])
    )
    make_event(entities=["Rome"], status=Status.DRAFT)
    lists = {one: [Place(two, ""), Place(three, "Iraq")], two: [Place(three, "Iraq, Najaf")]}

    found = panel_quality.figures(ExactPanels(), lists)

    assert alone not in lists
    assert found == {
        "public events": "4",
        "those that share an entity with another": "3",
        "places in all lists": "3",
        panel_quality.FREQUENT_ALONE: "33.33 % (1)",
        "places that rest on any one alone": "33.33 % (1)",
        panel_quality.NEVER: "2",
        "empty lists of events that share an entity": "1",
    }


def test_only_the_most_frequent_entities_count_as_frequent(db, monkeypatch):
    monkeypatch.setattr(panel_quality, "FREQUENT", 1)
    for _number in range(3):
        make_event(entities=["Iraq"])
    other = make_event(entities=["Iraq", "Najaf"]).pk
    make_event(entities=["Najaf"])
    for _number in range(5):
        make_event(entities=["Rome"], status=Status.WITHDRAWN)

    found = panel_quality.figures(ExactPanels(), {other: [Place(1, "Iraq"), Place(2, "Najaf")]})

    assert found[panel_quality.FREQUENT_ALONE] == "50.00 % (1)"
    assert found["places that rest on any one alone"] == "100.00 % (2)"


def test_imported_lists_are_those_of_public_events(db):
    bring(
        event(A, related=(line(B, "Rain"), line(C, "Dam, Rain"), line(D, "Dam")))
        | event(B, related=(line(A, "Rain"),))
        | event(C)
        | event(D, related=(line(A, "Dam"),))
    )
    hidden = Event.objects.get(title=D)
    hidden.status = Status.DRAFT
    hidden.save()
    a, b, c = (Event.objects.get(title=title).pk for title in (A, B, C))

    assert imported_lists() == {
        a: [Place(b, "Rain"), Place(c, "Dam, Rain")],
        b: [Place(a, "Rain")],
    }


# --- The whole


FILES = event(A, related=(line(B, "Rain"),)) | event(B, related=(line(A, "Rain"),))


@pytest.fixture
def packed(tmp_path):
    return write_zip(tmp_path / "tiny.zip", FILES)


@pytest.mark.django_db(transaction=True)
def test_it_prints_a_table_and_leaves_nothing_behind(packed, capsys):
    panel_quality.main([str(packed), str(packed.with_name("none.zip")), str(packed)])

    left_out, head, _rule, *rows = capsys.readouterr().out.splitlines()
    assert left_out == "panel quality of none.zip: left out, it is not there"
    assert head == "|  | target | tiny, panels | tiny, Related lists |"
    assert "| public events |  | 2 | 2 |" in rows
    assert "| scores that are not the exact ones | 0 | 0 |  |" in rows
    assert f"| {panel_quality.FREQUENT_ALONE} | < 5 % | 100.00 % (2) | 100.00 % (2) |" in rows
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_archive_that_was_kept_is_used_again(packed, capsys):
    panel_quality.main(["--keep", str(packed)])
    table, kept = capsys.readouterr().out, list(Event.objects.values())

    panel_quality.main([str(packed)])

    assert capsys.readouterr().out == table
    assert list(Event.objects.values()) == kept != []


def test_a_database_with_other_events_is_left_alone(packed, db):
    bring(FILES)
    make_event()

    with pytest.raises(SystemExit, match=r"other events than tiny\.zip"):
        panel_quality.main([str(packed)])
    assert Event.objects.count() == 3

"""Pins and hides that the files of events tell."""

import pytest

from events.models import Event, Placement
from tests.factories import make_event
from tests.legacy.texts import bring, event, path_of

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "A bridge falls."


def panel(*places: dict[str, str]) -> dict:
    return {"extra": {"panel": list(places)}}


def placed() -> list[tuple[str, str, str]]:
    return list(Placement.objects.values_list("event__title", "kind", "other__title"))


@pytest.mark.parametrize("kind", ["pin", "hide"])
def test_a_placement_comes_with_its_event(kind):
    bring(event(A, **panel({kind: f"/{path_of(B)}"})) | event(B))

    assert placed() == [(A, kind, B)]


@pytest.mark.parametrize("kind", ["pin", "hide"])
def test_a_placement_may_name_an_event_that_was_here_before(kind):
    make_event(title=B, slug="b")
    bring(event(A, **panel({kind: "/zh/news/2004/08/9/b.md"})))

    assert placed() == [(A, kind, B)]


@pytest.mark.parametrize(
    "link", ["", "x", "/", f"/{path_of(A)}", "/news/2004/08/9/none.md", "/news/2004/02/30/x.md"]
)
def test_one_that_names_no_other_event_is_reported(link):
    report = bring(event(A, **panel({"pin": link})))

    assert placed() == []
    assert report.doubts == [(f"2004-08-09: pin of {link}", "no other event here")]


def test_of_two_of_one_event_the_last_stands():
    bring(event(A, **panel({"pin": f"/{path_of(B)}"}, {"hide": f"/{path_of(B)}"})) | event(B))

    assert placed() == [(A, "hide", B)]


def test_an_event_that_is_here_keeps_its_own():
    bring(event(A) | event(B))
    bring(event(A, **panel({"pin": f"/{path_of(B)}"})))

    assert placed() == []
    assert Event.objects.count() == 2

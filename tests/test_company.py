"""With whom an entity appears, and how addresses name several."""

import datetime

import pytest

from events import company
from events.models import Redirect, Status

from .factories import make_entity, make_event

pytestmark = pytest.mark.django_db


def test_companions_come_by_how_often_they_appear_with_it():
    rain = make_entity("Rain")
    make_event(entities=["Rain", "Wind", "Sun"])
    make_event(entities=["Rain", "Wind"])
    make_event(entities=["Wind", "Snow"])
    make_event(entities=["Rain", "Secret"], status=Status.DRAFT)

    found = company.companions(rain)

    assert [(entity.name, entity.together) for entity in found] == [("Wind", 2), ("Sun", 1)]


def test_only_the_newest_events_say_with_whom(monkeypatch):
    monkeypatch.setattr(company, "NEWEST", 1)
    rain = make_entity("Rain")
    make_event(date=datetime.date(2003, 1, 1), entities=["Rain", "Wind"])
    make_event(date=datetime.date(2004, 1, 1), entities=["Rain", "Sun"])

    assert [entity.name for entity in company.companions(rain)] == ["Sun"]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("a+b", [("a", "b")]),
        ("a+b+c", [("a", "b+c"), ("a+b", "c"), ("a", "b", "c")]),
        ("c+++java", [("c", "++java"), ("c+", "+java"), ("c++", "java"), ("c", "+", "java")]),
        ("a", []),
        ("+", []),
        ("+" * 500, []),
    ],
)
def test_an_address_may_be_read_in_several_ways(text, readings):
    assert list(company.ways_to_read(text)) == readings


def test_slugs_with_plus_signs_are_found():
    plus, java = make_entity("C++", slug="c++"), make_entity("Java")

    assert company.entities_of("c+++java") == [plus, java]
    assert company.entities_of("c+++nothing") == []


def test_moved_entities_are_found_by_their_old_addresses():
    peking, rain = make_entity("Peking", slug="beijing"), make_entity("Rain")
    Redirect.objects.create(path="/entities/peking/", entity=peking)

    assert company.entities_of("peking+rain") == [peking, rain]
    assert company.entities_of("peking+beijing") == [peking]

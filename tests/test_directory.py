"""The indexes of entities and sources."""

import datetime

import pytest
from django.utils import timezone

from events import directory
from events.models import Entity, Status

from .factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


def named(listed):
    return [(thing.name, thing.public) for thing in listed.things]


def make_things():
    """Rain on three events, Wind on two, Sun on one, Secret on none that is public."""
    for number, name in enumerate(["Sun", "Wind", "Rain"], 1):
        source = make_source(f"{name} Post")
        for _event in range(number):
            make_citation(make_event(entities=[name]), source=source)
    secret = make_source("Secret Post")
    for hidden in ({"publish_at": TOMORROW}, {"status": Status.DRAFT}):
        make_citation(make_event(entities=["Secret", "Rain"], **hidden), source=secret)


def test_those_with_most_public_events_come_first():
    make_things()

    assert named(directory.list_entities("", "", "")) == [("Rain", 3), ("Wind", 2), ("Sun", 1)]
    assert named(directory.list_sources("")) == [
        ("Rain Post", 3),
        ("Wind Post", 2),
        ("Sun Post", 1),
    ]


def test_slices_leave_nothing_out_and_repeat_nothing(monkeypatch):
    monkeypatch.setattr(directory, "SLICE", 2)
    for number in range(7):
        make_event(entities=[f"Name, {number}"] + ["Name, 3"] * (number == 1))
    found, after = [], ""

    for _slice in range(4):
        listed = directory.list_entities("", "", after)
        found, after = found + named(listed), listed.after

    assert [name for name, _number in found] == [f"Name, {n}" for n in (3, 0, 1, 2, 4, 5, 6)]
    assert after == ""


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("Rain", "r"),
        ("Łódź", "l"),
        ("Éire", "e"),
        ("3M", "0"),
        ("中國", "han"),
        ("ひらがな", "kana"),
        ("서울", "hangul"),
        ("Москва", "cyrillic"),
        ("Ἀθῆναι", "other"),
        ("Αθήνα", "greek"),
        ("بغداد", "arabic"),
        ("ירושלים", "hebrew"),
        ("🌧", "e"),  # no slug can be made of it: "entity"
    ],
)
def test_names_are_listed_by_letter_or_script(name, initial):
    entity = make_entity(name)
    make_event(entities=[name])
    make_event(entities=["Zzz"])

    assert Entity.objects.get(pk=entity.pk).initial == initial
    assert named(directory.list_entities("", initial, "")) == [(name, 1)]
    assert directory.values_of("initial") == sorted([initial, "z"])


def test_kinds_and_letters_are_those_that_have_events():
    make_entity("Rain", kind="thing")
    make_entity("Unused", kind="person")
    make_event(entities=["Rain"])

    assert directory.values_of("kind") == ["thing"]
    assert directory.values_of("initial") == ["r"]
    assert named(directory.list_entities("thing", "", "")) == [("Rain", 1)]
    assert named(directory.list_entities("person", "", "")) == []


@pytest.mark.parametrize("after", ["x", "²,x", "9" * 19 + ",x", "9" * 5000 + ",x"])
@pytest.mark.parametrize("index", ["entities", "sources"])
def test_what_is_no_cursor_is_not_found(client, index, after):
    make_things()

    assert client.get(f"/{index}/", {"after": after}).status_code == 404


def test_a_slice_may_begin_after_any_number(client):
    make_things()

    assert "Rain" in client.get("/entities/", {"after": "9" * 18 + ",x"}).text

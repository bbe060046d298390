"""Splitting entities: chosen events get another meaning, and both are known by the spelling."""

import pytest

from events.curation import set_kind, split_entity
from events.models import Entity, Event, Operation
from events.operations import undo
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db


def names(event: Event) -> list[str]:
    return [str(entity) for entity in event.entities.all()]


def test_chosen_events_get_a_new_meaning_and_the_others_keep_theirs():
    president = make_entity("President")
    chosen = make_event(entities=["President", "France"], lead=president)
    other = make_event(entities=["President"], lead=president)

    split_entity(president, Entity(name="President (France)", label="President"), [chosen.pk])

    leads = Event.objects.in_bulk([chosen.pk, other.pk])
    meaning = Entity.objects.get(name="President (France)")
    assert names(chosen) == ["France", "President"]
    assert {*chosen.entities.all()} == {meaning, Entity.objects.get(name="France")}
    assert (leads[chosen.pk].lead, leads[other.pk].lead) == (meaning, president)
    assert names(other) == ["President"]
    assert (meaning.slug, meaning.event_count) == ("president-france", 1)


def test_the_other_meaning_is_known_by_the_spelling():
    president, meaning = make_entity("President"), make_entity("Emmanuel Macron")
    chosen = make_event(entities=["President", "Emmanuel Macron"])

    split_entity(president, meaning, [chosen.pk])

    assert [alias.spelling for alias in meaning.aliases.all()] == ["President"]
    assert names(chosen) == ["Emmanuel Macron"]


def test_undoing_takes_a_new_meaning_away():
    president = make_entity("President")
    chosen = make_event(entities=["President"], lead=president)

    operation = split_entity(president, Entity(name="President (France)"), [chosen.pk])
    assert not president.taggings.exists()
    undo(operation, None)

    chosen.refresh_from_db()
    assert Entity.objects.get() == president
    assert (names(chosen), chosen.lead) == (["President"], president)


def test_many_entities_get_a_kind_at_once_and_lose_it_again():
    for name, kind in [("Ohio", ""), ("Texas", "thing"), ("Utah", "place")]:
        make_entity(name, kind=kind)

    operation = set_kind(Entity.objects.order_by("name"), "place")
    assert {*Entity.objects.values_list("kind", flat=True)} == {"place"}
    assert operation.subject == "“Ohio”, “Texas” → place"
    undo(operation, None)

    found = Entity.objects.order_by("name").values_list("kind", flat=True)
    assert list(found) == ["", "thing", "place"]


def test_nothing_is_logged_where_nothing_changes():
    make_entity("Ohio", kind="place")

    assert set_kind(Entity.objects.all(), "place") is None
    assert not Operation.objects.exists()

"""Each field of the search keeps the right events; bad input keeps none."""

import datetime

import pytest

from events.filters import EventFilter
from events.models import Alias, Entity, Event, Status
from events.search.naming import entities_named, sources_named

from .factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db


def found(**data):
    """The titles that a search finds, by title; the search must be valid."""
    filterset = EventFilter(data, Event.objects.published())
    assert filterset.is_valid(), filterset.errors
    return sorted(filterset.qs.values_list("title", flat=True))


def errors(**data):
    return EventFilter(data, Event.objects.published()).errors


@pytest.fixture
def archive():
    najaf = make_event(title="Fighting in Najaf", entities=["Najaf", "Iraq"])
    make_event(title="Vote", description="In BAGHDAD, a vote.", date=datetime.date(2005, 1, 30))
    make_event(title="Draft in Najaf", entities=["Najaf"], status=Status.DRAFT)
    make_citation(najaf, source=make_source("The Paper"))


def test_nothing_asked_keeps_all(archive):
    assert found() == ["Fighting in Najaf", "Vote"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("najaf", ["Fighting in Najaf"]),
        ("NAJAF fighting", ["Fighting in Najaf"]),
        ("baghdad", ["Vote"]),
        ("iraq", ["Fighting in Najaf"]),
        ('"fighting" iraq', ["Fighting in Najaf"]),
        ("najaf baghdad", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_text_is_looked_for_in_title_description_and_entities(archive, text, titles):
    assert found(q=text) == titles


@pytest.mark.parametrize("name", ["Najaf", "najaf", " Najaf ", "NAJAF", "An Najaf"])
def test_an_entity_is_known_by_name_slug_or_alias(archive, name):
    Alias.objects.create(entity=Entity.objects.get(name="Najaf"), spelling="an najaf")

    assert found(entity=name) == ["Fighting in Najaf"]


@pytest.mark.parametrize("name", ["The Paper", "the-paper", "the paper"])
def test_a_source_is_known_by_name_or_slug(archive, name):
    assert found(source=name) == ["Fighting in Najaf"]


def test_a_spelling_may_mean_several_entities():
    entities = [make_entity("Georgia (country)"), make_entity("Georgia (state)")]
    for entity in entities:
        Alias.objects.create(entity=entity, spelling="Georgia")
        make_event(title=entity.name, entities=[entity.name])

    assert found(entity="georgia") == ["Georgia (country)", "Georgia (state)"]


def test_the_closest_name_counts():
    c, plus = make_entity("C"), make_entity("C++")

    assert entities_named("C++") == [plus.pk]
    assert entities_named("c") == [c.pk]
    assert sources_named("C++") == []


def test_a_slug_names_its_own_thing_whatever_else_is_called_so():
    capitals, small = make_source("BBC"), make_source("bbc")
    first, second = make_entity("Rain"), make_entity("rain")

    assert [capitals.slug, small.slug] == ["bbc", "bbc-2"]
    assert [sources_named(name) for name in ("bbc", "BBC")] == [[capitals.pk], [capitals.pk]]
    assert [sources_named(source.slug) for source in (capitals, small)] == [
        [capitals.pk],
        [small.pk],
    ]
    assert [entities_named(entity.slug) for entity in (first, second)] == [[first.pk], [second.pk]]


def test_a_name_without_letters_is_none():
    make_entity("!?")

    assert entities_named("?!") == []


@pytest.mark.parametrize(
    ("dates", "titles"),
    [
        ({"from": "2004-08-09"}, ["Fighting in Najaf", "Vote"]),
        ({"from": "2004-08-10"}, ["Vote"]),
        ({"to": "2004-08-09"}, ["Fighting in Najaf"]),
        ({"from": "2004-08-09", "to": "2004-08-09"}, ["Fighting in Najaf"]),
    ],
)
def test_dates_include_both_ends(archive, dates, titles):
    assert found(**dates) == titles


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"entity": "Nobody"}, "entity"),
        ({"source": "Nobody"}, "source"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2004-02-30"}, "to"),
        ({"from": "2005-01-01", "to": "2004-01-01"}, "to"),
        ({"q": "x" * 201}, "q"),
        ({"q": "\0"}, "q"),
        ({"entity": "\0"}, "entity"),
    ],
)
def test_bad_input_has_an_error(archive, data, field):
    assert list(errors(**data)) == [field]

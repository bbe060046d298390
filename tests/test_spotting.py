"""Which names of entities stand in a text."""

import pytest

from events.models import Alias
from events.spotting import LONGEST_TEXT, spots
from tests.factories import make_entity, make_event
from tests.plans import learn_tables

pytestmark = pytest.mark.django_db


def found(text, known=()):
    """By what the text calls them, the names of the entities."""
    return [(spot.text, [entity.name for entity in spot.entities]) for spot in spots(text, known)]


def test_names_labels_and_aliases_are_found_in_the_order_of_the_text():
    make_entity("Muqtada al-Sadr (cleric)", label="Muqtada al-Sadr")
    Alias.objects.create(entity=make_entity("Najaf"), spelling="An-Nadschaf")
    make_entity("Iraq")
    make_entity("Baghdad")

    assert found("In An-Nadschaf, Muqtada al-Sadr speaks; Iraq listens.") == [
        ("An-Nadschaf", ["Najaf"]),
        ("Muqtada al-Sadr", ["Muqtada al-Sadr (cleric)"]),
        ("Iraq", ["Iraq"]),
    ]


def test_of_names_that_overlap_the_longest_counts():
    for name in ("New York", "New York City", "City Council", "City"):
        make_entity(name)

    assert found("New York City Council meets in New York.") == [
        ("New York City", ["New York City"]),
        ("New York", ["New York"]),
    ]


def test_names_are_whole_words():
    make_entity("Iran")
    make_entity("Sadr")

    assert found("Iranians and Sadrists.") == []
    assert [text for text, _names in found("Iran's guards, al-Sadr.")] == ["Iran", "Sadr"]


def test_names_in_scripts_without_spaces_are_found_within_runs():
    for name in ("新德里", "印度", "德", "G7峰会"):
        make_entity(name)
    Alias.objects.create(entity=make_entity("中國"), spelling="中国")

    assert found("中国总理抵达印度新德里，出席G7峰会。") == [
        ("中国", ["中國"]),
        ("印度", ["印度"]),
        ("新德里", ["新德里"]),
        ("G7峰会", ["G7峰会"]),
    ]
    assert found("德 国") == [("德", ["德"])]


def test_names_may_end_in_punctuation():
    make_entity("U.S.")
    make_entity("《狂飙》")
    make_entity("Georgia (country)")

    assert found("The U.S., Georgia (country): 看《狂飙》。") == [
        ("U.S.", ["U.S."]),
        ("Georgia (country)", ["Georgia (country)"]),
        ("《狂飙》", ["《狂飙》"]),
    ]


def test_one_spelling_offers_each_meaning_the_most_used_first():
    make_entity("Georgia (state)", label="Georgia")
    country = make_entity("Georgia (country)", label="Georgia")
    make_event().entities.add(country)

    [spot] = spots("Georgia votes.")

    assert spot.is_ambiguous
    assert [entity.name for entity in spot.entities] == ["Georgia (country)", "Georgia (state)"]


def test_known_entities_and_what_may_mean_them_are_left_out():
    country = make_entity("Georgia (country)", label="Georgia")
    make_entity("Georgia (state)", label="Georgia")
    make_entity("Iraq")

    assert found("Georgia and Iraq.", known=[country.pk]) == [("Iraq", ["Iraq"])]


def test_an_entity_is_offered_once():
    Alias.objects.create(entity=make_entity("Iraq"), spelling="IRQ")

    assert found("Iraq, IRQ, Iraq") == [("Iraq", ["Iraq"])]


@pytest.mark.parametrize(
    ("name", "text", "is_meant"),
    [
        ("US", "They told us so.", False),
        ("WHO", "Who said so?", False),
        ("US", "The US said so.", True),
        ("Home", "They go home.", False),
        ("Al-Quds", "The al-Quds brigades", True),
        ("oil", "Oil is found.", True),
        ("Iraq", "IRAQ VOTES", True),
        ("Île-de-France", "in Île-de-France", True),
        ("Straße", "auf der Straße", True),
    ],
)
def test_a_name_is_not_meant_by_smaller_letters(name, text, is_meant):
    make_entity(name)

    assert bool(found(text)) == is_meant


@pytest.mark.parametrize("text", ["Strasse", "Straße", "ＳＴＲＡＳＳＥ"])
def test_aliases_are_found_by_their_key(text):
    Alias.objects.create(entity=make_entity("Street"), spelling="Straße")

    assert [names for _text, names in found(f"Die {text} ist lang.")] == [["Street"]]


def test_a_text_of_any_length_and_oddity_is_two_queries(django_assert_num_queries):
    make_entity("Iraq")

    with django_assert_num_queries(2):
        assert found("\0 [Iraq] \U0001f383% ' \" " + "word " * LONGEST_TEXT + "Baghdad") == [
            ("Iraq", ["Iraq"])
        ]
    with django_assert_num_queries(1):
        assert found("") == []


def test_labels_are_found_where_the_database_has_counted_one_entity():
    make_entity("Najaf")
    learn_tables()
    labelled = make_entity("Georgia (country)", label="Georgia")

    assert [spot.entities for spot in spots("Najaf and Georgia.")][1:] == [(labelled,)]

"""What is found, in which order, and with what it is shown."""

import datetime

import pytest
from django.utils import timezone

from events.filters import EventFilter
from events.models import Alias, Entity, Event, Status
from events.search import count_tagged, finding
from events.search.engines.asked import Phrase
from events.search.extracts import extract, pieces
from events.search.facets import Facet, facets_of
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

LATER = datetime.date(2005, 1, 1)


def search(text="", **fields):
    return EventFilter({"q": text, **fields}, Event.objects.published()).search


def found(text="", **fields):
    return [event.title for event in search(text, **fields).part("", 50).events]


@pytest.fixture
def dams():
    """Events about a dam, by where they say so."""
    hidden = {"title": "A dam in a draft.", "status": Status.DRAFT}
    make_event(**hidden)
    make_event(title="A dam withdrawn.", status=Status.WITHDRAWN)
    make_event(title="A dam to come.", publish_at=timezone.now() + datetime.timedelta(1))
    make_citation(make_event(title="In a source."), source=make_source("The Dam Post"))
    make_event(title="In a description.", description="Of the [dam](https://x.example/flood).")
    entity = make_entity("Barrage")
    Alias.objects.create(entity=entity, spelling="dam")
    make_event(title="In an alias.", entities=["Barrage"])
    make_event(title="The dam breaks.")
    make_event(title="Another matter.", entities=["Najaf"])


def test_a_word_is_found_wherever_it_stands_the_title_first(dams):
    assert found("dam") == [
        "The dam breaks.", "In an alias.", "In a description.", "In a source."
    ]  # fmt: skip


def test_an_address_in_a_description_is_not_found(dams):
    assert found("flood") == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("BREAKS dam", ["The dam breaks."]),
        ('"dam breaks"', ["The dam breaks."]),
        ('"breaks dam"', []),
        ("dam -breaks -post -of", ["In an alias."]),
        ("dam entity:barrage", ["In an alias."]),
        ("dam -entity:dam -breaks -of", ["In a source."]),
        ('source:"The Dam Post"', ["In a source."]),
        ("brea*", ["The dam breaks."]),
        ("entity:najaf entity:barrage", []),
    ],
)
def test_operators_narrow(dams, text, titles):
    assert sorted(found(text)) == sorted(titles)


def test_the_fields_of_the_form_mean_what_the_operators_do(dams):
    assert found("dam", entity="barrage") == found("dam entity:barrage") == ["In an alias."]
    assert found(source="the-dam-post") == ["In a source."]
    assert found("dam", **{"from": "2004-08-10"}) == found("dam from:2004-08-10") == []
    assert len(found("dam", to="2004-08-09")) == len(found("dam to:2004-08-09")) == 4


def test_no_phrase_reaches_from_one_name_or_field_into_the_next():
    make_event(title="Ends with big", entities=["River dam", "Wall"], description="Flood.")

    assert found('"river dam"') == ["Ends with big"]
    assert [found(f'"{text}"') for text in ("big river", "dam wall", "wall flood")] == [[], [], []]


def test_of_equals_the_newest_come_first_and_the_nearest_to_a_day_asked_for():
    for year in (2003, 2004, 2005):
        make_event(title=f"Dam {year}.", date=datetime.date(year, 6, 1))

    assert found("dam") == ["Dam 2005.", "Dam 2004.", "Dam 2003."]
    assert found("dam from:2003-05") == ["Dam 2003.", "Dam 2004.", "Dam 2005."]
    assert found("dam from:2003-05", order="newest") == ["Dam 2005.", "Dam 2004.", "Dam 2003."]


@pytest.mark.parametrize("order", ["best", "newest"])
def test_parts_follow_each_other_whatever_the_order(order):
    events = [make_event(title=f"Dam {n}.", position=n) for n in (3, 1, 2)]
    events.append(make_event(title="Dam later.", date=LATER))

    first = search("dam", order=order).part("", 2)
    second = search("dam", order=order).part(first.older, 2)

    titles = [event.title for part in (first, second) for event in part.events]
    assert titles == ["Dam later.", "Dam 1.", "Dam 2.", "Dam 3."]
    assert second.older == ""


def test_what_is_looked_at_is_capped_and_the_newest_go_on(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    events = [make_event(title="Dam.", position=n) for n in (1, 2, 3)]

    asked = search("dam", order="newest")

    assert (asked.number, asked.is_capped) == (2, True)
    part = asked.part("", 2)
    assert part.events == events[:2]
    assert asked.part(part.older, 2).events == events[2:]
    assert [facet.number for facet in facets_of(asked.hits)["year"]] == [2]


def test_facets_count_years_entities_and_sources(dams):
    assert facets_of(search("dam").hits) == {
        "year": [Facet("2004", "2004", 4)],
        "entity": [Facet("Barrage", "barrage", 1)],
        "source": [Facet("The Dam Post", "the-dam-post", 1)],
    }


def test_public_events_that_have_all_of_some_entities_are_counted(django_assert_num_queries):
    make_event(entities=["A", "B"])
    make_event(entities=["A", "B", "C"], date=LATER)
    make_event(entities=["A"])
    make_event(entities=["A", "B"], status=Status.DRAFT)
    make_event(entities=["A", "B"], publish_at=timezone.now() + datetime.timedelta(days=1))
    ids = list(Entity.objects.filter(name__in="AB").values_list("pk", flat=True))

    with django_assert_num_queries(1):
        assert count_tagged(ids, 5) == 2
    assert count_tagged(ids, 1) == 1


# --- Marking


def marked(text, *phrases):
    asked = [Phrase(tuple(phrase.rstrip("*").split()), "*" in phrase) for phrase in phrases]
    return "".join(
        f"[{piece.text}]" if piece.marked else piece.text for piece in pieces(text, asked)
    )


@pytest.mark.parametrize(
    ("text", "phrases", "said"),
    [
        ("The Dam breaks: a dam.", ["dam"], "The [Dam] breaks: a [dam]."),
        ("The dam breaks; the dam.", ["dam breaks"], "The [dam breaks]; the dam."),
        ("Café, cafés", ["cafe*"], "[Café], [cafés]"),
        ("美国人在中国", ["美国 国人"], "[美国人]在中国"),
        ("美国人在中国", ["国*"], "美[国]人在中[国]"),
        ("Dam <b>", [], "Dam <b>"),
        ("", ["dam"], ""),
    ],
)
def test_what_was_looked_for_is_marked(text, phrases, said):
    assert marked(text, *phrases) == said


def test_an_extract_begins_before_what_was_found():
    text = "Words before. " * 40 + "The dam breaks. " + "Words after. " * 40

    told = extract(text, [Phrase(("dam",))], 100)

    assert told[0].text == "… "
    assert [piece.text for piece in told if piece.marked] == ["dam"]
    assert told[-1].text == " …"
    assert 60 < len("".join(piece.text for piece in told)) < 120

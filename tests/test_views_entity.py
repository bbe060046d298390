"""Pages of entities and sources, and the slices of their lists."""

import datetime

import pytest
from django.http import Http404
from django.utils import timezone

from events.models import Alias, Entity, Event, Status
from events.views import lists

from .factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


def make_events(*days, **overrides):
    return [make_event(date=datetime.date(2004, 8, day), **overrides) for day in days]


def events_of(response):
    return response.context["slice"].events


def test_an_entity_shows_its_public_events_newest_first(client):
    baghdad = make_entity("Baghdad")
    first, third, second = make_events(1, 9, 5, entities=["Baghdad"])
    make_event(entities=["Najaf"])
    make_event(entities=["Baghdad"], status=Status.DRAFT)
    make_event(entities=["Baghdad"], status=Status.WITHDRAWN)
    make_event(entities=["Baghdad"], publish_at=TOMORROW)

    assert events_of(client.get(baghdad.get_absolute_url())) == [third, second, first]


def test_an_entity_says_what_it_is(client):
    entity = make_entity(
        "Georgia (country)",
        label="Georgia",
        kind=Entity.Kind.PLACE,
        description="A *country*.",
        same_as="https://data.example/Q230",
    )
    for spelling in ("Sakartvelo", "საქართველო", "Georgia"):
        Alias.objects.create(entity=entity, spelling=spelling)
    make_event(entities=["Georgia (country)"])

    response = client.get(entity.get_absolute_url())

    assert '<h1 dir="auto">Georgia</h1>' in response.text
    assert "<p>A <em>country</em>.</p>" in response.text
    assert 'href="https://data.example/Q230"' in response.text
    assert response.context["spellings"] == ["Sakartvelo", "საქართველო"]


def test_an_address_that_is_no_web_link_is_no_link(client):
    entity = make_entity(same_as="javascript:alert(1)")
    source = make_source(homepage="javascript:alert(1)")

    make_citation(make_event(entities=[entity]), source=source)

    for thing in (entity, source):
        assert "javascript:" not in client.get(thing.get_absolute_url()).text


def test_a_source_shows_the_events_that_cite_it_once(client):
    source = make_source("The Paper", homepage="https://paper.example/")
    cited, draft = make_event(), make_event(status=Status.DRAFT)
    for event in (cited, cited, draft):
        make_citation(event, source=source)
    make_citation(make_event())

    response = client.get(source.get_absolute_url())

    assert events_of(response) == [cited]
    assert 'href="https://paper.example/"' in response.text


@pytest.mark.parametrize("path", ["/entities/nobody/", "/sources/nobody/"])
def test_unknown_names_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_what_no_public_event_has_is_not_public_itself(client):
    entity, source = make_entity("Secret plan"), make_source("Unprinted")
    for hidden in ({"status": Status.DRAFT}, {"publish_at": TOMORROW}):
        make_citation(make_event(entities=["Secret plan"], **hidden), source=source)

    assert client.get(entity.get_absolute_url()).status_code == 404
    assert client.get(source.get_absolute_url()).status_code == 404


def test_an_entity_counts_what_is_public(client):
    entity = make_entity("Baghdad")
    make_event(entities=["Baghdad"])
    make_event(entities=["Baghdad"], publish_at=TOMORROW)

    assert client.get(entity.get_absolute_url()).context["number"] == 1


@pytest.mark.parametrize("name", ["中國", "بغداد", "C++", "AC/DC", "100 %", "."])
def test_names_of_any_script_have_a_page(client, name):
    entity, source = make_entity(name), make_source(name)
    make_citation(make_event(entities=[name]), source=source)

    for thing in (entity, source):
        assert client.get(thing.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("make", [make_entity, make_source])
def test_a_long_list_comes_in_slices(client, monkeypatch, make):
    monkeypatch.setattr(lists, "SLICE", 2)
    thing = make("Baghdad")
    events = make_events(9, 9, 9, 5, 1, entities=["Baghdad"])
    for event in events:
        if make is make_source:
            make_citation(event, source=thing)

    first = client.get(thing.get_absolute_url())
    second = client.get(thing.get_absolute_url(), {"before": first.context["slice"].older})
    third = client.get(thing.get_absolute_url(), {"before": second.context["slice"].older})

    assert [*events_of(first), *events_of(second), *events_of(third)] == events
    assert (len(events_of(second)), third.context["slice"].older) == (2, "")
    assert f'href="?before={first.context["slice"].older.replace(",", "%2C")}"' in first.text


def test_a_full_last_slice_has_no_successor(monkeypatch):
    monkeypatch.setattr(lists, "SLICE", 2)
    make_events(1, 2)

    assert lists.slice_of(Event.objects.published(), "").older == ""


@pytest.mark.parametrize(
    "cursor",
    ["x", "2004-08-09", "2004-02-30,1,1", "2004-08-09,a,1", "2004-08-09,1,1,1", ",,", "\0",
     "2004-08-09,-1,1", "2004-08-09,1,99999999999999999999"],
)  # fmt: skip
def test_a_bad_cursor_is_not_found(client, cursor):
    entity = make_entity()

    with pytest.raises(Http404):
        lists.slice_of(Event.objects.published(), cursor)
    assert client.get(entity.get_absolute_url(), {"before": cursor}).status_code == 404


@pytest.mark.parametrize(("make", "queries"), [(make_entity, 8), (make_source, 8)])
def test_cost_does_not_grow_with_rows(client, django_assert_num_queries, make, queries):
    # Itself, months, events, their entities, pages; spellings and company, or first and last day;
    # the validator.
    thing = make("Baghdad")
    for number in range(3):
        event = make_event(entities=["Baghdad", f"Other {number}"], lead=make_entity())
        if make is make_source:
            make_citation(event, source=thing)
        if number in {0, 2}:
            with django_assert_num_queries(queries):
                assert client.get(thing.get_absolute_url()).status_code == 200

"""The filterable list."""

import datetime

import pytest

from events.cursors import cursor_of
from events.models import Status
from events.views import lists

from .factories import make_citation, make_event, make_source

pytestmark = pytest.mark.django_db


def search(client, **data):
    return client.get("/search/", data)


def events_of(response):
    return response.context["slice"].events


def test_unasked_it_shows_the_newest_events(client):
    older, newer = make_event(), make_event(date=datetime.date(2005, 1, 1))
    make_event(status=Status.DRAFT)

    assert events_of(search(client)) == [newer, older]


def test_it_keeps_what_was_asked_in_the_form(client):
    response = search(client, q='"><script>', entity="", **{"from": "2004-08-09"})

    assert 'value="&quot;&gt;&lt;script&gt;"' in response.text
    assert 'value="2004-08-09"' in response.text
    assert "<script>" not in response.text


def test_what_all_that_was_found_shares_is_no_way_to_narrow_it(client):
    make_event(title="Dam", entities=["Rain"])
    make_event(title="Dam", entities=["Rain", "Wind"])

    html = search(client, entity="rain").text

    assert '<span dir="auto">Rain</span> <span class="count">2</span>' in html
    assert '<a href="?entity=rain&amp;q=entity%3Awind" dir="auto">Wind</a>' in html


def test_its_title_says_what_was_looked_for(client):
    assert "<title>Search: &lt;b&gt; · newsroom</title>" in search(client, q="<b>").text
    assert "<title>Search · newsroom</title>" in search(client).text


def test_from_it_one_may_go_to_a_date_and_has_one_field_to_search(client):
    html = search(client).text

    assert '<form action="/news/"' in html
    assert html.count('name="q"') == 1


@pytest.mark.parametrize(
    "data",
    [
        {"entity": "Nobody"},
        {"source": "Nobody"},
        {"from": "yesterday"},
        {"from": "2005-01-01", "to": "2004-01-01"},
    ],
)
def test_bad_input_shows_its_error_and_no_event(client, data):
    make_event()

    response = search(client, **data)

    assert response.status_code == 200
    assert events_of(response) == []
    assert "errorlist" in response.text
    assert 'aria-invalid="true"' in response.text


def test_nothing_found_is_said(client):
    make_event()

    assert "No event fits." in search(client, q="unheard-of").text


def test_the_next_slice_keeps_what_was_asked(client, monkeypatch):
    monkeypatch.setattr(lists, "SLICE", 1)
    first = make_event(title="Vote one")
    second = make_event(title="Vote two")
    make_event(title="Other")

    response = search(client, q="vote")
    older = response.context["slice"].older

    assert events_of(response) == [first]
    assert f'href="?q=vote&amp;before={older.replace(",", "%2C")}"' in response.text
    assert events_of(search(client, q="vote", before=older)) == [second]
    assert events_of(search(client, q="vote", order="newest", before=cursor_of(first))) == [second]


def test_cost_does_not_grow_with_rows(client, django_assert_num_queries):
    source = make_source("The Paper")
    for number in range(3):
        make_citation(make_event(entities=["Baghdad", f"Other {number}"]), source=source)
        if number in {0, 2}:
            # entity, source, index, events, their entities, facets of both kinds, pages
            with django_assert_num_queries(8):
                search(client, entity="Baghdad", source="The Paper", q="event")

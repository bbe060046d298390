"""The lists of the desk: what they show, find and filter, at a cost that stays."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Alias, Citation, Event, Redirect
from tests.desk import address, client_of, cost_of, make_editor, make_member
from tests.factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def listed(client, model="event", **query):
    """The rows of a list, in its order."""
    response = client.get(address(model, "changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


# --- Events


def test_events_come_newest_first(client):
    old = make_event(date=datetime.date(2003, 1, 1))
    second = make_event(position=2)
    first = make_event(position=1)
    new = make_event(date=datetime.date(2005, 1, 1), status="draft")

    assert listed(client) == [new, first, second, old]


def test_a_row_says_what_an_editor_needs(client):
    make_event(
        title="  " + "word " * 100,
        lead=make_entity("Muqtada al-Sadr"),
        entities=["a, b", "c", "d", "e", "f"],
        origin="reference",
    )

    text = client.get(address("event", "changelist")).text

    [shown] = re.findall(r'<th class="field-event"><a [^>]*>([^<]*)</a>', text)
    assert (shown[:9], shown[-1], len(shown)) == ("word word", "…", 100)
    assert '<td class="field-lead_label">Muqtada al-Sadr</td>' in text
    assert '<span class="state state-published">published</span>' in text
    assert '<td class="field-origin">by reference</td>' in text
    assert "<bdi>a, b</bdi> · <bdi>c</bdi> · <bdi>d</bdi> · <bdi>e</bdi> · +1" in text


def test_a_scheduled_event_says_from_when(client):
    make_event(publish_at=datetime.datetime(2999, 1, 2, 3, 4, tzinfo=datetime.UTC))

    text = client.get(address("event", "changelist")).text

    assert '<span class="state state-scheduled">from ' in text
    assert "2999" in text


def test_a_title_of_markup_is_shown_as_text(client):
    make_event(title="<script>alert(1)</script>", entities=["<b>bold</b>"])

    text = client.get(address("event", "changelist")).text

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<b>bold" not in text


@pytest.mark.parametrize(
    "words", ["truce", "TRUCE talks", "najaf", "georgia", "bagdad", '"holy city"', "daily", "Lead"]
)
def test_search_finds_by_title_entity_and_source(client, words):
    lead = make_entity("Lead of it")
    event = make_event(title="Talks about a truce.", lead=lead, entities=["Najaf", "Holy city"])
    event.entities.add(make_entity("Georgia (country)", label="Sakartvelo"))
    event.entities.add(
        Alias.objects.create(entity=make_entity("Baghdad"), spelling="Bagdad").entity
    )
    for name in ("The Daily", "The Daily Evening"):
        make_citation(event, source=make_source(name))
    make_event(title="The city is holy.", entities=["Basra"])

    assert listed(client, q=words) == [event]


def test_results_are_counted_where_something_is_searched(client):
    make_event(title="Dam.")
    where = address("event", "changelist")

    assert "1 result (" in client.get(where, {"q": "dam"}).text
    assert "1 result" not in client.get(where).text


def test_every_word_of_a_search_must_match(client):
    make_event(title="Talks begin.", entities=["Najaf"])
    both = make_event(title="A truce begins.", entities=["Najaf"])

    assert listed(client, q="truce najaf") == [both]


@pytest.mark.parametrize("words", ["%", "_", "\x00", "'", '"', "''"])
def test_odd_searches_do_no_harm(client, words):
    make_event(title="A truce begins.")

    assert client.get(address("event", "changelist"), {"q": words}).status_code == 200


def test_filters(client):
    draft = make_event(status="draft")
    referred = make_event(origin="reference")

    assert listed(client, status__exact="draft") == [draft]
    assert listed(client, origin__exact="reference") == [referred]


def test_the_events_of_an_entity_are_those_tagged_or_led_by_it(client):
    entity = make_entity("Najaf")
    tagged = make_event(entities=["Najaf", "Baghdad"])
    led = make_event(lead=entity)
    make_event(entities=["Baghdad"])

    assert listed(client, entity=entity.pk) == [tagged, led]
    assert "Najaf" in client.get(address("event", "changelist"), {"entity": entity.pk}).text


def test_the_events_of_a_source_come_once_each(client):
    source = make_source()
    event = make_event()
    make_citation(event, source=source)
    make_citation(event, source=source)
    make_citation(make_event())

    assert listed(client, source=source.pk) == [event]


@pytest.mark.parametrize("name", ["entity", "source"])
@pytest.mark.parametrize("value", ["0", "999", "Najaf", "-1", "1,2", "٣", "9" * 30])
def test_a_filter_by_what_does_not_exist_gives_nothing(client, name, value):
    make_citation(make_event(entities=["Najaf"]))

    assert listed(client, **{name: value}) == []


def test_dates_drill_down(client):
    make_event(date=datetime.date(2003, 8, 9))
    event = make_event(date=datetime.date(2004, 8, 9))

    assert listed(client, date__year=2004, date__month=8) == [event]


def test_dates_lead_down_to_days_and_back_up(client):
    make_event(date=datetime.date(2004, 2, 9))
    make_event(date=datetime.date(2006, 2, 9))
    steps = {
        "": ["2004", "2005", "2006"],
        "date__year=2004": ["‹ All dates", "January 2004", "December 2004"],
        "date__year=2004&date__month=2": ["‹ 2004", "February 1", "February 29"],
        "date__year=2004&date__month=2&date__day=9": ["‹ February 2004"],
    }

    for query, expected in steps.items():
        page = client.get(f"{address('event', 'changelist')}?{query}").text
        nav = page.split('<nav class="toplinks">')[1].split("</nav>")[0]
        links = [html.unescape(link) for link in re.findall(r"<a [^>]*>([^<]*)</a>", nav)]
        assert [link for link in links if link in expected] == expected
        assert links[-1] == expected[-1]


def test_what_is_looked_for_is_narrowed_before_it_is_capped(client, monkeypatch):
    monkeypatch.setattr("events.search.finding.MOST", 1)
    monkeypatch.setattr("events.admin.lists.MOST", 1)
    draft = make_event(title="Dam.", date=datetime.date(2003, 1, 2), status="draft")
    tagged = make_event(title="Dam.", date=datetime.date(2004, 1, 2), entities=["Najaf"])
    newest = make_event(title="Dam.", date=datetime.date(2005, 1, 2))
    najaf = tagged.entities.get().pk

    assert listed(client, q="dam") == [newest]
    assert listed(client, q="dam", status__exact="draft") == [draft]
    assert listed(client, q="dam", entity=najaf) == [tagged]
    assert listed(client, q="dam", date__year=2004) == [tagged]
    assert (
        "Only the newest 1 events" in client.get(address("event", "changelist"), {"q": "dam"}).text
    )


def test_a_contributor_finds_the_own_events_however_many_newer_ones_fit(monkeypatch):
    monkeypatch.setattr("events.search.finding.MOST", 1)
    monkeypatch.setattr("events.admin.lists.MOST", 1)
    writer, other = make_member("Contributor"), make_member("Contributor", "other")
    own = make_event(title="A flood.", status="draft", owner=writer)
    new = datetime.date(2005, 1, 1)
    make_event(title="A flood.", date=new)
    make_event(title="A flood.", date=new, status="draft", owner=other)

    assert listed(client_of(writer), q="flood") == [own]
    assert listed(client_of(writer), q="flood", status__exact="draft") == [own]


def test_a_list_counts_no_further_than_its_pages_go(client, monkeypatch):
    monkeypatch.setattr("events.admin.lists.MOST_COUNTED", 2)
    make_event()
    assert "1 event\n" in client.get(address("event", "changelist")).text
    make_event()
    make_event()

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address("event", "changelist"))
    assert "the first 2 events: narrow the list to see others" in page.text
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert len(counts) == 1
    assert "LIMIT 3" in counts[0]


@pytest.mark.parametrize("query", [{}, {"q": "event"}, {"status__exact": "published"}])
def test_the_list_costs_the_same_with_one_row_and_with_three(client, query):
    def cost():
        where = address("event", "changelist")
        return cost_of(client, f"{where}?{'&'.join(f'{k}={v}' for k, v in query.items())}")

    make_citation(make_event(lead=make_entity(), entities=["Najaf", "Basra"]))
    one = cost()
    for number in range(2):
        make_citation(make_event(lead=make_entity(), entities=["Najaf", f"{number}"]))

    assert cost() == one
    assert Event.objects.count() == 3


# --- Entities and sources


def test_entities_come_most_used_first(client):
    unused = make_entity("Aachen")
    make_event(entities=["Najaf"])
    make_event(entities=["Najaf", "Baghdad"])
    make_event(entities=["Baghdad", "Basra"], status="draft")

    assert [entity.name for entity in listed(client, "entity")] == [
        "Najaf",
        "Baghdad",
        unused.name,
        "Basra",
    ]


@pytest.mark.parametrize("words", ["georgia", "sakart", "gruzija", "ＧＲＵＺＩＪＡ"])
def test_entities_are_found_by_name_label_and_other_spellings(client, words):
    entity = make_entity("Georgia (country)", label="Sakartvelo")
    for spelling in ("Gruzija", "Gruzija, the"):
        Alias.objects.create(entity=entity, spelling=spelling)
    make_entity("Armenia")

    assert listed(client, "entity", q=words) == [entity]


def test_entities_are_filtered_by_kind(client):
    place = make_entity(kind="place")
    make_entity(kind="person")

    assert listed(client, "entity", kind__exact="place") == [place]


def test_sources_come_most_cited_first_and_count_each_citation(client):
    less, more = make_source("A"), make_source("B")
    for source in (more, less, more):
        make_citation(make_event(), source=source)
    make_source("C")

    assert [(row.name, row.uses) for row in listed(client, "source")] == [
        ("B", 2),
        ("A", 1),
        ("C", 0),
    ]


@pytest.mark.parametrize("model", ["entity", "source"])
def test_a_count_leads_to_the_events(client, model):
    event = make_event(entities=["Najaf"])
    make_citation(event)
    [row] = listed(client, model)

    text = client.get(address(model, "changelist")).text

    link = f"{address('event', 'changelist')}?{model}={row.pk}"
    assert f'<a href="{link}">1</a>' in text
    assert f'href="{link}"' in client.get(address(model, "change", row.pk)).text
    assert list(client.get(link).context["cl"].result_list) == [event]


@pytest.mark.parametrize("model", ["entity", "source", "page", "redirect"])
def test_the_other_lists_cost_the_same_with_one_row_and_with_three(client, model):
    def make():
        event = make_event(entities=[f"Entity {Event.objects.count()}"])
        make_citation(event)
        make_page()
        Redirect.objects.create(event=event, path=f"/old/{event.pk}/")
        Redirect.objects.create(source=event.citations.get().source, path=f"/s/{event.pk}/")
        Redirect.objects.create(entity=event.entities.get(), path=f"/e/{event.pk}/")

    make()
    one = cost_of(client, address(model, "changelist"))
    make()
    make()

    assert cost_of(client, address(model, "changelist")) == one
    assert Citation.objects.count() == 3


# --- Pickers


def offered(client, model, field, term="", **query):
    query |= {"app_label": "events", "model_name": model, "field_name": field, "term": term}
    response = client.get("/admin/autocomplete/", query)
    assert response.status_code == 200
    return [result["text"] for result in response.json()["results"]]

"""Every page in every format: what it says, with which headers, and nothing that is not public."""

import datetime
import json
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from tests.factories import make_citation, make_entity, make_event, make_source

from .pages import (
    CITATIONS,
    DAY,
    FORMATS,
    HIDDEN,
    PAGES,
    TYPES,
    VALIDATOR,
    agrees,
    hide_some,
    offered,
    page_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chronicle")]

HOST = "http://testserver"


def tree(client, stem: str, query: str = "") -> dict:
    response = client.get(f"{stem}.json{query}")
    assert response.status_code == 200
    return json.loads(response.content)


# --- Every kind


@pytest.mark.parametrize(("kind", "stem"), PAGES.items())
def test_json_fits_the_schema(client, event, kind, stem):
    answer = tree(client, stem)

    assert [error.message for error in VALIDATOR.iter_errors(answer)] == []
    assert answer["kind"] == kind
    assert answer["url"] == f"{HOST}{page_of(stem)}"
    assert answer["formats"] == {format: f"{HOST}{stem}.{format}" for format in offered(kind)}


@pytest.mark.parametrize("stem", PAGES.values())
def test_xml_says_what_json_says(client, event, stem):
    root = ElementTree.fromstring(client.get(f"{stem}.xml").content)

    assert agrees(tree(client, stem), root)


@pytest.mark.parametrize("stem", PAGES.values())
@pytest.mark.parametrize("format", FORMATS)
def test_each_format_has_its_headers(client, event, stem, format):
    response = client.get(f"{stem}.{format}")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Link"] == f'<{HOST}{page_of(stem)}>; rel="canonical"'
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not response.cookies


@pytest.mark.parametrize("stem", PAGES.values())
@pytest.mark.parametrize("format", FORMATS)
def test_accept_asks_for_a_format_at_the_address_of_the_page(client, event, stem, format):
    response = client.get(page_of(stem), headers={"Accept": f"{TYPES[format]}, text/html;q=0.5"})

    assert response.content == client.get(f"{stem}.{format}").content
    assert response.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"
    assert response.headers["Content-Location"] == f"{HOST}{stem}.{format}"


@pytest.mark.parametrize(("kind", "stem"), PAGES.items())
def test_each_page_names_its_formats(client, event, kind, stem):
    response = client.get(page_of(stem))
    formats = [format for format in offered(kind) if format not in CITATIONS]

    assert response.headers["Link"] == ", ".join(
        f'<{HOST}{stem}.{format}>; rel="alternate"; type="{TYPES[format]}"' for format in formats
    )
    assert "Accept" in response.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in response.headers
    for format in formats:
        link = f'<link rel="alternate" type="{TYPES[format]}" href="{HOST}{stem}.{format}" title="'
        assert link in response.text


@pytest.mark.parametrize(("kind", "stem"), PAGES.items())
def test_what_a_page_does_not_offer_is_not_there(client, event, kind, stem):
    others = {*TYPES} - {*offered(kind)}

    assert [client.get(f"{stem}.{format}").status_code for format in others] == [404] * len(others)
    for format in others:
        response = client.get(page_of(stem), headers={"Accept": TYPES[format]})
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_formats_of_a_list_keep_what_was_asked(client, event):
    response = client.get("/search/?q=a%22b&utm=1")

    assert 'href="http://testserver/search.json?q=a%22b"' in response.text
    assert "<http://testserver/search.json?q=a%22b>" in response.headers["Link"]


@pytest.mark.parametrize("stem", PAGES.values())
@pytest.mark.parametrize("format", FORMATS)
def test_head_has_the_headers_of_get(client, event, stem, format):
    head, get = client.head(f"{stem}.{format}"), client.get(f"{stem}.{format}")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers["Link"] == get.headers["Link"]


@pytest.mark.parametrize("stem", PAGES.values())
def test_a_script_of_another_site_may_send_any_header(client, event, stem):
    for path in (f"{stem}.json", page_of(stem)):
        response = client.options(path)
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("stem", PAGES.values())
def test_nothing_can_be_sent(client, event, stem):
    assert client.post(f"{stem}.json").status_code == 405


def test_the_site_says_its_licence_and_whom_to_name(client, event, settings):
    settings.SITE_NAME, settings.SITE_LICENCE = "The Chronicle", "CC0"

    assert tree(client, "/index")["licence"] == {
        "name": "CC0",
        "url": "https://creativecommons.org/licenses/by-sa/4.0/",
        "attribution": "The Chronicle",
    }
    settings.SITE_ATTRIBUTION = "The Chronicle and others"
    assert tree(client, "/faq")["licence"]["attribution"] == "The Chronicle and others"


# --- An event


def test_an_event_says_all_its_page_says(client, event):
    answer = tree(client, PAGES["event"])

    assert answer["title"] == "Fighting & <noise>."
    assert answer["date"] == "2004-08-09"
    assert answer["description"] == "More *here*.\n\nEnd."
    assert answer["permalink"] == f"{HOST}/e/{event.short_id}/"
    najaf, sadr = (
        {"name": "Najaf", "label": "Najaf", "kind": "place", "url": f"{HOST}/entities/najaf/"},
        {
            "name": "Muqtada al-Sadr",
            "label": "Sadr",
            "kind": None,
            "url": f"{HOST}/entities/muqtada-al-sadr/",
        },
    )
    assert answer["lead"] == {"text": "Sadr", "entity": sadr}
    assert answer["entities"] == [sadr, najaf]
    related = Event.objects.get(date=datetime.date(2005, 1, 2))
    assert answer["panel"] == [
        {
            "event": {
                "id": related.short_id,
                "url": f"{HOST}{related.get_absolute_url()}",
                "permalink": f"{HOST}/e/{related.short_id}/",
                "date": "2005-01-02",
                "title": related.title,
            },
            "context": [najaf],
            "pinned": True,
        }
    ]
    assert answer["changes"] == [
        {"kind": "first", "at": None, "title": "Noise.", "url": None},
        {
            "kind": "current",
            "at": None,
            "title": event.headline,
            "url": f"{HOST}{event.get_absolute_url()}",
        },
    ]


def test_only_web_addresses_are_links(client, event):
    paper = {"name": "Paper", "url": f"{HOST}/sources/paper/"}

    assert tree(client, PAGES["event"])["sources"] == [
        {
            "source": paper,
            "url": "https://paper.example/1",
            "image": "https://i.example/a",
            "archived_url": None,
            "picture": None,
            "not_links": [],
        },
        {
            "source": paper,
            "url": None,
            "image": None,
            "archived_url": None,
            "picture": None,
            "not_links": [
                {"field": "url", "text": "javascript:alert(1)"},
                {"field": "archived_url", "text": "ftp://a.example/"},
            ],
        },
    ]


def test_times_are_utc(client, event):
    at = datetime.datetime(2004, 8, 9, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    Event.objects.filter(pk=event.pk).update(created_at=at, updated_at=at)

    answer = tree(client, PAGES["event"])

    assert answer["created"] == answer["updated"] == "2004-08-09T10:00:00Z"


def test_a_change_with_a_foreign_address_has_no_link(client, event):
    event.changes.update(path="javascript:alert(1)")

    assert [one["url"] for one in tree(client, PAGES["event"])["changes"]] == [
        None,
        f"{HOST}{event.get_absolute_url()}",
    ]


# --- Lists


def test_front_day_and_month_tell_their_events(client, event):
    later, battle, ahead = (
        {"2005-01-02": None},
        tree(client, PAGES["event"]),
        tree(client, "/index")["ahead"],
    )
    front, month, day = (tree(client, PAGES[kind]) for kind in ("front", "month", "day"))

    assert [card["date"] for card in front["events"]] == [*later, battle["date"]]
    assert (front["count"], front["next"]) == (3, None)
    assert ahead == {"date": "2099-01-02", "url": f"{HOST}/news/2099/01/02/"}
    assert day["events"] == [{key: battle[key] for key in day["events"][0]}]
    assert month["events"] == [{key: battle[key] for key in month["events"][0]}]
    assert {"description", "entities"} == {*day["events"][0]} - {*month["events"][0]}
    assert day["later"] == {"date": "2005-01-02", "url": f"{HOST}/news/2005/01/02/"}
    assert month["later"] == {"date": "2005-01", "url": f"{HOST}/news/2005/01/"}
    assert day["earlier"] is None


def test_a_year_counts_its_days(client, event):
    answer = tree(client, PAGES["year"])

    assert answer["months"] == [
        {
            "date": "2004-08",
            "url": f"{HOST}/news/2004/08/",
            "count": 1,
            "leading": [
                {"entity": {key: one[key] for key in one}, "count": 1}
                for one in tree(client, PAGES["event"])["entities"][::-1]
            ],
            "days": [{"date": "2004-08-09", "url": f"{HOST}/news/2004/08/09/", "count": 1}],
        }
    ]
    assert answer["later"] == {"date": "2005", "url": f"{HOST}/news/2005/"}


def walk(client, address: str) -> list[dict]:
    """All events of a list, slice by slice."""
    found = []
    while address:
        parts = urlsplit(address)
        answer = json.loads(client.get(f"{parts.path}?{parts.query}").content)
        assert len(answer["events"]) <= (5 if answer["kind"] != "front" else 6)
        found += answer["events"]
        address = answer["next"]
    return found


@pytest.mark.parametrize("kind", ["front", "year", "entity", "together", "source", "search"])
def test_a_long_list_goes_on_by_cursor(client, event, kind, monkeypatch):
    monkeypatch.setattr("events.views.lists.SLICE", 5)
    make_citation(event, source=make_source("Paper 3"))
    for number in range(12):
        other = make_event(
            date=DAY - datetime.timedelta(days=number),
            title=f"{number}",
            entities=["Najaf", event.lead],
        )
        make_citation(other, source=event.citations.first().source)
    if kind == "front":  # the days below the three it shows are those of the full list
        Event.objects.filter(date__gt=DAY).delete()

    events = walk(client, f"{PAGES[kind]}.json")

    assert [card["date"] for card in events] == sorted((e["date"] for e in events), reverse=True)
    assert len({card["id"] for card in events}) == len(events)
    assert len(events) == tree(client, PAGES[kind])["count"] or kind == "search"


def test_next_keeps_what_was_asked_and_the_format(client, event):
    for number in range(60):
        make_event(date=DAY, title=f"Dam {number}", entities=["Najaf"])

    answer = tree(client, "/search", "?q=Dam&utm=1")
    root = ElementTree.fromstring(client.get("/search.xml?q=Dam").content)

    assert answer["next"].startswith(f"{HOST}/search.json?q=Dam&before=")
    assert root.findtext("next").startswith(f"{HOST}/search.xml?q=Dam&before=")
    assert answer["url"] == f"{HOST}/search/?q=Dam"
    assert answer["asked"] == {"q": "Dam"}
    assert answer["count"] == 60


def test_a_search_counts_what_costs_nothing(client, event):
    assert tree(client, "/search")["count"] == 3
    assert tree(client, "/search", "?q=noise")["count"] == 1
    assert tree(client, "/search", "?q=nothing")["count"] == 0


def test_the_events_of_entities_together_are_counted_up_to_a_bound(client, event, monkeypatch):
    assert tree(client, PAGES["together"])["count"] == 1

    monkeypatch.setattr("events.company.MOST_COUNTED", 0)

    assert tree(client, PAGES["together"])["count"] is None


def test_subjects_say_when_they_were_in_the_news(client, event):
    najaf, paper = tree(client, PAGES["entity"]), tree(client, PAGES["source"])

    assert (najaf["first"]["date"], najaf["last"]["date"]) == ("2004-08-09", "2005-01-02")
    assert [(month["date"], month["count"]) for month in najaf["months"]] == [
        ("2004-08", 1),
        ("2005-01", 1),
    ]
    assert [(one["entity"]["label"], one["count"], one["url"]) for one in najaf["company"]] == [
        ("Sadr", 1, f"{HOST}/entities/muqtada-al-sadr+najaf/")
    ]
    assert (paper["count"], paper["first"]) == (1, paper["last"])


def test_an_event_leads_to_what_its_lead_did_before_and_after(client, event):
    before = make_event(date=datetime.date(2001, 1, 1), lead=event.lead)
    after = make_event(date=datetime.date(2009, 1, 1), lead=event.lead)

    found = tree(client, PAGES["event"])["of_lead"]

    assert [one["id"] for one in found["earlier"]] == [before.short_id]
    assert [one["id"] for one in found["later"]] == [after.short_id]


# --- Nothing that is not public


@pytest.mark.parametrize("stem", [*PAGES.values(), "/sources/paper-2"])
def test_no_format_names_what_is_not_public(client, stem):
    before = [client.get(f"{stem}.{format}").content for format in FORMATS]
    hide_some(date=DAY)

    after = [client.get(f"{stem}.{format}") for format in FORMATS]

    assert [response.text for response in after if "Secret" in response.text] == []
    if stem == "/sources/paper-2":
        assert [response.status_code for response in after] == [404] * len(FORMATS)
    elif stem != "/search":
        assert [response.content for response in after] == before


def test_a_hidden_pin_is_in_no_panel(client, event):
    for hidden in HIDDEN:
        other = make_event(title="Secret", **hidden)
        event.placements.create(other=other, kind="pin")

    assert len(tree(client, PAGES["event"])["panel"]) == 1


# --- Errors


@pytest.mark.parametrize("kind", ["year", "entity", "together", "source", "search", "on_this_day"])
@pytest.mark.parametrize(
    "before", ["x", "2004-08-09", "2004-08-09,1,2,3", "2004-08-09,-1,1", "%00"]
)
def test_a_bad_cursor_is_not_found(client, event, kind, before):
    response = client.get(f"{PAGES[kind]}.xml?before={before}")

    assert response.status_code == 404
    assert ElementTree.fromstring(response.content).findtext("status") == "404"


def test_a_jump_to_a_date_keeps_the_format(client, event):
    response = client.get("/news.json?date=2004-08-20")

    assert (response.status_code, response.url) == (302, "/news/2004/08/09.json")


HOSTILE = [
    "/.json",
    "/..json",
    "/index.json.json",
    "/news/2004/08/09/.json",
    "/news/0000.json",
    "/news/2004/02/30.xml",
    "/news/9999/12/31.md",
    "/%00.json",
    "/%ff%fe.xml",
    "/entities/%00.json",
    "/search.json?q=%00",
    "/search.xml?q=%ff%ed%a0%80",
    "/search.md?from=0000-00-00&to=x",
    "/search.json?before=9999-12-31,99999999999999999999,1",
    "/e/%00.json",
    "/" + "a" * 3000 + ".json",
    "/zh//evil.example/.json",
    "/news.xml?date=%00",
    "/news/2004/08/09/" + "a." * 500 + "json",
    "/%0d%0aLink:%20x.json",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_addresses_break_nothing(client, event, path):
    assert client.get(path).status_code in {200, 400, 404}


# --- Cost

QUERIES = {  # of the page itself, json, md; one of them for the validator
    "front": (8, 8, 7),
    "years": (3, 2, 2),
    "year": (7, 7, 6),
    "month": (6, 4, 4),
    "day": (7, 6, 7),
    "on_this_day": (6, 5, 5),
    "event": (9, 8, 15),  # two of them for changes; what the old grammar cannot say costs seven
    "entity": (8, 7, 7),
    "together": (7, 6, 6),
    "entities": (6, 5, 5),
    "source": (8, 7, 7),
    "sources": (3, 2, 2),
    "search": (5, 5, 4),
    "page": (3, 2, 4),
}


@pytest.mark.parametrize("kind", PAGES)
def test_cost_does_not_grow_with_rows_and_is_no_more_than_the_page_s(client, event, kind):
    page, json_, markdown = QUERIES[kind]
    limits = {"html": page, "json": json_, "xml": json_, "md": markdown}
    counts = []
    for number in range(3):
        lead = make_entity(f"Lead {number}")
        some = ["Najaf", "Muqtada al-Sadr", f"More {number}"]
        other = make_event(date=DAY, entities=some, lead=lead)
        make_citation(other, source=event.citations.first().source)
        make_citation(event)
        make_event(date=datetime.date(2004, 8, 1 + number), entities=["Muqtada al-Sadr"], lead=lead)
        if number in {0, 2}:
            counts.append({format: queries(client, PAGES[kind], format) for format in limits})

    assert counts[0] == counts[1]
    assert {format for format, limit in limits.items() if counts[0][format] > limit} == set()
    assert json_ <= page


def queries(client, stem: str, format: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page_of(stem) if format == "html" else f"{stem}.{format}")
    assert response.status_code == 200
    return len(captured)

"""Feeds of lists, in three forms that say the same and hold by the rules of each."""

import datetime
import json
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Entity, Event

from .factories import make_citation, make_entity, make_event, make_source
from .formats.feeds import ATOM, faults_of_atom, faults_of_json, faults_of_rss
from .formats.pages import DAY, FEEDS, MORE, PAGES, TYPES, hide_some, make_chronicle

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
FOLLOWED = [PAGES[kind] for kind, formats in MORE.items() if "rss" in formats]
ODD = ' 5 < 6 & "7" \x00'.replace("\x00", "\x0b") + "\ufffe]]> <script>alert(1)</script> 地震 "


def feed(client, stem: str, query: str = "") -> dict:
    response = client.get(f"{stem}.feed.json{query}")
    assert response.status_code == 200
    return json.loads(response.content)


def faults(client, stem: str, query: str = "") -> list[str]:
    return [
        *faults_of_json(feed(client, stem, query)),
        *faults_of_rss(client.get(f"{stem}.rss{query}").content),
        *faults_of_atom(client.get(f"{stem}.atom{query}").content),
    ]


def test_feeds_are_what_their_rules_ask(client):
    make_chronicle()

    assert [stem for stem in FOLLOWED if not feed(client, stem)["items"]] == []
    assert {stem: faults(client, stem) for stem in FOLLOWED} == {stem: [] for stem in FOLLOWED}


def test_odd_characters_leave_a_feed_well_formed(client):
    paper = make_source(f"Paper {ODD}")
    lead = make_entity(f"Lead {ODD}")
    event = make_event(title=ODD, description=f"# {ODD}\n\n{ODD}", lead=lead, slug="a b%<&\"'地")
    event.entities.add(lead)
    make_citation(event, source=paper, url="https://paper.example/?a=<&\"'")
    stem = lead.get_absolute_url().removesuffix("/")

    assert faults(client, stem) == []
    assert faults(client, "/index") == []
    item = feed(client, "/index")["items"][0]
    assert item["title"] == f"2004-08-09: {ODD.strip()}".replace("\x0b", "\ufffd").replace(
        "\ufffe", "\ufffd"
    )
    assert "&lt;script&gt;" in item["content_html"]
    assert "<script" not in item["content_html"]


def test_the_three_forms_say_the_same(client):
    make_chronicle()

    for stem in FOLLOWED:
        say_the_same(client, stem)


def say_the_same(client, stem: str) -> None:
    items = feed(client, stem)["items"]
    rss = ElementTree.fromstring(client.get(f"{stem}.rss").content)
    atom = ElementTree.fromstring(client.get(f"{stem}.atom").content)

    for name, told in {"id": "guid", "title": "title", "content_html": "description"}.items():
        assert [item[name] for item in items] == [one.findtext(told) for one in rss.iter("item")]
    for name in ("id", "title"):
        said = [entry.findtext(f"{ATOM}{name}") for entry in atom.iter(f"{ATOM}entry")]
        assert said == [item[name] for item in items]
    contents = [content.text for content in atom.iter(f"{ATOM}content")]
    assert contents == [item["content_html"] for item in items]
    terms = [
        [category.get("term") for category in entry.findall(f"{ATOM}category")]
        for entry in atom.iter(f"{ATOM}entry")
    ]
    assert terms == [item["tags"] for item in items]


def test_an_event_is_known_by_its_permanent_address_and_dated_by_its_record(client):
    noon = datetime.datetime(2020, 1, 2, 12, tzinfo=datetime.UTC)
    event = make_event(slug="battle", publish_at=noon + datetime.timedelta(days=1))
    Event.objects.filter(pk=event.pk).update(
        created_at=noon, updated_at=noon + datetime.timedelta(days=2)
    )

    (item,) = feed(client, "/index")["items"]
    entry = ElementTree.fromstring(client.get("/index.atom").content).find(f"{ATOM}entry")

    assert item["id"] == f"{HOST}/e/{event.short_id}/"
    assert item["url"] == f"{HOST}{event.get_absolute_url()}"
    assert item["title"] == f"2004-08-09: {event.title}"
    assert item["date_published"] == "2020-01-03T12:00:00Z"
    assert item["date_modified"] == "2020-01-04T12:00:00Z"
    assert entry.findtext(f"{ATOM}published") == "2020-01-03T12:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2020-01-04T12:00:00+00:00"


def test_an_event_has_not_changed_before_it_was_public(client):
    at = timezone.now() - datetime.timedelta(hours=1)
    event = make_event(publish_at=at)
    Event.objects.filter(pk=event.pk).update(updated_at=at - datetime.timedelta(days=1))

    (item,) = feed(client, "/index")["items"]

    assert item["date_modified"] == item["date_published"]


def test_a_renamed_event_stays_the_same_item(client):
    event = make_event(slug="one")
    (before,) = feed(client, "/index")["items"]
    event.slug = "two"
    event.save()

    (after,) = feed(client, "/index")["items"]

    assert after["id"] == before["id"]
    assert after["url"] == f"{HOST}/news/2004/08/09/two/"


def test_content_has_sources_entities_and_whole_addresses(client):
    event = make_event(
        slug="battle", description="See [there](/faq/) and [up](../).\n\n![x](y.png)"
    )
    event.entities.add(make_entity("Najaf"))
    make_citation(event, source=make_source("Paper"), url="https://paper.example/1")
    make_citation(event, source=make_source("Leaflet"), url="javascript:alert(1)")

    content = feed(client, "/index")["items"][0]["content_html"]

    assert f'href="{HOST}/faq/"' in content
    assert f'href="{HOST}/news/2004/08/09/"' in content
    assert f'href="{HOST}/news/2004/08/09/battle/y.png"' in content
    assert '<a href="https://paper.example/1" rel="nofollow noopener">Paper</a>, Leaflet' in content
    assert f'<a href="{HOST}/entities/najaf/">Najaf</a>' in content
    assert "javascript" not in content
    assert 'href="/' not in content


def test_no_feed_tells_what_is_not_public(client):
    make_chronicle()
    hide_some(date=DAY)

    addresses = [f"{stem}.{format}" for stem in FOLLOWED for format in FEEDS]
    assert [path for path in addresses if "Secret" in client.get(path).text] == []


def test_the_site_s_feed_leaves_out_what_lies_ahead(client):
    today = make_event(date=timezone.localdate())
    make_event(date=timezone.localdate() + datetime.timedelta(days=2))

    assert [item["id"] for item in feed(client, "/index")["items"]] == [
        f"{HOST}/e/{today.short_id}/"
    ]


def test_a_feed_is_called_like_its_page_and_says_its_terms(client, settings):
    make_event(entities=["Najaf"])
    settings.SITE_NAME, settings.SITE_ATTRIBUTION = "The Chronicle", "A. Nobody"

    told = feed(client, "/entities/najaf")
    rss = ElementTree.fromstring(client.get("/entities/najaf.rss").content)
    atom = ElementTree.fromstring(client.get("/entities/najaf.atom").content)

    assert told["title"] == "Najaf · The Chronicle"
    assert feed(client, "/index")["title"] == "The Chronicle"
    assert told["home_page_url"] == f"{HOST}/entities/najaf/"
    assert told["authors"] == [{"name": "A. Nobody", "url": f"{HOST}/"}]
    assert told["_licence"]["attribution"] == "A. Nobody"
    assert rss.findtext("channel/copyright") == "CC BY-SA 4.0, A. Nobody"
    assert atom.findtext(f"{ATOM}rights") == "CC BY-SA 4.0, A. Nobody"


def test_a_feed_is_in_the_edition_s_language_whoever_asks(client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    make_event()

    item = feed(client, "/index")["items"][0]

    assert "2004年8月9日" in item["content_html"]
    assert feed(client, "/index")["language"] == "zh-hans"


# --- Parts


def links_of(text: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(text)
    feed = root if root.tag == f"{ATOM}feed" else root.find("channel")
    return {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}


def test_a_feed_goes_on_in_parts_without_repeating_or_leaving_out(client, monkeypatch):
    monkeypatch.setattr("events.views.lists.SLICE", 5)
    event = make_chronicle()
    for number in range(12):
        names = ["Najaf", "Muqtada al-Sadr"]
        other = make_event(date=DAY, title=f"{number}", entities=names)
        make_citation(other, source=event.citations.first().source)

    for stem in FOLLOWED:
        found = walk(client, f"{stem}.feed.json")
        assert len(found) == len(set(found)) >= 13


def walk(client, url: str) -> list[str]:
    """The ids of all items of a feed, part by part."""
    found = []
    while url:
        parts = urlsplit(url)
        one = feed(client, parts.path.removesuffix(".feed.json"), f"?{parts.query}")
        assert len(one["items"]) <= 5
        found += [item["id"] for item in one["items"]]
        url = one.get("next_url")
    return found


def test_each_part_says_where_it_stands(client, monkeypatch):
    monkeypatch.setattr("events.views.lists.SLICE", 1)
    make_event(title="One vote"), make_event(title="Two vote")
    first = feed(client, "/search", "?q=vote")
    query = first["next_url"].partition("?")[2]
    second = feed(client, "/search", f"?{query}")

    assert first["feed_url"] == f"{HOST}/search.feed.json?q=vote"
    assert second["feed_url"] == first["next_url"]
    assert "next_url" not in second
    assert second["home_page_url"] == f"{HOST}/search/?q=vote"
    for format in ("rss", "atom"):
        links = links_of(client.get(f"/search.{format}?{query}").content)
        assert links["self"] == f"{HOST}/search.{format}?{query}"
        assert links["first"] == f"{HOST}/search.{format}?q=vote"
        assert "next" not in links
        links = links_of(client.get(f"/search.{format}?q=vote").content)
        assert links["next"] == f"{HOST}/search.{format}?{query}"
        assert links["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_an_empty_feed_is_a_feed_and_always_the_same(client):
    for format in FEEDS:
        first, second = (client.get(f"/search.{format}?q=nothing").content for _ in range(2))
        assert first == second
    assert faults(client, "/search", "?q=nothing") == []


def test_a_page_further_down_names_the_whole_feed(client, monkeypatch):
    monkeypatch.setattr("events.views.lists.SLICE", 1)
    make_event(entities=["Najaf"]), make_event(entities=["Najaf"])
    older = client.get("/entities/najaf/").context["slice"].older

    page = client.get("/entities/najaf/", {"before": older})

    assert f'type="application/rss+xml" href="{HOST}/entities/najaf.rss"' in page.text
    assert f'<{HOST}/entities/najaf.rss>; rel="alternate"' in page.headers["Link"]


# --- Addresses


@pytest.mark.parametrize("format", FEEDS)
def test_a_feed_reader_gets_the_feed_at_the_page_s_address(client, format):
    make_event(entities=["Najaf"])

    response = client.get("/entities/najaf/", headers={"Accept": f"{TYPES[format]}, */*;q=0.1"})

    assert response.headers["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
    assert response.headers["Content-Location"] == f"{HOST}/entities/najaf.{format}"
    assert response.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("format", [*FEEDS, "csv"])
def test_a_renamed_entity_takes_its_followers_along(client, format):
    make_event(entities=["Najaf"])
    entity = Entity.objects.get()
    entity.slug = "najaf-city"
    entity.save()

    response = client.get(f"/entities/najaf.{format}")

    assert (response.status_code, response.url) == (301, f"/entities/najaf-city.{format}")
    assert client.get(f"/news/2004/08/9.{format}").url == f"/news/2004/08/09.{format}"


@pytest.mark.parametrize(
    ("format", "type"),
    [("feed.json", "application/json"), ("rss", "application/xml"), ("atom", "application/xml")],
)
def test_what_is_not_there_is_said_in_the_next_best_format(client, format, type):
    for path in (f"/entities/nobody.{format}", f"/news/2004/08/09.{format}"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.headers["Content-Type"] == f"{type}; charset=utf-8"
    assert client.get(f"/search.{format}?entity=nobody").status_code == 400
    assert client.get(f"/index.{format}?before=never").status_code == 404


# --- Cost


def test_cost_does_not_grow_with_rows(client):
    event = make_chronicle()
    source, counts = event.citations.first().source, []
    for number in range(3):
        other = make_event(date=DAY, entities=["Najaf", f"More {number}"], description="*x*")
        other.lead = make_entity(f"Lead {number}")
        other.save()
        make_citation(other, source=source)
        make_citation(other)
        if number in {0, 2}:
            counts.append({stem: queries(client, f"{stem}.atom") for stem in FOLLOWED})

    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)

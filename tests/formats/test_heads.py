"""What the head of each page says to machines: links, OpenGraph and linked data that hold."""

import datetime
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from events.models import Entity, Event
from tests.factories import make_citation, make_entity, make_event, make_source

from .pages import DAY, PAGES, hide_some, make_chronicle, page_of

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LINK = re.compile(r"https?://[^/\s]+/[!-~]*")
LINKS = ("url", "@id", "item", "sameAs", "license", "archivedAt", "mainEntityOfPage", "urlTemplate")
FORMS = dict.fromkeys(LINKS, LINK) | dict.fromkeys(["datePublished", "dateModified"], TIME)
# By type, what a reader of the linked data needs.
REQUIRED = {
    "NewsArticle": {
        *("headline", "datePublished", "dateModified", "citation", "about", "mentions"),
        *("publisher", "author", "license", "isPartOf", "url", "mainEntityOfPage", "inLanguage"),
    },
    "BreadcrumbList": {"itemListElement"},
    "CollectionPage": {"name", "url", "mainEntity", "license", "isPartOf", "inLanguage"},
    "ItemList": {"itemListElement"},
    "ListItem": {"position"},
    "WebSite": {"@id", "name", "url", "potentialAction", "publisher", "license"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "Organization": {"name", "url"},
    "CreativeWork": {"publisher"},
    **{kind: {"name", "url"} for kind in ("Person", "Place", "Event", "Thing")},
}


class Head(HTMLParser):
    """The elements of a page's head, and its blocks of data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.blocks: list[str] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.blocks.append(data)

    def meta(self, name: str) -> list[str]:
        metas = [attrs for tag, attrs in self.elements if tag == "meta"]
        return [a["content"] for a in metas if name in {a.get("name"), a.get("property")}]

    def links(self, rel: str, *names: str) -> list[tuple[str, ...]]:
        links = [attrs for tag, attrs in self.elements if tag == "link" and attrs["rel"] == rel]
        return [tuple(a[n] for n in names) for a in links if all(n in a for n in names)]

    @property
    def data(self) -> list[dict]:
        (block,) = self.blocks
        document = json.loads(block)
        assert document["@context"] == "https://schema.org"
        return document["@graph"]

    def thing(self, type: str) -> dict:
        (found,) = [thing for thing in self.data if thing["@type"] == type]
        return found


def head(client, path: str) -> Head:
    response = client.get(path)
    assert response.status_code == 200
    return Head(response.text)


def faults(value: object, key: str = "") -> Iterator[str]:
    """What is wrong with linked data, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from faults(item, key)
    elif isinstance(value, dict):
        missing = REQUIRED[value["@type"]] - set(value) if "@type" in value else {*()}
        yield from (f"{value['@type']} has no {name}" for name in sorted(missing))
        for name, item in value.items():
            yield from faults(item, name)
    elif value is None or value == "":
        yield f"{key} is empty"
    elif key in FORMS and not FORMS[key].fullmatch(value):
        yield f"{key} is {value}"


@pytest.fixture(autouse=True)
def no_cards(settings):
    """Whether events have cards depends on the machine's fonts."""
    settings.CARD_FONTS = []


# Ways to other pages, which say no more of themselves than a name.
INDEXES = {"years", "search", "entities", "sources"}
WITH_DATA = [kind for kind in PAGES if kind not in INDEXES]


def test_linked_data_has_what_its_types_need(client):
    make_chronicle()

    pages = {kind: head(client, page_of(PAGES[kind])) for kind in WITH_DATA}

    assert {kind: [*faults(page.data)] for kind, page in pages.items()} == {
        kind: [] for kind in WITH_DATA
    }


def test_each_page_says_where_it_is_what_it_is_and_on_what_terms(client):
    make_chronicle()

    for kind, stem in PAGES.items():
        page, url = head(client, page_of(stem)), f"{HOST}{page_of(stem)}"
        assert page.links("canonical", "href") == [(url,)]
        assert page.links("license", "href") == [(LICENCE,)]
        assert page.meta("og:url") == [url]
        assert page.meta("og:site_name") == ["newsroom"]
        assert page.meta("og:type") == ["article" if kind == "event" else "website"]
        assert page.meta("twitter:card") == ["summary"]
        assert len(page.meta("og:title")) == 1
        assert page.meta("description") == page.meta("og:description")
        assert len(page.meta("description")) == (kind not in INDEXES)


def test_the_canonical_address_keeps_what_chooses_the_content_only(client):
    make_event(title="A vote")

    assert head(client, "/search/?q=vote&utm=1").links("canonical", "href") == [
        (f"{HOST}/search/?q=vote",)
    ]
    assert head(client, "/?utm=1").links("canonical", "href") == [(f"{HOST}/",)]


# --- An event


def test_an_event_is_a_report_with_its_citations(client):
    event = make_chronicle()
    at = datetime.datetime(2020, 1, 2, 12, tzinfo=datetime.UTC)
    Event.objects.filter(pk=event.pk).update(created_at=at, updated_at=at)
    Entity.objects.filter(name="Najaf").update(same_as="https://www.wikidata.org/wiki/Q168214")
    url = f"{HOST}{event.get_absolute_url()}"
    site = {"@type": "Organization", "name": "newsroom", "url": f"{HOST}/"}
    paper = {"@type": "Organization", "name": "Paper", "url": f"{HOST}/sources/paper/"}

    page = head(client, page_of(PAGES["event"]))

    assert page.thing("NewsArticle") == {
        "@type": "NewsArticle",
        "@id": f"{HOST}/e/{event.short_id}/",
        "url": url,
        "mainEntityOfPage": url,
        "headline": "Fighting & <noise>.",
        "articleBody": "Fighting & <noise>.\n\nMore *here*.\n\nEnd.",
        "temporalCoverage": "2004-08-09",
        "datePublished": "2020-01-02T12:00:00Z",
        "dateModified": "2020-01-02T12:00:00Z",
        "about": [{"@type": "Thing", "name": "Sadr", "url": f"{HOST}/entities/muqtada-al-sadr/"}],
        "mentions": [
            {
                "@type": "Place",
                "name": "Najaf",
                "url": f"{HOST}/entities/najaf/",
                "sameAs": "https://www.wikidata.org/wiki/Q168214",
            }
        ],
        "citation": [
            {"@type": "CreativeWork", "publisher": paper, "url": "https://paper.example/1"},
            {"@type": "CreativeWork", "publisher": paper},
        ],
        "author": site,
        "publisher": site,
        "inLanguage": "en",
        "isPartOf": {"@id": f"{HOST}/#site"},
        "license": LICENCE,
        "creditText": "newsroom",
    }
    assert page.meta("article:published_time") == ["2020-01-02T12:00:00Z"]
    assert page.meta("article:modified_time") == ["2020-01-02T12:00:00Z"]
    assert page.meta("description") == ["More here. End."]


def test_the_card_is_the_report_s_image(client, monkeypatch):
    monkeypatch.setattr("events.formats.heads.card_url", lambda event: "/e/x/card.png")
    make_event(slug="battle")

    page = head(client, page_of(PAGES["event"]))

    assert page.thing("NewsArticle")["image"] == f"{HOST}/e/x/card.png"
    assert page.meta("og:image") == [f"{HOST}/e/x/card.png"]
    assert page.meta("twitter:card") == ["summary_large_image"]


def test_an_event_without_a_lead_is_about_all_its_entities(client):
    make_event(slug="battle", entities=["Najaf", "Sadr"])

    article = head(client, page_of(PAGES["event"])).thing("NewsArticle")

    assert [thing["name"] for thing in article["about"]] == ["Najaf", "Sadr"]
    assert article["mentions"] == []


def test_an_archived_copy_is_named(client):
    event = make_event(slug="battle")
    make_citation(event, archived_url="https://archive.example/1")

    (report,) = head(client, page_of(PAGES["event"])).thing("NewsArticle")["citation"]

    assert report["archivedAt"] == "https://archive.example/1"


def test_a_long_title_is_cut_where_search_engines_cut_it(client):
    make_event(slug="battle", title="x" * 300)

    page = head(client, page_of(PAGES["event"]))

    assert len(page.thing("NewsArticle")["headline"]) == 110
    assert len(page.meta("og:title")[0]) == 200


def test_no_text_ends_the_block_of_data(client):
    title = "</script><script>alert(1)</script> <!-- & \u2028 ]]>"
    event = make_event(slug="battle", title=title, entities=[title.replace("\u2028", "")])
    make_citation(event, source=make_source(title.replace("\u2028", "")))

    page = head(client, page_of(PAGES["event"]))

    assert page.thing("NewsArticle")["headline"] == title
    assert not set("<>&") & set(page.blocks[0])
    assert "<script>" not in client.get(page_of(PAGES["event"])).text


# --- Ways and lists


def steps(page: Head) -> list[tuple[int, str, str]]:
    items = page.thing("BreadcrumbList")["itemListElement"]
    return [(item["position"], item["name"], item["item"]) for item in items]


def test_breadcrumbs_lead_down_to_an_event(client):
    event = make_chronicle()

    assert steps(head(client, page_of(PAGES["event"]))) == [
        (1, "newsroom", f"{HOST}/"),
        (2, "2004", f"{HOST}/news/2004/"),
        (3, "2004-08", f"{HOST}/news/2004/08/"),
        (4, "2004-08-09", f"{HOST}/news/2004/08/09/"),
        (5, event.headline, f"{HOST}{event.get_absolute_url()}"),
    ]
    assert steps(head(client, page_of(PAGES["entity"])))[1:] == [
        (2, "Najaf", f"{HOST}/entities/najaf/")
    ]


def test_a_list_names_its_public_events_by_their_permanent_addresses(client):
    make_chronicle()
    hide_some(date=DAY)

    for kind in ("front", "month", "day", "entity", "source"):
        listed = client.get(f"{PAGES[kind]}.json").json()["events"]
        page = head(client, page_of(PAGES[kind]))
        items = page.thing("CollectionPage")["mainEntity"]["itemListElement"]
        assert [item["url"] for item in items] == [event["permalink"] for event in listed]
        assert [item["position"] for item in items] == [*range(1, len(items) + 1)]
        assert "Secret" not in page.blocks[0]


def test_an_entity_s_page_says_what_it_is(client):
    make_event().entities.add(make_entity("Najaf", kind="place", same_as="https://w.example/Q1"))
    Entity.objects.update(event_count=1)

    assert head(client, "/entities/najaf/").thing("CollectionPage")["about"] == {
        "@type": "Place",
        "name": "Najaf",
        "url": f"{HOST}/entities/najaf/",
        "sameAs": "https://w.example/Q1",
    }


def test_the_front_page_tells_of_the_site_and_its_search(client, settings):
    settings.SITE_NAME, settings.SITE_ATTRIBUTION = "The Chronicle", "A. Nobody"

    site = head(client, "/").thing("WebSite")

    assert site["name"] == "The Chronicle"
    assert site["publisher"]["name"] == "A. Nobody"
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{HOST}/search/?q={{words}}"


# --- Editions


def test_pages_that_every_edition_has_name_the_others(client, settings):
    settings.EDITIONS = {"zh-hans": "https://zh.example.org"}
    make_chronicle()

    for kind, stem in PAGES.items():
        path = page_of(stem)
        others = head(client, path).links("alternate", "hreflang", "href")
        everywhere = kind in {"front", "year", "month", "day", "on_this_day"}
        assert others == (
            [("en", f"{HOST}{path}"), ("zh-hans", f"https://zh.example.org{path}")]
            if everywhere
            else []
        )


def test_without_editions_no_other_is_named(client):
    assert head(client, "/").links("alternate", "hreflang") == []


# --- Pages that are none


def test_what_is_not_there_has_no_address_of_its_own(client):
    make_event(date=timezone.localdate())

    for path in ("/nothing/", "/news/1999/01/01/"):
        page = Head(client.get(path).text)
        assert page.links("canonical", "href") == []
        assert page.blocks == []


def test_the_footer_says_whom_to_name(client, settings):
    settings.SITE_ATTRIBUTION = "A. <Nobody>"

    page = client.get("/").text

    assert '<span dir="auto">A. &lt;Nobody&gt;</span>, ' in page
    assert f'<a href="{LICENCE}" rel="license noopener">CC BY-SA 4.0</a>' in page

"""How to cite an event: each way holds by the rules of its readers, whatever the title says."""

import datetime
import json
import re

import pytest
from jsonschema import Draft202012Validator

from events.models import Event, Status
from tests.factories import make_event

from .pages import CITATIONS, HIDDEN, TYPES

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
STEM = "/news/2004/08/09/battle"
PUBLISHED = datetime.datetime(2020, 3, 2, 12, tzinfo=datetime.UTC)
HOSTILE = (
    r"50% of {it} & {{that}} | [[x]] <ref> ''so'' $1 #2 a_b ~ ^ \end{x} } Zürich 地震 http://x.y"
)
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string"},
            "type": {"const": "webpage"},
            "title": {"type": "string"},
            "author": {
                "type": "array",
                "items": {"properties": {"literal": {"type": "string"}}, "required": ["literal"]},
            },
            "container-title": {"type": "string"},
            "issued": {
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "items": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
                    }
                },
                "required": ["date-parts"],
            },
            "URL": {"type": "string", "format": "uri"},
            "language": {"type": "string"},
            "note": {"type": "string"},
        },
        "additionalProperties": False,
    },
}


@pytest.fixture
def event(settings) -> Event:
    settings.SITE_NAME = "The Chronicle"
    return make_event(slug="battle", title=" Fighting  in Najaf.", publish_at=PUBLISHED)


def cite(client, format: str) -> str:
    response = client.get(f"{STEM}.{format}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
    return response.text


def test_in_words(client, event, settings):
    settings.SITE_ATTRIBUTION = "A. Nobody"

    assert cite(client, "txt") == (
        "“2004-08-09: Fighting in Najaf.” A. Nobody, The Chronicle, 2020-03-02. "
        f"{HOST}/e/{event.short_id}/ (CC BY-SA 4.0)\n"
    )


def test_whom_to_name_is_not_named_twice(client, event):
    assert "” The Chronicle, 2020-03-02." in cite(client, "txt")


def test_bibtex(client, event):
    assert cite(client, "bib") == (
        f"@misc{{event-{event.short_id},\n"
        "  title = {{2004-08-09: Fighting in Najaf.}},\n"
        "  author = {{The Chronicle}},\n"
        "  howpublished = {The Chronicle},\n"
        "  year = {2020},\n"
        f"  url = {{{HOST}/e/{event.short_id}/}},\n"
        "  note = {CC BY-SA 4.0},\n"
        "  month = mar\n"
        "}\n"
    )


def test_csl_json(client, event):
    assert json.loads(cite(client, "csl.json")) == [
        {
            "id": f"event-{event.short_id}",
            "type": "webpage",
            "title": "2004-08-09: Fighting in Najaf.",
            "author": [{"literal": "The Chronicle"}],
            "container-title": "The Chronicle",
            "issued": {"date-parts": [[2020, 3, 2]]},
            "URL": f"{HOST}/e/{event.short_id}/",
            "language": "en",
            "note": "CC BY-SA 4.0",
        }
    ]


def test_wiki(client, event):
    assert cite(client, "wiki") == (
        f"{{{{cite web |title=2004-08-09: Fighting in Najaf. |url={HOST}/e/{event.short_id}/ "
        "|website=The Chronicle |author=The Chronicle |date=2020-03-02 |language=en}}\n"
    )


# --- Whatever the title says


@pytest.fixture
def hostile(event) -> Event:
    event.title = HOSTILE
    event.save()
    return event


def test_braces_of_bibtex_have_partners_and_its_signs_are_escaped(client, hostile):
    text = cite(client, "bib")
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    (title,) = re.findall(r"title = \{\{(.*)\}\},\n", text)
    assert "Zürich 地震" in title
    commands = r"\\(textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum)\{\}"
    bare = re.sub(commands, "", title)
    assert re.findall(r"(?<!\\)[&%$#_{}~^]", bare) == []
    assert set(re.findall(r"\\.", bare)) == {r"\%", r"\&", r"\$", r"\#", r"\_"}


def test_a_wiki_finds_no_markup_in_a_title(client, hostile):
    text = cite(client, "wiki")
    (title,) = re.findall(r"\|title=(.*) \|url=", text)

    assert text.count("{{") == text.count("}}") == 1
    assert text.count("|") == 6
    assert re.findall(r"[\[\]{}<>|]|''|https?:", title) == []
    assert "Zürich 地震" in title


def test_csl_json_takes_any_title(client, hostile):
    (item,) = json.loads(cite(client, "csl.json"))

    assert item["title"] == f"2004-08-09: {HOSTILE}"
    assert [e.message for e in Draft202012Validator(CSL).iter_errors([item])] == []


@pytest.mark.parametrize("format", CITATIONS)
def test_a_title_without_letters_can_be_cited(client, event, format):
    event.title = " "
    event.save()

    assert "Event without a title" in cite(client, format)


# --- Where


def test_the_page_shows_every_way_and_where_it_stands(client, event):
    page = client.get(f"{STEM}/").text

    assert page.count('<details class="cite">') == 1
    for format in CITATIONS:
        assert f'<a href="{HOST}{STEM}.{format}" rel="nofollow">' in page
    assert "{{cite web |title=2004-08-09: Fighting in Najaf." in page
    assert "&quot;URL&quot;: " in page


@pytest.mark.parametrize("format", CITATIONS)
def test_the_short_address_leads_to_each_way(client, event, format):
    response = client.get(f"/e/{event.short_id}.{format}")

    assert (response.status_code, response.url) == (301, f"{STEM}.{format}")


@pytest.mark.parametrize("format", CITATIONS)
def test_old_addresses_lead_to_each_way(client, event, format):
    event.slug = "siege"
    event.save()

    assert client.get(f"{STEM}.{format}").url == f"/news/2004/08/09/siege.{format}"
    assert client.get(f"/news/2004/08/9/siege.{format}").status_code == 301


@pytest.mark.parametrize("format", CITATIONS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_not_public_cannot_be_cited(client, event, format, hidden):
    Event.objects.filter(pk=event.pk).delete()
    make_event(slug="battle", title="Secret", **hidden)

    response = client.get(f"{STEM}.{format}")

    assert response.status_code == (410 if hidden["status"] == Status.WITHDRAWN else 404)
    assert "Secret" not in response.text


@pytest.mark.parametrize("format", CITATIONS)
def test_a_citation_costs_two_queries(client, event, format, django_assert_num_queries):
    with django_assert_num_queries(2):  # the validator, the event
        cite(client, format)


def test_a_name_that_ends_like_a_format_is_found(client):
    event = make_event(slug="rules.bib")

    assert client.get("/news/2004/08/09/rules.bib").url == event.get_absolute_url()
    assert client.get("/news/2004/08/09/rules.bib.json").json()["id"] == event.short_id

"""Formats of what is not there, not public or not to be had, and who gets which."""

import json

import pytest

from events.models import Status
from tests.factories import make_event

from .pages import (
    FORMATS,
    HIDDEN,
    TYPES,
    VALIDATOR,
)

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/html"),
        ("", "text/html"),
        ("image/png", "text/html"),
        ("text/*", "text/html"),
        ("application/json;q=0", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/*", "application/json"),
        ("text/xml", "application/xml"),
        ("application/xml;q=0.9, text/markdown", "text/markdown"),
        (";;,/,*/json;q=x,\x00", "application/json"),
        ("application/json;q=nan", "application/json"),
        ("," * 5000, "text/html"),
    ],
)
def test_who_accepts_what_gets_what(client, accept, kind):
    response = client.get("/", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == kind


# --- What is not public


@pytest.mark.parametrize("hidden", HIDDEN[:3])
@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_public_has_no_format(client, hidden, format):
    event = make_event(title="Secret", slug="secret", **hidden)

    for stem in ("/news/2004/08/09/secret", "/news/2004/08/09", f"/e/{event.short_id}"):
        response = client.get(f"{stem}.{format}")
        assert response.status_code == 404
        assert "Secret" not in response.text


# --- Errors


@pytest.mark.parametrize("format", FORMATS)
def test_a_withdrawn_event_is_gone_and_says_why(client, format):
    make_event(
        title="Secret", slug="gone", status=Status.WITHDRAWN, withdrawn_reason="It was <a hoax>."
    )

    response = client.get(f"/news/2004/08/09/gone.{format}")

    assert response.status_code == 410
    assert response.headers["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Secret" not in response.text
    if format == "json":
        answer = json.loads(response.content)
        assert [error.message for error in VALIDATOR.iter_errors(answer)] == []
        assert (answer["status"], answer["reason"]) == (410, "It was <a hoax>.")
    else:
        assert "a hoax" in response.text


@pytest.mark.parametrize(
    "stem", ["/nothing", "/news/2004/08/10", "/news/2004/08/09/no", "/entities/no", "/news/2005/13"]
)
@pytest.mark.parametrize("format", FORMATS)
def test_a_404_is_in_the_format_asked_for(client, stem, format):
    by_suffix = client.get(f"{stem}.{format}")
    by_accept = client.get(f"{stem}/", headers={"Accept": TYPES[format]})

    assert by_suffix.status_code == by_accept.status_code == 404
    assert by_suffix.content == by_accept.content
    assert by_suffix.headers["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
    assert by_suffix.headers["Access-Control-Allow-Origin"] == "*"
    assert by_accept.headers["Vary"] == "Accept, Accept-Language"
    if format == "json":
        assert [error.message for error in VALIDATOR.iter_errors(by_suffix.json())] == []


@pytest.mark.parametrize("path", ["/search.json?entity=nobody", "/news.json?date=yesterday"])
def test_what_cannot_be_asked_is_refused(client, path):
    response = client.get(path)

    assert response.status_code == 400
    assert [error.message for error in VALIDATOR.iter_errors(response.json())] == []
    assert response.json()["fields"][0]["field"] in {"entity", "date"}


def test_the_admin_answers_in_html_only(admin_client):
    response = admin_client.get("/admin/nothing/", headers={"Accept": "application/json"})

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_name_cannot_add_a_header(client):
    make_event(slug="a\r\nX-Evil: 1")

    response = client.get("/news/2004/08/09/a%0D%0AX-Evil:%201.json")

    assert response.status_code == 200
    assert "X-Evil" not in response.headers

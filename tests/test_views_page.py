"""Long-form pages, error pages, and what every page keeps to."""

import datetime

import pytest
from django.template import TemplateSyntaxError

from events.views import errors

from .factories import make_event, make_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/faq/", "/opinion/2017/04/4/truth/", "/opinion/README.md", "/意见/"]
)
def test_a_page_stands_at_its_path(client, path):
    page = make_page(
        path=path, title="A <title>", author="A. Uthor", date=datetime.date(2017, 4, 4)
    )

    response = client.get(page.get_absolute_url())

    assert response.status_code == 200
    assert '<h1 dir="auto">A &lt;title&gt;</h1>' in response.text
    assert "<p>Some <em>text</em>.</p>" in response.text
    assert "A. Uthor" in response.text
    assert "4 April 2017" in response.text


def test_pages_are_listed_in_the_foot(client):
    make_page(path="/意见/", title="Opinion")

    assert '<a href="/%E6%84%8F%E8%A7%81/" dir="auto">Opinion</a>' in client.get("/").text


def test_a_page_costs_two_queries_and_the_foot_another_once(client, django_assert_num_queries):
    make_page(path="/faq/")

    for queries in (3, 2):
        with django_assert_num_queries(queries):
            client.get("/faq/")


def test_the_foot_follows_its_pages(client):
    page = make_page(path="/faq/", title="Questions")
    assert "Questions</a>" in client.get("/").text

    page.title = "Answers"
    page.save()

    assert "Answers</a>" in client.get("/").text
    assert "Questions</a>" not in client.get("/").text


def test_what_is_not_there_is_not_found_in_the_sites_look(client):
    response = client.get("/nothing/")

    assert response.status_code == 404
    assert "Nothing is recorded at this address." in response.text
    assert 'class="masthead"' in response.text


def test_a_broken_view_is_answered_without_a_query_but_the_validator(
    client, monkeypatch, django_assert_num_queries, settings
):
    client.raise_request_exception = False
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    monkeypatch.setattr("events.views.search.SearchView.get_queryset", None)

    with django_assert_num_queries(1):
        response = client.get("/search/")

    assert response.status_code == 500
    assert "Something has broken here." in response.text
    assert 'class="masthead"' in response.text


def test_an_error_page_that_breaks_itself_is_still_an_answer(rf, monkeypatch):
    def fail(*args):
        raise TemplateSyntaxError

    monkeypatch.setattr(errors, "render_to_string", fail)

    response = errors.server_error(rf.get("/"))

    assert (response.status_code, response.text) == (500, "Server error.")


def test_pages_say_what_the_settings_say(client, settings):
    settings.SITE_NAME, settings.SITE_TAGLINE = "The <Chronicle>", "Day by day"
    settings.SITE_LICENCE, settings.SITE_LICENCE_URL = "CC0", "https://licence.example/"

    html = client.get("/").text

    assert "<title>The &lt;Chronicle&gt; · Day by day</title>" in html
    assert '<a href="https://licence.example/" rel="license noopener">CC0</a>' in html
    assert '<html lang="en">' in html


def test_the_language_of_the_edition_is_the_language_of_its_pages(client, settings):
    make_event()

    response = client.get("/news/2004/08/", headers={"Accept-Language": "de"})

    assert "August 2004" in response.text
    assert '<html lang="en">' in response.text

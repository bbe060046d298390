"""Long-form pages and old addresses at the desk."""

import datetime

import pytest

from events.models import Event, Page, Redirect
from tests.desk import (
    address,
    client_of,
    cost_of,
    errors_of,
    make_editor,
    make_member,
    save_form,
    saved,
)
from tests.factories import make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)


@pytest.fixture
def client():
    return client_of(make_editor())


def lead(client, path, to, pk=None):
    return save_form(client, "redirect", pk, {"path": path, "to": to})


def leads():
    return {redirect.path: redirect.target for redirect in Redirect.objects.all()}


@pytest.mark.parametrize("role", ["Editor", "Curator"])
def test_a_page_is_written_moved_and_deleted(role):
    client = client_of(make_member(role))
    written = {"path": "/faq/", "title": "Questions", "text": "And *answers*."}

    assert saved(save_form(client, "page", changes=written))
    page = Page.objects.get()
    assert "<em>answers</em>" in client.get("/faq/").text
    assert saved(save_form(client, "page", page.pk, {"path": "/questions/"}))
    assert client.get("/faq/").url == "/questions/"
    client.post(address("page", "delete", page.pk), {"post": "yes"})

    assert client.get("/questions/").status_code == 404
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("/news/2004/08/09/storm/", "event"),
        ("/news/2004/8/9/storm.md", "event"),
        ("https://site.example/news/2004/08/09/storm/?from=mail", "event"),
        ("/e/abc/", "event"),
        ("/entities/rain/", "entity"),
        ("/sources/bbc/", "source"),
        ("/about/", "page"),
        ("/news/2004/08/09/", "day"),
    ],
)
def test_an_old_address_leads_to_what_another_is_of(client, to, target):
    things = {
        "event": make_event(slug="storm", short_id="abc"),
        "entity": make_entity("Rain"),
        "source": make_source("BBC"),
        "page": make_page(path="/about/"),
        "day": DAY,
    }

    assert saved(lead(client, "/old/name", to))

    assert leads() == {"/old/name/": things[target]}


def test_a_chain_is_made_one_step(client):
    event = make_event()
    assert saved(lead(client, "/first/", event.address))

    assert saved(lead(client, "/second/", "/first/"))

    assert leads() == {"/first/": event, "/second/": event}
    assert client.get("/second/").url == event.get_absolute_url()


def test_a_chain_that_comes_to_be_by_a_day_is_made_one_step(client):
    event = make_event(date=datetime.date(2005, 1, 1))
    assert saved(lead(client, "/first/", "/news/2004/08/09/"))

    assert saved(lead(client, "/news/2004/08/09/", event.address))

    assert leads() == {"/first/": event, "/news/2004/08/09/": event}


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/new/", "/new/"),
        ("/news/2004/08/10/", "/news/2004/08/10/"),
        ("/news/2004/08/11/", "/news/2004/08/10/"),
    ],
)
def test_a_loop_is_refused(client, path, to):
    Redirect.objects.create(path="/news/2004/08/10/", day=datetime.date(2004, 8, 11))
    before = leads()

    assert errors_of(lead(client, path, to))

    assert leads() == before


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/news/2004/08/09/storm/", "/about/"),
        ("/admin/", "/about/"),
        ("/old/", "/nowhere/"),
        ("/old/", "/news/2004/08/"),
        ("/old/", "/search/"),
        ("/old/", "/news/2004/02/30/"),
        ("/old/", "https://elsewhere.example/"),
        ("old", "/about/"),
        ("/old address/", "/about/"),
        ("", "/about/"),
        ("/old/", ""),
        ("/old/", "\x00"),
    ],
)
def test_what_would_shadow_a_page_or_lead_nowhere_is_refused(client, path, to):
    make_event(slug="storm")
    make_page(path="/about/")

    assert errors_of(lead(client, path, to))

    assert leads() == {}


def test_an_old_address_is_corrected_and_taken_away(client):
    event, other = make_event(), make_event()
    redirect = Redirect.objects.create(path="/old/", event=event)

    assert saved(lead(client, "/old/", other.address, redirect.pk))
    assert leads() == {"/old/": other}
    assert errors_of(lead(client, "/old/", event.address)) == [
        "Old address with this Old address already exists."
    ]
    client.post(address("redirect", "delete", redirect.pk), {"post": "yes"})

    assert leads() == {}
    assert Event.objects.count() == 2


def test_an_address_that_cannot_be_read_is_refused_once(client):
    make_page(path="/about/")

    assert errors_of(lead(client, "old", "/about/")) == [
        "Write it like /old/address/, without spaces."
    ]
    assert errors_of(lead(client, "/old/", "/nowhere/")) == [
        "Nothing of this site has this address."
    ]


def test_a_redirect_left_alone_is_not_written(client):
    redirect = Redirect.objects.create(path="/old/", event=make_event(slug="a"))

    assert saved(save_form(client, "redirect", redirect.pk))

    assert Redirect.objects.get() == redirect
    assert cost_of(client, address("redirect", "change", redirect.pk)) <= 15

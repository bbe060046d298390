"""Opening and saving what nobody changed changes nothing, however odd the stored values are."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry

from events.models import Event, Placement, Redirect
from tests.desk import (
    client_of,
    errors_of,
    everything_of,
    make_editor,
    open_form,
    save_form,
    saved,
)
from tests.factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

ONE_LINE = "Write this on one line, without line breaks."
WEB_LINK = "Give an address that starts with http:// or https://."

ODD_TITLES = [
    "  Two spaces before.",
    "A space after. ",
    "\u3000An ideographic space before and after.\u3000",
    "\ttab and more\t",
    "Old Mac line end\r",
    "\nline breaks\r\nof every\rkind\n",
    "next line \x85, line separator \u2028, form feed \x0c.",
    "x" * 870,
    " ",
    "",
    "<b>bold</b> &amp; &#8217; <script>alert(1)</script>",
    "中國、القاهرة، São Paulo",
]
ODD_URLS = [
    "javascript:alert(1)",
    " https://paper.example/spaces ",
    "paper.example/no-scheme",
    "https://paper.example/" + "x" * 600,
    "https://paper.example/\u3000",
    "https://paper.example/return\r",
    "",
]


@pytest.fixture
def client():
    return client_of(make_editor())


def make_odd_event(title: str, url: str = "https://paper.example/1") -> Event:
    """An event as an import may leave one, with something of everything around it."""
    event = make_event(
        title=title,
        slug="its.file~name",
        lead=make_entity("Lead, the"),
        lead_text=" Lead ",
        description="first\r\nsecond\rthird  \n\n",
        entities=["Najaf", "Chicago, Illinois", "Baghdad"],
        withdrawn_reason=" ",
    )
    make_citation(event, url=url, image=url, archived_url=url, printed="")
    make_citation(event, url="https://paper.example/2")
    Placement.objects.create(event=event, other=make_event(), kind="pin")
    Redirect.objects.create(event=event, path="/news/2004/08/08/old/")
    return event


@pytest.mark.parametrize("title", ODD_TITLES)
def test_an_odd_title_survives(client, title):
    event = make_odd_event(title)
    before = everything_of(event)

    assert saved(save_form(client, "event", event.pk))

    assert everything_of(event) == before
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("url", ODD_URLS)
def test_an_odd_address_of_a_citation_survives(client, url):
    event = make_odd_event("A title.", url)
    before = everything_of(event)

    assert saved(save_form(client, "event", event.pk))

    assert everything_of(event) == before


@pytest.mark.parametrize("title", ODD_TITLES)
def test_an_odd_title_survives_a_change_beside_it(client, title):
    event = make_odd_event(title)

    assert saved(save_form(client, "event", event.pk, {"move": "back"}))

    event.refresh_from_db()
    assert (event.status, event.title, event.version) == ("draft", title, 2)
    assert event.description == "first\r\nsecond\rthird  \n\n"
    assert event.lead_text == " Lead "


def test_an_odd_address_survives_a_change_beside_it(client):
    event = make_odd_event("A title.", "javascript:alert(1)")

    changes = {"citations-0-image": "https://paper.example/picture"}
    assert saved(save_form(client, "event", event.pk, changes))

    citation = event.citations.get(position=1)
    assert citation.url == citation.archived_url == "javascript:alert(1)"
    assert citation.image == "https://paper.example/picture"
    assert citation.printed == ""


@pytest.mark.parametrize("field", ["url", "image", "archived_url"])
def test_a_new_bad_address_is_refused(client, field):
    event = make_odd_event("A title.")
    before = everything_of(event)

    response = save_form(client, "event", event.pk, {f"citations-0-{field}": "javascript:alert(2)"})

    assert errors_of(response) == [WEB_LINK]
    assert everything_of(event) == before


@pytest.mark.parametrize("title", ["two\r\nlines", "trailing\r\n", "line\u2028separator"])
def test_a_line_break_typed_into_a_title_is_refused(client, title):
    event = make_event(title="A title.")

    assert errors_of(save_form(client, "event", event.pk, {"title": title})) == [ONE_LINE]


def test_a_bad_title_that_is_changed_is_judged(client):
    event = make_event(title="line\u2028separator")

    response = save_form(client, "event", event.pk, {"title": "line\u2028separator."})

    assert errors_of(response) == [ONE_LINE]


@pytest.mark.parametrize("title", ["", "  ", "\u3000"])
def test_a_title_of_nothing_is_refused_when_it_is_typed(client, title):
    event = make_event(title="A title.")

    response = save_form(client, "event", event.pk, {"title": title})

    assert errors_of(response) == ["This field is required."]


def test_outer_spaces_that_an_editor_types_stay(client):
    event = make_event(title="A title.")

    assert saved(save_form(client, "event", event.pk, {"title": " Another title. "}))

    event.refresh_from_db()
    assert event.title == " Another title. "


def test_line_ends_of_a_typed_description_are_lf(client):
    event = make_event()

    assert saved(save_form(client, "event", event.pk, {"description": "one\r\ntwo\rthree"}))

    event.refresh_from_db()
    assert event.description == "one\ntwo\nthree"


def test_entities_in_another_order_are_the_same(client):
    event = make_odd_event("A title.")
    before = everything_of(event)
    entities = open_form(client, "event", event.pk)["entities"]

    assert saved(save_form(client, "event", event.pk, {"entities": entities[::-1]}))

    assert len(entities) == 3
    assert everything_of(event) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"entities": []},
        {"citations-0-position": "7"},
        {"citations-0-DELETE": "on"},
        {"placements-0-reason": "closer"},
    ],
)
def test_a_change_around_the_event_makes_a_new_version_of_it(client, changes):
    event = make_odd_event("A title.")

    assert saved(save_form(client, "event", event.pk, changes))

    event.refresh_from_db()
    assert event.version == 2


def test_an_untouched_slug_of_no_letters_survives(client):
    entity = make_entity("A+B", slug="a+b.c")

    assert saved(save_form(client, "entity", entity.pk, {"kind": "thing"}))

    entity.refresh_from_db()
    assert (entity.slug, entity.kind) == ("a+b.c", "thing")


def test_odd_names_survive(client):
    source = make_source(" BBC  News ", slug="bbc news")
    page = make_page(title=" About ", text="one\r\ntwo", author="\u3000")

    assert saved(save_form(client, "source", source.pk, {"homepage": "https://bbc.example/"}))
    assert saved(save_form(client, "page", page.pk, {"date": "2010-01-02"}))

    source.refresh_from_db()
    page.refresh_from_db()
    assert (source.name, source.slug) == (" BBC  News ", "bbc news")
    assert (page.title, page.text, page.author) == (" About ", "one\r\ntwo", "\u3000")
    assert page.date == datetime.date(2010, 1, 2)


@pytest.mark.parametrize("make", [make_entity, make_source, make_page])
def test_every_untouched_row_stays(client, make):
    row = make()
    before = type(row)._default_manager.values().get()

    assert saved(save_form(client, row._meta.model_name, row.pk))

    assert type(row)._default_manager.values().get() == before
    assert LogEntry.objects.count() == 0

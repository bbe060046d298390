"""An editor's way from an empty form to the public page."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from events.models import Alias, Event, Source
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page) -> Page:
    """A browser in which an editor has logged in."""
    User.objects.create_superuser("editor", password="a-long-password")
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Editing")).to_be_visible()
    return page


def pick(desk: Page, field: str, typed: str, offered: str) -> None:
    """Choose from a picker what it offers for some typed letters."""
    desk.locator(f"{field} .select2-selection").click()
    search = desk.locator(".select2-container--open .select2-search__field").last
    search.press_sequentially(typed)
    desk.get_by_role("option", name=offered, exact=True).click()


def test_an_event_is_written_tagged_cited_and_published(desk):
    related = make_event(title="Talks begin.", entities=["Najaf", "Chicago, Illinois"])
    make_entity("Illinois")
    Alias.objects.create(entity=related.entities.get(name="Najaf"), spelling="An-Nadschaf")

    desk.goto("/admin/events/event/add/")
    expect(desk.locator("#id_date")).to_be_focused()
    desk.get_by_label("Date:").first.fill("2004-08-09")
    desk.get_by_label("Title:").fill("A truce begins.")
    pick(desk, ".field-entities", "illinois", "Chicago, Illinois · 1")
    pick(desk, ".field-entities", "nadschaf", "Najaf · 1")
    desk.locator("#id_citations-0-new_source").fill("The Daily, Morning Edition")
    desk.locator("#id_citations-0-url").fill("https://paper.example/truce")
    desk.get_by_role("button", name="Save and continue editing").first.click()

    expect(desk.get_by_text("was added successfully")).to_be_visible()
    event = Event.objects.get(title="A truce begins.")
    assert event.status == "draft"
    assert desk.request.get(event.get_absolute_url()).status == 404
    expect(desk.locator(".panel")).to_contain_text("Talks begin.")

    desk.get_by_role("button", name="Publish").first.click()
    desk.get_by_role("link", name="A truce begins.").first.click()
    desk.get_by_role("link", name="View on site").first.click()

    expect(desk.locator("main")).to_contain_text("A truce begins.")
    expect(desk.locator("main")).to_contain_text("The Daily, Morning Edition")
    expect(desk.locator("main")).to_contain_text("Talks begin.")
    expect(desk.locator("main")).to_contain_text("Chicago, Illinois")
    assert sorted(event.entities.names()) == ["Chicago, Illinois", "Najaf"]


def test_a_citation_is_added_by_button_and_its_source_picked(desk):
    event = make_event()
    Source.objects.create(name="The Daily")

    desk.goto(f"/admin/events/event/{event.pk}/change/")
    desk.get_by_role("button", name="Add another Citation").click()
    pick(desk, "#citations-0 .field-source", "daily", "The Daily · 0")
    desk.locator("#id_citations-0-url").fill("https://paper.example/1")
    desk.get_by_role("button", name="Save", exact=True).first.click()

    expect(desk.get_by_text("was changed successfully")).to_be_visible()
    assert str(event.citations.get()) == "The Daily: https://paper.example/1"


def test_an_odd_event_survives_being_opened_and_saved(desk):
    event = make_event(title="\u3000 Odd\r\nand “long” " + "x" * 870 + " ", description="a\r\nb\rc")
    event.citations.create(
        source=Source.objects.create(name="The Daily"), url=" javascript:alert(1)\r"
    )
    before = Event.objects.values().get(), event.citations.values().get()

    desk.goto(f"/admin/events/event/{event.pk}/change/")
    desk.get_by_role("button", name="Save", exact=True).first.click()

    expect(desk.get_by_role("heading", name="Select event to change")).to_be_visible()
    assert (Event.objects.values().get(), event.citations.values().get()) == before


def test_a_refused_deletion_says_why(desk):
    event = make_event(entities=["Najaf"])

    desk.goto(f"/admin/events/entity/{event.entities.get().pk}/delete/")

    expect(desk.locator(".refusals")).to_contain_text("cannot be deleted")
    desk.get_by_role("link", name="See the events that use it").click()
    expect(desk.locator("#result_list")).to_contain_text(event.title)


@pytest.mark.once
@pytest.mark.parametrize("width", [390, 1280])
def test_lists_and_forms_fit_the_window(desk, width):
    event = make_event(entities=["Najaf", "Baghdad"], title="x" * 300)
    make_event(entities=["Najaf"])
    desk.set_viewport_size({"width": width, "height": 800})

    for path in ("event/", f"event/{event.pk}/change/", "event/add/", "entity/", "source/"):
        desk.goto(f"/admin/events/{path}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        for field in desk.locator(
            ".change-form input:visible, .change-form textarea:visible"
        ).all():
            box = field.bounding_box()
            assert box["x"] + box["width"] <= width, field

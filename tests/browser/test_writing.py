"""What helps while an event is written, from its first words until it is published."""

import datetime

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from events.models import Event
from tests.factories import make_citation, make_entity, make_event

from .test_desk import WATCH, wrong_with
from .test_two_editors import log_in

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "The army and the militia begin a truce in Najaf."


@pytest.fixture
def near(transactional_db) -> Event:
    """What happened the day before, and is told in nearly the same words."""
    event = make_event(title=TITLE, date=datetime.date(2004, 8, 8), entities=["Najaf"])
    make_citation(event, url="https://paper.org/truce")
    return event


@pytest.fixture
def desk(page: Page, live_server) -> Page:
    """A browser of somebody who may do everything."""
    person = User.objects.create_superuser("editor")
    log_in(page.context, person, live_server.url)
    page.add_init_script(WATCH)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1400, "height": 900})
    return page


def test_an_event_is_written_with_its_aids(desk, near, complaints):
    for what in ("country", "state"):
        make_entity(f"Georgia ({what})", label="Georgia")
    desk.goto("/admin/events/event/add/")
    remarks, related = desk.locator("#remarks"), desk.locator(".field-related_events")
    expect(remarks).to_contain_text("No source is given.")

    desk.get_by_label("Date:").first.fill("2004-08-09")
    desk.get_by_label("Title:").fill(f"{TITLE} Georgia agrees.")
    expect(desk.locator("#names-found")).to_contain_text("which one?")
    expect(desk.locator("#id_entities option:checked")).to_have_count(0)
    desk.get_by_role("button", name="Add Georgia (state)").click()
    desk.get_by_role("button", name="Add Najaf").click()
    expect(desk.locator("#id_entities option:checked")).to_have_count(2)
    expect(desk.locator("#names-found")).to_be_hidden()

    expect(related).to_contain_text(TITLE)
    related.get_by_role("button", name="Hide").click()
    expect(related).to_contain_text("Hidden:")
    related.get_by_role("button", name="Show again").click()
    related.get_by_role("button", name="Pin").click()
    expect(related).to_contain_text("pinned")

    remarks.get_by_role("button", name="Add its sources").click()
    expect(desk.locator("#id_citations-0-url")).to_have_value("https://paper.org/truce")
    expect(remarks).not_to_contain_text("No source is given.")

    desk.get_by_role("button", name="Preview").click()
    page = desk.frame_locator(".preview iframe")
    expect(page.locator("h1")).to_have_text(f"{TITLE} Georgia agrees.")
    expect(page.locator(".beside")).to_contain_text("Chosen by the editors")
    desk.get_by_label("Description:").fill("It *holds*.")
    expect(page.locator("em")).to_have_text("holds")
    assert wrong_with(desk) == []
    complaints[:] = [said for said in complaints if "Applying inline style" not in said]
    assert Event.objects.count() == 1

    desk.get_by_label("Description:").press("Control+s")
    expect(desk.get_by_text("was added successfully")).to_be_visible()
    event = Event.objects.exclude(pk=near.pk).get()
    assert sorted(event.entities.names()) == ["Georgia (state)", "Najaf"]
    assert [(row.other, row.kind) for row in event.placements.all()] == [(near, "pin")]
    assert event.citations.get().source == near.citations.get().source


def test_keys_press_the_buttons_and_can_be_switched_off(desk, near):
    draft = make_event(status="draft", title="A draft.")
    desk.goto(f"/admin/events/event/{draft.pk}/change/")
    expect(desk.locator("#remarks")).to_be_visible()
    title, keys = desk.get_by_label("Title:"), desk.get_by_role("dialog", name="Keyboard")

    title.press("v")
    expect(title).to_have_value("vA draft.")
    title.press("Escape")
    desk.keyboard.press("v")
    expect(desk.locator(".preview")).to_be_visible()
    desk.keyboard.press("v")
    expect(desk.locator(".preview")).to_have_count(0)
    desk.keyboard.press("?")
    expect(keys).to_contain_text("Publish")
    keys.get_by_label("These keys work").uncheck()
    keys.get_by_role("button", name="Close").click()
    desk.keyboard.press("v")
    title.press("Control+Enter")
    expect(desk.locator(".preview")).to_have_count(0)
    desk.get_by_role("button", name="Keyboard").click()
    keys.get_by_label("These keys work").check()
    keys.get_by_role("button", name="Close").click()

    desk.keyboard.press("]")
    expect(title).to_have_value(TITLE)
    expect(desk.locator("#remarks")).to_be_visible()
    desk.keyboard.press("[")
    expect(title).to_have_value("A draft.")
    expect(desk.locator("#remarks")).to_be_visible()
    title.press("Control+Enter")
    expect(desk.get_by_text("was changed successfully")).to_be_visible()
    assert Event.objects.get(pk=draft.pk).is_public


def test_in_a_narrow_window_the_preview_is_shown_and_closing_leads_back(desk, near):
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.goto(f"/admin/events/event/{near.pk}/change/")
    button = desk.get_by_role("button", name="Preview")

    button.click()
    expect(desk.locator(".preview-head")).to_be_in_viewport()
    desk.locator(".preview").get_by_role("button", name="Close").click()

    expect(button).to_be_in_viewport()


def test_without_scripts_the_preview_opens_in_a_window_of_its_own(browser, live_server, near):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    log_in(context, User.objects.create_superuser("editor"), live_server.url)
    page = context.new_page()
    page.goto(f"/admin/events/event/{near.pk}/change/")
    page.get_by_label("Title:").fill("Only thought of.")

    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()

    expect(opened.value.locator("h1")).to_have_text("Only thought of.")
    assert Event.objects.get().title == TITLE
    context.close()

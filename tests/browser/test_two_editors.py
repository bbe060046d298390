"""Two people at one event, and what a dying browser, login or network leaves of what they type."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from events.desk.takedown import find, take_down
from events.desk.words import Words
from events.models import Event, OpenForm, Version
from tests.factories import make_event

from .conftest import listen
from .test_desk import RUN_AXE

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "What you type is kept at the server."


@pytest.fixture
def event(transactional_db) -> Event:
    return make_event(title="A truce begins.", entities=["Najaf"])


@pytest.fixture
def come_in(browser: Browser, live_server, complaints) -> Iterator[Callable[[str], BrowserContext]]:
    """Open a browser of its own for a person of this name, logged in."""
    contexts = []

    def come_in(name: str) -> BrowserContext:
        person, _made = User.objects.get_or_create(username=name, is_staff=True, is_superuser=True)
        context = browser.new_context(base_url=live_server.url)
        log_in(context, person, live_server.url)
        listen(context, urlsplit(live_server.url).netloc, complaints)
        contexts.append(context)
        return context

    yield come_in
    for context in contexts:
        context.close()
    assert complaints == []


def log_in(context: BrowserContext, person: User, url: str) -> None:
    client = Client()
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    context.add_cookies([cookie])


def open_event(context: BrowserContext, event: Event) -> Page:
    page = context.new_page()
    page.goto(f"/admin/events/event/{event.pk}/change/")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()


def test_two_editors_see_each_other_and_neither_overwrites(come_in, event, complaints):
    ann = open_event(come_in("Ann"), event)
    ann.wait_for_function("document.cookie.includes('csrftoken')")
    ben = open_event(come_in("Ben"), event)
    expect(ben.locator("#keeping-others")).to_have_text("Also open at the desk of: Ann")
    ben.get_by_label("Title:").fill("A truce begins in Kufa.")
    ben.get_by_label("Description:").fill("It holds.")
    save(ben)
    expect(ben.get_by_text("was changed successfully")).to_be_visible()

    ann.get_by_label("Title:").fill("A truce begins in Najaf.")
    save(ann)

    conflict = ann.get_by_role("group", name="Title")
    expect(conflict.locator("del")).to_have_text("Kufa")
    expect(conflict.locator("ins")).to_have_text("Najaf")
    ann.evaluate(Axe().axe_script)
    assert ann.evaluate(RUN_AXE, {}) == []
    complaints.clear()  # axe styles what it measures
    expect(ann.get_by_label("Description:")).to_have_value("It holds.")
    expect(ann.get_by_label("Title:")).to_have_value("A truce begins in Najaf.")
    conflict.get_by_label("Take what is saved:").check()
    save(ann)
    expect(ann.get_by_text("was changed successfully")).to_be_visible()
    event.refresh_from_db()
    assert (event.title, event.description) == ("A truce begins in Kufa.", "It holds.")
    assert Version.objects.count() == 2


def test_what_is_typed_outlives_the_browser_the_network_and_the_login(
    come_in, event, live_server, complaints
):
    killed = come_in("Ann")
    page = open_event(killed, event)
    page.get_by_label("Title:").fill("Typed before the browser died.")
    expect(page.locator("#keeping-state")).to_have_text(KEPT)
    killed.close()

    ann = come_in("Ann")
    page = open_event(ann, event)
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Restored: this is what you had typed")).to_be_visible()
    expect(page.get_by_label("Title:")).to_have_value("Typed before the browser died.")

    # The network goes, and then the page.
    expect(page.locator("#keeping-state")).to_have_text(KEPT)
    ann.set_offline(True)
    page.get_by_label("Description:").fill("Typed without a network.")
    expect(page.locator("#keeping-state")).to_contain_text("The server does not answer")
    page.close()
    ann.set_offline(False)
    page = open_event(ann, event)
    expect(page.get_by_text("was still in this browser")).to_be_visible()
    page.get_by_role("link", name="Load the page again to see it.").click()
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_label("Description:")).to_have_value("Typed without a network.")
    expect(page.get_by_label("Title:")).to_have_value("Typed before the browser died.")

    # The login expires; in another window it comes back.
    Session.objects.all().delete()
    page.get_by_label("Description:").fill("Typed without a login.")
    expect(page.locator("#keeping-state")).to_contain_text("You are logged out")
    log_in(ann, User.objects.get(username="Ann"), live_server.url)
    expect(page.locator("#keeping-state")).to_have_text(KEPT)

    # It expires again, just when all is sent to be saved.
    Session.objects.all().delete()
    save(page)
    expect(page.get_by_label("Password:")).to_be_visible()
    log_in(ann, User.objects.get(username="Ann"), live_server.url)
    page = open_event(ann, event)
    page.get_by_role("button", name="Show it").click()
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    event.refresh_from_db()
    assert event.title == "Typed before the browser died."
    assert event.description == "Typed without a login."
    assert Version.objects.count() == 2
    page = open_event(ann, event)
    expect(page.get_by_role("button", name="Show it")).to_have_count(0)
    assert OpenForm.objects.exclude(typed=None).count() == 0
    complaints.clear()  # of the network that was away


def test_what_is_typed_on_in_a_form_that_was_saved_elsewhere_is_kept(come_in, event):
    ann = come_in("Ann")
    first = open_event(ann, event)
    first.get_by_label("Title:").fill("Typed before.")
    expect(first.locator("#keeping-state")).to_have_text(KEPT)
    second = open_event(ann, event)
    second.get_by_role("button", name="Show it").click()
    save(second)
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    assert OpenForm.objects.exclude(typed=None).count() == 0

    with first.expect_response(is_kept):
        first.get_by_label("Title:").fill("Typed since.")

    assert OpenForm.objects.get(event=event.pk).typed["title"] == ["Typed since."]


def test_a_form_on_its_way_to_be_saved_is_not_kept_any_more(come_in, event):
    ann, held = come_in("Ann"), []
    first = open_event(ann, event)
    first.get_by_label("Title:").fill("Typed before.")
    expect(first.locator("#keeping-state")).to_have_text(KEPT)
    # The last message is on its way while the form is sent, and answered before the page goes.
    first.evaluate("AbortController.prototype.abort = () => {}")  # however long the test takes
    first.route("**/keep/", lambda route: held.append(route))
    with first.expect_request("**/keep/"):
        first.get_by_label("Title:").fill("Typed at last.")
    first.evaluate("event_form.addEventListener('submit', sent => sent.preventDefault())")
    save(first)
    second = open_event(ann, event)
    second.get_by_role("button", name="Show it").click()
    save(second)
    expect(second.get_by_text("was changed successfully")).to_be_visible()

    with first.expect_response("**/keep/"):
        held[0].continue_()
    first.wait_for_timeout(1_000)

    assert len(held) == 1
    assert OpenForm.objects.exclude(typed=None).count() == 0


def is_kept(response: Response) -> bool:
    """Say whether the server was told of the version that the form was saved as."""
    if not response.url.endswith("/keep/"):
        return False
    return response.json()["saved"] == response.request.post_data_json["saved"] is not None


def test_what_was_taken_down_meanwhile_is_neither_kept_nor_saved_unseen(come_in, event, complaints):
    words = Words("truce", "[…]")
    context = come_in("Ann")
    ann = open_event(context, event)
    ann.get_by_label("Description:").fill("The truce is told.")
    expect(ann.locator("#keeping-state")).to_have_text(KEPT)
    context.set_offline(True)
    ann.get_by_label("Description:").fill("The truce is told again.")
    expect(ann.locator("#keeping-state")).to_contain_text("The server does not answer")
    take_down(event.pk, words, "A court's order.", None)
    context.set_offline(False)

    expect(ann.locator("#keeping-state")).to_contain_text("A text of this event was taken down")
    assert "again" not in ann.evaluate("JSON.stringify(localStorage)")
    save(ann)
    expect(ann.get_by_text("Nothing is saved yet: see that the text")).to_be_visible()
    assert find(event.pk, words) == []
    complaints.clear()  # of the network that was away

"""The keys of reader.js: what they do, where they are silent, and how to switch them off."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.once


@pytest.fixture
def day(page: Page, chronicle: dict[str, str]) -> Page:
    page.goto(chronicle["day"])
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_j_and_k_walk_from_event_to_event(day):
    titles = [title.inner_text() for title in day.locator(".title").all()]
    assert len(titles) == 3

    seen = []
    for key in "jjjjkkk":
        day.keyboard.press(key)
        seen.append(focused(day))

    assert seen == [*titles, titles[2], titles[1], titles[0], titles[0]]
    assert day.evaluate("document.activeElement.matches(':focus-visible')")


def test_j_goes_on_from_where_the_reader_is(day):
    day.locator(".card").nth(1).locator(".context a").first.focus()
    day.keyboard.press("j")

    assert focused(day) == day.locator(".title").nth(2).inner_text()


def test_brackets_lead_to_the_days_around(day):
    day.keyboard.press("]")
    day.wait_for_url("**/news/2004/08/27/")
    day.keyboard.press("]")  # there is none
    day.keyboard.press("[")
    day.wait_for_url("**/news/2004/08/09/")


def test_slash_leads_to_the_search_field(day, chronicle):
    day.keyboard.press("/")
    day.keyboard.type("/j?")
    expect(day.get_by_label("Search", exact=True)).to_have_value("/j?")

    day.goto(chronicle["search"])
    day.keyboard.press("/")
    assert day.evaluate("document.activeElement.closest('main') !== null")


def test_a_question_mark_lists_the_keys_that_work_here(day, chronicle):
    keys = day.get_by_role("dialog", name="Keyboard")
    day.keyboard.press("?")
    expect(keys).to_be_visible()
    assert keys.locator("div:visible kbd").all_inner_texts() == ["/", "j", "k", "]", "?"]
    expect(keys).to_contain_text("27 August 2004")

    day.keyboard.press("j")  # not beneath the dialog
    assert day.evaluate("document.activeElement.closest('dialog') !== null")
    day.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    day.goto(chronicle["page"])
    day.keyboard.press("?")
    assert keys.locator("div:visible kbd").all_inner_texts() == ["/", "?"]


def test_keys_with_modifiers_are_left_to_the_browser(day):
    for chord in ("Control+j", "Alt+j", "Meta+j", "Control+]", "Alt+/"):
        day.keyboard.press(chord)

    assert day.evaluate("document.activeElement === document.body")


def test_the_keys_are_switched_off_for_good_and_on_again(day, chronicle):
    button = day.get_by_role("button", name="Keyboard")
    button.click()
    day.get_by_label("These keys work").uncheck()
    day.get_by_role("button", name="Close").click()
    day.goto(chronicle["month"])
    for key in "?j/":
        day.keyboard.press(key)
    assert day.evaluate("document.activeElement === document.body")
    assert day.context.cookies() == []

    button.click()
    day.get_by_label("These keys work").check()
    day.get_by_role("button", name="Close").click()
    day.goto(chronicle["month"])
    day.keyboard.press("j")
    assert day.evaluate("document.activeElement.closest('.titles') !== null")

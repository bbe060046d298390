"""An afternoon of cleaning up, in a browser: suggestion, merge, undo, split."""

import pytest
from playwright.sync_api import Page, expect

from events.curation.suggesting import suggest
from events.models import Entity
from tests.factories import make_event

from .test_desk import desk, wrong_with

__all__ = ["desk"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_suggested_spellings_are_merged_and_parted_again(desk: Page, complaints: list[str]):
    for number in range(3):
        make_event(title=f"A dam breaks in Bagdad {number}.", entities=["Bagdād"])
        make_event(title=f"It rains in Baghdad {number}.", entities=["Bagdad", "Rain"])
    suggest()

    desk.goto("/admin/events/suggestion/")
    assert wrong_with(desk) == []
    desk.get_by_role("link", name="Merge…").click()
    expect(desk.get_by_text("3 taggings become those of")).to_be_visible()
    assert wrong_with(desk) == []
    desk.get_by_role("link", name="Keep this one instead").click()
    kept = desk.locator(".share.kept h2").inner_text()
    desk.get_by_label("Comment").fill("One city.")
    desk.get_by_role("button", name="Merge").click()
    expect(desk.get_by_text("Log and undo")).to_be_visible()
    assert [entity.event_count for entity in Entity.objects.filter(name=kept)] == [6]

    desk.get_by_role("link", name="Split…").click()
    desk.get_by_label("Words of the title").fill("rains")
    desk.get_by_role("button", name="Show").click()
    expect(desk.get_by_role("checkbox", name="A dam breaks in Bagdad 1.")).to_have_count(0)
    assert wrong_with(desk) == []
    desk.get_by_label("It rains in Baghdad 1.").check()
    desk.get_by_label("or a new one").fill("Baghdad (Bahrain)")
    desk.get_by_role("button", name="Split").click()
    desk.get_by_text("Log and undo").click()
    assert wrong_with(desk) == []
    assert Entity.objects.get(name="Baghdad (Bahrain)").event_count == 1
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone:")).to_be_visible()

    desk.goto("/admin/events/operation/")
    desk.locator("#result_list tbody tr").nth(1).get_by_role("link").first.click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone:")).to_be_visible()
    counts = Entity.objects.order_by("event_count").values_list("name", "event_count")
    assert {*counts} == {("Bagdad", 3), ("Bagdād", 3), ("Rain", 3)}
    # Axe styles what it measures.
    complaints[:] = [said for said in complaints if "Applying inline style" not in said]

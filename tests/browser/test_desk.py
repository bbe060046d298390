"""The desk in a browser: each page of it under the strict policy, and for everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from events.models import Alias, ImportRun, Placement, Redirect
from events.models.settling import settled
from events.versions import Saving, delete_events, versioned
from tests.factories import make_citation, make_entity, make_event, make_page

pytestmark = pytest.mark.django_db(transaction=True)

RUN_AXE = """async only => (await axe.run({resultTypes: ["violations"], ...only})).violations
    .filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes[0].html.slice(0, 120)}`)"""
# What depends on the colours alone, and so is asked again in the dark.
OF_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"]}
WATCH = """window.refused = [];
    document.addEventListener("securitypolicyviolation",
        event => window.refused.push(event.violatedDirective))"""
PASSWORD = "a-long-password"


@pytest.fixture
def desk(page: Page) -> Page:
    """A browser in which somebody has logged in who may do everything."""
    User.objects.create_superuser("editor", password=PASSWORD)
    page.add_init_script(WATCH)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Editing")).to_be_visible()
    return page


def furnish() -> list[str]:
    """One of everything; the paths of the desk's own pages, the event's form first."""
    event = make_event(entities=["Najaf"])
    make_event(entities=["Najaf", "Baghdad"], status="draft")
    with settled(event), versioned([event.pk], Saving(None)):
        event.description = "More."
        event.save()
    delete_events([make_event()], None)
    citation = make_citation(event)
    Placement.objects.create(event=event, other=make_event(), kind="pin")
    redirect = Redirect.objects.create(event=event, path="/old/")
    entity = make_entity("Free")
    Alias.objects.create(entity=entity, spelling="Freed")
    ImportRun.objects.create(path="archive", started_at=event.created_at)
    rows = {"event": event, "entity": entity, "source": citation.source, "page": make_page()}
    forms = [f"{name}/{row.pk}/change/" for name, row in rows.items()]
    forms.append(f"entity/{entity.pk}/takedown/")
    lists = [f"{name}/" for name in ("event", "entity", "redirect", "importrun")]
    other = [f"event/{event.pk}/{name}/" for name in ("delete", "takedown")]
    other += ["event/add/", f"redirect/{redirect.pk}/change/"]
    past = ["history/", "history/compare/?old=1&new=2", "history/1/restore/"]
    history = [f"event/{event.pk}/{path}" for path in past]
    return [*forms, *lists, *other, *history, "event/deleted/", ""]


def wrong_with(desk: Page) -> list[str]:
    """What axe finds on a page, light and dark; and what the policy refused before axe came."""
    found = desk.evaluate("refused")
    desk.evaluate(Axe().axe_script)
    for scheme, only in (("light", {}), ("dark", OF_COLOUR)):
        desk.emulate_media(color_scheme=scheme)
        desk.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
        found += [f"{scheme}: {what}" for what in desk.evaluate(RUN_AXE, only)]
    return found


@pytest.mark.once
def test_each_page_keeps_the_policy_and_pleases_axe(desk, complaints):
    wrong = {}
    for path in furnish():
        desk.goto(f"/admin/events/{path}")
        wrong[path] = wrong_with(desk)
    # Axe styles what it measures; what the policy has against the pages is among `wrong`.
    complaints[:] = [said for said in complaints if "Applying inline style" not in said]

    assert {path: found for path, found in wrong.items() if found} == {}


def test_no_page_is_wider_than_a_narrow_window(desk):
    desk.set_viewport_size({"width": 320, "height": 640})
    entity = make_entity()
    pages = [*furnish(), f"entity/{entity.pk}/split/", "event/?q=a"]
    wide = []
    for path in pages:
        desk.goto(f"/admin/events/{path}")
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []
    desk.evaluate(Axe().axe_script)
    assert desk.evaluate(RUN_AXE, {"runOnly": ["link-in-text-block"]}) == []


def test_many_events_are_tagged_and_that_is_undone(desk, complaints):
    first, second = make_event(entities=["Najaf"]), make_event(entities=["Najaf", "Kufa"])
    desk.goto("/admin/events/event/")
    for box in desk.locator(".action-select").all():
        box.check()
    desk.get_by_label("Action:").select_option("tag")
    desk.get_by_role("button", name="Go").click()
    desk.locator(".select2-selection").click()
    desk.get_by_role("option", name="Kufa").click()
    desk.get_by_role("button", name="Preview").click()

    expect(desk.get_by_role("heading", name="1 event will change")).to_be_visible()
    expect(desk.locator(".results tbody tr")).to_have_count(1)
    assert wrong_with(desk) == []
    complaints.clear()  # of axe
    desk.get_by_role("button", name="Change 1 event").click()

    expect(desk.get_by_text("Done: entities added: Kufa, 1 event.")).to_be_visible()
    assert [sorted(e.entities.names()) for e in (first, second)] == [["Kufa", "Najaf"]] * 2
    desk.get_by_role("link", name="Undo").click()
    assert wrong_with(desk) == []
    complaints.clear()
    desk.get_by_role("button", name="Undo").click()

    expect(desk.get_by_text("Undone: entities added: Kufa, 1 event.")).to_be_visible()
    assert list(first.entities.names()) == ["Najaf"]


@pytest.mark.once
def test_what_scripts_draw_keeps_the_policy(desk):
    event, *_rest = furnish()
    desk.goto(f"/admin/events/{event}")
    desk.locator(".date-icon").first.click()
    desk.get_by_role("link", name="Today").last.click()
    desk.locator(".clock-icon").first.click()
    desk.get_by_role("link", name="Noon").click()
    desk.locator(".field-entities .select2-selection").click()
    desk.get_by_role("option", name="Baghdad").click()
    desk.get_by_role("button", name="Add another Citation").click()
    with desk.expect_popup() as opened:
        desk.locator("#add_id_entities").click()
    opened.value.get_by_label("Name:").fill("Kufa")
    opened.value.get_by_role("button", name="Save", exact=True).click()

    expect(desk.get_by_role("listitem", name="Kufa")).to_be_visible()
    assert desk.evaluate("refused") == []
    user = User.objects.get()
    for path in ("user/", f"user/{user.pk}/change/", f"user/{user.pk}/password/", "group/add/"):
        desk.goto(f"/admin/auth/{path}")
        assert desk.evaluate("refused") == []

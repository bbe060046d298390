"""A reader's way through the chronicle, by keyboard and mouse, and what axe finds on it."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from events.models import Alias, Entity, Placement

from ..factories import make_citation, make_entity, make_event, make_page, make_source

LONG = "The assembly meets again, and what was decided is told once more at length. " * 11


@pytest.fixture
def chronicle(transactional_db):
    """A few related events in several scripts; returns the addresses of all kinds of pages."""
    paper = make_source("The Paper", homepage="https://paper.example/")
    sadr = make_entity("Muqtada al-Sadr", kind=Entity.Kind.PERSON, description="A *cleric*.")
    Alias.objects.create(entity=sadr, spelling="مقتدى الصدر")
    names = ["Muqtada al-Sadr", "Najaf"]
    siege = make_event(
        slug="siege",
        title="The siege of Najaf begins.",
        lead=sadr,
        description="More *here*.\n\n> and there\n\n# A heading\n\n[a link](https://a.example/)",
        entities=[*names, "Baghdad"],
    )
    make_citation(siege, source=paper, image="https://paper.example/a.jpg")
    make_citation(siege, source=paper, url="javascript:alert(1)")
    truce = make_event(
        date=datetime.date(2004, 8, 27), title="The siege of Najaf ends.", entities=names
    )
    make_event(title="纳杰夫之战打响，" * 8, entities=["Baghdad"])
    make_event(date=datetime.date(2004, 8, 27), title="انتهى حصار النجف", entities=names)
    make_event(date=datetime.date(2004, 8, 27), title=LONG, entities=["Baghdad"])
    make_event(title="W" * 300, entities=["Najaf", "W" * 90], description="W" * 200)
    Placement.objects.create(event=siege, other=truce, kind=Placement.Kind.PIN)
    make_page(path="/faq/", title="Questions", text="## One\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    return {
        "front": "/",
        "years": "/news/",
        "bad jump": "/news/?date=never",
        "year": "/news/2004/",
        "month": "/news/2004/08/",
        "day": "/news/2004/08/09/",
        "empty day": "/news/2004/08/10/",
        "event": "/news/2004/08/09/siege/",
        "entity": "/entities/muqtada-al-sadr/",
        "source": "/sources/the-paper/",
        "search": "/search/?q=najaf",
        "bad search": "/search/?entity=nobody&from=2005-01-01&to=2004-01-01",
        "page": "/faq/",
        "not found": "/nothing/",
    }


def test_a_reader_walks_from_the_front_page_to_an_entity(page, chronicle):
    page.goto("/")
    page.get_by_role("link", name="27 August 2004").click()
    page.get_by_role("link", name="9 August 2004").click()
    page.get_by_role("link", name="The siege of Najaf begins.").click()
    related = page.get_by_role("region", name="Related")
    related.get_by_role("link", name="The siege of Najaf ends.").click()
    assert page.get_by_role("heading", level=1).inner_text() == "The siege of Najaf ends."
    page.get_by_role("region", name="Entities").get_by_role("link", name="Najaf").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Najaf"
    assert page.get_by_role("link", name="The siege of Najaf begins.").is_visible()


def test_a_reader_searches_by_keyboard_alone(page, chronicle):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("siege ends")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=siege+ends")
    page.get_by_label("From").press_sequentially("08012004")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2004-08-01**")

    assert page.get_by_role("link", name="The siege of Najaf ends.").is_visible()
    assert page.get_by_role("link", name="The siege of Najaf begins.").count() == 0


def test_a_reader_skips_to_the_content(page, chronicle):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_a_reader_jumps_to_a_date(page, chronicle):
    page.goto("/")
    page.get_by_label("Date", exact=True).fill("2004-08-20")
    page.get_by_role("button", name="Go to date").click()
    page.wait_for_url("**/news/2004/08/09/")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page, chronicle, complaints, width):
    page.set_viewport_size({"width": width, "height": 700})
    wide = []
    for name, address in chronicle.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    complaints.clear()  # the pages that are not found

    assert wide == []


def test_dark_mode_is_dark(page, chronicle):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto("/")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")

    assert (light, page.evaluate(ground)) == ("rgb(253, 253, 252)", "rgb(21, 24, 27)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, chronicle, complaints, scheme):
    page.emulate_media(color_scheme=scheme)
    violations = {}
    for name, address in chronicle.items():
        page.goto(address)
        found = Axe().run(page).response["violations"]
        violations[name] = [(item["id"], item["nodes"][0]["html"]) for item in found]
    complaints.clear()  # the pages that are not found

    assert {name: found for name, found in violations.items() if found} == {}


def test_targets_are_large_enough(page, chronicle):
    """Links outside of sentences are 24 pixels high at least."""
    page.set_viewport_size({"width": 390, "height": 800})
    small = set()
    for name in ("front", "year", "day", "event", "entity", "search"):
        page.goto(chronicle[name])
        small |= set(
            page.evaluate(
                """[...document.querySelectorAll("a, button, input")]
                .filter(e => !e.closest("p, .prose, .titles, .panel li, .skip"))
                .filter(e => e.getBoundingClientRect().height < 24)
                .map(e => e.outerHTML.slice(0, 90))"""
            )
        )

    assert small == set()

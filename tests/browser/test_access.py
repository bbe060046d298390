"""Pages for everyone: what axe finds, narrow windows, large text, large targets, dark, print."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.once

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on the colours alone, and so is asked again in the dark.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RUN_AXE = """async asked => (await axe.run({runOnly: asked, resultTypes: ["violations"]}))
    .violations.map(found => `${found.id}: ${found.nodes[0].html.slice(0, 120)}`)"""
# Links within sentences may be as high as their line.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, summary, select")]
    .filter(e => !e.closest("p, .prose, .titles, .panel li, .skip") && e.checkVisibility())
    .filter(e => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width) < 24)
    .map(e => e.outerHTML.slice(0, 90))"""


def of_each_page(page: Page, chronicle: dict[str, str], script: str) -> dict[str, object]:
    """Return what a script finds on each kind of page, where it finds something."""
    found = {}
    for kind, address in chronicle.items():
        page.goto(address)
        found[kind] = page.evaluate(script)
    return {kind: what for kind, what in found.items() if what}


@pytest.fixture
def answers_404(page: Page, complaints: list[str]):
    """The console may note that a page was not found."""
    yield
    kept = [said for said in complaints if "the server responded with a status of 4" not in said]
    complaints[:] = kept


@pytest.mark.usefixtures("answers_404")
def test_axe_finds_nothing_light_or_dark_wide_or_narrow(page, chronicle):
    violations = {}
    for kind, address in chronicle.items():
        page.goto(address)
        page.evaluate(Axe().axe_script)
        for scheme, asked in (("light", TAGS), ("dark", OF_COLOUR)):
            for width in (1280, 320):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 700})
                violations[kind, scheme, width] = page.evaluate(RUN_AXE, asked)

    assert {where: found for where, found in violations.items() if found} == {}


@pytest.mark.usefixtures("answers_404")
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page, chronicle, width):
    page.set_viewport_size({"width": width, "height": 700})

    assert of_each_page(page, chronicle, SIDEWAYS) == {}


@pytest.mark.usefixtures("answers_404")
def test_text_of_twice_the_size_fits(page, chronicle):
    page.set_viewport_size({"width": 640, "height": 700})
    larger = f"() => {{ document.documentElement.style.fontSize = '200%'; return {SIDEWAYS} }}"

    assert of_each_page(page, chronicle, larger) == {}


@pytest.mark.usefixtures("answers_404")
def test_targets_are_large_enough(page, chronicle):
    page.set_viewport_size({"width": 390, "height": 800})

    assert of_each_page(page, chronicle, SMALL_TARGETS) == {}


def test_dark_mode_is_dark(page, chronicle):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto("/")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")

    assert (light, page.evaluate(ground)) == ("rgb(253, 253, 252)", "rgb(21, 24, 27)")


def test_print_has_the_addresses_of_sources_and_no_forms(page, chronicle):
    page.goto(chronicle["event"])
    page.emulate_media(media="print")
    after = "e => getComputedStyle(e, '::after').content"

    printed = page.locator(".sources .report[href]").first.evaluate(after)
    assert "https://paper.example/" in printed
    assert not page.get_by_role("search").is_visible()


def test_print_is_light_and_keeps_the_shades_of_days(page, chronicle):
    day = ".calendar td[class] a >> nth=0"
    styles = """e => [getComputedStyle(document.documentElement).backgroundColor,
        getComputedStyle(e).backgroundColor, getComputedStyle(e).printColorAdjust]"""
    page.goto(chronicle["year"])
    _paper, shade, _adjust = page.locator(day).evaluate(styles)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.locator(day).evaluate(styles) == ["rgb(255, 255, 255)", shade, "exact"]


def test_forced_colours_keep_the_edges_of_days_and_entities(page, chronicle):
    page.emulate_media(forced_colors="active")
    edge = "e => getComputedStyle(e).borderTopStyle"

    page.goto(chronicle["year"])
    assert page.locator(".calendar td a").first.evaluate(edge) == "solid"
    page.goto(chronicle["event"])
    assert page.locator(".tags a").first.evaluate(edge) == "solid"

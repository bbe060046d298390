"""Hostile markdown becomes harmless HTML; friendly markdown stays."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import rendering
from events.rendering import extract, render


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Plain text.", "<p>Plain text.</p>"),
        ("*em* and **strong**", "<p><em>em</em> and <strong>strong</strong></p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
    ],
)
def test_markdown_becomes_html(markdown, html):
    assert render(markdown) == html


def test_the_cells_of_a_table_are_aligned_by_class():
    html = render("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|")

    assert html.replace("\n", "") == (
        '<table><thead><tr><th>a</th><th class="left">b</th><th class="center">c</th>'
        '<th class="right">d</th></tr></thead><tbody><tr><td>1</td><td class="left">2</td>'
        '<td class="center">3</td><td class="right">4</td></tr></tbody></table>'
    )


def test_cells_take_no_other_class_and_nothing_else_takes_any():
    html = render(
        '<table><tr><td class="skip right" style="top:0" align="x">1</td></tr></table>'
        '<p class="right">2</p>'
    )

    assert '<td class="right">1</td>' in html
    assert "<p>2</p>" in html


def test_links_go_out_with_a_warning_to_search_engines():
    assert render("[a](https://a.example/?b=1)") == (
        '<p><a href="https://a.example/?b=1" rel="nofollow noopener">a</a></p>'
    )


def test_links_within_the_site_stay():
    assert 'href="/news/2004/08/09/"' in render("[day](/news/2004/08/09/)")


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=alert(1) style='position:fixed'>x</p>",
        "<style>body{display:none}</style>",
        "<iframe src='https://evil.example'></iframe>",
        "<svg/onload=alert(1)>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
        "<form action=https://evil.example><input name=q></form>",
        "<object data=x></object><embed src=x><base href=//evil.example>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "<javascript:alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg>)",
        "![x](https://a.example/x.png)",
        '<div id="content" class="skip">x</div>',
        "<unclosed <b <i",
        "</main></article><b>",
        "<!-- comment --><!DOCTYPE html>",
    ],
)
def test_nothing_harmful_passes(markdown):
    html = render(markdown).lower()

    for harmful in (
        *("<script", "<style", "<iframe", "<svg", "<math", "<form", "<input", "<object", "<embed"),
        *("<base", "<img", "<div", "</main", "<!", " onerror=", " onclick=", " style=", " id="),
        *(" class=", 'href="javascript', 'href="data', 'href="vbscript', 'href="&'),
    ):
        assert harmful not in html


def test_a_picture_is_a_link():
    assert render("![A map](https://a.example/x.png)") == (
        '<p><a href="https://a.example/x.png" rel="nofollow noopener">A map</a></p>'
    )
    assert ">Picture</a>" in render("![](https://a.example/x.png)")


def test_a_picture_within_a_link_is_its_name():
    html = render("[![A map](https://a.example/x.png)](https://a.example/)")

    assert html == (
        '<p><a href="https://a.example/" rel="nofollow noopener"><span>A map</span></a></p>'
    )


def test_a_setting_shows_remote_pictures(settings):
    settings.REMOTE_IMAGES = True

    html = render("![A map](https://a.example/x.png) ![x](data:image/png;base64,xx)")

    assert html.count("<img") == 2
    assert 'src="https://a.example/x.png"' in html
    assert html.count('loading="lazy"') == html.count('referrerpolicy="no-referrer"') == 2
    assert "data:" not in html


def test_headings_stay_below_that_of_the_page():
    assert render("# a\n\n## b\n\n###### c") == "<h2>a</h2>\n<h3>b</h3>\n<h6>c</h6>"
    assert render("### a\n\n#### b", 3) == "<h3>a</h3>\n<h4>b</h4>"
    assert render("### a\n\n#### b") == "<h2>a</h2>\n<h3>b</h3>"
    assert render("<h1>x</h1>") == "x"


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 100_000,
        "![" * 100_000,
        "`" * 100_000 + "x",
        "> " * 5_000 + "x",
        "- " * 5_000 + "x",
        "\n".join(" " * 4 * depth + "- x" for depth in range(300)),
        "<div>" * 20_000,
        "<b>" * 1_000,
        "x" * 1_000_000,
    ],
)
def test_text_made_to_exhaust_is_printed_at_once(markdown):
    start = time.process_time()

    render(markdown)

    assert time.process_time() - start < 20


def test_what_cannot_be_parsed_is_escaped():
    assert render("[" * 2000 + "<b>") == f"<p>{'[' * 2000}&lt;b&gt;</p>"


@given(st.text(st.sampled_from("[]()<>!*_`#- \n\\&;:abjavascript\"'=")))
def test_any_text_renders_without_a_way_to_run(text):
    html = render(text).lower()

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One *two* [three](https://a.example/).", "One two three."),
        ("a < b & c", "a < b & c"),
        ("<script>alert(1)</script>x", "x"),
        ("Line\n\nand line", "Line and line"),
        ("", ""),
    ],
)
def test_an_extract_is_plain_text(markdown, plain):
    assert extract(markdown) == plain


@given(st.text(st.sampled_from("ab 中.1-+>:=#*_\\|~<&\t\n\r\x03'\"(")))
def test_a_text_without_signs_says_what_the_parser_would_have_it_say(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "SIGNS", re.compile(""))
        parsed = rendering.plain(text)
    assert rendering.plain(text) == parsed


def test_an_extract_is_cut_at_a_word():
    assert extract("word " * 10, 20) == "word word word word…"


def test_an_extract_without_spaces_is_cut_anywhere():
    assert extract("字" * 50, 20) == "字" * 20 + "…"


@pytest.mark.parametrize(
    "shape", ["***\n", "# a\n", " _a", "*a* ", "&amp;", "[", "`", "<", "- a\n"]
)
def test_markdown_that_would_take_the_parser_minutes_is_printed_at_once(shape):
    start = time.process_time()

    for length in (20_000, 99_000, 400_000):
        render(shape * (length // len(shape)))

    assert time.process_time() - start < 20

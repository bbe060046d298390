"""Event files: marks of the grammar within titles, names and addresses."""

import pytest

from events.legacy.grammar import CitationLine, parse_event, write_event
from tests.legacy.shapes_events import EVENTS

HEADING = "### [2006-03-7](/news/2006/03/7/index.md)\n\n"


def event_text(title: str = "T", sources: str = "", related: str = "") -> str:
    parts = [f"{HEADING}# {title}\n\n\n\n"]
    parts += [f"\n### Source:\n\n{sources}\n"] if sources else []
    parts += [f"\n### Related:\n\n{related}\n"] if related else []
    return "".join(parts)


def parse(text: str):
    """The event, after proof that it is written back the same."""
    event = parse_event(text)
    assert write_event(event) == text
    return event


# --- Titles


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "  outer spaces  ",
        "says (Reuters)](Link dead as of 2010)",
        "[http:--a.example (X)]",
        "# not a heading",
        "### Related:",
        "_Context: not a context_",
        "1. [a](b)",
        "-{zh-hans:甲; zh-hant:乙;}-",
        "<script>alert(1)</script>",
        "line\u2028separator",
        "next\u0085line",
        "form\ffeed \v and \x1c",
        "tab\tand\u3000space",
    ],
)
def test_a_title_is_kept_letter_for_letter(title):
    assert parse(event_text(title)).title == title


@pytest.mark.parametrize("title", ["](x)", "a](/news/2006/03/7/a.md) _Context: b_ c"])
def test_a_related_title_may_look_like_a_link(title):
    line = f"1. [{title}](/news/2006/03/9/x.md) _Context: Oder_"
    [related] = parse(event_text(related=line)).related

    assert (related.title, related.path) == (title, "/news/2006/03/9/x.md")


def test_a_related_title_may_hold_a_line_separator():
    line = "1. [a\u2028b\u0085c\fd](/news/2006/03/9/x.md) _Context: Oder\u2028_"
    [related] = parse(event_text(related=line)).related

    assert related.title == "a\u2028b\u0085c\fd"


@pytest.mark.parametrize(
    "path", ["/news/2006/03/9/.md", "/news/2006/03/9/a(b)[c].md", "/zh/news/2006/03/31/甲乙.md"]
)
def test_a_related_path_may_hold_anything_but_a_slash(path):
    [related] = parse(event_text(related="1. [A](" + path + ") _消息: Oder_")).related

    assert (related.path, related.word) == (path, "消息")


@pytest.mark.parametrize("context", ["", "Chicago, Illinois", "a_b_", "x (y), z", "'' , ''"])
def test_a_context_is_kept_unsplit(context):
    line = f"1. [A](/news/2006/03/9/x.md) _Context: {context}_"

    assert parse(event_text(related=line)).related[0].context == context


def test_the_empty_slug_is_a_path():
    line = "1. [ ](/news/2006/05/13/.md) _Context: Oder_"
    [related] = parse(event_text(related=line)).related

    assert (related.title, related.path) == (" ", "/news/2006/05/13/.md")


# --- Sources


@pytest.mark.parametrize(
    ("line", "citation"),
    [
        ("1. [[[BBC](u)", CitationLine("[[BBC", "u")),
        ("1. [BBC]](u)", CitationLine("BBC]", "u")),
        ("1. [](u)", CitationLine("", "u")),
        ("1. [a]()", CitationLine("a", "")),
        ("1. [a](u](v)", CitationLine("a", "u](v")),
        ("1. [a](http://u/x_(y))", CitationLine("a", "http://u/x_(y)")),
        ("1. [a](u) [IMG](i)", CitationLine("a", "u", "i")),
        ("1. [a](u) [IMG]()", CitationLine("a", "u", "")),
        ("1. [a](u) [IMG](i_(1)_(2).jpg)", CitationLine("a", "u", "i_(1)_(2).jpg")),
        ("1. [a](u_(1)) [IMG](i)", CitationLine("a", "u_(1)", "i")),
        ("1. [http://a.example](url=u v)", CitationLine("http://a.example", "url=u v")),
        ("1. [Cover Image](u)", CitationLine("Cover Image", "u")),
        ("1. [中\u2028文](u\u0085)", CitationLine("中\u2028文", "u\u0085")),
    ],
)
def test_a_source_is_read_up_to_the_first_bracket(line, citation):
    assert parse(event_text(sources=line)).citations == (citation,)


def test_a_cover_image_repeats_the_number_of_the_last_source():
    event = parse(event_text(sources="1. [a](u)\n1. [Cover Image](i_(1).jpg)"))

    assert event.citations == (CitationLine("a", "u"),)
    assert event.cover_image == "i_(1).jpg"


def test_a_source_called_cover_image_is_a_source():
    event = parse(event_text(sources="1. [a](u)\n2. [Cover Image](v)"))

    assert event.citations == (CitationLine("a", "u"), CitationLine("Cover Image", "v"))
    assert event.cover_image is None


# --- The end of the file


@pytest.mark.parametrize("name", list(EVENTS))
@pytest.mark.parametrize("closing", [1, 3])
def test_empty_lines_at_the_end_are_kept(name, closing):
    event = parse(EVENTS[name][0] + "\n" * closing)

    assert event.form.closing == closing

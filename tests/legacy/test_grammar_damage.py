"""Damaged files: each error names the line, what was expected and what stood there."""

import pytest

from events.legacy.grammar import GrammarError, parse_file
from tests.legacy.shapes_events import EVENTS
from tests.legacy.shapes_lists import DAYS, FRONTS

EVENT = EVENTS["English, first"][0]
DAY = DAYS["context lines"][0]
FRONT = FRONTS["English"][0]


def refusal(data: str | bytes) -> tuple[int, str, str]:
    with pytest.raises(GrammarError) as error:
        parse_file(data.encode() if isinstance(data, str) else data)
    return error.value.line, error.value.expected, error.value.found


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


# --- Not a text at all


def test_a_binary_file_is_refused():
    assert refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") == (1, "text in UTF-8", "the byte 0x89")


@pytest.mark.parametrize(
    ("byte", "name"), [(b"\xff", "0xff"), (b"\xc3 ", "0xc3"), (b"\xed\xa0\x80", "0xed")]
)
def test_invalid_utf_8_is_refused_with_its_line(byte, name):
    data = EVENT.encode().replace(b"1. [BBC]", b"1. [B" + byte + b"C]")

    assert refusal(data) == (10, "text in UTF-8", f"the byte {name}")


def test_a_text_cut_within_a_letter_is_refused():
    assert refusal("# Été".encode()[:-1]) == (1, "text in UTF-8", "the byte 0xc3")


@pytest.mark.parametrize(
    ("mark", "expected", "found"),
    [
        ("\0", "text", "the character NUL"),
        ("\r", "lines that end with LF alone", "a carriage return"),
    ],
)
def test_a_character_that_no_file_holds_is_refused_with_its_line(mark, expected, found):
    assert refusal(changed(EVENT, "[BBC]", f"[B{mark}C]")) == (10, expected, found)


def test_a_byte_order_mark_before_a_good_file_is_refused():
    assert refusal(b"\xef\xbb\xbf" + EVENT.encode()) == (1, "text", "a byte order mark")


def test_lines_that_end_as_on_windows_are_refused():
    assert refusal(EVENT.replace("\n", "\r\n")) == (
        1,
        "lines that end with LF alone",
        "a carriage return",
    )


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_an_empty_file_is_refused(data):
    line = len(data) + 1

    assert refusal(data) == (line, "a heading: '# title' or '## title'", "the end of the file")


# --- Dates


@pytest.mark.parametrize(
    "date", ["2006-02-30", "2006-13-1", "2006-00-1", "2006-03-32", "0000-03-7"]
)
@pytest.mark.parametrize("text", [EVENT, DAY], ids=["event", "day"])
def test_a_date_that_does_not_exist_is_refused(text, date):
    heading = text.partition("\n")[0]
    wrong = heading.replace("2006-03-7", date)

    assert refusal(changed(text, heading, wrong)) == (1, "a date that exists", repr(wrong))


def test_a_section_of_a_day_that_does_not_exist_is_refused():
    wrong = "## [Yesterday](/news/2006/02/30/index.md)"

    assert refusal(changed(FRONT, "## [Yesterday](/news/2006/03/6/index.md)", wrong)) == (
        12,
        "a date that exists",
        repr(wrong),
    )


def test_a_day_padded_with_zero_is_no_date_of_the_format():
    assert refusal(changed(EVENT, "[2006-03-7]", "[2006-03-07]")) == (
        1,
        "the date: '### [YYYY-MM-D](/news/YYYY/MM/D/index.md)'",
        "'### [2006-03-07](/news/2006/03/7/index.md)'",
    )


@pytest.mark.parametrize("text", [EVENT, DAY], ids=["event", "day"])
def test_a_heading_whose_link_leads_to_another_day_is_refused(text):
    right = text.partition("\n")[0]
    wrong = right.replace("/03/7/", "/03/8/")

    assert refusal(changed(text, right, wrong)) == (1, repr(right), repr(wrong))


# --- Event files

TITLE = "#  A dam  breaks on the ''Oder''. "

EVENT_DAMAGES = {
    "no heading": (
        "### [2006-03-7](/news/2006/03/7/index.md)",
        "### 7 March",
        (1, "the date: '### [YYYY-MM-D](/news/YYYY/MM/D/index.md)'", "'### 7 March'"),
    ),
    "no line after the heading": (
        "index.md)\n\n#",
        "index.md)\n#",
        (2, "an empty line", repr(TITLE)),
    ),
    "no title": (TITLE, "A dam breaks", (3, "the title: '# …'", "'A dam breaks'")),
    "a title of two lines": (
        "breaks on",
        "breaks\non",
        (4, "an empty line", "\"on the ''Oder''. \""),
    ),
    "no description": (
        "\n\n\n\n\n###",
        "\n\n###",
        (7, "a line like those above, or an empty line", "'1. [BBC](http://bbc.example/1)'"),
    ),
    "an unknown section": (
        "### Source:",
        "### Weather:",
        (8, "'### Source:', '### Changes:', '### Related:' or '### Newsroom:'", "'### Weather:'"),
    ),
    "no line after a section's head": (
        "### Source:\n\n",
        "### Source:\n",
        (9, "an empty line", "'1. [BBC](http://bbc.example/1)'"),
    ),
    "an empty section": (
        "1. [BBC](http://bbc.example/1)\n2. [The Times](https://times.example/a?b=c&d=1)\n",
        "",
        (10, "a source: '1. [name](address)'", "an empty line"),
    ),
    "a source without address": (
        "1. [BBC](http://bbc.example/1)",
        "1. [BBC]",
        (10, "a source: '1. [name](address)'", "'1. [BBC]'"),
    ),
    "a wrong number": (
        "2. [The Times](https://times.example/a?b=c&d=1)",
        "3. [The Times](https://times.example/a?b=c&d=1)",
        (
            11,
            "'2. [The Times](https://times.example/a?b=c&d=1)'",
            "'3. [The Times](https://times.example/a?b=c&d=1)'",
        ),
    ),
    "a related line without context": (
        " _Context: Oder, Poland_",
        "",
        (
            15,
            "a related event: '1. [title](/news/….md) _Context: names_'",
            "'1. [ The Oder floods. ](/news/2006/03/9/the-oder-floods.md)'",
        ),
    ),
    "text at the end": (
        "Context: Oder_\n",
        "Context: Oder_\nThe end.\n",
        (17, "a line like those above, or an empty line", "'The end.'"),
    ),
    "no last line end": (
        "Context: Oder_\n",
        "Context: Oder_",
        (17, "an empty line", "the end of the file"),
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "complaint"), EVENT_DAMAGES.values(), ids=list(EVENT_DAMAGES)
)
def test_a_damaged_event_file_is_refused_with_the_line(old, new, complaint):
    assert refusal(changed(EVENT, old, new)) == complaint


@pytest.mark.parametrize(("lines", "expected"), [(2, "the title: '# …'"), (3, "an empty line")])
def test_an_event_file_cut_short_ends_too_early(lines, expected):
    cut = "".join(EVENT.splitlines(keepends=True)[:lines])

    assert refusal(cut) == (lines + 1, expected, "the end of the file")


def test_a_change_of_an_unknown_kind_is_refused():
    text = changed(EVENTS["English with changes"][0], "(First version)", "(Zeroth version)")
    [line] = [line for line in text.split("\n") if "Zeroth" in line]

    number, expected, found = refusal(text)

    assert number == text.split("\n").index(line) + 1
    assert expected == "a change: '1. [title](path) _time (First version)_'"
    assert found.startswith("'1. [A dam brakes.](")


def test_a_formats_line_of_another_shape_is_refused():
    text = EVENTS["English with formats"][0].replace("Formats: [HTML]", "Formats: [HTM]")

    number, expected, found = refusal(text)

    assert (number, expected) == (2, "a line 'Formats: …'")
    assert found.startswith("'Formats: [HTM](/news")


def test_a_difference_late_in_a_long_line_is_quoted():
    text = EVENTS["English with formats"][0].replace(".xml)  \n", ".xml)\n")

    number, expected, found = refusal(text)

    assert number == 2
    assert expected != found


# --- List pages


def test_a_stray_line_in_a_day_page_is_refused():
    assert refusal(changed(DAY, "\n### [A bridge", "\nstray\n\n### [A bridge")) == (
        6,
        "an event: '### [title](/news/….md)', or the end of the file",
        "'stray'",
    )


def test_a_lead_without_an_event_is_refused():
    assert refusal(changed(DAY, "### [A bridge", "##### Dam\n\n### [A bridge")) == (
        7,
        "an event: '### [title](/news/….md)'",
        "an empty line",
    )


def test_an_event_of_a_list_that_leads_out_of_the_archive_is_refused():
    wrong = "### [A bridge falls.](http://a.example/x.md)"
    text = changed(DAY, "### [A bridge falls.](/news/2006/03/7/a-bridge-falls.md)", wrong)

    assert refusal(text) == (
        6,
        "an event: '### [title](/news/….md)', or the end of the file",
        repr(wrong),
    )


def test_a_front_page_without_its_rule_is_refused():
    assert refusal(FRONT.removesuffix("---\n\n")) == (
        14,
        "an event, or the rule '---'",
        "the end of the file",
    )


# --- Errors themselves


def test_an_error_says_all_in_one_line():
    with pytest.raises(GrammarError, match=r"^1: expected a heading: .*, found 'one'$"):
        parse_file(b"one\ntwo\n")


def test_an_error_quotes_a_long_line_shortened():
    _line, _expected, found = refusal("x" * 1_000_000)

    assert found == repr("x" * 80 + "…")


def test_an_error_quotes_what_would_break_its_line_escaped():
    _line, _expected, found = refusal("a\u2028b\x1b[31mc")

    assert found == r"'a\u2028b\x1b[31mc'"

"""Every generation of the archive, parsed into what it says and written back."""

import pytest

from events.legacy.grammar import (
    parse_day,
    parse_event,
    parse_file,
    parse_front,
    parse_long_page,
    write_day,
    write_event,
    write_front,
    write_long_page,
)
from tests.legacy.shapes_events import EVENTS
from tests.legacy.shapes_lists import DAYS, FRONTS, LONG_PAGES

SHAPES = [
    pytest.param(text, expected, parse, write, id=f"{kind}: {name}")
    for kind, shapes, parse, write in [
        ("event", EVENTS, parse_event, write_event),
        ("day", DAYS, parse_day, write_day),
        ("front", FRONTS, parse_front, write_front),
        ("long page", LONG_PAGES, parse_long_page, write_long_page),
    ]
    for name, (text, expected) in shapes.items()
]


@pytest.mark.parametrize(("text", "expected", "parse", "write"), SHAPES)
def test_a_text_says_what_it_says(text, expected, parse, write):
    assert parse(text) == expected


@pytest.mark.parametrize(("text", "expected", "parse", "write"), SHAPES)
def test_what_it_says_is_written_as_the_text(text, expected, parse, write):
    assert write(expected) == text


@pytest.mark.parametrize(("text", "expected", "parse", "write"), SHAPES)
def test_a_file_is_known_by_its_bytes_alone(text, expected, parse, write):
    assert parse_file(text.encode()) == expected


def test_the_second_line_of_an_item_is_its_context_or_its_description():
    context, description = DAYS["context lines"][1].items

    assert (context.context, context.description) == ("Oder, Poland", None)
    assert (description.context, description.description) == (
        None,
        "The bridge had been closed for years.",
    )


@pytest.mark.parametrize("name", ["no second lines", "empty second lines, no previous day"])
def test_an_item_without_a_second_line_has_neither(name):
    first = DAYS[name][1].items[0]

    assert (first.context, first.description) == (None, None)


def test_no_second_line_is_told_from_an_empty_one():
    assert DAYS["no second lines"][1].items[0].second is None
    assert parse_day(DAYS["empty second lines, no previous day"][0]).items[0].second == ""


def test_no_lead_is_told_from_an_empty_one():
    assert parse_event(EVENTS["plain"][0]).lead is None
    assert parse_event(EVENTS["Chinese with images, broken render"][0]).lead == ""


def test_the_current_version_repeats_the_number_before_it():
    text = EVENTS["English with changes"][0]

    assert "\n2. [A dam breaks](" in text
    assert "\n2. [A dam breaks.](" in text

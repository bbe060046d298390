"""Text to data and back is the same text, data to text and back the same data, for everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.grammar import (
    DayPage,
    EventFile,
    FrontPage,
    GrammarError,
    LongPage,
    Record,
    parse_day,
    parse_event,
    parse_file,
    parse_front,
    parse_long_page,
    write_day,
    write_event,
    write_front,
    write_long_page,
    write_record,
)
from tests.legacy.strategies import (
    SHAPES,
    damaged_files,
    day_pages,
    event_files,
    front_pages,
    long_pages,
)

WRITERS = {
    EventFile: write_event,
    DayPage: write_day,
    FrontPage: write_front,
    LongPage: write_long_page,
    Record: write_record,
}


def assert_refused_or_identical(data: bytes) -> None:
    try:
        parsed = parse_file(data)
    except GrammarError as error:
        # The line after the last is the end of the file.
        assert 1 <= error.line <= data.count(b"\n") + 2
        assert error.expected != error.found
        assert str(error) == f"{error.line}: expected {error.expected}, found {error.found}"
        assert "\n" not in str(error)
    else:
        assert WRITERS[type(parsed)](parsed).encode() == data


# --- Data to text to data


@given(event_files())
def test_an_event_file_is_read_as_it_was_written(event):
    text = write_event(event)

    assert parse_event(text) == event
    assert parse_file(text.encode()) == event


@given(day_pages())
def test_a_day_page_is_read_as_it_was_written(day):
    text = write_day(day)

    assert parse_day(text) == day
    assert parse_file(text.encode()) == day


@given(front_pages())
def test_a_front_page_is_read_as_it_was_written(front):
    text = write_front(front)

    assert parse_front(text) == front
    assert parse_file(text.encode()) == front


@given(long_pages())
def test_a_long_page_is_read_as_it_was_written(page):
    text = write_long_page(page)

    assert parse_long_page(text) == page
    assert parse_file(text.encode()) == page


# --- Text to data to text


@given(damaged_files())
def test_a_damaged_file_is_refused_or_written_back_the_same(data):
    assert_refused_or_identical(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_written_back_the_same(data):
    assert_refused_or_identical(data)


@given(st.lists(st.sampled_from("\n".join(SHAPES).split("\n")), max_size=20).map("\n".join))
def test_lines_thrown_together_are_refused_or_written_back_the_same(text):
    assert_refused_or_identical(text.encode())


@pytest.mark.parametrize(
    ("parse", "write"),
    [
        (parse_event, write_event),
        (parse_day, write_day),
        (parse_front, write_front),
        (parse_long_page, write_long_page),
    ],
)
@given(data=damaged_files())
def test_each_parser_refuses_the_files_of_others(parse, write, data):
    text = data.decode(errors="replace")
    try:
        parsed = parse(text)
    except GrammarError as error:
        assert error.line >= 1
    else:
        assert write(parsed) == text


@pytest.mark.parametrize("text", SHAPES)
def test_every_shape_cut_anywhere_is_refused_or_written_back_the_same(text):
    data = text.encode()
    for end in range(len(data)):
        assert_refused_or_identical(data[:end])

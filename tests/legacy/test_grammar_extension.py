"""Marked fields: what each may hold, where they stand, and how a wrong one is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.grammar import (
    EventFile,
    GrammarError,
    LongPage,
    Record,
    parse_event,
    parse_file,
    parse_long_page,
    write_event,
    write_long_page,
    write_record,
)
from events.legacy.grammar.extension import EVENT_FIELDS, PAGE_FIELDS, RECORDS, parse_record
from tests.legacy.strategies import EXTRAS, records
from tests.legacy.texts import DAY

EVENT = write_event(EventFile(DAY, "A dam breaks.", extra={"slug": "dam"}))
PAGE = write_long_page(LongPage("About", "Words.\n", extra={"path": "/about/"}))
RECORD = write_record(Record("entity", {"name": "Dam", "slug": "dam"}))
LINES = {"event": (EVENT, 10, "slug"), "page": (PAGE, 3, "path"), "record": (RECORD, 4, "slug")}
FIELD = "a field: '- name: value in JSON'"
ONE_LINE = "a text on one line, of at most 500 characters"


def refusal(text: str) -> tuple[int, str, str]:
    with pytest.raises(GrammarError) as error:
        parse_file(text.encode())
    return error.value.line, error.value.expected, error.value.found


def with_line(where: str, line: str) -> str:
    """One of the texts with another line in place of its last field."""
    text, number, _name = LINES[where]
    lines = text.split("\n")
    lines[number - 1] = line
    return "\n".join(lines)


# --- Written and read


def test_fields_are_the_last_section_of_an_event_file():
    assert EVENT.endswith('\n### Newsroom:\n\n- slug: "dam"\n')


def test_fields_stand_above_the_heading_of_a_page():
    assert PAGE == '### Newsroom: page\n\n- path: "/about/"\n\n# About\nWords.\n'


def test_a_record_is_fields_only():
    assert RECORD == '### Newsroom: entity\n\n- name: "Dam"\n- slug: "dam"\n'


def test_text_stays_readable_and_on_one_line():
    record = Record("entity", {"name": "雪\u2028", "description": "a\r\nb\x1c"})

    assert write_record(record) == (
        '### Newsroom: entity\n\n- name: "雪\u2028"\n- description: "a\\r\\nb\\u001c"\n'
    )
    assert parse_file(write_record(record).encode()) == record


@given(records())
def test_a_record_is_read_as_it_was_written(record):
    text = write_record(record)

    assert parse_record(text) == record
    assert parse_file(text.encode()) == record


@pytest.mark.parametrize("name", sorted(EXTRAS["event"]))
@given(data=st.data())
def test_every_field_of_an_event_is_read_as_it_was_written(name, data):
    event = EventFile(DAY, "A dam breaks.", extra={name: data.draw(EXTRAS["event"][name])})

    assert parse_event(write_event(event)) == event


@pytest.mark.parametrize("name", sorted(EXTRAS["page"]))
@given(data=st.data())
def test_every_field_of_a_page_is_read_as_it_was_written(name, data):
    page = LongPage("About", "Words.\n", extra={name: data.draw(EXTRAS["page"][name])})

    assert parse_long_page(write_long_page(page)) == page


def test_every_field_there_is_has_been_tried():
    known = {"event": EVENT_FIELDS, "page": PAGE_FIELDS} | RECORDS

    assert {kind: set(names) for kind, names in EXTRAS.items()} == {
        kind: set(names) for kind, names in known.items()
    }


# --- Refused

WRONG = {
    ("event", "id"): (["X", "", "a b", "x" * 17, 1, None], 'a short id, like "k3n8w2xq7d"'),
    ("event", "slug"): (
        ["", "a/b", "x" * 251, "a\nb", 1, None],
        "a text on one line, of 1 to 250 characters without a slash",
    ),
    ("event", "lead"): (["a\nb", "a\rb", "x" * 501, 1, []], f"{ONE_LINE}, or null"),
    ("event", "description"): ([None, 1, [], {}, True, "\0"], "a text"),
    ("event", "sources"): (
        [
            {}, "", [1], [{}], [{"source": "BBC"}], [{"source": "BBC", "url": 1}],
            [{"source": "a\nb", "url": ""}], [{"source": "x" * 501, "url": ""}],
            [{"source": "BBC", "url": "", "colour": ""}],
            [{"source": "BBC", "url": "", "printed": "a\nb"}],
        ],
        'a list like [{"source": "name", "url": "address"}]',
    ),
    ("event", "entities"): (
        [{}, "Dam", [1], [None], ["a\nb"], ["x" * 501]],
        "a list of texts on one line, of at most 500 characters",
    ),
    ("event", "addresses"): ([{}, "/x/", [1], ["\0"]], "a list of texts"),
    ("event", "panel"): (
        [{}, [{}], ["/x/"], [{"pin": 1}], [{"show": "/x/"}], [{"pin": "/x/", "hide": "/y/"}]],
        'a list like [{"pin": "path"}]',
    ),
    ("page", "path"): ([None, 1, []], "a text"),
    ("page", "title"): ([None, "a\nb"], "a text on one line"),
    ("page", "author"): ([None, "a\rb"], "a text on one line"),
    ("page", "date"): (
        ["", "2004-8-9", "20040809", "2004-W33-1", "2004-02-30", 1],
        'a date like "2004-08-09"',
    ),
    ("page", "text"): ([None, 1], "a text"),
    ("page", "addresses"): ([None, [1]], "a list of texts"),
    ("record", "name"): ([None, "a\nb", "x" * 501], ONE_LINE),
    ("record", "label"): ([None, "a\nb", "x" * 501], ONE_LINE),
    ("record", "aliases"): (
        [None, "Dams", ["a\nb"]],
        "a list of texts on one line, of at most 500 characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("where", "name"), WRONG)
def test_a_wrong_value_is_refused_with_its_line_and_what_was_expected(where, name):
    values, words = WRONG[where, name]
    for value in values:
        number, expected, _found = refusal(with_line(where, f"- {name}: {json.dumps(value)}"))

        assert (number, expected) == (LINES[where][1], f"{name} to be {words}"), value


@pytest.mark.parametrize("value", [[], {"/x/": 1}, {"/x/": "2004-13-01"}, {"\0": "2004-08-09"}])
def test_days_at_old_addresses_are_dates(value):
    text = f"### Newsroom: archive\n\n- addresses: {json.dumps(value)}\n"

    assert refusal(text)[:2] == (3, 'addresses to be an object like {"address": "2004-08-09"}')


@pytest.mark.parametrize("value", [["x"], ["0" * 31], ["G" * 32], [1], "0" * 32])
def test_keys_are_hexadecimal(value):
    text = f"### Newsroom: archive\n\n- deleted: {json.dumps(value)}\n"

    assert refusal(text)[:2] == (3, "deleted to be a list of keys of 32 hexadecimal digits")


@pytest.mark.parametrize("where", LINES)
@pytest.mark.parametrize(
    "value",
    [
        "", "x", '"', "[" * 100_000, '{"a":' * 100_000, "9" * 10_000, "NaN", "1e999999",
        '"\\ud800"', "-", "[1,]", "'x'", "\ufeff1",
    ],
)  # fmt: skip
def test_what_is_no_value_of_a_field_is_refused(where, value):
    number, expected, found = refusal(with_line(where, f"- {LINES[where][2]}: {value}"))

    assert number == LINES[where][1]
    assert len(expected) < 200
    assert len(found) < 200


@pytest.mark.parametrize("where", LINES)
@pytest.mark.parametrize("line", ["- colour: 1", "- Slug: 1", "* slug: 1", "-slug: 1", "stray"])
def test_what_is_no_field_is_refused_with_its_line(where, line):
    assert refusal(with_line(where, line))[0] == LINES[where][1]


@pytest.mark.parametrize("where", LINES)
@pytest.mark.parametrize("value", ["a", "é", "\t"])
def test_a_value_written_in_another_way_is_refused(where, value):
    name = LINES[where][2]
    for text in (f' "{value}"', f'"{value}" ', f'"\\u{ord(value):04x}"'):
        if json.dumps(value, ensure_ascii=False) != text:
            assert refusal(with_line(where, f"- {name}: {text}"))[0] == LINES[where][1]


@pytest.mark.parametrize("where", LINES)
def test_a_field_told_twice_is_refused(where):
    text, number, _name = LINES[where]
    line = text.split("\n")[number - 1]

    assert refusal(with_line(where, f"{line}\n{line}"))[0] in {number, number + 1}


@pytest.mark.parametrize("where", LINES)
def test_a_section_without_a_field_is_refused(where):
    text, _number, _name = LINES[where]
    head = text[: text.index("- ")]

    assert refusal(head) == (head.count("\n") + 1, FIELD, "the end of the file")


@pytest.mark.parametrize("kind", ["", "event", "Entity", "entity "])
def test_a_record_of_another_kind_is_refused(kind):
    assert refusal(f"### Newsroom: {kind}\n\n- name: 1\n")[:2] == (
        1,
        "'### Newsroom:' and one of archive, entity, source",
    )


def test_a_record_ends_with_its_fields():
    assert refusal(RECORD + "More.\n")[0] == 5

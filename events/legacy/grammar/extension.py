"""What the old grammar cannot say: marked fields, one to a line, each value in JSON.

They stand as the last section of an event's file, above the heading of a long-form page, or by
themselves in the file of something that the old archives had no file for: an entity, a source,
the archive itself.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .lines import Lines, check_written
from .paths import NAME_LENGTH

MARK = "### Newsroom:"
PAGE = "page"
LONGEST_NAME = 500  # of an entity or a source

_KEY = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[0-9a-z]{1,16}")
_FIELD = re.compile(r"- (?P<name>[a-z_]+): (?P<value>.*)")

Fields = dict[str, Any]


class Kind(NamedTuple):
    """What a field may hold: a test, and its words."""

    fits: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_line(value: Any) -> bool:
    return _is_text(value) and "\n" not in value and "\r" not in value


def _is_name(value: Any) -> bool:
    return _is_line(value) and len(value) <= LONGEST_NAME


def _is_list(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(fits, value))


_OF_SOURCE = {"source", "url", "image", "archived", "printed", "picture", "alt"}


def _is_source(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"source", "url"} <= value.keys() <= _OF_SOURCE
        and all(map(_is_text, value.values()))
        and _is_name(value["source"])
        and _is_line(value.get("printed", ""))
        and ("picture" not in value or bool(_KEY.fullmatch(value["picture"])))
    )


def _is_place(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and list(value) in (["pin"], ["hide"])
        and all(map(_is_text, value.values()))
    )


def _is_dated(value: Any) -> bool:
    return (
        isinstance(value, dict) and all(map(_is_text, value)) and all(map(_is_date, value.values()))
    )


def _is_slug(value: Any) -> bool:
    return _is_line(value) and 0 < len(value) <= NAME_LENGTH and "/" not in value


def _is_date(value: Any) -> bool:
    try:
        return _is_text(value) and str(datetime.date.fromisoformat(value)) == value
    except ValueError:
        return False


TEXT = Kind(_is_text, "a text")
ID = Kind(
    lambda value: _is_text(value) and bool(_ID.fullmatch(value)), 'a short id, like "k3n8w2xq7d"'
)
LINE = Kind(_is_line, "a text on one line")
NAME = Kind(_is_name, f"a text on one line, of at most {LONGEST_NAME} characters")
SLUG = Kind(_is_slug, f"a text on one line, of 1 to {NAME_LENGTH} characters without a slash")
DATE_OR_NONE = Kind(lambda value: value is None or _is_date(value), 'a date like "2004-08-09"')
NAME_OR_NONE = Kind(lambda value: value is None or _is_name(value), f"{NAME.words}, or null")
KEYS = Kind(
    lambda value: _is_list(value, lambda key: _is_text(key) and bool(_KEY.fullmatch(key))),
    "a list of keys of 32 hexadecimal digits",
)
TEXTS = Kind(lambda value: _is_list(value, _is_text), "a list of texts")
NAMES = Kind(
    lambda value: _is_list(value, _is_name),
    f"a list of texts on one line, of at most {LONGEST_NAME} characters",
)
SOURCES = Kind(
    lambda value: _is_list(value, _is_source), 'a list like [{"source": "name", "url": "address"}]'
)
PLACES = Kind(lambda value: _is_list(value, _is_place), 'a list like [{"pin": "path"}]')
DATED = Kind(_is_dated, 'an object like {"address": "2004-08-09"}')

# By where they stand, the fields there are.
EVENT_FIELDS = {
    "id": ID,
    "slug": SLUG,
    "lead": NAME_OR_NONE,
    "description": TEXT,
    "sources": SOURCES,
    "entities": NAMES,
    "addresses": TEXTS,
    "panel": PLACES,
}
PAGE_FIELDS = {
    "path": TEXT, "title": LINE, "author": LINE, "date": DATE_OR_NONE, "text": TEXT,
    "addresses": TEXTS,
}  # fmt: skip
RECORDS = {
    "archive": {"names": NAMES, "deleted": KEYS, "addresses": DATED},
    "entity": {
        "name": NAME, "label": NAME, "slug": SLUG, "kind": TEXT, "description": TEXT,
        "same_as": TEXT, "aliases": NAMES, "addresses": TEXTS,
    },
    "source": {"name": NAME, "slug": SLUG, "homepage": TEXT, "addresses": TEXTS},
}  # fmt: skip
_RECORD = re.compile(rf"{MARK} (?P<kind>{'|'.join(RECORDS)})")


@dataclass(frozen=True, slots=True)
class Record:
    """A file of marked fields only: what is told of an entity, a source or the archive."""

    kind: str
    fields: Fields = field(default_factory=dict)


def parse_record(text: str) -> Record:
    """Return what the text of such a file says.

    Raises:
        GrammarError: if the text is not such a file, to the byte.
    """
    lines = Lines(text)
    kind = lines.require(_RECORD, f"'{MARK}' and one of {', '.join(RECORDS)}")["kind"]
    record = Record(kind, read_fields(lines, RECORDS[kind]))
    check_written(text, write_record(record))
    return record


def write_record(record: Record) -> str:
    """Return the text of a file of marked fields."""
    return "\n".join([f"{MARK} {record.kind}", *write_fields(record.fields), ""])


def read_fields(lines: Lines, known: Mapping[str, Kind]) -> Fields:
    """Read an empty line and the fields below it, at least one.

    Raises:
        GrammarError: if a line is no field, or none of those known, or holds what it may not.
    """
    expected = "a field: '- name: value in JSON'"
    fields: Fields = {}
    lines.take_blank()
    found = lines.require(_FIELD, expected)
    while found:
        name = found["name"]
        if name not in known:
            raise lines.error_above(f"a field called {', '.join(known)}")
        try:
            fields[name] = json.loads(found["value"])
        except (ValueError, RecursionError):
            raise lines.error_above(expected) from None
        if not known[name].fits(fields[name]):
            raise lines.error_above(f"{name} to be {known[name].words}")
        found = lines.match(_FIELD)
    return fields


def write_fields(fields: Fields) -> list[str]:
    """Return an empty line and a line for each field."""
    lines = (f"- {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return ["", *lines]

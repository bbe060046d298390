"""A text that is to go, and where it stands in rows: in columns of text, addresses and data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from django.db import models
from django.db.models import QuerySet

# What stands in an address instead of the text.
REMOVED = "removed"
# What stands between two words of an address; what in prose is a link, or a part of one.
GAP = r"(?:[\W_]|%[0-9A-Fa-f]{2})+"
LINK = re.compile(r"\S*/\S*")
# Columns and keys of data that hold addresses, or a part of one.
ADDRESSES = {"archived_url", "image", "path", "slug", "url"}
AROUND = 40  # characters that an excerpt shows on either side
LONGEST = 80  # characters of what goes that it shows


class Words:
    """A text that is to go, in whatever case and with whatever spaces between its words."""

    def __init__(self, text: str, replacement: str) -> None:
        words = re.findall(r"\w+", text) or [text]
        spelt = (f"(?:{re.escape(word)}|{re.escape(quote(word))})" for word in words)
        self.replacement = replacement
        self.in_prose = re.compile(r"\s+".join(map(re.escape, text.split())), re.IGNORECASE)
        self.in_address = re.compile(GAP.join(spelt), re.IGNORECASE)

    def purge(self, value: Any, name: str = "") -> Any:
        """Return a value without the text: a string, or strings at any depth of lists and dicts.

        name: of the column or key whose value it is, or of the field of a form; it tells addresses.
        """
        if isinstance(value, str):
            is_address = name.rpartition("-")[2] in ADDRESSES
            return self._purge_address(value) if is_address else self._purge_prose(value)
        if isinstance(value, list):
            return [self.purge(item, name) for item in value]
        if isinstance(value, dict):
            return {key: self.purge(item, key) for key, item in value.items()}
        return value

    def _purge_prose(self, text: str) -> str:
        """Return prose without the text, and without it in the links that stand there."""
        text = self.in_prose.sub(lambda _found: self.replacement, text)
        return LINK.sub(lambda found: self._purge_address(found[0]), text)

    def _purge_address(self, address: str) -> str:
        return self.in_address.sub(REMOVED, address)


def strings_in(value: Any) -> Iterator[str]:
    """Yield the strings at any depth of lists and dicts, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of some rows. within: of data, the way to the only value that is meant."""

    rows: QuerySet
    columns: tuple[str, ...]
    within: tuple[str, ...] = ()

    def found(self, words: Words) -> Iterator[tuple[models.Model, str, Any]]:
        """Yield the rows that hold the words, each with a column and its value without them."""
        for row in self.rows.order_by("pk").iterator(chunk_size=500):
            for column in self.columns:
                value = getattr(row, column)
                if (purged := _purged(words, column, value, self.within)) != value:
                    yield row, column, purged


def _purged(words: Words, name: str, value: Any, way: tuple[str, ...]) -> Any:
    if not way:
        return words.purge(value, name)
    key, *further = way
    return value | {key: _purged(words, key, value[key], tuple(further))}


@dataclass(frozen=True, slots=True)
class Finding:
    """One column of one row in which the text stands, and how it stands there."""

    kind: str
    row: str
    column: str
    before: str
    text: str
    after: str


def findings(places: Iterable[Place], words: Words) -> list[Finding]:
    """Return wherever in these places the words stand."""
    return [
        _finding(row, column, purged)
        for place in places
        for row, column, purged in place.found(words)
    ]


def _finding(row: models.Model, column: str, purged: Any) -> Finding:
    """Show the first string that is another when the words are gone."""
    pairs = zip(strings_in(getattr(row, column)), strings_in(purged), strict=True)
    text, rest = next((text, rest) for text, rest in pairs if text != rest)
    start = _alike(text, rest)
    end = len(text) - _alike(text[start:][::-1], rest[start:][::-1])
    return Finding(
        kind=str(row._meta.verbose_name),
        row=str(row),
        column=str(row._meta.get_field(column).verbose_name),
        before=text[max(start - AROUND, 0) : start],
        text=text[start:end][:LONGEST],
        after=text[end : end + AROUND],
    )


def _alike(text: str, other: str) -> int:
    """Return with how many characters two strings begin alike."""
    return len([*takewhile(lambda pair: pair[0] == pair[1], zip(text, other, strict=False))])

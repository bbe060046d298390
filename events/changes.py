"""The public list of an event's versions, each with what it changed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from django.db.models import prefetch_related_objects

from events.addresses import read_address
from events.models import Change, Event
from events.models.history import readers_changes, version_of
from events.text import even_spaces

KEPT, ADDED, REMOVED = "kept", "added", "removed"
# Scripts that put no spaces between words: a letter is compared like a word of others.
UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+|\s+|[\W_]")
# Where more tokens than this differ, or less than this share is common, nobody would read a
# comparison: the one title simply takes the place of the other.
MOST_TOKENS = 400
LEAST_ALIKE = 0.4


class Told(Protocol):
    """A version as rows and files tell of it."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a title: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an event as readers are told of it.

    at: when it began; None if that is not known. parts: its title, and what the version before
    had in other words. address: of this site, where it is another than before, else ''.
    """

    kind: Change.Kind
    at: datetime.datetime | None
    title: str
    parts: list[Part]
    address: str = ""


def public_changes(event: Event) -> list[Version]:
    """Return the versions of an event, oldest first and the present one last; [] if only that.

    Of a public event. One query, and another where it has had other addresses; none if
    `for_page()` found that it never changed.
    """
    if not getattr(event, "has_changed", True):
        return []
    prefetch_related_objects([event], readers_changes())
    rows = _without_hidden(event, _told(list(event.changes.all())))
    if rows and rows[-1].version != version_of(event):
        title, path = version_of(event)
        rows.append(Change(kind=Change.Kind.CURRENT, title=title, path=path))
    if len(rows) < 2:
        return []
    before = [None, *rows[:-1]]
    return [_version(row, last, row is rows[-1]) for last, row in zip(before, rows, strict=True)]


def _told(changes: list[Change]) -> list[Change]:
    """Return the versions in order, each once, though several lists may tell of it.

    Of an archive's lists the longest speaks; what is told here continues it.
    """
    brought = (row for row in changes if row.file_id)
    lists = [list(rows) for _file, rows in groupby(brought, attrgetter("file_id"))]
    spoken = max(lists, key=len, default=[])
    known = {(row.version, row.at) for row in spoken}
    here = (row for row in changes if not row.file_id and (row.version, row.at) not in known)
    same = groupby([*spoken, *here], attrgetter("version"))
    return [next(rows) for _version, rows in same]


def _without_hidden(event: Event, rows: list[Change]) -> list[Change]:
    """Leave out titles that are those of other events now, if these are not public."""
    hidden = hidden_versions(row for row in rows if _place(row.path) != (event.date, event.slug))
    return [row for row in rows if version_key(row) not in hidden]


def hidden_versions(versions: Iterable[Told]) -> set[tuple[str, ...]]:
    """Return, by `version_key()`, those that tell of an event which is not public: one query."""
    places = {place for version in versions if (place := _place(version.path))}
    if not places:
        return set()
    dates, slugs = ({place[number] for place in places} for number in (0, 1))
    others = Event.objects.filter(date__in=dates, slug__in=slugs)
    return {
        (even_spaces(other.title), other.date, other.slug)
        for other in others
        if not other.is_public
    }


def version_key(version: Told) -> tuple[str, ...]:
    """Return the title and the place of a version, spaces aside."""
    return (even_spaces(version.title), *_place(version.path))


def _place(path: str) -> tuple[datetime.date, str] | tuple[()]:
    """Return the date and slug that a path means; () if it means no event's."""
    found = read_address(path).events
    return (found[0], found[1][0]) if found else ()


def _version(row: Change, before: Change | None, is_last: bool) -> Version:
    """Return a row as readers are told of it. The present version is the last one, no other."""
    kinds = Change.Kind
    kind = kinds.CURRENT if is_last else kinds(row.kind)
    title = even_spaces(row.title)
    parts = [Part(KEPT, title)] if before is None else difference(even_spaces(before.title), title)
    moved = before is not None and before.version[1] != row.version[1]
    return Version(
        kind=kinds.UPDATE if kind == kinds.CURRENT and not is_last else kind,
        at=row.at,
        title=title,
        parts=parts,
        address=_own_address(row.path) if moved else "",
    )


def _own_address(path: str) -> str:
    """Return the address of this site that a path means; '' if it means no event's."""
    address = read_address(path)
    return address.path if address.events else ""


# --- Differences


Pieces = Iterator[tuple[str, str]]  # kind, text


def difference(old: str, new: str) -> list[Part]:
    """Return `new` in parts, with what of `old` it replaces: by word, or letter where there are
    no spaces. The work is bounded, however long the texts are.
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middles = [tokens[start : len(tokens) - end] for tokens in (before, after)]
    head, tail = "".join(after[:start]), "".join(after[len(after) - end :])
    parts = [(KEPT, head), *_compared(*middles), (KEPT, tail)]
    if sum(len(text) for kind, text in parts if kind == KEPT) < LEAST_ALIKE * len(new):
        parts = [(REMOVED, old), (ADDED, new)]
    return [Part(kind, text) for kind, text in parts if text]


def _common(before: list[str], after: list[str]) -> int:
    """Return how many tokens two lists begin with alike."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((number for number, (one, other) in pairs if one != other), shorter)


def _compared(before: list[str], after: list[str]) -> Pieces:
    """Yield what is kept, removed and added between two lists of tokens."""
    if max(len(before), len(after)) > MOST_TOKENS:
        yield from [(REMOVED, "".join(before)), (ADDED, "".join(after))]
        return
    removed = added = ""
    for tag, start, end, first, last in SequenceMatcher(None, before, after, False).get_opcodes():
        old, new = "".join(before[start:end]), "".join(after[first:last])
        # A mere space between two changes parts nothing.
        if tag == "equal" and not (removed and added and new.isspace()):
            yield from [(REMOVED, removed), (ADDED, added), (KEPT, new)]
            removed = added = ""
        else:
            removed, added = removed + old, added + new
    yield from [(REMOVED, removed), (ADDED, added)]

"""Taking a text down for good: out of an event and out of all that remembers it.

It is the one thing that is meant to be lost: there is no undo, and old addresses that say the text
lead nowhere. What stays is that it was done, by whom and why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from events.models import (
    Change,
    Citation,
    Event,
    EventFile,
    ImportLine,
    ListLine,
    ListPage,
    OpenForm,
    Operation,
    Placement,
    Redirect,
    RelatedLine,
    Takedown,
    Version,
)
from events.models.history import unrecorded
from events.models.settling import about_to_change, settled

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


# --- Where it may stand


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


def places(event: int) -> list[Place]:
    """Return where a text of the event (id, also of a deleted one) may stand."""
    return [*_places_now(event), *_places_of_the_past(event), *_places_of_imports(event)]


def _places_now(event: int) -> list[Place]:
    """Return where readers and editors see it."""
    placed = Q(event=event) | Q(other=event)
    return [
        Place(
            Event.objects.filter(pk=event),
            ("title", "lead_text", "description", "withdrawn_reason", "slug"),
        ),
        Place(
            Citation.objects.filter(event=event),
            ("alt", "printed", "url", "image", "archived_url"),
        ),
        Place(Placement.objects.filter(placed), ("reason",)),
        Place(Redirect.objects.filter(event=event), ("path",)),
    ]


def _places_of_the_past(event: int) -> list[Place]:
    """Return where it is told what the event was; other events' versions name those placed."""
    versions = Version.objects.filter(event=event)
    others = Version.objects.exclude(event=event).filter(names__event__has_key=str(event))
    event_type = ContentType.objects.get_for_model(Event)
    logged = LogEntry.objects.filter(content_type=event_type, object_id=str(event))
    return [
        Place(versions, ("comment", "content", "names", "beside")),
        Place(others, ("names",), ("event", str(event))),
        Place(others, ("content",), ("placements",)),
        Place(Change.objects.filter(event=event), ("title", "path")),
        Place(OpenForm.objects.filter(event=event), ("typed",)),
        Place(_operations(event), ("subject", "comment", "changes")),
        Place(logged, ("object_repr", "change_message")),
    ]


def _places_of_imports(event: int) -> list[Place]:
    """Return what is kept of an archive's files, so that an export gives them back."""
    files = EventFile.objects.filter(event=event)
    listed = ListLine.objects.filter(event=event)
    told = Q(event=event) | Q(path__in=files.values("path"))
    return [
        Place(
            RelatedLine.objects.filter(Q(file__event=event) | Q(target=event)),
            ("title", "path", "context"),
        ),
        Place(listed, ("title", "path", "lead", "text")),
        Place(ListPage.objects.filter(pk__in=listed.values("page")), ("form",)),
        Place(ImportLine.objects.filter(told), ("path", "here", "archive")),
        Place(
            files,
            ("path", "title", "description", "lead", "cover_image", "form", "citations"),
        ),
    ]


def _operations(event: int) -> QuerySet:
    """Return the operations that keep rows of the event; reads all operations."""
    rows = Operation.objects.exclude(changes={}).values_list("pk", "changes").iterator()
    pks = [pk for pk, changes in rows if event in changes["events"]]
    return Operation.objects.filter(pk__in=pks)


@dataclass(frozen=True, slots=True)
class Finding:
    """One column of one row in which the text stands, and how it stands there."""

    kind: str
    row: str
    column: str
    before: str
    text: str
    after: str


def find(event: int, words: Words) -> list[Finding]:
    """Return every place where the words stand."""
    return [
        _finding(row, column, purged)
        for place in places(event)
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


# --- Taking it


def take_down(
    event: int, words: Words, reason: str, editor: AbstractBaseUser | None
) -> Takedown | None:
    """Purge the words wherever `find` finds them, all or nothing; None if that is nowhere."""
    with settled(), unrecorded():
        about_to_change([event])
        found = [hit for place in places(event) for hit in place.found(words)]
        if not found:
            return None
        taken = Counter(row._meta.model_name for row, _column, _purged in found)
        stored = Event.objects.filter(pk=event).first()
        if stored:
            _rewrite(stored, {column: new for row, column, new in found if row == stored})
        for row, column, purged in found:
            if row != stored:
                _write(row, column, purged, stored)
        short_id = stored.short_id if stored else ""
        return Takedown.objects.create(
            event=stored, short_id=short_id, reason=reason, editor=editor, places=dict(taken)
        )


def _rewrite(event: Event, columns: dict[str, Any]) -> None:
    """Save the event without the words, also if it held none: open forms are stale by now.

    No old address leads to it that says them; a new slug is made of the title.
    """
    gone = event.address if columns.pop("slug", None) else ""
    for name, value in columns.items():
        setattr(event, name, value)
    if gone:
        event.slug = ""
    event.save()
    Redirect.objects.filter(path=gone).delete()


def _write(row: models.Model, column: str, purged: Any, event: Event | None) -> None:
    """Write a column without the words; what would be of no use without them goes."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    if isinstance(row, Redirect):
        rows.delete()
    elif isinstance(row, Operation) and column == "changes":
        rows.update(changes={})
    elif isinstance(row, EventFile) and column == "path":
        rows.update(path=_free_path(row, event))
    else:
        longest = getattr(row._meta.get_field(column), "max_length", None)
        rows.update(**{column: purged[:longest] if longest else purged})


def _free_path(file: EventFile, event: Event) -> str:
    """Return a path for a file that is named as the event is now: lists lead there, too."""
    folder, slash, _name = file.path.rpartition("/")
    path = f"{folder}{slash}{event.slug}.md"
    taken = EventFile.objects.filter(path=path).exists()
    return f"{folder}{slash}{event.slug}-{file.pk}.md" if taken else path

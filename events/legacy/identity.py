"""Knowing an event of the archive again in the database, whatever has been edited since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from events.bulk import look_up
from events.models import Event, ImportKey
from events.models.archive import id_key
from events.text import SHORT_ID_ALPHABET, SHORT_ID_LENGTH, digest

from .records import Known

Matches = dict[Known, int | None]


def title_key(date: datetime.date, title: str) -> str:
    """Return the import key of a date and title, as the archive writes them."""
    return digest(f"title\n{date}\n{title}".encode())


def file_key(date: datetime.date, slug: str) -> str:
    """Return the import key of an event's file."""
    return digest(f"file\n{date}\n{slug}".encode())


def page_key(path: str) -> str:
    """Return the import key of a long-form page's file; it stays when the page is deleted."""
    return digest(f"page\n{path}".encode())


def keys_of(known: Known) -> list[str]:
    """Return all keys the archive gives an event: its title's, its files', its other titles'."""
    files = [file_key(known.date, slug) for slug in known.slugs]
    others = [title_key(known.date, title) for title in sorted(known.titles - {known.title})]
    ids = [id_key(known.extra["id"])] if "id" in known.extra else []
    return [title_key(known.date, known.title), *files, *others, *ids]


def fingerprint(value: Any) -> str:
    """Return a short digest of a field's value, to tell later whether it has been edited."""
    return digest(repr(value).encode("utf-8", "surrogatepass"))[:12]


def short_id_for(date: datetime.date, title: str) -> str:
    """Return a short id made from date and title, so that it is the same in every database."""
    number, letters = int(title_key(date, title), 16), []
    for _place in range(SHORT_ID_LENGTH):
        number, index = divmod(number, len(SHORT_ID_ALPHABET))
        letters.append(SHORT_ID_ALPHABET[index])
    return "".join(letters)


def match(events: Iterable[Known]) -> Matches:
    """Return {event: its id in the database}, None for one that was deleted there.

    Events that no import has known before are not in it.
    """
    if not ImportKey.objects.exists():
        return _by_id(events)
    keys = {known: keys_of(known) for known in events}
    every = (key for some in keys.values() for key in some)
    stored = dict(look_up(ImportKey.objects.all(), "digest", every, "digest", "event_id"))
    matches = _by_id(keys)
    for known, own in keys.items():
        hits = [stored[key] for key in own if key in stored]
        if hits and known not in matches:
            matches[known] = next((pk for pk in hits if pk is not None), None)
    return matches


def _by_id(events: Iterable[Known]) -> Matches:
    """Return those whose file gives the short id of an event that is here."""
    ids = {known: known.extra["id"] for known in events if "id" in known.extra}
    here = dict(look_up(Event.objects.all(), "short_id", set(ids.values()), "short_id", "pk"))
    return {known: here[short_id] for known, short_id in ids.items() if short_id in here}

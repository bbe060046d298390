"""Knowing an event of the archive again in the database, whatever has been edited since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

from events.bulk import in_batches, insert_rows, look_up
from events.models import Event, ImportKey
from events.models.archive import id_key
from events.text import SHORT_ID_ALPHABET, SHORT_ID_LENGTH, digest

from .grammar import Record
from .records import Known

if TYPE_CHECKING:
    from .rows import Tie

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
    if "id" in known.extra:  # another event of the day may have the very title
        return [id_key(known.extra["id"]), *files, *others]
    return [title_key(known.date, known.title), *files, *others]


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


def remember(ties: dict[Known, Tie]) -> None:
    """Keep every identity of the archive's events."""
    keys = {key: tie.pk for known, tie in ties.items() for key in keys_of(known)}
    stored = {key for (key,) in look_up(ImportKey.objects.all(), "digest", keys, "digest")}
    new = ((key, pk) for key, pk in keys.items() if key not in stored)
    insert_rows(ImportKey, ("digest", "event_id"), new)


def forget_deleted(things: Iterable[Record], ties: Iterable[Tie]) -> None:
    """Let the keys of what an archive says was deleted belong to no new event, though alike."""
    new = {tie.pk for tie in ties if tie.is_new}
    deleted = chain.from_iterable(thing.fields.get("deleted", ()) for thing in things)
    stored = look_up(ImportKey.objects.all(), "digest", deleted, "digest", "event")
    keys = [key for key, pk in stored if pk in new]
    for batch in in_batches(keys):
        ImportKey.objects.filter(digest__among=batch).update(event=None)

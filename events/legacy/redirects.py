"""Redirects for the other addresses under which an archive knows an event."""

from __future__ import annotations

from collections.abc import Iterator

from events.addresses import event_path, read_address
from events.bulk import insert_rows, look_up
from events.models import Event, Redirect

from .grammar.paths import NAME_LENGTH
from .records import Known
from .rows import Tie

LONGEST = 500  # characters of an address
COLUMNS = ("path", "event_id", "entity_id", "source_id", "page_id", "day")


def write_redirects(ties: dict[Known, Tie]) -> None:
    """Let every other file name of an event, and every address it is said to have had, lead to it.

    One under which another event lives stays that event's.
    """
    wanted = _wanted(ties)
    taken = {path for (path,) in look_up(Redirect.objects.all(), "path", wanted, "path")}
    days = {found[0] for path in wanted if (found := read_address(path).events)}
    living = {
        event_path(*event) for event in look_up(Event.objects.all(), "date", days, "date", "slug")
    }
    insert_rows(
        Redirect,
        COLUMNS,
        (
            (path, pk, None, None, None, None)
            for path, pk in wanted.items()
            if path not in taken and path not in living
        ),
    )


def _wanted(ties: dict[Known, Tie]) -> dict[str, int]:
    """Return by address the id of the event that asks for it first."""
    wanted: dict[str, int] = {}
    for addresses_of in (_other_names, _earlier_addresses, _told_addresses):
        for known, tie in ties.items():
            for path in addresses_of(known, tie):
                if is_address(path):  # the index of a day is no event
                    wanted.setdefault(path, tie.pk)
    return wanted


def _other_names(known: Known, tie: Tie) -> Iterator[str]:
    return (event_path(known.date, slug) for slug in known.slugs if slug != tie.slug)


def _earlier_addresses(known: Known, tie: Tie) -> Iterator[str]:
    """Yield where an event was before by its files' lists of changes, whatever the date or form."""
    for telling in known.tellings:
        for change in telling.said.changes:
            found = read_address(change.path).events
            if found and len(found[1][0]) <= NAME_LENGTH:
                yield event_path(found[0], found[1][0])


def _told_addresses(known: Known, tie: Tie) -> Iterator[str]:
    """Yield the old addresses of which an event's file tells in a marked field."""
    return iter(known.extra.get("addresses", ()))


def is_address(path: str) -> bool:
    """Say whether an old address can be kept: in the form in which readers' addresses are read."""
    known = path.startswith("/") and len(path) <= LONGEST
    return known and read_address(path).path == path

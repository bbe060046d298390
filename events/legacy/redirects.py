"""Redirects for the other file names under which an archive knows an event."""

from __future__ import annotations

from events.addresses import event_path, read_address
from events.bulk import insert_rows, look_up
from events.models import Event, Redirect

from .records import Known
from .rows import Tie

LONGEST = 500  # characters of an address
COLUMNS = ("path", "event_id", "entity_id", "source_id", "page_id", "day")


def write_redirects(ties: dict[Known, Tie]) -> None:
    """Let every other file name of an event lead to it, and every old address its file tells.

    A name under which another event lives stays that event's.
    """
    wanted = {
        event_path(known.date, slug): tie.pk
        for known, tie in ties.items()
        for slug in known.slugs
        if slug != tie.slug
    }
    wanted |= {
        path: tie.pk
        for known, tie in ties.items()
        for path in known.extra.get("addresses", ())
        if path.startswith("/") and len(path) <= LONGEST
    }
    taken = {path for (path,) in look_up(Redirect.objects.all(), "path", wanted, "path")}
    days = {address.events[0] for path in wanted if (address := read_address(path)).events}
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

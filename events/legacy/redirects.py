"""Redirects for the other file names under which an archive knows an event."""

from __future__ import annotations

from events.addresses import event_path
from events.bulk import insert_rows, look_up
from events.models import Event, Redirect

from .records import Known
from .rows import Tie

COLUMNS = ("path", "event_id", "entity_id", "source_id", "page_id", "day")


def write_redirects(ties: dict[Known, Tie]) -> None:
    """Let every other file name of an event lead to it.

    A name under which another event lives stays that event's.
    """
    wanted = {
        event_path(known.date, slug): (known.date, slug, tie.pk)
        for known, tie in ties.items()
        for slug in known.slugs
        if slug != tie.slug
    }
    taken = {path for (path,) in look_up(Redirect.objects.all(), "path", wanted, "path")}
    days = {date for date, _slug, _pk in wanted.values()}
    living = set(look_up(Event.objects.all(), "date", days, "date", "slug"))
    insert_rows(
        Redirect,
        COLUMNS,
        (
            (path, pk, None, None, None, None)
            for path, (date, slug, pk) in wanted.items()
            if path not in taken and (date, slug) not in living
        ),
    )

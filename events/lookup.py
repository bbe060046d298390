"""Finding one event by what a person may type: an address of any age, a short id, a file's path.

Also what the site asks about old addresses: the events of a date and a name, stored redirects.
"""

from __future__ import annotations

import datetime
import re
from urllib.parse import unquote

from django.db.models import Model

from events.addresses import Address, read_address
from events.models import Event, Redirect
from events.models.living import thing_at

FORMS = (
    "an address (/news/2004/08/09/name/, with or without https://host), "
    "a short id (/e/id/ or the id alone) "
    "or a path of the archive (news/2004/08/9/name.md)"
)
# Before a path: scheme and host, or a first part that looks like a host.
HOST = re.compile(r"^(?:(?:https?:)?//[^/]*|[^/.:]*[.:][^/]*(?=/))", re.IGNORECASE)
# Before what names an event: the folder an archive lies in, or a host without a dot.
FOLDERS = re.compile(r"^.*/(?=news/[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}/[^/]*/?$|e/[^/]+/?$)", re.DOTALL)
SHORT = re.compile(r"^/(?:e/)?([^/]+)/$")


def find_event(text: str) -> Event | None:
    """Return the event that `text` names, be it public or not; None if it names none.

    Where it may mean several, the one that readers get comes before one they may not see. Costs
    two queries for each reading of the text: one reading as a rule, at most four.
    """
    for path in readings(text):
        if events := events_at(read_address(path)):
            return min(events, key=lambda event: not event.answers)
    return None


def find_target(text: str) -> Model | datetime.date | None:
    """Return what the address that `text` names is of, or leads to; None if that is nothing.

    Two queries at most for each reading of the text.
    """
    for path in readings(text):
        own = read_address(path).path
        if thing := thing_at(own):
            return thing
        if redirect := Redirect.objects.filter(path=own).first():
            return redirect.target
    return None


def readings(text: str) -> list[str]:
    """Return the paths that `text` may mean, likeliest first.

    It may be percent-encoded and carry a host and a query, but a name may also have such signs
    in it; and a file may lie in any folder. What no database takes is left out.
    """
    text = text.strip()
    path = re.split("[?#]", HOST.sub("", text), maxsplit=1)[0]
    whole = [unquote(path), text]
    rooted = [path if path.startswith("/") else f"/{path}" for path in whole]
    inner = [FOLDERS.sub("/", path) for path in rooted]
    return [path for path in dict.fromkeys(rooted + inner) if is_storable(path)]


def is_storable(text: str) -> bool:
    """Whether databases take this text: without NUL, and without broken characters."""
    return "\0" not in text and text == text.encode(errors="ignore").decode()


def events_at(address: Address) -> list[Event]:
    """Return the events that an address leads to, public or not, likeliest first: two queries."""
    named = events_named(*address.events) if address.events else []
    short = SHORT.match(address.path)
    by_id = Event.objects.filter(short_id=short[1]) if short else []
    moved = [redirect.event for redirect in redirects_of(address) if redirect.event]
    return [*named, *by_id, *moved]


def events_named(date: datetime.date, slugs: list[str]) -> list[Event]:
    """Return the events of a date with these slugs, in the order of the slugs: one query."""
    events = Event.objects.filter(date=date, slug__in=slugs)
    return sorted(events, key=lambda event: slugs.index(event.slug))


def redirects_of(address: Address) -> list[Redirect]:
    """Return the stored redirects of an address with their targets, likeliest first: one query."""
    paths = [address.path, address.verbatim]
    redirects = Redirect.objects.filter(path__in=paths)
    targets = redirects.select_related("event", "entity", "source", "page")
    return sorted(targets, key=lambda redirect: paths.index(redirect.path))

"""Copying the pictures that citations name, from where they lie in the world.

Each is written as soon as it is fetched, so that a run can be ended at any time and the next one
goes on. An editor's own picture is left alone.
"""

from __future__ import annotations

import datetime
import heapq
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.utils import timezone

from .addresses import event_path
from .bulk import in_batches, look_up
from .fetching import Policy, Unfetched, fetch
from .models import Citation, Event, LostPicture, Picture
from .models.picture import address_key, file_name
from .models.settling import settled
from .pictures import NotAPicture, prepare
from .text import is_web_link

TRIES = 3  # after so many failures of any kind an address is given up
PAUSE = 1.0
HINT = 500  # characters of a reason


@dataclass(slots=True)
class Wanted:
    """An address of a picture, the citations (ids) that show no copy of it, an event of theirs."""

    address: str
    event: str
    citations: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key of its copy."""
        return address_key(self.address)

    @property
    def host(self) -> str:
        """Whom a fetch would ask."""
        return urlsplit(self.address).hostname or ""


@dataclass(slots=True)
class CopyReport:
    """What came of copying: counts by outcome, and why each failure failed."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Wanted, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to leave a host alone after a fetch, in seconds; clock and sleep for tests."""

    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def wanted_pictures(since: datetime.date | None = None) -> list[Wanted]:
    """Return the addresses of pictures, of public events, of which no copy is shown: one query.

    since: only of events from this day on. The newest come first.
    """
    events = Event.objects.published()
    events = events.filter(date__gte=since) if since else events
    citations = Citation.objects.filter(_lacks_copy(), event__in=events).exclude(image="")
    rows = citations.order_by("-event__date", "pk").values_list(
        "pk", "image", "picture__copied_from", "event__date", "event__slug"
    )
    found: dict[str, Wanted] = {}
    for pk, image, copied, day, slug in rows.iterator():
        address = image.strip()
        if is_web_link(address) and address != copied:
            one = found.setdefault(address, Wanted(address, event_path(day, slug)))
            one.citations.append(pk)
    return list(found.values())


def _lacks_copy() -> Q:
    """Return the condition of showing no editor's picture: a copy may be one of another address."""
    return Q(picture=None) | ~Q(picture__copied_key="")


def link_known(wanted: list[Wanted]) -> list[Wanted]:
    """Show the copies that are here already; return the addresses that have none."""
    if not wanted:
        return []
    copies = dict(look_up(Picture.objects.all(), "copied_key", _keys(wanted), "copied_key", "pk"))
    with settled():
        for one in wanted:
            if one.key in copies:
                show(one, copies[one.key])
    return [one for one in wanted if one.key not in copies]


def without_lost(wanted: list[Wanted]) -> list[Wanted]:
    """Leave out the addresses that were given up."""
    lost = LostPicture.objects.filter(Q(for_good=True) | Q(tries__gte=TRIES))
    given_up = {key for (key,) in look_up(lost, "key", _keys(wanted), "key")}
    return [one for one in wanted if one.key not in given_up]


def _keys(wanted: list[Wanted]) -> list[str]:
    return [one.key for one in wanted]


def show(wanted: Wanted, picture: int) -> None:
    """Let citations show a copy, but for those to which an editor gave a picture meanwhile."""
    with settled():
        for batch in in_batches(wanted.citations):
            Citation.objects.filter(_lacks_copy(), pk__among=batch).update(picture=picture)


def in_turn(wanted: list[Wanted], pace: Pace) -> Iterator[Wanted]:
    """Yield addresses so that no host is asked twice within the pause; hosts take turns."""
    hosts: dict[str, deque[Wanted]] = {}
    for one in wanted:
        hosts.setdefault(one.host, deque()).append(one)
    queue = [(0.0, place, waiting) for place, waiting in enumerate(hosts.values())]
    while queue:
        ready, place, waiting = heapq.heappop(queue)
        if (wait := ready - pace.clock()) > 0:
            pace.sleep(wait)
        yield waiting.popleft()
        if waiting:
            heapq.heappush(queue, (pace.clock() + pace.pause, place, waiting))


def copy_picture(wanted: Wanted, policy: Policy, report: CopyReport) -> None:
    """Fetch one picture, keep it, and let its citations show it; or note why not."""
    try:
        data = fetch(wanted.address, policy)
        picture = Picture.objects.keep(prepare(data), wanted.address)
    except Unfetched as error:
        _lose(wanted, str(error), report, for_good=error.for_good)
    except NotAPicture as error:
        _lose(wanted, str(error), report, for_good=True)
    else:
        LostPicture.objects.filter(key=wanted.key).delete()
        show(wanted, picture.pk)
        report.counts["copied"] += 1


def _lose(wanted: Wanted, reason: str, report: CopyReport, *, for_good: bool) -> None:
    facts = {"address": wanted.address, "reason": reason[:HINT], "for_good": for_good}
    lost, is_new = LostPicture.objects.get_or_create(key=wanted.key, defaults=facts)
    if not is_new:
        LostPicture.objects.filter(pk=lost.pk).update(
            **facts, tries=F("tries") + 1, tried_at=timezone.now()
        )
    report.counts["failed"] += 1
    report.failures.append((wanted, reason))


# --- What nothing shows


def tidy() -> int:
    """Delete the pictures that no citation has, and files that no picture names; count the files.

    Files of the last day are left: somebody may be about to use them.
    """
    Picture.objects.unused().delete()
    known = {name for mark in _marks() for name in (file_name(mark), file_name(mark, small=True))}
    old = timezone.now() - datetime.timedelta(days=1)
    _folders, names = default_storage.listdir("")
    stale = [
        name
        for name in names
        if name not in known and default_storage.get_modified_time(name) < old
    ]
    for name in stale:
        default_storage.delete(name)
    return len(stale)


def _marks() -> Iterator[str]:
    return Picture.objects.values_list("digest", flat=True).iterator()

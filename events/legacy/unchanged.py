"""Telling the files that say something new from those that say what is known.

Known is a file whose bytes were imported before, and one that says just what an export would say
now. So an export that comes back to its own database changes nothing there, whatever editors did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from events.bulk import in_batches, look_up
from events.models import Event, EventFile, ListPage, Origin, Takedown
from events.models.entity import tagged_with
from events.models.querysets import EventQuerySet
from events.text import digest

from .event_files import event_files
from .gathering import Gathering
from .grammar import DayPage, FrontPage, write_event
from .identity import Matches
from .indexes import Calendar, calendar, day_pages, front_pages, latest_pages
from .records import Known, Listing, Telling
from .wording import STYLES

Words = DayPage | FrontPage


class News(NamedTuple):
    """The files that say something new. `quiet` are events here that no new file tells of.

    silenced: those among them of which nothing is heard at all, see `_taken_down`.
    """

    tellings: list[Telling]
    listings: list[Listing]
    quiet: set[Known]
    silenced: set[Known]

    def events(self) -> set[Known]:
        """Return the events that the new files tell or name."""
        files = [*self.tellings, *self.listings]
        named = {known for file in files for known in file.targets}
        return named | {telling.event for telling in self.tellings}


def find_news(gathering: Gathering, matches: Matches) -> News:
    """Return what is new in the files of an archive.

    Of an event that was written here no file is heard, nor of one of which a text was taken down:
    the file still says it. One that is told by lists only does not get a file row by a file that
    an export made of it: such files are forgotten. So are places in indexes that are as here.
    """
    silenced = _taken_down(matches)
    mine = _matching(Event.objects.filter(origin=Origin.DESK), matches) | silenced
    tellings, quiet = _new_tellings(gathering, matches)
    heard = [telling for telling in tellings if telling.event not in mine]
    return News(heard, _new_listings(gathering), quiet | mine, silenced)


def _new_tellings(gathering: Gathering, matches: Matches) -> tuple[list[Telling], set[Known]]:
    """Return the event files with other bytes than before, but for those that say what is here.

    Also the events that have no file here, and whose files say what is here.
    """
    tellings = sorted(gathering.tellings.values(), key=lambda telling: telling.path)
    here = _digests(EventFile, "path", tellings)
    changed = [telling for telling in tellings if here.get(telling.path) != telling.digest]
    same = {*same_tellings(changed, matches)}
    quiet = {t.event for t in same if not any(other.path in here for other in t.event.tellings)}
    for known in quiet:
        known.tellings.clear()
    return [telling for telling in changed if telling not in same], quiet


def _new_listings(gathering: Gathering) -> list[Listing]:
    """Return the list pages with other bytes than before, but for those that say what is here."""
    listings = sorted(gathering.listings.values(), key=lambda listing: listing.path)
    here, twins = (_digests(ListPage, field, listings) for field in ("path", "twin"))
    marks = {listing: {here.get(listing.path), twins.get(listing.path)} for listing in listings}
    changed = [listing for listing in listings if listing.digest not in marks[listing]]
    same = {*same_listings(changed)}
    for known in (known for listing in same for known in listing.targets):
        known.position = None
    return [listing for listing in changed if listing not in same]


def _taken_down(matches: Matches) -> set[Known]:
    """Return the events of which a text was taken down for good, or a name of their entities.

    The archive may still say it.
    """
    texts = Exists(Takedown.objects.filter(event=OuterRef("pk")))
    names = Takedown.objects.exclude(entity=None).values_list("entity", flat=True)
    named = Q(pk__in=tagged_with(names).order_by().values("pk"))
    return _matching(Event.objects.filter(texts | named), matches)


def _matching(events: EventQuerySet, matches: Matches) -> set[Known]:
    """Return those of the matches that are among these events."""
    pks = {pk for (pk,) in look_up(events, "pk", {*matches.values()} - {None}, "pk")}
    return {known for known, pk in matches.items() if pk in pks}


def _digests(
    model: type[EventFile] | type[ListPage], field: str, files: Iterable[Telling | Listing]
) -> dict[str, str]:
    """Return the digests of files as they were imported before, by a field with their paths."""
    paths = (file.path for file in files)
    return dict(look_up(model.objects.all(), field, paths, field, "digest"))


def same_tellings(tellings: list[Telling], matches: Matches) -> list[Telling]:
    """Return the event files that say what an export would, in one of the styles."""
    known = [telling for telling in tellings if matches.get(telling.event)]
    return [telling for batch in in_batches(known) for telling in _same(batch, matches)]


def _same(batch: list[Telling], matches: Matches) -> Iterator[Telling]:
    events = Event.objects.published().filter(pk__in={matches[telling.event] for telling in batch})
    waiting = {telling.path: telling for telling in batch}
    for style in STYLES.values():
        for told in event_files(style, events):
            telling = waiting.get(told.path)
            if telling and telling.digest == digest(write_event(told.words).encode()):
                yield waiting.pop(told.path)


def same_listings(listings: list[Listing]) -> list[Listing]:
    """Return the list pages that say what an export would, in one of the styles."""
    if not listings:
        return []
    days = calendar()
    if not (days.current or ListPage.objects.exists()):
        return []
    said = {listing.path: listing for listing in listings}
    same = {
        path
        for path, words in chain(_days(listings, days), _fronts(listings, days))
        if path in said and said[path].said == words
    }
    return [said[path] for path in sorted(same)]


def _days(listings: Iterable[Listing], days: Calendar) -> Iterator[tuple[str, Words]]:
    dates = {listing.date for listing in listings if listing.date}
    for batch in in_batches(dates):
        for style in STYLES.values():
            for page, words in day_pages(days, style, Q(date__among=batch)):
                yield from ((path, words) for path in (page.path, page.twin))


def _fronts(listings: Iterable[Listing], days: Calendar) -> Iterator[tuple[str, Words]]:
    """Yield the front pages, if any of them is among the listings."""
    if all(listing.date for listing in listings):
        return
    for style in STYLES.values():
        latest = latest_pages(days, style)
        for page, words in front_pages(days, latest):
            yield from ((path, words) for path in (page.path, page.twin))

"""Joining what files say of one event: its own file, the lists it stands in, and the Related
lists of other files.

Two statements are of one event if they name the same date and title, or else the same file; but a
file that gives a short id is that of another event than a file with another one, or with none. A
file that one list names under several titles is that of one of them; the others are events
without a file of their own. The outcome does not depend on the order of the files.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from .gathering import Gathering
from .grammar import Item, link_target
from .records import Address, Known, Listing, Telling

_UNLIKE = re.compile(r"[\W_]+")


def join(gathering: Gathering) -> list[Known]:
    """Return the events that the files make known, by date, and tie each statement to its event."""
    joint = _Joint()
    listed = sorted(gathering.listings.values(), key=_lists_first)
    in_lists = {target for listing in listed for target in _addresses(listing)}
    tellings = sorted(gathering.tellings.values(), key=lambda telling: telling.address)
    for telling in sorted(tellings, key=lambda telling: telling.address not in in_lists):
        joint.add_telling(telling)
    for listing in listed:
        joint.add_listing(listing)
    joint.add_changes(tellings)
    joint.add_related(tellings)
    return sorted(joint.events, key=lambda known: (known.date, known.position or 0, known.slug))


def _lists_first(listing: Listing) -> tuple[bool, bool, str]:
    """Sort day pages before front pages, and `index.md` before `README.md`."""
    return listing.date is None, not listing.path.endswith("index.md"), listing.path


def _addresses(listing: Listing) -> Iterable[Address]:
    """Return where the items of a list lead."""
    return (link_target(item.path) for item in listing.items())


class _Joint:
    """The events known so far, by date and title and by file."""

    def __init__(self) -> None:
        self.events: list[Known] = []
        self.by_title: dict[tuple, Known] = {}
        self.by_file: dict[Address, Known] = {}
        self.taken: set[Address] = set()
        self.suffixes: defaultdict[Address, int] = defaultdict(lambda: 1)

    def add_telling(self, telling: Telling) -> None:
        """Add an event by its own file."""
        date, slug = telling.address
        title = telling.said.title
        known = self.by_title.get((date, title))
        if known is None or known.extra.get("id") != telling.said.extra.get("id"):
            known = self._new(date, title, slug)
        telling.event = known
        known.tellings.append(telling)
        self._name(known, title, telling.address)

    def add_listing(self, listing: Listing) -> None:
        """Add the events of a list; a day page's order becomes theirs, if they have none yet."""
        owners = _owners(listing, self.by_file)
        for number, item in enumerate(listing.items_with_leads(), start=1):
            address = link_target(item.path)
            date = address[0]
            owns = owners[address].title == item.title
            known, filed = self.by_title.get((date, item.title)), self.by_file.get(address)
            if owns and filed and (known is None or filed.title == item.title):
                known = filed
            if known is None:
                known = self._new(date, item.title, self._free_slug(address, owns=owns))
            self._name(known, item.title, address if owns else None)
            if listing.date == date and known.position is None:
                known.position = number
            known.items.append(item)
            listing.targets.append(known)

    def add_changes(self, tellings: list[Telling]) -> None:
        """Let earlier titles and addresses stand for an event, where no other has them."""
        for telling in tellings:
            for change in telling.said.changes:
                address = link_target(change.path)
                if address and address[0] == telling.event.date:
                    self._name(telling.event, change.title, address)

    def add_related(self, tellings: list[Telling]) -> None:
        """Add the events that Related lists name, under the title they are given most often."""
        unknown: dict[Address, Counter[str]] = defaultdict(Counter)
        for telling in tellings:
            for line in telling.said.related:
                if self._find(link_target(line.path), line.title) is None:
                    unknown[link_target(line.path)][line.title] += 1
        for address, titles in sorted(unknown.items()):
            title = min(titles, key=lambda title: (-titles[title], title))
            known = self.by_title.get((address[0], title)) or self._new(
                address[0], title, address[1]
            )
            for other in sorted(titles):
                self._name(known, other, address)
        for telling in tellings:
            telling.targets = [
                self._find(link_target(line.path), line.title) for line in telling.said.related
            ]

    def _find(self, address: Address, title: str) -> Known | None:
        """Return the event a link names: by file and title, by file, or by date and title."""
        named = self.by_title.get((address[0], title))
        if named is not None and address[1] in named.slugs:
            return named
        return self.by_file.get(address) or named

    def _new(self, date: object, title: str, slug: str) -> Known:
        known = Known(date, title, [slug])
        self.events.append(known)
        self.taken.add((date, slug))
        return known

    def _name(self, known: Known, title: str, address: Address | None) -> None:
        """Let a title and a file stand for an event, unless they stand for another already."""
        if self.by_title.setdefault((known.date, title), known) is known:
            known.titles.add(title)
        if address and self.by_file.setdefault(address, known) is known:
            known.add_slug(address[1])

    def _free_slug(self, address: Address, *, owns: bool) -> str:
        """Return the file name of an address for its owner, or else with -2, -3 and so on."""
        date, slug = address
        if owns and address not in self.taken:
            return slug
        while True:
            self.suffixes[address] += 1
            slug = f"{address[1]}-{self.suffixes[address]}"
            if (date, slug) not in self.taken:
                return slug


def _owners(listing: Listing, by_file: dict[Address, Known]) -> dict[Address, Item]:
    """Return for each file a list names the item it belongs to, should several share it.

    It is the one with the file's title, or one like it, or else the last.
    """
    items: dict[Address, list[Item]] = defaultdict(list)
    for item in listing.items():
        items[link_target(item.path)].append(item)
    return {address: _owner(sharers, by_file.get(address)) for address, sharers in items.items()}


def _owner(items: list[Item], known: Known | None) -> Item:
    titles = known.titles if known else set()
    likenesses = {_likeness(title) for title in titles}
    return max(
        reversed(items),
        key=lambda item: (item.title in titles, _likeness(item.title) in likenesses),
    )


def _likeness(title: str) -> str:
    """Return a title without what generations of renders changed: spaces, quotes, marks."""
    return _UNLIKE.sub("", title).casefold()

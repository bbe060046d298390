"""What has been read of an archive: its files, and the events they make known."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from .grammar import DayPage, EventFile, Fields, FrontPage, Item, LongPage
from .grammar.paths import news_path

Address = tuple[datetime.date, str]


@dataclass(slots=True, eq=False)
class Known:
    """An event as far as the archive makes it known.

    titles: every title it has been given; with its date, each is an identity.
    slugs: every file name it has been given, its own first.
    items: its lines in lists, the best first.
    position: its place on its day page; None if no day page lists it.
    """

    date: datetime.date
    title: str
    slugs: list[str]
    titles: set[str] = field(default_factory=set)
    tellings: list[Telling] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    position: int | None = None

    @property
    def slug(self) -> str:
        """The file name it goes by."""
        return self.slugs[0]

    @property
    def extra(self) -> Fields:
        """What its file says beyond the old grammar."""
        for telling in self.tellings:
            if telling.said.extra:
                return telling.said.extra
        return {}

    def add_slug(self, slug: str) -> None:
        """Note that it has been given this file name, too."""
        if slug not in self.slugs:
            self.slugs.append(slug)


@dataclass(slots=True, eq=False)
class Telling:
    """An event file: what it says, and (once settled) the event it tells and those it links to."""

    address: Address
    digest: str
    said: EventFile
    event: Known | None = None
    targets: list[Known] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Its path in the archive."""
        return news_path(*self.address)


@dataclass(slots=True, eq=False)
class Listing:
    """A day page or front page: what it says, and (once settled) the events it lists.

    twin: the path of a file beside it with the very same bytes.
    """

    path: str
    digest: str
    said: DayPage | FrontPage
    twin: str = ""
    targets: list[Known] = field(default_factory=list)

    @property
    def date(self) -> datetime.date | None:
        """The date of the index of a day; None for a front page."""
        return self.said.date if isinstance(self.said, DayPage) else None

    def items(self) -> list[Item]:
        """Return the events it names, in order."""
        return [item for items in self._parts() for item in items]

    def items_with_leads(self) -> list[Item]:
        """Return the same, each with its lead: one generation prints it only where it changes."""
        found = []
        for items in self._parts():
            lead = None
            for item in items:
                lead = lead if item.lead is None else item.lead
                found.append(item if lead == item.lead else replace(item, lead=lead))
        return found

    def _parts(self) -> list[tuple[Item, ...]]:
        if isinstance(self.said, DayPage):
            return [self.said.items]
        return [section.items for section in self.said.sections]


@dataclass(slots=True, eq=False)
class Leaf:
    """A long-form page. `twin` is the path of a file beside it with the very same bytes."""

    path: str
    digest: str
    said: LongPage
    twin: str = ""

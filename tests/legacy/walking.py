"""Addresses that the web knows of an archive, in all their forms, and what has to stand there."""

import datetime
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from django.http import HttpResponseNotFound
from django.test import Client, RequestFactory

from events.addresses import day_path
from events.legacy.grammar import DayPage, EventFile, FrontPage, link_target, parse_file
from events.middleware import OldAddressMiddleware
from events.models import Event, Redirect

FORMATS = ("md", "json", "xml")
Place = tuple[datetime.date, str]


@dataclass(frozen=True)
class Asked:
    """An address somebody may ask for, the page it means, and the format of that ('': the page)."""

    path: str
    page: str
    format: str = ""

    @property
    def answer(self) -> str:
        """Where the answer has to stand."""
        if not self.format:
            return self.page
        return f"{self.page[:-1] or '/index'}.{self.format}"


@dataclass
class Walk:
    """A reader who asks for addresses and notes what is wrong.

    gone: pages of withdrawn events. seen: what stands at the ends, each asked for once.
    """

    client: Client
    gone: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    requests: RequestFactory = field(default_factory=RequestFactory)

    def __post_init__(self) -> None:
        self.moved = OldAddressMiddleware(lambda request: HttpResponseNotFound())

    def ask_in_passing(self, asked: Asked) -> None:
        """Ask for an old address only where old ones are answered, and believe in its page."""
        self.asked += 1
        response = self.moved(self.requests.get(quote(asked.path)))
        where = unquote(response.headers.get("Location", ""))
        self.check(response.status_code == 301, asked, f"gives {response.status_code}")
        self.check(where == asked.answer, asked, f"leads to {where}")

    def ask(self, asked: Asked) -> None:
        """Ask for an address, and for what it leads to."""
        self.asked += 1
        response = self.client.get(quote(asked.path))
        where = unquote(response.headers.get("Location", ""))
        if response.status_code in {200, 410}:
            self.check(asked.path == asked.answer, asked, "should lead elsewhere")
            self.check(response.status_code == self.status_of(asked.page), asked, "is wrong")
        else:
            self.check(response.status_code == 301, asked, f"gives {response.status_code}")
            self.check(where == asked.answer, asked, f"leads to {where}")
        if where:
            self.check(self.end(where) == self.status_of(asked.page), asked, "ends wrongly")

    def end(self, path: str) -> int:
        """The status of what a redirect leads to."""
        if path not in self.seen:
            self.seen[path] = self.client.get(quote(path)).status_code
        return self.seen[path]

    def status_of(self, page: str) -> int:
        return 410 if page in self.gone else 200

    def check(self, right: bool, asked: Asked, sentence: str) -> None:
        if not right:
            self.wrong.append(f"{asked.path} {sentence}; it means {asked.answer}")


# --- What an archive knows


@dataclass
class Known:
    """Every address in an archive: of events and days, those in lists of changes apart."""

    files: set[Place] = field(default_factory=set)
    linked: set[Place] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    days: set[datetime.date] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def read(archive: Path) -> Known:
    """What the files say, read without the importer."""
    known = Known()
    with tarfile.open(archive, "r|xz") as members:
        for member in members:
            if member.isfile() and member.name.endswith(".md"):
                said = parse_file(members.extractfile(member).read())
                path = f"/{member.name.removeprefix('./')}"
                if isinstance(said, EventFile):
                    known.files.add(link_target(path))
                    known.linked.update(link_target(line.path) for line in said.related)
                    known.changes.update(line.path for line in said.changes)
                elif isinstance(said, DayPage):
                    known.days.add(said.date)
                    known.linked.update(link_target(item.path) for item in said.items)
                elif not isinstance(said, FrontPage):
                    known.others.add(path)
    return known


class Map:
    """Where each event is by the rows: at its own address, or behind an old one."""

    def __init__(self) -> None:
        events = {event.pk: event.address for event in Event.objects.defer("description")}
        self.pages = {address: address for address in events.values()}
        old = Redirect.objects.filter(event__isnull=False).values_list("path", "event")
        self.pages.update((path, events[pk]) for path, pk in old)

    def page(self, place: Place) -> str:
        """The page of the event with this date and name; '' if there is none."""
        return self.pages.get(f"{day_path(place[0])}{place[1]}/", "")


# --- Forms of addresses


def event_forms(place: Place, page: str) -> Iterator[Asked]:
    """Every form in which the web knows an event's address."""
    date, slug = place
    for edition in ("", "/zh"):
        for day in dict.fromkeys(written(date)):
            base = f"{edition}/news/{day}/{slug}"
            yield from (Asked(f"{base}{end}", page) for end in ("", "/", ".html"))
            yield from (Asked(f"{base}.{name}", page, name) for name in FORMATS)


def day_forms(date: datetime.date) -> Iterator[Asked]:
    """Every form in which the web knows the address of a day."""
    page = day_path(date)
    for edition in ("", "/zh"):
        for day in dict.fromkeys(written(date)):
            base = f"{edition}/news/{day}"
            yield from list_forms(base, page)
            yield from (Asked(f"{base}.{name}", page, name) for name in FORMATS)


def list_forms(base: str, page: str) -> Iterator[Asked]:
    """The files of a folder."""
    yield from (Asked(f"{base}{end}", page) for end in ("", "/", "/index", "/index.html"))
    yield from (Asked(f"{base}/index.{name}", page, name) for name in FORMATS)
    yield Asked(f"{base}/README.md", page, "md")


def front_forms() -> Iterator[Asked]:
    for edition in ("", "/zh"):
        yield from (Asked(f"{edition}{end}", "/") for end in ("/", "/index.html", "/index"))
        yield from (Asked(f"{edition}/index.{name}", "/", name) for name in FORMATS)
        yield Asked(f"{edition}/README.md", "/", "md")
    yield Asked("/zh", "/")


def slug_forms(address: str, page: str) -> Iterator[Asked]:
    """The forms of an entity's or a source's address."""
    base = address.removesuffix("/")
    yield from (Asked(f"{base}{end}", page) for end in ("", "/", ".html"))
    yield from (Asked(f"{base}.{name}", page, name) for name in FORMATS)


def written(date: datetime.date) -> tuple[str, str, str]:
    """A date as the archive, this site and others write it."""
    year, month, day = date.isoformat().split("-")
    return (
        f"{year}/{month}/{date.day}",
        f"{year}/{month}/{day}",
        f"{year}/{date.month}/{date.day}",
    )

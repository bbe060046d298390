"""What an old address means today, and where the formats of a page are.

Knows the forms of addresses, not what exists.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

# Of every page, of a list of events besides, and of an event besides.
FORMATS = frozenset({"json", "md", "xml"})
FEEDS = frozenset({"atom", "feed.json", "rss"})
LIST_FORMATS = FEEDS | {"csv"}
CITATION_FORMATS = frozenset({"bib", "csl.json", "txt", "wiki"})
EVENT_FORMATS = FORMATS | CITATION_FORMATS
ALL_FORMATS = FORMATS | LIST_FORMATS | CITATION_FORMATS

EDITION = re.compile(r"^/zh(?=/|$)")
INDEX = re.compile(r"(?<=/)(?:index(?:\.(?P<suffix>(?:feed\.)?\w+))?|README\.(?P<readme>md))/?$")
SUFFIX = re.compile(rf"\.(?P<suffix>{'|'.join(map(re.escape, ['html', *sorted(ALL_FORMATS)]))})$")
UNPADDED = re.compile(r"^/news/([0-9]{4})/([0-9]{1,2})/(?:([0-9]{1,2})/)?")
DAY = re.compile(r"^/news/([0-9]{4})/([0-9]{2})/([0-9]{2})/$")
PERIOD = re.compile(r"^/news/([0-9]{4}(?:/[0-9]{2}){0,2})/$")
EVENT = re.compile(r"^/news/([0-9]{4})/([0-9]{2})/([0-9]{2})/([^/]*)/$")


@dataclass(frozen=True)
class Address:
    """The page an address means.

    `format` is the machine format it asks for, '' if it asks for the page itself. `verbatim` is
    the page meant if what looks like a format's suffix is part of the name; else it is `path`.
    """

    path: str
    verbatim: str
    format: str = ""

    @property
    def readings(self) -> list[tuple[str, str]]:
        """The pages it may mean, likeliest first, each with the format asked for."""
        likeliest = (self.path, self.format)
        return [likeliest] if self.path == self.verbatim else [likeliest, (self.verbatim, "")]

    @property
    def events(self) -> tuple[datetime.date, list[str]] | None:
        """Its date and the slugs it may mean, likeliest first; None unless an event's address."""
        matches = [EVENT.match(path) for path in dict.fromkeys([self.path, self.verbatim])]
        if not matches[0]:
            return None
        date = make_date(*matches[0].groups()[:3])
        return date and (date, [match[4] for match in matches if match])


def make_date(year: str | int, month: str | int, day: str | int) -> datetime.date | None:
    """Return the date, or None if there is no such date."""
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def day_path(date: datetime.date) -> str:
    """Return the address of a day page."""
    return f"/news/{date.isoformat().replace('-', '/')}/"


def day_of(path: str) -> datetime.date | None:
    """Return the date whose page has this address; None if it is no day's."""
    found = DAY.match(path)
    return make_date(*found.groups()) if found else None


def period_of(path: str) -> str:
    """Return "2004", "2004/08" or "2004/08/09" of such a page's address, '' of any other."""
    found = PERIOD.match(path)
    return found[1] if found else ""


def format_address(page: str, format: str) -> str:
    """Return where a format of the page at this address is; without a format, the page's own."""
    if not format:
        return page
    return f"{'/index' if page == '/' else page.removesuffix('/')}.{format}"


def event_path(date: datetime.date, slug: str) -> str:
    """Return the address of an event; a pattern could not be asked for one without a slug."""
    return f"{day_path(date)}{slug}/"


def read_address(path: str) -> Address:
    """Return the page that `path` (decoded, without query) means in this site's own form.

    Takes away the edition's prefix, index file names, suffixes of formats, and pads dates; an
    address that is in this site's form already comes back as it is.
    """
    path = EDITION.sub("", path) or "/"
    if match := INDEX.search(path):
        page = _padded(path[: match.start()])
        return Address(page, page, _format(match["suffix"] or match["readme"]))
    verbatim = _padded(path if path.endswith("/") else f"{path}/")
    if match := SUFFIX.search(path):
        page = _padded(f"{path[: match.start()]}/")
        return Address(page, verbatim, _format(match["suffix"]))
    return Address(verbatim, verbatim)


def _format(suffix: str | None) -> str:
    return suffix if suffix in ALL_FORMATS else ""


def _padded(page: str) -> str:
    return UNPADDED.sub(_pad, page)


def _pad(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return "/".join(["", "news", year, month.zfill(2), *([day.zfill(2)] if day else []), ""])

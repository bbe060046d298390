"""Paths and dates as the archive writes them: month padded, day not."""

from __future__ import annotations

import datetime
import re

from .lines import Lines

DATE = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>[1-9]\d?)"
LINK = r"(?:/zh)?/news/\d{4}/\d{2}/[1-9]\d?/[^/]*\.md"
_LINK = re.compile(r"(/zh)?/news/(\d{4})/(\d{2})/([1-9]\d?)/([^/]*)\.md")
_PICTURE = re.compile(r"(?:.*/)?pictures/(?P<mark>[0-9a-f]{32})\.webp")
NAME_LENGTH = 250
ENGLISH_CUT_BYTES = 140
CHINESE_CUT_CHARACTERS = 60


def dashed(date: datetime.date) -> str:
    """Return a date as headings print it: 2004-08-9."""
    return f"{date.year:04}-{date.month:02}-{date.day}"


def slashed(date: datetime.date) -> str:
    """Return a date as paths print it: 2004/08/9."""
    return f"{date.year:04}/{date.month:02}/{date.day}"


def news_path(date: datetime.date, name: str) -> str:
    """Return the path in an archive of a day's file: an event's, by its slug, or an index."""
    return f"news/{slashed(date)}/{name}.md"


def read_date(lines: Lines, found: re.Match[str]) -> datetime.date:
    """Return the date of the line just taken, by its groups year, month and day.

    Raises:
        GrammarError: if there is no such day.
    """
    try:
        return datetime.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise lines.error_above("a date that exists") from None


def read_link(lines: Lines, found: re.Match[str]) -> str:
    """Return the link, in the group `path`, of the line just taken.

    Raises:
        GrammarError: if its date does not exist, or its name is longer than any file's.
    """
    if link_target(found["path"]) is None:
        raise lines.error_above(
            f"a link with a date that exists and a name of at most {NAME_LENGTH} characters"
        )
    return found["path"]


def link_target(link: str) -> tuple[datetime.date, str] | None:
    """Return date and slug of the event file a link leads to, None if it leads to none."""
    found = _LINK.fullmatch(link)
    if found is None or len(found[5]) > NAME_LENGTH:
        return None
    try:
        date = datetime.date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return None
    return date, found[5]


def file_slug(title: str) -> str:
    """Return the name, without `.md`, that the archive's software gave to the file of a title.

    English titles are cut at 140 bytes, lower-cased, and every run of other characters than
    letters and digits becomes a dash. Titles in other scripts are cut at 60 characters and keep
    their letters; full stops and commas are dropped.
    """
    if title.isascii():
        return re.sub(r"[^a-z0-9]+", "-", title[:ENGLISH_CUT_BYTES].lower()).strip("-")
    cut = title[:CHINESE_CUT_CHARACTERS].replace(".", "").replace(",", "")
    return re.sub(r"\W+", "-", cut).strip("-")


def picture_mark(path: str) -> str:
    """Return the digest by which a path names a picture, '' if it names none."""
    found = _PICTURE.fullmatch(path)
    return found["mark"] if found else ""

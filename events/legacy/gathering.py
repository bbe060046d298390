"""Taking in the files of an archive one by one, in any order."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

from events.text import digest

from .grammar import (
    DayPage,
    EventFile,
    FrontPage,
    GrammarError,
    LongPage,
    Record,
    RelatedLine,
    file_slug,
    parse_file,
)
from .grammar.paths import NAME_LENGTH, dashed, picture_mark, slashed
from .reader import MARKDOWN, ArchiveFile
from .records import Address, Leaf, Listing, Telling, news_path
from .report import ImportReport, Problem

_FOLDER = re.compile(r"(?P<root>(?:.*/)?)news/(?P<day>[^/]*/[^/]*/[^/]*)/(?P<name>[^/]*)\.md")
_LISTS = ("index", "README")
PATH_LENGTH = 290


class Gathering:
    """The files of an archive, parsed and filed by what they are.

    Strings that many files repeat are kept once, so that a file costs little more memory than
    what only it says.
    """

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        self.tellings: dict[Address, Telling] = {}
        self.listings: dict[str, Listing] = {}
        self.leaves: dict[str, Leaf] = {}
        self.things: dict[str, Record] = {}
        self._first: dict[tuple[str, str], Telling | Listing | Leaf] = {}
        self._marks: dict[str, str] = {}
        self._pool: dict[str, str] = {}
        self._root = ""

    def take(self, file: ArchiveFile) -> None:
        """Take in one file; what is wrong with it goes into the report."""
        if file.refused:
            expected = "a file of at most 5 MB inside the archive"
            self.report.fail(Problem(file.path, 1, expected, file.refused))
        elif not file.path.endswith(MARKDOWN):
            if not picture_mark(file.path):
                self.report.left_out.append(file.path)
        else:
            try:
                _check_path(file.path)
                self._take_markdown(file)
            except GrammarError as error:
                self.report.fail(Problem(file.path, error.line, error.expected, error.found))

    def _take_markdown(self, file: ArchiveFile) -> None:
        mark = digest(file.data)
        place = (file.path.rpartition("/")[0], mark)
        first = self._first.get(place)
        parsed = first.said if first else parse_file(file.data)
        if isinstance(parsed, EventFile):
            record, word = self._take_event(file.path, mark, parsed), "events"
        elif isinstance(parsed, DayPage):
            record, word = self._take_day(file.path, mark, parsed), "days"
        elif isinstance(parsed, Record):
            self.things[file.path] = parsed
            self.report.files["things"] += 1
            return
        else:
            record, word = self._take_page(file.path, mark, parsed), "pages"
        if first is None and record is not None:
            self._first[place] = record
            self.report.files[word] += 1
        else:
            self.report.files["twins"] += 1

    def _take_event(self, path: str, mark: str, event: EventFile) -> Telling | None:
        """File an event; return None if the very file is there already."""
        name = self._checked_name(path, event.date, 1 if event.form.formats is None else 4)
        if name in _LISTS:
            raise GrammarError(1, "the index of a day", "the file of an event")
        address = (event.date, file_slug(event.title) if name is None else name)
        if self._is_there(news_path(*address), mark):
            return None
        telling = self.tellings[address] = Telling(address, mark, self._pooled(event))
        return telling

    def _take_day(self, path: str, mark: str, page: DayPage) -> Listing | None:
        """File the index of a day; return None if the very file, or its twin, is there already."""
        name = self._checked_name(path, page.date, 1 if page.formats is None else 4) or "index"
        if name not in _LISTS:
            raise GrammarError(1, "the file of an event", "the index of a day")
        return self._file(self.listings, Listing(news_path(page.date, name), mark, page))

    def _take_page(self, path: str, mark: str, page: FrontPage | LongPage) -> Listing | Leaf | None:
        """File a front page or long-form page; return None if its twin is there already."""
        if found := _FOLDER.fullmatch(path):
            expected = f"the heading of an event or a day, with the date {found['day']}"
            raise GrammarError(1, expected, "a page without a date")
        if isinstance(page, FrontPage):
            return self._file(self.listings, Listing(path, mark, page))
        return self._file(self.leaves, Leaf(path, mark, page))

    def _file(self, records: dict[str, Any], record: Listing | Leaf) -> Listing | Leaf | None:
        """Keep a record by its path, or as the twin of the file beside it with the same bytes."""
        if self._is_there(record.path, record.digest):
            return None
        beside = _other_name(record.path)
        first = records.get(beside)
        if first is None or first.digest != record.digest:
            records[record.path] = record
            return record
        # Whichever came first, the index is the file and the README its twin.
        first.path, first.twin = sorted([beside, record.path], key=_readme_last)
        records[first.path] = records.pop(beside)
        return None

    def _is_there(self, path: str, mark: str) -> bool:
        """Say whether a path has been taken in before, with these bytes; note that it is now.

        Raises:
            GrammarError: if it has been, with others.
        """
        there = path in self._marks
        if self._marks.setdefault(path, mark) != mark:
            raise GrammarError(1, "one file of this path", "another with other text")
        return there

    def _checked_name(self, path: str, date: datetime.date, line: int) -> str | None:
        """Return the file name a path gives, without `.md`; None for a path outside `news/`.

        Raises:
            GrammarError: if the path's date is not that of the heading in `line`.
        """
        found = _FOLDER.fullmatch(path)
        if found is None:
            return None
        if found["day"] != slashed(date):
            raise GrammarError(line, f"the date of its path, {found['day']}", dashed(date))
        self._root = found["root"]
        return found["name"]

    def finish(self) -> None:
        """Cut the folder that the archive's own root lies in off the paths of undated files."""
        for record in [*self.listings.values(), *self.leaves.values()]:
            if isinstance(record, Leaf) or record.date is None:
                record.path = record.path.removeprefix(self._root)
                record.twin = record.twin.removeprefix(self._root)

    def _pooled(self, event: EventFile) -> EventFile:
        """Return the event with the texts of its Related list taken from a common pool."""
        keep = self._pool.setdefault
        related = tuple(
            RelatedLine(
                title=keep(line.title, line.title),
                path=keep(line.path, line.path),
                word=keep(line.word, line.word),
                context=keep(line.context, line.context),
            )
            for line in event.related
        )
        title = keep(event.title, event.title)
        return replace(event, title=title, related=related)


def root_of(path: str) -> str | None:
    """Return the folder that an archive's root is in; only the path of a day's file tells."""
    found = _FOLDER.fullmatch(path)
    return found["root"] if found else None


def inner_path(path: str, root: str) -> str:
    """Return the path of a file below the archive's root."""
    found = _FOLDER.fullmatch(path)
    return path[len(found["root"]) :] if found else path.removeprefix(root)


def _check_path(path: str) -> None:
    """Refuse a path that no row could keep.

    Raises:
        GrammarError: if it is not UTF-8, or longer than the archive's paths are.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        raise GrammarError(1, "a file name in UTF-8", "other bytes") from None
    if "\n" in path or "\r" in path:
        raise GrammarError(1, "a file name on one line", "a line break")
    name = path.rpartition("/")[2].removesuffix(".md")
    if len(name) > NAME_LENGTH or len(path) > PATH_LENGTH:
        expected = f"a name of at most {NAME_LENGTH} characters in a path of {PATH_LENGTH}"
        raise GrammarError(1, expected, f"{len(name)} in {len(path)}")


def _other_name(path: str) -> str:
    """Return the path of the other of the two files that a list or page may have."""
    folder, _slash, name = path.rpartition("/")
    other = {"index.md": "README.md", "README.md": "index.md"}.get(name, name)
    return f"{folder}/{other}" if folder else other


def _readme_last(path: str) -> bool:
    return path.endswith("README.md")

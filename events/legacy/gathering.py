"""Taking in the files of an archive one by one, in any order."""

from __future__ import annotations

import re
from dataclasses import replace

from .grammar import (
    DayPage,
    EventFile,
    FrontPage,
    GrammarError,
    LongPage,
    file_slug,
    parse_file,
)
from .grammar.paths import dashed, slashed
from .reader import ArchiveFile
from .records import Address, Leaf, Listing, Telling, digest
from .report import ImportReport, Problem

_NEWS = re.compile(r"(?P<root>(?:.*/)?)news/(?P<day>\d{4}/\d{2}/[1-9]\d?)/(?P<name>[^/]*)\.md")
_FOLDER = re.compile(r"(?:.*/)?news/[^/]*/[^/]*/[^/]*/[^/]*")
_LISTS = ("index", "README")


class Gathering:
    """The files of an archive, parsed and filed by what they are.

    Strings that many files repeat are kept once, so that a file costs little more memory than
    what only it says.
    """

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        self.tellings: dict[Address, Telling] = {}
        self.copies: list[tuple[Telling, str]] = []
        self.listings: dict[str, Listing] = {}
        self.leaves: dict[str, Leaf] = {}
        self._first: dict[tuple[str, str], Telling | Listing | Leaf] = {}
        self._pool: dict[str, str] = {}
        self._root = ""

    def take(self, file: ArchiveFile) -> None:
        """Take in one file; what is wrong with it goes into the report."""
        if file.refused:
            expected = "a file of at most 5 MB inside the archive"
            self.report.fail(Problem(file.path, 1, expected, file.refused))
        elif not file.path.endswith(".md"):
            self.report.left_out.append(file.path)
        else:
            try:
                self._take_markdown(file)
            except GrammarError as error:
                self.report.fail(Problem(file.path, error.line, error.expected, error.found))

    def _take_markdown(self, file: ArchiveFile) -> None:
        folder, _slash, name = file.path.rpartition("/")
        marked = (folder, digest(file.data))
        if first := self._first.get(marked):
            self._take_twin(first, file.path, name.removesuffix(".md"))
            return
        parsed = parse_file(file.data)
        if isinstance(parsed, EventFile):
            record = self._take_event(file.path, marked[1], parsed)
        elif isinstance(parsed, LongPage):
            record = self.leaves[file.path] = Leaf(file.path, marked[1], parsed)
            self.report.files["pages"] += 1
        else:
            record = self._take_listing(file.path, marked[1], parsed)
        self._first[marked] = record

    def _take_twin(self, first: Telling | Listing | Leaf, path: str, name: str) -> None:
        """Take in a file with the bytes of another in its folder."""
        if isinstance(first, Telling):
            self.copies.append((first, name))
        else:
            first.twin = path
        self.report.files["twins"] += 1

    def _take_event(self, path: str, mark: str, event: EventFile) -> Telling:
        name = self._checked_name(path, event, 1 if event.form.formats is None else 4)
        if name in _LISTS:
            raise GrammarError(1, "the index of a day", "the file of an event")
        address = (event.date, file_slug(event.title) if name is None else name)
        if address in self.tellings:
            raise GrammarError(1, "one file of this path", "another with other text")
        telling = self.tellings[address] = Telling(address, mark, self._pooled(event))
        self.report.files["events"] += 1
        return telling

    def _take_listing(self, path: str, mark: str, page: DayPage | FrontPage) -> Listing:
        inner = path
        if isinstance(page, DayPage):
            name = self._checked_name(path, page, 1 if page.formats is None else 4)
            if name not in (None, *_LISTS):
                raise GrammarError(1, "the file of an event", "the index of a day")
            inner = f"news/{slashed(page.date)}/{name or 'index'}.md"
        if inner in self.listings:
            raise GrammarError(1, "one file of this path", "another with other text")
        listing = self.listings[inner] = Listing(inner, mark, page)
        self.report.files["days" if listing.is_day else "pages"] += 1
        return listing

    def _checked_name(self, path: str, page: EventFile | DayPage, line: int) -> str | None:
        """Return the file name a path gives, without `.md`; None for a path outside `news/`.

        Raises:
            GrammarError: if the path's date is not that of the heading in `line`.
        """
        found = _NEWS.fullmatch(path)
        if found is None and not _FOLDER.fullmatch(path):
            return None
        day = found["day"] if found else "/".join(path.split("/")[-4:-1])
        if day != slashed(page.date):
            expected = f"the date of its path, {day}"
            raise GrammarError(line, expected, dashed(page.date))
        self._root = found["root"]
        return found["name"]

    def finish(self) -> None:
        """Cut the folder that the archive's own root lies in off the paths kept."""
        for record in [*self.listings.values(), *self.leaves.values()]:
            record.path = record.path.removeprefix(self._root)
            record.twin = record.twin.removeprefix(self._root)

    def _pooled(self, event: EventFile) -> EventFile:
        """Return the event with the texts of its Related list taken from a common pool."""
        keep = self._pool.setdefault
        related = tuple(
            replace(
                line,
                title=keep(line.title, line.title),
                path=keep(line.path, line.path),
                word=keep(line.word, line.word),
                context=keep(line.context, line.context),
            )
            for line in event.related
        )
        title = keep(event.title, event.title)
        return replace(event, title=title, related=related)

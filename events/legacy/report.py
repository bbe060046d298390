"""What an import did: counts that add up, and a line for every problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .differences import Differences, as_text, excerpts


def plain(text: str) -> str:
    """Return `text` on one line that any terminal can show: other characters as escapes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A file, or a line of it, that could not be taken in."""

    path: str
    line: int
    expected: str
    found: str

    def __str__(self) -> str:
        return plain(f"{self.path}:{self.line}: expected {self.expected}, found {self.found}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that holds here what an editor wrote, and in the archive something else.

    event: its id; None for a long-form page.
    """

    address: str
    field: str
    here: Any = ""
    archive: Any = ""
    event: int | None = None

    def __str__(self) -> str:
        if self.here == self.archive:
            return f"{self.address}: {self.field}"
        here, archive = excerpts(as_text(self.here, "; "), as_text(self.archive, "; "))
        return f"{self.address}: {self.field}: “{here}”, in the archive “{archive}”"


@dataclass(slots=True)
class ImportReport:
    """The outcome of one import.

    files: how many files were events, days, pages, things (entities, sources, the archive), twins
    or failed.
    events: created, updated, unchanged, by reference, deleted before.
    rows: rows added, by kind.
    problems: what failed. kept: what editors changed and the import left. doubts: what can be
    read in two ways, and how it was. lookalikes: files in no list that may be versions of what is
    in one. left_out: files that are not markdown. differences: of a trial run, what would change.
    refused: nothing was written because of problems.
    """

    differences: Differences | None = None
    files: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    lookalikes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: bool = False

    def fail(self, problem: Problem) -> None:
        """Count a file that could not be taken in."""
        self.files["failed"] += 1
        self.problems.append(problem)

    def lines(self, *, detailed: bool = False) -> Iterator[str]:
        """Yield the report, its sum last; `detailed` names each doubt and each file left out."""
        if self.differences:
            yield from map(plain, self.differences.sentences())
        yield from (str(problem) for problem in sorted(self.problems))
        doubts = [" → ".join(doubt) for doubt in self.doubts]
        for words, things, named in [
            ("kept as edited here", self.kept, True),
            ("read as best as the archive shows, but doubtful", doubts, detailed),
            ("in no list, but like an event of its day that is", self.lookalikes, detailed),
            ("left out, not markdown", self.left_out, detailed),
        ]:
            if named:
                yield from (plain(f"{words}: {thing}") for thing in things)
            if things:
                yield f"{len(things)} {words}"
        yield _sentence("events", self.events, EVENT_WORDS)
        yield _sentence("added", self.rows, ROW_WORDS)
        if self.refused:
            yield "Nothing was written, because files failed and the import was strict."
        if self.differences:
            yield "A trial run: nothing was written."
        yield self.sum()

    def sum(self) -> str:
        """Return the line that accounts for every file."""
        words = (word for word in FILE_WORDS if word != "things" or self.files[word])
        parts = " + ".join(f"{self.files[word]} {word}" for word in words)
        return f"{sum(self.files.values())} files = {parts}"


FILE_WORDS = ("events", "days", "pages", "things", "twins", "failed")
EVENT_WORDS = ("created", "updated", "unchanged", "by reference", "deleted before")
ROW_WORDS = ("entities", "sources", "citations", "redirects")


def _sentence(subject: str, counts: Counter[str], words: tuple[str, ...]) -> str:
    """Return "events: 3 created, 0 updated"."""
    return f"{subject}: " + ", ".join(f"{counts[word]} {word}" for word in words)

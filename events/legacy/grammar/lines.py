"""Reading a text line by line, and saying exactly where it left the grammar."""

from __future__ import annotations

import re
from itertools import zip_longest

SHOWN = 80


class GrammarError(ValueError):
    """A text is not of the format: at `line` (from 1), `expected` was due and `found` stood."""

    def __init__(self, line: int, expected: str, found: str) -> None:
        self.line = line
        self.expected = expected
        self.found = found
        super().__init__(f"{line}: expected {expected}, found {found}")


def shown(text: str | None, start: int = 0) -> str:
    """Return `text` as an error quotes it: on one line, shortened; None is the end of the file.

    start: the character to begin with.
    """
    if text is None:
        return "the end of the file"
    part = text[start : start + SHOWN]
    part = ("…" if start else "") + part + ("…" if start + SHOWN < len(text) else "")
    return repr(part) if part else "an empty line"


class Lines:
    """A cursor over the lines of a text. Lines end at LF and at nothing else."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        if self._lines[-1] == "":
            self._lines.pop()
        self._next = 0
        self._text_end = max((n for n, line in enumerate(self._lines, 1) if line), default=0)

    @property
    def number(self) -> int:
        """The number of the line that comes next, from 1."""
        return self._next + 1

    def peek(self) -> str | None:
        """Return the line that comes next, None at the end."""
        return self._lines[self._next] if self._next < len(self._lines) else None

    def take(self, expected: str) -> str:
        """Return the next line and step over it.

        Raises:
            GrammarError: at the end of the text.
        """
        line = self.peek()
        if line is None:
            raise self.error(expected)
        self._next += 1
        return line

    def take_blank(self, times: int = 1) -> None:
        """Step over empty lines.

        Raises:
            GrammarError: if one of them is not empty.
        """
        for _ in range(times):
            if self.peek() != "":
                raise self.error("an empty line")
            self._next += 1

    def skip_blank(self) -> int:
        """Step over the empty lines that come next; return their number."""
        start = self._next
        while self.peek() == "":
            self._next += 1
        return self._next - start

    def rest_has_text(self) -> bool:
        """Say whether any line to come is not empty."""
        return self._next < self._text_end

    def take_rest_blank(self) -> int:
        """Step over the empty lines that end the text; return their number."""
        number = len(self._lines) - self._next
        self.take_blank(number)
        return number

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over the next line and return its match if it matches whole, else return None."""
        line = self.peek()
        found = pattern.fullmatch(line) if line is not None else None
        if found:
            self._next += 1
        return found

    def require(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        """Return the match of the next line.

        Raises:
            GrammarError: if it does not match.
        """
        found = self.match(pattern)
        if found is None:
            raise self.error(expected)
        return found

    def error_above(self, expected: str) -> GrammarError:
        """Return the error that the line just taken is not what is expected."""
        return GrammarError(self._next, expected, shown(self._lines[self._next - 1]))

    def error(self, expected: str) -> GrammarError:
        """Return the error that the next line is not what is expected."""
        return GrammarError(self.number, expected, shown(self.peek()))


def check_written(text: str, written: str) -> None:
    """Hold a text against what its data is written as.

    Raises:
        GrammarError: at the first line that differs.
    """
    if text == written:
        return
    pairs = zip_longest(text.split("\n"), written.split("\n"))
    for number, (found, expected) in enumerate(pairs, start=1):
        if found != expected:
            start = _before_difference(found or "", expected or "")
            raise GrammarError(number, shown(expected, start), shown(found, start))


def _before_difference(one: str, other: str) -> int:
    """Return where to begin quoting two lines so that their first difference is seen."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))
    return max(0, same - SHOWN // 2) if same >= SHOWN else 0

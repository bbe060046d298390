"""What an import would change, event by event, in lines that a person can read.

Gathered by trial runs only: a real import neither builds nor keeps any of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .records import Known, Telling

if TYPE_CHECKING:
    from .gathering import Gathering
    from .rows import Tie

Pair = tuple[Any, Any]  # here or old, in the archive or new

# A text is shown whole up to WIDTH characters, else CONTEXT characters around the difference.
WIDTH = 80
CONTEXT = 20


def excerpts(old: str, new: str) -> Pair:
    """Return two texts as far as they matter: whole if short, else around where they differ."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return _excerpt(old, start, end), _excerpt(new, start, end)


def _alike(old: str, new: str) -> int:
    """Return how many characters two texts have in common from their beginning."""
    pairs = zip(old, new, strict=False)
    shorter = min(len(old), len(new))
    return next((place for place, (one, other) in enumerate(pairs) if one != other), shorter)


def _excerpt(text: str, start: int, end: int) -> str:
    """Return a text without most of its first `start` and last `end` characters."""
    if len(text) <= WIDTH:
        return text
    first = max(0, start - CONTEXT)
    last = min(len(text), len(text) - end + CONTEXT, first + WIDTH)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def as_text(value: Any, between: str = "\n") -> str:
    """Return a field's value in words; something stands between the citations of a list."""
    if isinstance(value, list):
        return between.join(" ".join(filter(None, citation)) for citation in value)
    return "" if value is None else str(value)


def field_lines(name: str, old: Any, new: Any) -> Iterator[str]:
    """Yield what differs in one field."""
    if name != "citations":
        before, after = excerpts(as_text(old), as_text(new))
        yield f"{name}: “{before}” → “{after}”"
        return
    before, after = (Counter(as_text([line]) for line in lines) for lines in (old, new))
    yield from (f"- source: {line}" for line in (before - after).elements())
    yield from (f"+ source: {line}" for line in (after - before).elements())
    if before == after:
        yield "sources: in another order"


@dataclass(slots=True)
class _Entry:
    """What would change in one row: its heading, and a line for each difference."""

    heading: str
    is_known: bool = True
    lines: dict[str, None] = field(default_factory=dict)


class Differences:
    """What a trial run found: new events, and what would change in known ones."""

    def __init__(self) -> None:
        self._entries: dict[int | str, _Entry] = {}
        self._origins: dict[Known, str] = {}

    def locate(self, gathering: Gathering) -> None:
        """Learn which file tells, lists or names each event, the best one first."""
        for listing in gathering.listings.values():
            for known in listing.targets:
                self._origins.setdefault(known, listing.path)
        for telling in gathering.tellings.values():
            for known in telling.targets:
                self._origins.setdefault(known, telling.path)

    def change_event(self, known: Known, pk: int, address: str, changed: dict[str, Pair]) -> None:
        """Note a known event, by the address it has until now, and its fields that would change."""
        entry = self._entries.setdefault(pk, _Entry(f"{address} ({self._origin(known)})"))
        for name, (old, new) in changed.items():
            entry.lines.update(dict.fromkeys(field_lines(name, old, new)))

    def change_page(self, path: str, changed: dict[str, Pair] | None) -> None:
        """Note a long-form page that would change, or (None) be new."""
        if changed is None:
            self._entries[path] = _Entry(f"new page: {path}", is_known=False)
            return
        lines = (line for name, pair in changed.items() for line in field_lines(name, *pair))
        self._entries[path] = _Entry(f"page: {path}", lines=dict.fromkeys(lines))

    def conclude(self, ties: dict[Known, Tie], tellings: Iterable[Telling]) -> None:
        """Note the new events among `ties`, and the files of known ones that say something new."""
        for known, tie in ties.items():
            if tie.is_new:
                heading = f"new event: {known.date} {known.title.strip()} ({self._origin(known)})"
                self._entries[tie.pk] = _Entry(heading, is_known=False)
        for telling in tellings:
            if telling.event in ties:
                self._note(ties[telling.event].pk, f"file: {telling.path} has other bytes")

    def tag(
        self, taggings: Iterable[tuple[int, int, int | None]], ids: dict[str, int]
    ) -> Iterator[tuple[int, int, int | None]]:
        """Hand on the rows of taggings (entity, event, day); note those of known events."""
        names = {pk: name for name, pk in ids.items()}
        for row in taggings:
            self._note(row[1], f"+ entity: {names[row[0]]}")
            yield row

    def _note(self, pk: int, line: str) -> None:
        if pk in self._entries and self._entries[pk].is_known:
            self._entries[pk].lines[line] = None

    def _origin(self, known: Known) -> str:
        """Return the path of the file that knows most of an event."""
        return known.tellings[0].path if known.tellings else self._origins.get(known, "?")

    def sentences(self) -> Iterator[str]:
        """Yield a heading for each row that would change, its differences indented below."""
        for entry in self._entries.values():
            if entry.lines or not entry.is_known:
                yield entry.heading
                yield from (f"  {line}" for line in entry.lines)

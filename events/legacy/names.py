"""Telling names apart in a line of context.

A line such as `Chicago, Illinois, United States` joins names by ", ", but a name may hold a ", "
itself. Which do is learnt from the archive alone, by four kinds of evidence:

- a lead is always one name;
- no name stands twice in a line, and Related lists sort the names of a line (not every day page
  does), so a piece repeated or out of order is part of the name beside it;
- brackets are closed within a name;
- a Related list is ranked by the number of names shared, so a line among those with two names
  has two.

Where nothing speaks for it, a ", " parts two names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

JOINT = ", "
MOST_JOINTS = 3
MOST_PIECES_OF_A_NAME = 6
MOST_PIECES = 24


@dataclass(frozen=True, slots=True)
class _Puzzle:
    """A line that holds a name with a joint: which one is still to be found."""

    pieces: tuple[str, ...]
    ordered: bool
    most_names: int


_Pieces = tuple[str, ...]
_Decision = Callable[[list[_Pieces]], _Pieces | None]


class NameBook:
    """The names with a ", " inside that an archive gives evidence of.

    First everything is learnt, then `settle()` is called once, then lines are split.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        """Begin with names known before, of which those with a joint matter."""
        self.joined = {name for name in known if JOINT in name}
        self.unsettled: set[str] = set()
        self._puzzles: set[_Puzzle] = set()
        self._pieces: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._within: Counter[str] = Counter()

    def learn_lead(self, lead: str) -> None:
        """Learn from a lead, which is one name."""
        if JOINT in lead:
            self.joined.add(lead.strip())

    def learn_lines(self, contexts: Sequence[str]) -> None:
        """Learn from the context lines of a day page."""
        lines = self._count(contexts)
        self._note_puzzles(lines, ordered=False, most=[len(pieces) for pieces in lines])

    def learn_related(self, contexts: Sequence[str], paths: Sequence[str]) -> None:
        """Learn from the Related list of one file: its lines of context, and where they lead."""
        lines = self._count(contexts)
        self._note_puzzles(lines, ordered=_is_ordered(lines), most=_most_names(lines, paths))

    def _count(self, contexts: Sequence[str]) -> list[_Pieces]:
        """Cut lines at every joint and count the pieces and pairs."""
        lines = [tuple(context.split(JOINT)) for context in contexts]
        for pieces in lines:
            self._pieces.update(pieces)
            self._pairs.update(pairwise(pieces))
        return lines

    def _note_puzzles(self, lines: list[_Pieces], *, ordered: bool, most: Sequence[int]) -> None:
        """Keep the lines that cannot be read with every joint parting two names."""
        for pieces, most_names in zip(lines, most, strict=True):
            if len(pieces) > 1 and not _may_stand(pieces, ordered, most_names):
                self._puzzles.add(_Puzzle(pieces, ordered, most_names))

    def absorb(self, other: NameBook) -> None:
        """Learn what another book has learnt and not yet settled."""
        self.joined |= other.joined
        self._puzzles |= other._puzzles
        for mine, theirs in [(self._pieces, other._pieces), (self._pairs, other._pairs)]:
            mine.update(theirs)

    def settle(self) -> None:
        """Draw the conclusions from all that was learnt: certain ones first."""
        waiting = sorted(self._puzzles, key=lambda puzzle: (len(puzzle.pieces), puzzle.pieces))
        for decide in (_only_one, self._stickiest):
            waiting = self._settle_by(decide, waiting)
        self.unsettled = {JOINT.join(puzzle.pieces) for puzzle in waiting}
        self._puzzles.clear()
        self._count_within()

    def split(self, context: str) -> list[str]:
        """Return the names of a line of context, in its order."""
        if JOINT not in context:
            return [context] if context.strip() else []
        pieces, names = context.split(JOINT), []
        while pieces:
            size = self._size_of_first(pieces)
            names.append(JOINT.join(pieces[:size]))
            pieces = pieces[size:]
        return [name for name in names if name.strip()]

    def is_doubtful(self, context: str) -> bool:
        """Say whether a line can be read in two ways: as here split, or at a joint as well."""
        if context in self.unsettled:
            return True
        names = [name for name in self.split(context) if JOINT in name]
        return any(all(self._stands_alone(piece) for piece in name.split(JOINT)) for name in names)

    def _size_of_first(self, pieces: list[str]) -> int:
        """Return how many pieces the longest known name at the beginning has, at least 1."""
        for size in range(min(len(pieces), MOST_PIECES_OF_A_NAME), 1, -1):
            if JOINT.join(pieces[:size]) in self.joined:
                return size
        return 1

    def _stands_alone(self, piece: str) -> bool:
        """Say whether a piece is also seen without the neighbour it has in a joined name."""
        return self._pieces[piece] > self._within[piece]

    def _count_within(self) -> None:
        """Count how often each piece is seen beside its neighbour in a joined name."""
        for name in self.joined:
            for pair in pairwise(name.split(JOINT)):
                for piece in pair:
                    self._within[piece] += self._pairs[pair]

    def _settle_by(self, decide: _Decision, waiting: list[_Puzzle]) -> list[_Puzzle]:
        """Add what `decide` finds in each puzzle until nothing new comes; return the others."""
        while True:
            left = []
            for puzzle in waiting:
                if self._is_explained(puzzle):
                    continue
                reading = decide(_readings(puzzle))
                if reading is None:
                    left.append(puzzle)
                else:
                    self.joined.update(name for name in reading if JOINT in name)
            if len(left) == len(waiting):
                return left
            waiting = left

    def _is_explained(self, puzzle: _Puzzle) -> bool:
        """Say whether the names known so far make the line a possible one."""
        names = self.split(JOINT.join(puzzle.pieces))
        return _may_stand(names, puzzle.ordered, puzzle.most_names)

    def _stickiest(self, readings: list[_Pieces]) -> _Pieces | None:
        """Return the reading whose joints part least often, if one is clearly ahead."""
        rated = sorted(((self._stickiness(names), names) for names in readings), reverse=True)
        if not rated or (len(rated) > 1 and rated[0][0] < 2 * rated[1][0]):
            return None
        return rated[0][1]

    def _stickiness(self, names: _Pieces) -> float:
        """Return the lowest share, over a reading's joints, of the right piece's uses it covers."""
        joints = [pair for name in names for pair in pairwise(name.split(JOINT))]
        return min(self._pairs[pair] / max(1, self._pieces[pair[1]]) for pair in joints)


def joined_candidates(context: str) -> Iterator[str]:
    """Yield the names with a joint that a line of context may hold."""
    pieces = context.split(JOINT)
    for size in range(2, min(len(pieces), MOST_PIECES_OF_A_NAME) + 1):
        for start in range(len(pieces) - size + 1):
            yield JOINT.join(pieces[start : start + size])


def _is_ordered(lines: list[_Pieces]) -> bool:
    """Say whether a file sorts its names: hardly any pair of neighbours is out of order."""
    pairs = {pair for pieces in lines for pair in pairwise(pieces)}
    broken = {(left, right) for left, right in pairs if right < left}
    return len(broken) <= 1 or len(broken) * 4 <= len(pairs)


def _most_names(lines: list[_Pieces], paths: Sequence[str]) -> list[int]:
    """Return for each line of a Related list how many names it can have at most.

    In a ranked list the number of names never grows, and among equals the date, read as the
    text of the path, falls. A list whose dates fall throughout is not ranked, and neither is one
    that goes against this in lines that have no pair of pieces in common.
    """
    free = [len(pieces) for pieces in lines]
    dates = [path.rpartition("/")[0] for path in paths]
    if _falls(dates) or _falls([_padded(date) for date in dates]):
        return free
    most = free[:1]
    for pieces, (before, date) in zip(lines[1:], pairwise(dates), strict=True):
        limit = most[-1] - 1 if date > before else most[-1]
        if limit == 0:
            return free
        most.append(min(len(pieces), limit))
    against = [
        set(pairwise(pieces))
        for pieces, limit in zip(lines, most, strict=True)
        if len(pieces) > limit
    ]
    return most if against and set.intersection(*against) else free


def _falls(dates: list[str]) -> bool:
    """Say whether no date is greater than the one before it."""
    return all(date <= before for before, date in pairwise(dates))


def _padded(date: str) -> str:
    """Return the folder of a day with its last number padded, so that text sorts by calendar."""
    folder, _slash, day = date.rpartition("/")
    return f"{folder}/{day:0>2}"


def _may_stand(names: Sequence[str], ordered: bool, most_names: int) -> bool:
    """Say whether these can be the names of a line."""
    return (
        len(names) <= most_names
        and len(set(names)) == len(names)
        and (not ordered or all(left < right for left, right in pairwise(names)))
        and all(_is_closed(name) for name in names)
    )


def _is_closed(name: str) -> bool:
    """Say whether every round bracket of a name has its partner in it."""
    return name.count("(") == name.count(")")


def _readings(puzzle: _Puzzle) -> list[_Pieces]:
    """Return the possible readings of a line with the fewest joints; none for a very long one."""
    if len(puzzle.pieces) > MOST_PIECES:
        return []
    for joints in range(1, min(MOST_JOINTS, len(puzzle.pieces) - 1) + 1):
        found = [
            names
            for names in _with_joints(puzzle.pieces, joints)
            if _may_stand(names, puzzle.ordered, puzzle.most_names)
        ]
        if found:
            return found
    return []


def _with_joints(pieces: _Pieces, joints: int) -> Iterator[_Pieces]:
    """Yield the ways to read pieces as names with so many joints in all."""
    for places in combinations(range(1, len(pieces)), joints):
        names = [pieces[0]]
        for place, piece in enumerate(pieces[1:], start=1):
            if place in places:
                names[-1] += JOINT + piece
            else:
                names.append(piece)
        yield tuple(names)


def _only_one(readings: list[_Pieces]) -> _Pieces | None:
    """Return the only reading there is, None if there are several or none."""
    return readings[0] if len(readings) == 1 else None

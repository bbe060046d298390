"""Pairs of names that are alike, each with what speaks for it.

They are met through what they share (a folded name, the same words, a name with one letter less),
never by comparing all with all: the work grows with the names, not with their square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from .folding import coarse, initials_of, numbers_in, words_of

# Where more than so many share something, it tells nothing.
MOST_ALIKE = 40
# In shorter names, one letter makes another name.
LEAST_LETTERS = 5
LEAST_RATIO = 0.82
SHORT_NAME = 6

Pair = tuple[int, int]
Evidence = dict[str, Any]


@dataclass(slots=True)
class Named:
    """An entity as it is compared: its names, the keys of its spellings, its kind."""

    pk: int
    kind: str
    names: list[str]
    keys: frozenset[str]

    def shares(self) -> Iterator[tuple[str, Hashable]]:
        """Yield what it may share with another, by kind of evidence."""
        yield from (("alias", key) for key in self.keys)
        for name in self.names:
            letters, words = coarse(name), words_of(name)
            yield "script", letters
            if len(letters) >= LEAST_LETTERS:
                yield from (("spelling", part) for part in _one_less(letters))
            if len(words) > 1:
                yield "words", tuple(sorted(words))
                yield "initials", (words[0][0], words[-1])
                yield from (("spelling", part) for part in _one_word_less(words))
            if short := _abbreviation(name):
                yield "initials", short


def find_pairs(entities: Iterable[Named]) -> dict[Pair, Evidence]:
    """Return by pair of ids, the lower first, what speaks for its being one."""
    known, blocks = {}, defaultdict(set)
    for entity in entities:
        known[entity.pk] = entity
        for share in entity.shares():
            blocks[share].add(entity.pk)
    pairs: dict[Pair, Evidence] = {}
    for (kind, _shared), pks in blocks.items():
        if 1 < len(pks) <= MOST_ALIKE:
            for pair in combinations(sorted(pks), 2):
                if evidence := _compared(kind, *(known[pk] for pk in pair)):
                    pairs.setdefault(pair, {}).update(evidence)
    return pairs


def _compared(kind: str, one: Named, other: Named) -> Evidence:
    """Return what speaks for two entities that share something; nothing where something forbids."""
    if one.kind and other.kind and one.kind != other.kind:
        return {}
    names = one.names[0], other.names[0]
    if numbers_in(names[0]) != numbers_in(names[1]):
        return {}
    if kind == "spelling":
        ratio = SequenceMatcher(None, *map(coarse, names), autojunk=False).ratio()
        # The very same letters are another kind of evidence.
        return {"spelling": round(100 * ratio)} if LEAST_RATIO <= ratio < 1 else {}
    if kind == "initials" and not _stand_for(*map(words_of, names), *names):
        return {}
    return {kind: True}


def _stand_for(words: list[str], others: list[str], name: str, other: str) -> bool:
    """Say whether names differ only by initials: UN of United Nations, J. Smith of John Smith."""
    if len(words) == len(others) > 1:
        pairs = list(zip(words, others, strict=True))
        alike = all(a == b or (a[0] == b[0] and min(len(a), len(b)) == 1) for a, b in pairs)
        return alike and words != others
    return coarse(name) == initials_of(other) or coarse(other) == initials_of(name)


def _abbreviation(name: str) -> str:
    """Return the letters that a short name in capitals is, or that a long one would be."""
    letters = coarse(name)
    if len(letters) < SHORT_NAME and name.isupper() and letters.isascii():
        return letters
    initials = initials_of(name)
    return initials if 1 < len(initials) < SHORT_NAME and initials.isascii() else ""


def _one_less(letters: str) -> Iterator[int]:
    """Yield marks of the letters and of all that is left of them without one."""
    yield hash(letters)
    yield from (hash(letters[:at] + letters[at + 1 :]) for at in range(len(letters)))


def _one_word_less(words: list[str]) -> Iterator[Hashable]:
    """Yield what is left of words without one of them, and its place."""
    for at in range(len(words)):
        if len(rest := (*words[:at], "", *words[at + 1 :])) > 1:
            yield rest

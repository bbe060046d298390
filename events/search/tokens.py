"""Text as the search sees it: folded, and cut into tokens, the same for rows and for questions.

A word is a run of letters, digits and their marks. Scripts that are written without spaces have no
such words: a run of theirs becomes overlapping pairs of characters and, after these, its last
character alone. So `美国人` is `美国 国人 人`; each part of a run is found by its pairs in a row,
and a single character as the beginning of a pair, or by itself at the end of the run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

# Han, kana, bopomofo, hangul, Thai, Lao, Burmese and Khmer.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u1049\u1050-\u109f\u1100-\u11ff"
    "\u1780-\u17d3\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u3099\u309a"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
# Accents of Latin, Greek and Cyrillic; vowel signs and the stretching sign of Arabic.
ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]")
MARKS = "".join(
    char for char in map(chr, range(0x300, 0x1E945)) if unicodedata.category(char)[0] == "M"
)
WORD = re.compile(f"[{UNSPACED}]+|(?:[^\\W_{UNSPACED}][{MARKS}]*)+")
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# One character with the marks that may become one with it.
CLUSTER = re.compile(f"(?s).[{MARKS}\u1160-\u11ff]*")
ASCII = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))

# A longer word counts as its beginning.
LONGEST_WORD = 40
LONG = re.compile(f"[^ ]{{{LONGEST_WORD + 1}}}")


class Span(NamedTuple):
    """A token of a text, and where in the text as it was written it stands."""

    token: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, case-folded, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", ACCENTS.sub("", decomposed))


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, in order."""
    return token_text(text).split()


def token_text(text: str) -> str:
    """Return the tokens of a text, in order and with spaces between; most texts need no more."""
    folded = fold(text)
    if not folded.isascii():
        return " ".join(chain.from_iterable(map(_tokens_of, WORD.findall(folded))))
    words = folded.translate(ASCII)
    if LONG.search(words):
        return " ".join(word[:LONGEST_WORD] for word in words.split())
    return words


def _tokens_of(word: str) -> Sequence[str]:
    if not is_unspaced(word):
        return (word[:LONGEST_WORD],)
    return [*map("".join, pairwise(word)), word[-1]]


def is_unspaced(word: str) -> bool:
    """Say whether a folded word is a run of a script that is written without spaces."""
    return IS_UNSPACED.match(word) is not None


def asked_tokens(text: str) -> tuple[list[str], bool]:
    """Return the tokens that stand in a row where `text` does, and whether the last begins one.

    The end of a run may lie within one: its last character is left to the pairs, and a single
    character at the end can only be the beginning of a token.
    """
    *words, last = WORD.findall(fold(text)) or [""]
    row = list(chain.from_iterable(map(_tokens_of, words)))
    if not is_unspaced(last):
        return ([*row, last[:LONGEST_WORD]] if last else row), False
    pairs = _tokens_of(last)[:-1]
    return (row + pairs, False) if pairs else ([*row, last], True)


def spans(text: str) -> Iterator[Span]:
    """Yield the tokens of a text with their places in it."""
    folded, places = _folded_places(text)
    for match in WORD.finditer(folded):
        start, end = match.span()
        for token, first, last in _spans_of(match[0], start, end):
            yield Span(token, places[first][0], places[last - 1][1])


def _spans_of(word: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the tokens of a word that stands between two places of a folded text."""
    if not is_unspaced(word):
        yield word[:LONGEST_WORD], start, end
        return
    for place, token in enumerate(_tokens_of(word), start):
        yield token, place, place + len(token)


def _folded_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text, and by each of its characters from where to where it was made."""
    if text.isascii():
        return fold(text), [(place, place + 1) for place in range(len(text))]
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    for match in CLUSTER.finditer(text):
        part = fold(match[0])
        parts.append(part)
        places.extend([match.span()] * len(part))
    return "".join(parts), places

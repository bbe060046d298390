"""Where the phrases of a question stand in a text, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .engines.asked import Phrase
from .tokens import Span, spans

# Of a longer text, so much is shown before the first phrase that was found in it.
BEFORE = 80


class Piece(NamedTuple):
    """A piece of a text; marked: it is what was looked for."""

    text: str
    marked: bool


def pieces(text: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """Return a text in pieces, the phrases that stand in it marked."""
    return list(_cut(text, _places(text, phrases)))


def extract(text: str, phrases: Sequence[Phrase], length: int) -> list[Piece]:
    """Return about `length` characters of a text from shortly before the first phrase on."""
    found = _places(text, phrases)
    start = max(found[0][0] - BEFORE, 0) if found and found[0][1] > length else 0
    if start:
        start += len(text[start:].partition(" ")[0]) % BEFORE
    end = start + length
    if end < len(text):
        end = text.rfind(" ", end - BEFORE, end) if " " in text[end - BEFORE : end] else end
    shown = [(max(first, start) - start, min(last, end) - start) for first, last in found]
    told = list(_cut(text[start:end], [(first, last) for first, last in shown if first < last]))
    before, after = [Piece("… ", marked=False)] * bool(start), [Piece(" …", marked=False)]
    return [*before, *told, *(after if end < len(text) else [])]


def _cut(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    end = 0
    for first, last in places:
        if first > end:
            yield Piece(text[end:first], marked=False)
        yield Piece(text[first:last], marked=True)
        end = last
    if end < len(text):
        yield Piece(text[end:], marked=False)


def _places(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return from where to where something is to be marked, in order and apart."""
    row = list(spans(text)) if phrases else []
    found = sorted(place for phrase in phrases for place in _places_of(phrase, row))
    apart: list[tuple[int, int]] = []
    for first, last in found:
        if apart and first <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(last, apart[-1][1])
        else:
            apart.append((first, last))
    return apart


def _places_of(phrase: Phrase, row: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands in a row of tokens."""
    *words, last = phrase.tokens
    length = len(words)
    for place, span in enumerate(row[length:]):
        fits = span.token.startswith(last) if phrase.open else span.token == last
        if fits and all(row[place + n].token == word for n, word in enumerate(words)):
            # Of a pair of characters that a single one begins, only that one.
            is_single = phrase.open and len(last) == 1 < len(span.token)
            yield row[place].start, span.start + 1 if is_single else span.end

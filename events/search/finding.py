"""Answering a question: the newest events that fit, the best of them, and parts of either.

Ranking looks at the newest `MOST` events that fit and no further, so that a frequent word costs
as much as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.cursors import cursor_of, read_cursor
from events.models import Event, SearchEntry
from events.models.querysets import EventQuerySet

from .asking import Question, may_go_on
from .documents import day_of, place_of
from .engines import engine
from .engines.asked import LATEST, SCORED_FIELDS, Hits, Phrase, Query

MOST = 5_000
BEST, NEWEST = "best", "newest"

# What a phrase is worth by where it stands, the most for the title; in a source's name alone 1.
WORTH = dict(zip(SCORED_FIELDS, (10, 5, 2), strict=True))
# An event on a day that was asked for counts twice, and less and less more after that.
NEARNESS_DAYS = 90
MILLION = 1_000_000

Rank = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the events found, in order; `older` is the cursor of the next part, or ''."""

    events: list[Event]
    older: str


class Search:
    """A question and its answer, which is looked for once, when it is first needed.

    hints: what the person should know about how the question was read. query: None if nothing
    can be looked for.
    """

    def __init__(self, question: Question, query: Query | None, order: str = "") -> None:
        self.question = question
        self.query = query
        self.hints = question.hints
        ranks = query is not None and bool(query.wanted)
        self.order = BEST if ranks and order != NEWEST else NEWEST

    @cached_property
    def hits(self) -> Hits:
        """The newest events that fit, `MOST` at most.

        Where there is none, the last word may be one that is still being typed.
        """
        hits = self._find(MOST, scored=self.order == BEST)
        if not hits.places and (longer := with_longer_words(self.query)):
            self.query, typed = longer, self.query.wanted[-1].tokens[-1]
            hits = self._find(MOST, scored=self.order == BEST)
            if hits.places:
                self.question.hint(_("No event has “%s”: these have words that begin so.") % typed)
        return hits

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self.question.is_empty

    @property
    def number(self) -> int:
        """How many events were looked at."""
        return len(self.hits.places)

    @property
    def is_capped(self) -> bool:
        """Whether there may be more events than were looked at."""
        return self.number == MOST

    def part(self, before: str, size: int) -> Part:
        """Return the events after a cursor, in the order asked for.

        The best of them end with what was looked at; the newest go on, and so does a list that
        was begun as one of the newest (by a feed, say).

        Raises:
            Http404: if it is no cursor.
        """
        if self.order == NEWEST or "," in before:
            return self.newest(before, size)
        after = rank_of_cursor(before) if before else None
        ranked = [rank for rank in self.ranked if after is None or rank > after]
        older = cursor_of_rank(ranked[size - 1]) if len(ranked) > size else ""
        return Part(events_at([-place for _score, place in ranked[:size]]), older)

    def newest(self, before: str, size: int) -> Part:
        """Return the newest events after a cursor, whatever order was asked for."""
        places = self._places_after(before, size + 1)
        events = events_at(places[:size])
        return Part(events, cursor_of(events[-1]) if events and len(places) > size else "")

    def cursor_at(self, before: str, number: int) -> str:
        """Return the cursor after so many more of the newest events, '' if none follow them."""
        places = self._places_after(before, number + 1)
        events = events_at(places[number - 1 : number]) if len(places) > number else []
        return cursor_of(events[0]) if events else ""

    @cached_property
    def ranked(self) -> list[Rank]:
        """Score and place of each hit, both negative: the best come first, of them the newest."""
        scores = {bits: score_of(bits) * MILLION for bits in set(self.hits.fields.values())}
        asked = [day.toordinal() for day in (self.question.first, self.question.last) if day]
        found = self.hits.fields.items()
        if not asked:
            return sorted((-scores[bits], -place) for place, bits in found)
        return sorted(
            (-int(scores[bits] * nearness(day_of(place), asked)), -place) for place, bits in found
        )

    def _places_after(self, before: str, number: int) -> list[int]:
        """Return so many of the newest places after a cursor; those not yet known are asked for."""
        last = place_of_cursor(before) - 1 if before else LATEST
        places = [place for place in self.hits.places if place <= last][:number]
        if len(places) < number and self.is_capped:
            places = self._find(number, last).places
        return places

    def _find(self, number: int, last: int = LATEST, *, scored: bool = False) -> Hits:
        if self.query is None:
            return Hits()
        query = replace(self.query, last=min(last, self.query.last))
        return engine().find(query, number, scored=scored)


def with_longer_words(query: Query | None) -> Query | None:
    """Return a query whose last word may go on; None if it has none that could."""
    if query is None or not query.wanted:
        return None
    *wanted, last = query.wanted
    if not may_go_on(last):
        return None
    return replace(query, wanted=(*wanted, Phrase(last.tokens, open=True)))


def score_of(bits: int) -> int:
    """Return what a hit is worth by its bits (see `Hits`): all fields of all phrases."""
    score = 0
    while bits:
        score += sum(worth for place, worth in enumerate(WORTH.values()) if bits >> place & 1)
        bits >>= len(WORTH)
    return score


def nearness(day: int, asked: Sequence[int]) -> float:
    """Return the factor of a day: 2 on one of those asked for, and towards 1 far from them."""
    return 1 + exp(-min(abs(day - other) for other in asked) / NEARNESS_DAYS)


def place_of_cursor(cursor: str) -> int:
    """Return the place that a cursor names.

    Raises:
        Http404: if it names none.
    """
    return place_of(*read_cursor(cursor))


def at_places(places: Sequence[int]) -> EventQuerySet:
    """Return the public events that stand at these places of the index."""
    entries = SearchEntry.objects.filter(place__in=places)
    return Event.objects.published().filter(pk__in=entries.values("event"))


def events_at(places: Sequence[int]) -> list[Event]:
    """Return the events at these places in their order, with what cards print. Two queries."""
    events = {
        place_of(event.date, event.position, event.pk): event
        for event in at_places(places).for_cards()
    }
    return [events[place] for place in places if place in events]


def cursor_of_rank(rank: Rank) -> str:
    """Return the place of a hit in the best: "12000000.8128"."""
    return f"{-rank[0]}.{-rank[1]}"


def rank_of_cursor(cursor: str) -> Rank:
    """Return the rank that a cursor names.

    Raises:
        Http404: if it names none.
    """
    score, _dot, place = cursor.partition(".")
    if not (score.isdecimal() and place.isdecimal() and len(cursor) < 60):
        raise Http404
    return -int(score), -int(place)

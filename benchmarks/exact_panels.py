"""The exact ranking of whole archives, in memory and without windows.

The rule of `events.related` is written down here once more, and entities are counted anew. Pins
and hidden events are left aside: an imported archive has none.
"""

from collections import defaultdict
from functools import cache
from math import exp, log

from events.models import Event, EventEntity
from events.ranking import BITS
from events.related import (
    COMMON_EVENTS,
    COMMON_SHARE,
    MILLION,
    NEARNESS_DAYS,
    NEARNESS_GAIN,
    SMALL_ARCHIVE,
)


class ExactPanels:
    """Scores of all pairs of public events that share an entity: two queries, then no more."""

    def __init__(self) -> None:
        public = Event.objects.published()
        self.days = {pk: day.toordinal() for pk, day in public.values_list("pk", "date")}
        self.entities: dict[int, list[int]] = {pk: [] for pk in self.days}
        self.events: dict[int, list[int]] = defaultdict(list)
        self.names: dict[int, str] = {}
        for event, tag, name in _taggings():
            if event in self.days:
                self.entities[event].append(tag)
                self.events[tag].append(event)
                self.names[tag] = name

    def scores(self, event: int) -> dict[int, int]:
        """Return by event, in millionths of millionths, the scores that exceed the floor."""
        weights: dict[int, int] = defaultdict(int)
        for tag in self.ranked_by(event):
            weight = self.weight(tag)
            for other in self.events[tag]:
                weights[other] += weight
        weights.pop(event, None)
        day, floor = self.days[event], self.floor(event)
        scores = (
            (other, weight * nearness(abs(self.days[other] - day)))
            for other, weight in weights.items()
        )
        return {other: score for other, score in scores if score > floor}

    def ranked_by(self, event: int) -> list[int]:
        """Return the entities that count, rarest first."""
        tags = self.entities[event]
        return sorted(tags, key=lambda tag: (-self.weight(tag), self.names[tag]))[:BITS]

    def weight(self, tag: int) -> int:
        """Return ln(1 + N / n) in millionths."""
        return int(log(1 + len(self.days) / len(self.events[tag])) * MILLION)

    def floor(self, event: int) -> int:
        """Return the highest score that a common entity of an event could give by itself."""
        if len(self.days) < SMALL_ARCHIVE:
            return 0
        common = max(COMMON_EVENTS, len(self.days) * COMMON_SHARE)
        least = int(log(1 + len(self.days) / common) * MILLION)
        weights = [self.weight(tag) for tag in self.ranked_by(event)]
        return max((weight for weight in weights if weight < least), default=0) * nearness(0)

    def frequent(self, number: int) -> set[str]:
        """Return the names of the most frequent entities."""
        tags = sorted(self.names, key=lambda tag: (-len(self.events[tag]), self.names[tag]))
        return {self.names[tag] for tag in tags[:number]}

    def shares(self, event: int) -> bool:
        """Say whether another event has an entity of this one."""
        return any(len(self.events[tag]) > 1 for tag in self.entities[event])


def _taggings():
    return EventEntity.objects.values_list("content_object", "tag", "tag__name").iterator()


@cache
def nearness(days: int) -> int:
    """Return 1 + 2 exp(-days / 90) in millionths."""
    return int((1 + NEARNESS_GAIN * exp(-days / NEARNESS_DAYS)) * MILLION)

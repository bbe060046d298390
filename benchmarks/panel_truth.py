"""Panels held against the rule, written down once more in plain Python.

Nothing of `events.related` is used here, and no stored count or day: entities are counted anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import exp, floor, isclose, log

from django.db.models import Count

from events.bulk import look_up
from events.models import Event, EventEntity

MILLION = 1_000_000
ENTITIES = 20
TOLERANCE = 1e-9

Panel = tuple[int, list[tuple[int, float, list[str]]]]  # event, then event, score and Context


@dataclass
class Truth:
    """What the rule asks for: public events' dates and entities, and each entity's uses."""

    total: int = 0
    dates: dict[int, date] = field(default_factory=dict)
    entities: dict[int, set[str]] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def weight(self, name: str) -> float:
        """Return ln(1 + N / n), cut after six decimals."""
        return cut(log(1 + self.total / self.uses[name]))

    def ranked_by(self, event: int) -> set[str]:
        """Return the rarest entities of an event, those that count."""
        return set(self.rarest_first(self.entities[event])[:ENTITIES])

    def rarest_first(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (-self.weight(name), name))

    def place(self, event: int, other: int) -> tuple[float, list[str]]:
        """Return the true score and Context of one event in another's panel."""
        shared = self.rarest_first(self.ranked_by(event) & self.entities[other])
        days = abs((self.dates[other] - self.dates[event]).days)
        nearness = cut(1 + 2 * exp(-days / 90))
        return sum(map(self.weight, shared)) * nearness, shared


def cut(value: float) -> float:
    return floor(value * MILLION) / MILLION


def check_panels(panels: list[Panel]) -> dict[str, int]:
    """Return how many places the panels have, and how many of them are not what they should be."""
    truth = read_truth(panels)
    wrong = sum(
        not is_true(truth, event, other, score, context)
        for event, places in panels
        for other, score, context in places
    )
    return {"places": sum(len(places) for _event, places in panels), "wrong": wrong}


def is_true(truth: Truth, event: int, other: int, score: float, context: list[str]) -> bool:
    if other == event or other not in truth.dates or not context:
        return False
    true_score, true_context = truth.place(event, other)
    return isclose(score, true_score, rel_tol=TOLERANCE) and context == true_context


def read_truth(panels: list[Panel]) -> Truth:
    """Read the events of these panels from the rows as they are."""
    asked = {event for event, _places in panels}
    seen = asked | {other for _event, places in panels for other, _score, _context in places}
    public = Event.objects.published()
    truth = Truth(total=public.count(), dates=dict(look_up(public, "pk", seen, "pk", "date")))
    columns, tags = ("content_object", "tag", "tag__name"), set()
    for event, tag, name in look_up(EventEntity.objects, "content_object", seen, *columns):
        truth.entities.setdefault(event, set()).add(name)
        tags.update([tag] if event in asked else [])
    taggings = EventEntity.objects.filter(content_object__in=public).values("tag__name")
    truth.uses.update(look_up(taggings, "tag", tags, "tag__name", Count("pk")))
    return truth

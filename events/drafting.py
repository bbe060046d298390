"""An event as a form has it: nothing of it need be stored, and nothing of it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.functional import cached_property

from events.models import Citation, Entity, Event, EventEntity, Placement
from events.ranking import Place, rank
from events.related import (
    PANEL_SIZE,
    Fetch,
    RelatedEvent,
    Weights,
    placed,
    public_events,
    ranking_of,
    weigh_entities,
)

# No event has this id, so nothing is placed in its panel.
NOBODY = 0


@dataclass
class Draft:
    """An event with what its form says of it. `event.pk` is `NOBODY` while it is not stored."""

    event: Event
    entities: list[Entity] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)

    @property
    def is_stored(self) -> bool:
        """Whether there is a row of it."""
        return self.event.pk != NOBODY

    @cached_property
    def weights(self) -> Weights:
        """What its panel is ranked by. Two queries."""
        return weigh_entities(self.entities)

    def placed(self, kind: str) -> list[Placement]:
        """Return its pins, or what is hidden."""
        return [placement for placement in self.placements if placement.kind == kind]

    def panel(self, limit: int = PANEL_SIZE, fetch: Fetch = public_events) -> list[RelatedEvent]:
        """Return the panel that readers will see (see `related.panel`).

        Costs three queries at most, and those of `weights`.
        """
        pins = {pin.other_id: number for number, pin in enumerate(self.placed("pin"), 1)}
        apart = {self.event.pk, *(placement.other_id for placement in self.placements)}
        ranking = ranking_of(self.event, self.weights, limit + len(apart))
        [found] = rank([replace(ranking, event=NOBODY, exceptions=True)])
        places = [place for place in found if place.event not in apart]
        shared = self._shared(pins)
        places += [Place(other, shared[other], pin) for other, pin in pins.items()]
        others = fetch({place.event for place in places})
        return placed(self.event, places, self.weights, others)[:limit]

    def _shared(self, events: Iterable[int]) -> Counter[int]:
        """Return by id which entities of this event others have, as `Place.shared` does."""
        bits = {weighed.entity.pk: 1 << n for n, weighed in enumerate(self.weights.entities)}
        rows = EventEntity.objects.filter(content_object__in=events, tag__in=bits)
        shared: Counter[int] = Counter()
        for event, tag in rows.values_list("content_object_id", "tag_id"):
            shared[event] += bits[tag]
        return shared

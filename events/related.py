"""The panel: the events related to an event, and the entities that make them so.

    score(e, f) = sum over shared entities of ln(1 + N / n) x (1 + 2 exp(-days / 90))

N is the number of public events, n that of those with the entity, days the distance of the two
dates. Rare entities weigh more than common ones, and what happened around the same time weighs
up to three times as much as what happened years apart. A place has to score more than a common
entity of the event could give by itself. An event with more than twenty entities is ranked by its
twenty rarest.

Weights and nearness are cut to whole millionths and multiplied as whole numbers, so that ties are
equal on every database. Nothing is stored: a panel is computed from the rows as they are when it
is read, at a cost that does not grow with the archive (`ranking` says how).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import ceil, exp, log
from operator import attrgetter

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from events.models import Entity, Event, EventEntity, Tally
from events.ranking import BITS, Bounds, Place, Ranking, rank, weighed_entities

PANEL_SIZE = 8
BOUNDS = Bounds()
NEARNESS_GAIN = 2
NEARNESS_DAYS = 90
MILLION = 1_000_000
# An entity on more than this share of all events, and on more than so many, is common and relates
# nothing by itself: rather an empty place than noise. In a small archive it may: better a common
# reason than an empty panel.
COMMON_SHARE = 1 / 60
COMMON_EVENTS = 50
SMALL_ARCHIVE = 1_000
# So many events have their panels computed together.
BATCH = 50

Fetch = Callable[[Iterable[int]], dict[int, Event]]


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """One place of a panel: an event, the entities shared with it (rarest first), its score."""

    event: Event
    context: list[Entity]
    score: float
    pin: int | None = None

    @property
    def pinned(self) -> bool:
        """Whether an editor put it here."""
        return self.pin is not None


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entity of an event: the number of public events with it, its weight in millionths."""

    entity: Entity
    uses: int
    weight: int


@dataclass(slots=True)
class Weights:
    """The entities an event is ranked by, rarest first; `total` is the number of public events.

    exceptions: whether anything may be pinned, hidden or not yet due.
    """

    total: int = 0
    entities: list[Weighed] = field(default_factory=list)
    exceptions: bool = True
    tagged: list[Entity] = field(default_factory=list)

    def take(self, entity: Entity, uses: int) -> None:
        """Weigh one entity more; `uses` is the number of public events with it."""
        weight = millionths(log(1 + self.total / max(uses, 1)))
        self.entities.append(Weighed(entity, uses, weight))
        self.tagged.append(entity)

    def sort(self) -> None:
        """Put them in order once all are taken, and leave the rarest to rank by."""
        self.entities.sort(key=lambda weighed: (-weighed.weight, weighed.entity.name))
        del self.entities[BITS:]
        self.tagged.sort(key=attrgetter("name"))

    @property
    def floor(self) -> int:
        """The score a place has to exceed, in millionths of millionths.

        It is the highest that a common entity of the event could give by itself, on its very day;
        so no event is left out that scores more than one shown.
        """
        if self.total < SMALL_ARCHIVE:
            return 0
        rarest_common = log(1 + self.total / max(COMMON_EVENTS, self.total * COMMON_SHARE))
        common = [one.weight for one in self.entities if one.weight < millionths(rarest_common)]
        return max(common, default=0) * NEARNESS[0]


def panel(
    event: Event,
    limit: int = PANEL_SIZE,
    *,
    weights: Weights | None = None,
    fetch: Fetch | None = None,
) -> list[RelatedEvent]:
    """Return the panel of `event`, best first: an editor's pins, then by score.

    Ties go to the nearer date, then to the lower id. Hidden, unpublished and not yet due events
    are never in it. Costs three queries, whatever the sizes of archive and panel.

    weights: those of `weigh()`, which saves the first query. fetch: what brings the public events
    with these ids, and for the price of that query maybe others.
    """
    weights = weights or weigh([event])[event.pk]
    [places] = rank([ranking_of(event, weights, limit)])
    others = (fetch or public_events)({place.event for place in places})
    return placed(event, places, weights, others)[:limit]


def public_events(ids: Iterable[int]) -> dict[int, Event]:
    """Return by id those of these events that are public."""
    return Event.objects.published().in_bulk(ids)


def panels(
    events: Iterable[Event], limit: int = PANEL_SIZE, bounds: Bounds = BOUNDS
) -> Iterator[tuple[Event, list[RelatedEvent]]]:
    """Yield each event with its panel: three queries for fifty events, and no more in memory.

    bounds: how far to look; wider ones cost more and seldom find better.
    """
    iterator = iter(events)
    while batch := list(islice(iterator, BATCH)):
        weights = weigh(batch)
        places = rank([ranking_of(event, weights[event.pk], limit, bounds) for event in batch])
        shown = {place.event for some in places for place in some}
        others = public_events(shown)
        for event, some in zip(batch, places, strict=True):
            yield event, placed(event, some, weights[event.pk], others)[:limit]


def ranking_of(
    event: Event, weights: Weights, limit: int = PANEL_SIZE, bounds: Bounds = BOUNDS
) -> Ranking:
    """Return what the database is asked for an event's panel."""
    return Ranking(
        event=event.pk,
        day=event.date.toordinal(),
        weights=[(weighed.entity.pk, weighed.weight) for weighed in weights.entities],
        floor=weights.floor,
        nearness=NEARNESS,
        limit=limit,
        bounds=bounds,
        exceptions=weights.exceptions,
    )


def placed(
    event: Event, places: Iterable[Place], weights: Weights, others: Mapping[int, Event]
) -> list[RelatedEvent]:
    """Return the places of a panel in order, without those whose event is not among `others`.

    others: public events by id.
    """
    known = (place for place in places if place.event in others)
    return _in_order(
        event, [_related(event, others[place.event], place, weights) for place in known]
    )


def _related(event: Event, other: Event, place: Place, weights: Weights) -> RelatedEvent:
    """Say what two events share; the score is the very product they were ranked by."""
    shared = [weighed for bit, weighed in enumerate(weights.entities) if place.shared >> bit & 1]
    days = abs((other.date - event.date).days)
    weight = sum(weighed.weight for weighed in shared)
    return RelatedEvent(
        event=other,
        context=[weighed.entity for weighed in shared],
        score=weight * nearness(days) / MILLION**2,
        pin=place.pin,
    )


def _in_order(event: Event, related: list[RelatedEvent]) -> list[RelatedEvent]:
    """Sort pins first, in the order they were made, then by score."""

    def key(place: RelatedEvent) -> tuple:
        days = abs((place.event.date - event.date).days)
        return (not place.pinned, place.pin or -place.score, days, place.event.pk)

    return sorted(related, key=key)


def weigh(events: list[Event]) -> dict[int, Weights]:
    """Return what each event (by id) is ranked by: one query for all of them."""
    weights = {event.pk: Weights() for event in events}
    for entity in weighed_entities(list(weights)):
        of_event = weights[entity.event]
        of_event.total, of_event.exceptions = entity.total, bool(entity.exceptions)
        of_event.take(entity, entity.uses)
    for of_event in weights.values():
        of_event.sort()
    return weights


def weigh_entities(entities: Sequence[Entity]) -> Weights:
    """Return what an event with these entities is ranked by, stored or not. Two queries."""
    weights, uses = Weights(public_total()), public_counts(entity.pk for entity in entities)
    for entity in entities:
        weights.take(entity, uses[entity.pk])
    weights.sort()
    return weights


def public_counts(entities: Iterable[int]) -> dict[int, int]:
    """Return {entity id: number of public events}: the stored counts less what is not yet due."""
    waiting = (
        EventEntity.objects.filter(tag=OuterRef("pk"), content_object__in=Event.objects.scheduled())
        .values("tag")
        .values_list(Count("tag"))
    )
    rows = Entity.objects.filter(pk__in=entities).annotate(
        public=F("event_count") - Coalesce(Subquery(waiting), 0)
    )
    return dict(rows.values_list("pk", "public"))


def public_total() -> int:
    """Return the number of public events: the stored number less what is not yet due. One query."""
    waiting = Event.objects.scheduled().order_by().values("status").annotate(number=Count("pk"))
    published = Tally.objects.filter(name=Tally.Name.PUBLISHED).annotate(
        public=F("number") - Coalesce(Subquery(waiting.values("number")), 0)
    )
    return published.values_list("public", flat=True).first() or 0


def nearness(days: int) -> int:
    """Return 1 + 2 exp(-days / 90) in millionths."""
    return NEARNESS[min(days, len(NEARNESS) - 1)]


def millionths(value: float) -> int:
    """Return `value` as whole millionths."""
    return int(value * MILLION)


# The factor by days, up to where nothing is left of it but the 1.
FADED = ceil(NEARNESS_DAYS * log(NEARNESS_GAIN * MILLION))
NEARNESS = tuple(
    millionths(1 + NEARNESS_GAIN * exp(-days / NEARNESS_DAYS)) for days in range(FADED + 1)
)

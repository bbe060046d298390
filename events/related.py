"""The panel: the events related to an event, and the entities that make them so.

    score(e, f) = sum over shared entities of ln(1 + N / n) x (1 + 2 exp(-days / 90))

N is the number of public events, n that of those with the entity, days the distance of the two
dates. Rare entities weigh more than common ones, and what happened around the same time weighs
up to three times as much as what happened years apart.

Weights and nearness are cut to whole millionths and multiplied as whole numbers, so that ties are
equal on every database. Nothing is stored: a panel is computed from the rows as they are when it
is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Abs, Cast, Coalesce, Exp, Floor

from events.models import Entity, Event, EventEntity, Placement

PANEL_SIZE = 8
NEARNESS_GAIN = 2
NEARNESS_DAYS = 90
MILLION = 1_000_000
# An entity on more than this share of all events relates nothing by itself over the years. In a
# small archive it may: better a common reason than an empty panel.
COMMON_SHARE = 1 / 20
SMALL_ARCHIVE = 1_000


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """One place of a panel: an event, the entities shared with it (rarest first), its score."""

    event: Event
    context: list[Entity]
    score: float
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What each entity of an event weighs, in millionths, and the score a panel asks for."""

    by_entity: dict[int, int]
    floor: int


def panel(event: Event, limit: int = PANEL_SIZE) -> list[RelatedEvent]:
    """Return the panel of `event`, best first: an editor's pins, then by score.

    Ties go to the nearer date, then to the lower id. Hidden, unpublished and not yet due events
    are never in it. Costs at most seven queries, however large the archive and the panel.
    """
    weights = entity_weights(event)
    placed = dict(event.placements.order_by("pk").values_list("other_id", "kind"))
    pins = [other for other, kind in placed.items() if kind == Placement.Kind.PIN]
    candidates = scored(event, weights)
    scores = dict(_scores(candidates.filter(content_object__in=pins))) if pins else {}
    pinned = {pk: scores.get(pk, 0) for pk in pins}
    ranked = candidates.exclude(content_object__in=placed).filter(score__gte=weights.floor)
    places = pinned | dict(_scores(ranked)[:limit])
    return _with_context(places, weights, pins)[:limit]


def entity_weights(event: Event) -> Weights:
    """Return ln(1 + N / n) of each entity of `event`, and the floor: two queries."""
    counts = public_counts(event.taggings.values_list("tag_id", flat=True))
    total = Event.objects.published().count()
    floor = log(1 + 1 / COMMON_SHARE) if total >= SMALL_ARCHIVE else 0
    return Weights(
        by_entity={tag: _millionths(log(1 + total / max(n, 1))) for tag, n in counts.items()},
        floor=_millionths(floor) * MILLION,
    )


def public_counts(entities: Iterable[int]) -> dict[int, int]:
    """Return {entity id: number of public events}: the stored counts less what is not yet due."""
    waiting = (
        EventEntity.objects.filter(tag=OuterRef("pk"), content_object__in=Event.objects.scheduled())
        .values("tag")
        .values_list(Count("pk"))
    )
    rows = Entity.objects.filter(pk__in=entities).annotate(
        public=F("event_count") - Coalesce(Subquery(waiting), 0)
    )
    return dict(rows.values_list("pk", "public"))


def scored(event: Event, weights: Weights) -> QuerySet:
    """Return the public events that share an entity with `event`, each with its score."""
    weight = Case(
        *[When(tag=tag, then=weight) for tag, weight in weights.by_entity.items()],
        default=0,
        output_field=BigIntegerField(),
    )
    days = Abs(F("day") - event.date.toordinal())
    nearness = 1 + NEARNESS_GAIN * Exp(days / -float(NEARNESS_DAYS))
    # Without its wrapper a product of big integers counts as a small one, and Django takes any
    # comparison with a large number as false.
    score = F("weight") * Cast(Floor(nearness * MILLION), BigIntegerField())
    return (
        EventEntity.objects.filter(tag__in=weights.by_entity, day__isnull=False)
        .filter(content_object__in=Event.objects.published())
        .exclude(content_object=event)
        .values("content_object", "day")
        .annotate(days=days, weight=Sum(weight))
        .annotate(score=ExpressionWrapper(score, output_field=BigIntegerField()))
        .order_by("-score", "days", "content_object")
    )


def _scores(candidates: QuerySet) -> QuerySet:
    """Return rows of (event id, score)."""
    return candidates.values_list("content_object", "score")


def _with_context(places: dict[int, int], weights: Weights, pins: list[int]) -> list[RelatedEvent]:
    """Fetch the events of {event id: score} and say what they share: three queries."""
    events = Event.objects.published().for_cards().in_bulk(list(places))
    return [
        RelatedEvent(
            event=events[pk],
            context=_shared(events[pk], weights),
            score=score / MILLION**2,
            pinned=pk in pins,
        )
        for pk, score in places.items()
        if pk in events
    ]


def _shared(other: Event, weights: Weights) -> list[Entity]:
    """Return the weighed entities of `other`, rarest first."""
    shared = [entity for entity in other.entities.all() if entity.pk in weights.by_entity]
    return sorted(shared, key=lambda entity: (-weights.by_entity[entity.pk], entity.name))


def _millionths(value: float) -> int:
    """Return `value` as whole millionths."""
    return int(value * MILLION)

"""Print the panel of one event."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError

from events import related
from events.lookup import FORMS, find_event
from events.models import Event
from events.related import (
    MILLION,
    NEARNESS_DAYS,
    NEARNESS_GAIN,
    PANEL_SIZE,
    RelatedEvent,
    Weighed,
    Weights,
)

WIDTH = 88
INDENT = "    "
MOST = 2**31 - 1  # rows that one may ask both databases for
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Command(BaseCommand):
    help = (
        "Prints the panel of one event as readers see it, best first. The event itself need not "
        "be public; those of its panel are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help=FORMS)
        parser.add_argument(
            "--limit", default=PANEL_SIZE, metavar="N", help="at most N places (%(default)s)"
        )
        parser.add_argument("--explain", action="store_true", help="tell how scores come about")
        parser.add_argument("--json", action="store_true", help="print a list in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = whole_limit(options["limit"])
        event = known_event(options["address"])
        places = related.panel(event, limit)
        weights = weights_of(event) if options["explain"] else None
        if options["json"]:
            facts = [as_json(event, place, weights) for place in places]
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report(event, places, weights)))


# --- What is asked


def whole_limit(value: Any) -> int:
    """Return the number of places asked for.

    Raises:
        CommandError: if it is no whole number, or less than 1.
    """
    try:
        limit = int(value)
    except (TypeError, ValueError):
        limit = 0
    if limit < 1:
        sentence = f"--limit asks for a whole number of at least 1, not for {quoted(value)}."
        raise CommandError(sentence)
    return min(limit, MOST)


def known_event(address: str) -> Event:
    """Return the event of that address.

    Raises:
        CommandError: if there is none.
    """
    event = find_event(address)
    if event is None:
        raise CommandError(f"There is no event at {quoted(address)}. Give {FORMS}.")
    return event


def quoted(value: Any) -> str:
    """Return what was given, for a sentence: in quotes, and not at any length."""
    text = str(value)
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


# --- Why


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one place has its score: days between, nearness in millionths, entities as weighed."""

    days: int
    nearness: int
    entities: list[Weighed]

    @property
    def weight(self) -> int:
        """The sum of the weights, in millionths."""
        return sum(weighed.weight for weighed in self.entities)

    @property
    def product(self) -> float:
        """The score that follows."""
        return self.weight * self.nearness / MILLION**2


def weights_of(event: Event) -> Weights:
    """Return what decides about the panel of `event`; the total also if it has no entities."""
    weights = related.weigh([event])[event.pk]
    weights.total = weights.total or Event.objects.published().count()
    return weights


def reason(event: Event, place: RelatedEvent, weights: Weights) -> Reason:
    """Return why a place in the panel of `event` has its score."""
    days = abs((place.event.date - event.date).days)
    return Reason(
        days=days,
        nearness=related.nearness(days),
        entities=[weighed for weighed in weights.entities if weighed.entity in place.context],
    )


# --- For programs


def as_json(event: Event, place: RelatedEvent, weights: Weights | None) -> dict[str, Any]:
    """Return what a place is, and why where there are weights."""
    facts = {
        "url": place.event.get_absolute_url(),
        "date": place.event.date.isoformat(),
        "title": place.event.headline,
        "context": [entity.name for entity in place.context],
        "score": place.score,
    }
    return facts | reason_as_json(event, place, weights) if weights else facts


def reason_as_json(event: Event, place: RelatedEvent, weights: Weights) -> dict[str, Any]:
    """Return why a place has its score, and what decides about the whole panel."""
    why = reason(event, place, weights)
    return {
        "pinned": place.pinned,
        "days": why.days,
        "nearness": why.nearness / MILLION,
        "weights": {weighed.entity.name: weighed.weight / MILLION for weighed in why.entities},
        "counts": {weighed.entity.name: weighed.uses for weighed in why.entities},
        "total": weights.total,
        "floor": weights.floor / MILLION**2,
    }


# --- For people


def report(event: Event, places: list[RelatedEvent], weights: Weights | None) -> Iterator[str]:
    """Yield the lines that tell a panel."""
    hidden = "" if event.is_public else f" ({event.get_status_display()}, not public now)"
    yield wrapped(f"Related to {event.date.isoformat()}  {event.headline}")
    yield f"{INDENT}{plain(event.address)}{hidden}"
    if weights:
        yield from ["", *weights_lines(weights)]
    for place in places:
        yield from ["", *place_lines(place)]
        if weights:
            yield from reason_lines(place, reason(event, place, weights))
    if not places:
        yield from ["", "No event is related to it."]


def weights_lines(weights: Weights) -> Iterator[str]:
    """Yield what decides about the panel: one line for each entity."""
    yield f"N = {weights.total} public events; an entity on n of them weighs ln(1 + N / n)."
    if weights.entities:
        yield f"{'n':>9}  {'weight':>9}  entity"
    for weighed in weights.entities:
        yield f"{weighed.uses:>9}  {decimal(weighed.weight):>9}  {plain(weighed.entity.name)}"
    yield (
        "A score is the sum of the weights × nearness, "
        f"nearness is 1 + {NEARNESS_GAIN} exp(-days / {NEARNESS_DAYS})."
    )
    if weights.floor:
        floor = decimal(weights.floor // MILLION)
        yield f"A place that is not pinned has to score more than {floor}, what common entities"
        yield "could give by themselves."
    else:
        yield "No entity of it is too common here to be a reason by itself."


def place_lines(place: RelatedEvent) -> Iterator[str]:
    """Yield what a place is."""
    event = place.event
    yield wrapped(f"{place.score:.3f}  {event.date.isoformat()}  {event.headline}")
    if place.context:
        yield wrapped(f"{INDENT}Context: {' · '.join(entity.name for entity in place.context)}")
    yield f"{INDENT}{plain(event.address)}"


def reason_lines(place: RelatedEvent, why: Reason) -> Iterator[str]:
    """Yield why a place is there."""
    weights = " + ".join(decimal(weighed.weight) for weighed in why.entities) or "none"
    if place.pinned:
        yield f"{INDENT}pinned"
    yield f"{INDENT}days between: {why.days}, nearness: {decimal(why.nearness)}"
    yield wrapped(f"{INDENT}weights: {weights} = {decimal(why.weight)}")
    product = f"{decimal(why.weight)} × {decimal(why.nearness)} = {why.product:.6f}"
    yield f"{INDENT}product: {product}"


def decimal(millionths: int) -> str:
    """Return millionths with all their digits."""
    return f"{millionths / MILLION:.6f}"


def plain(text: str) -> str:
    """Return `text` without what would steer a terminal."""
    return CONTROLS.sub(" ", text)


def wrapped(text: str) -> str:
    """Return `text` broken into lines; what takes two columns, as Chinese does, counts twice."""
    wide = {"W", "F"}
    padded = [f"{c}\0" if east_asian_width(c) in wide else c for c in plain(text)]
    lines = fill("".join(padded), WIDTH, subsequent_indent=INDENT)
    return lines.replace("\0", "")

"""The events on which panels are measured, drawn from an invented archive."""

import random
import sys
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Sum

from benchmarks.make_archive import invented_name
from events.models import Entity, Event, EventEntity, Placement

FREQUENT = 100
AT_LEAST = 3


def draw_samples(number: int, retags: int, warm: int, seed: int) -> dict[str, Any]:
    """Return the database's name, the number of events, and four samples (lists of event ids).

    `random` and `worst` have so many events, or what there is; `warm` holds others, for warming
    up; `retag` is drawn without regard to them. The same seed draws the same events.

    Raises:
        SystemExit: if the archive is not an invented one, with a sentence: it will be written to.
    """
    refuse_real_archive()
    draw, events = random.Random(seed), Event.objects.count()
    some = draw.sample(range(1, events + 1), min(events, number + warm))
    worst = worst_events(number)
    draw.shuffle(worst)
    return {
        "database": database(),
        "events": events,
        "random": some[:number],
        "worst": worst,
        "warm": [pk for pk in some[number:] if pk not in worst],
        "retag": draw.sample(range(1, events + 1), min(events, retags)),
    }


def refuse_real_archive() -> None:
    """Stop with a sentence unless `make_archive` made what is here."""
    invented = Entity.objects.filter(pk=1, name=invented_name(1)).exists()
    if not invented or Placement.objects.exists() or Event.objects.scheduled().exists():
        sys.exit("This benchmark needs an archive just made by benchmarks/make_archive.py.")


def worst_events(number: int) -> list[int]:
    """Return the events whose entities are the most frequent, in two halves.

    All have at least three of the hundred most frequent entities. Half are those whose entities
    have the most taggings in all: the most rows to read without windows. The others are those
    whose rarest entity is the most frequent: no rare entity leads to their best places, and the
    windows of all their entities cover the fewest days.
    """
    frequent = Entity.objects.order_by("-event_count", "pk").values_list("pk", flat=True)
    crowded = (
        EventEntity.objects.filter(tag__in=list(frequent[:FREQUENT]))
        .values("content_object")
        .annotate(number=Count("pk"))
        .filter(number__gte=AT_LEAST)
    )
    events = (
        EventEntity.objects.filter(content_object__in=crowded.values("content_object"))
        .values_list("content_object", flat=True)
        .annotate(rows=Sum("tag__event_count"), rarest=Min("tag__event_count"))
    )
    worst = list(events.order_by("-rows", "content_object")[: number // 2])
    by_rarest = events.order_by("-rarest", "content_object")[:number]
    return [*worst, *(pk for pk in by_rarest if pk not in worst)][:number]


def database() -> str:
    """Return the name and version of the database."""
    version = ".".join(str(part) for part in connection.get_database_version())
    return f"{connection.display_name} {version}"

"""Entities in company: with whom one appears, and the pages that several have together.

The address of such a page is made of the entities' slugs: /entities/baghdad+najaf/. A slug may
have a plus sign in it, too, so that an address may be read in several ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from django.db.models import Count
from django.urls import reverse

from events.models import Entity, Event, Redirect
from events.models.querysets import EventQuerySet
from events.search import count_tagged

# Of an entity on many events, so many of the newest say with whom it appears.
NEWEST = 500
COMPANIONS = 12
# Events are counted when read, and no further than this.
MOST_COUNTED = 5_000
MOST_TOGETHER = 3
MOST_SIGNS = 8


def companions(entity: Entity) -> list[Entity]:
    """Return the entities it appears with most, each with their number of events as `together`.

    One query, which looks at its `NEWEST` public events.
    """
    newest = Event.objects.published().tagged(entity.pk).order_by("-day", "pk")[:NEWEST]
    others = Entity.objects.filter(taggings__content_object__in=newest.values("pk"))
    counted = others.exclude(pk=entity.pk).annotate(together=Count("taggings"))
    return list(
        counted.only("name", "label", "slug", "kind").order_by("-together", "name")[:COMPANIONS]
    )


def events_together(entities: Iterable[Entity]) -> EventQuerySet:
    """Return the public events that have all of these entities."""
    rarest_first = sorted(entities, key=lambda entity: entity.event_count)
    return Event.objects.published().tagged(*(entity.pk for entity in rarest_first))


def count_together(entities: Iterable[Entity]) -> int | None:
    """Return how many public events have all of these entities, None if over `MOST_COUNTED`."""
    number = count_tagged([entity.pk for entity in entities], MOST_COUNTED + 1)
    return number if number <= MOST_COUNTED else None


def together_url(entities: Iterable[Entity]) -> str:
    """Return the address of the page that these entities have together."""
    return reverse("events:entity", args=["+".join(sorted(entity.slug for entity in entities))])


def entities_of(text: str) -> list[Entity]:
    """Return the entities that the last part of an address names together, [] if it names none.

    Those that have moved are found by their old addresses. One query, two if one is missing.
    """
    readings = list(ways_to_read(text))
    slugs = {slug for slugs in readings for slug in slugs}
    known = {entity.slug: entity for entity in Entity.objects.filter(slug__in=slugs)}
    if not (found := first_whole(readings, known)):
        found = first_whole(readings, moved_entities(slugs - known.keys()) | known)
    return found


def ways_to_read(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the slugs that a text joined by plus signs may mean, the fewest first."""
    parts = text.split("+")
    if len(parts) > MOST_SIGNS:
        return
    for number in range(1, MOST_TOGETHER):
        for cuts in combinations(range(1, len(parts)), number):
            slugs = ["+".join(parts[a:b]) for a, b in pairwise([0, *cuts, len(parts)])]
            if all(slugs):
                yield tuple(slugs)


def first_whole(readings: Sequence[tuple[str, ...]], known: dict[str, Entity]) -> list[Entity]:
    """Return the entities of the first reading that names only known ones, each once."""
    for slugs in readings:
        if known.keys() >= set(slugs):
            return list({known[slug].pk: known[slug] for slug in slugs}.values())
    return []


def moved_entities(slugs: Iterable[str]) -> dict[str, Entity]:
    """Return by their old slugs the entities that these led to: one query."""
    paths = {f"/entities/{slug}/": slug for slug in slugs}
    moved = Redirect.objects.filter(path__in=paths, entity__isnull=False).select_related("entity")
    return {paths[redirect.path]: redirect.entity for redirect in moved}

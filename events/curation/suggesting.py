"""Suggesting which entities are probably one; computed by a command and kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from events.bulk import in_batches, insert_rows
from events.models import Alias, Entity, EventEntity, Suggestion
from events.text import spelling_key

from .pairing import Evidence, Named, Pair, find_pairs

# By kind of evidence, what it weighs at most, of 100.
WEIGHTS = {"script": 90, "words": 80, "alias": 75, "spelling": 55, "initials": 45}
LEAST_SCORE = 50
# What each further kind adds, and what neighbours add at most.
FURTHER, NEIGHBOURS = 5, 25
# Of each entity so many events, the newest, tell its neighbours.
EVENTS_READ = 50
# Two that so large a share of events names side by side are two.
TOGETHER = 0.2
COLUMNS = ("first_id", "second_id", "score", "evidence", "verdict", "decided_by_id", "decided_at")


def suggest() -> int:
    """Compute what is suggested anew; what an editor said of a pair stays. Returns how many wait.

    Reads all names, and the taggings of those that are alike.
    """
    decided = {*Suggestion.objects.exclude(verdict="").values_list("first", "second")}
    pairs = find_pairs(read_names())
    pairs = {pair: found for pair, found in pairs.items() if pair not in decided}
    _look_at_events(pairs)
    rows = [(*pair, score(found), found, "", None, None) for pair, found in sorted(pairs.items())]
    with transaction.atomic():
        Suggestion.objects.filter(verdict="").delete()
        return insert_rows(Suggestion, COLUMNS, (row for row in rows if row[2] >= LEAST_SCORE))


def score(evidence: Evidence) -> int:
    """Return how likely two entities are one by what speaks for it, 0 to 100."""
    weights = [
        weight * (evidence[kind] / 100 if kind == "spelling" else 1)
        for kind, weight in WEIGHTS.items()
        if kind in evidence
    ]
    neighbours = min(NEIGHBOURS, 5 * evidence.get("neighbours", 0))
    return min(100, round(max(weights) + FURTHER * (len(weights) - 1) + neighbours))


def read_names() -> Iterator[Named]:
    """Yield all entities as they are compared; two queries."""
    spellings: dict[int, set[str]] = defaultdict(set)
    for pk, key in Alias.objects.order_by().values_list("entity", "key").iterator():
        spellings[pk].add(key)
    rows = Entity.objects.order_by("pk").values_list("pk", "kind", "name", "label")
    for pk, kind, name, label in rows.iterator():
        names = list(dict.fromkeys(filter(None, [name, label])))
        yield Named(pk, kind, names, frozenset({*map(spelling_key, names)} | spellings[pk]))


def _look_at_events(pairs: dict[Pair, Evidence]) -> None:
    """Add the neighbours that pairs have in common; drop pairs that events name side by side."""
    events = _events_of({pk for pair in pairs for pk in pair})
    beside = _neighbours(events)
    for pair, evidence in list(pairs.items()):
        one, other = (events[pk] for pk in pair)
        both = len(one & other)
        if both and both >= TOGETHER * min(len(one), len(other)):
            del pairs[pair]
        elif common := len((beside[pair[0]] & beside[pair[1]]) - {*pair}):
            evidence["neighbours"] = common


def _events_of(entities: Iterable[int]) -> dict[int, set[int]]:
    """Return by entity its events (ids)."""
    found: dict[int, set[int]] = defaultdict(set)
    for batch in in_batches(entities):
        rows = EventEntity.objects.filter(tag__among=batch).order_by()
        for entity, event in rows.values_list("tag_id", "content_object_id").iterator():
            found[entity].add(event)
    return found


def _neighbours(events: dict[int, set[int]]) -> dict[int, set[int]]:
    """Return by entity the others that its latest events name, too."""
    latest = {pk: sorted(some, reverse=True)[:EVENTS_READ] for pk, some in events.items()}
    named: dict[int, set[int]] = defaultdict(set)
    for batch in in_batches({event for some in latest.values() for event in some}):
        rows = EventEntity.objects.filter(content_object__among=batch).order_by()
        for event, entity in rows.values_list("content_object_id", "tag_id"):
            named[event].add(entity)
    beside = ((pk, set().union(*(named[event] for event in some))) for pk, some in latest.items())
    return defaultdict(set, beside)

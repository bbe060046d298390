"""The names of entities that stand in a text.

A name is looked for as whole words, and as any part of a run of a script that is written without
spaces. Everything in the text that could be a name is asked for at once, by its key among the
aliases and in small letters among names and labels, so that the work follows the text and not
the number of names. Of names that overlap, the longest counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from events.models import Entity
from events.models.spelling import in_small_letters
from events.search.tokens import WORD, is_unspaced
from events.text import even_spaces, spelling_key

# A longer text is looked at only so far.
LONGEST_TEXT = 20_000
# The longest names that are looked for: in words, or in characters of a script without spaces.
MOST_WORDS = 8
MOST_CHARACTERS = 12
WORD_COST = MOST_CHARACTERS / MOST_WORDS
# A word or run, and what a name may begin or end with besides: “U.S.”, “《狂飙》”.
PIECE = re.compile(rf"([^\w\s]?)({WORD.pattern})(?=([^\w\s]{{0,2}}))")
# What no name goes on behind.
STOP = re.compile(r"[。、!?;]|,(?![\s\d])")
# A name in capitals that is no longer than this stands in capitals.
ACRONYM = 5

ASKED = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT json_array_elements_text(%s::json)",
}
# CROSS JOIN: each thing asked for is looked up in an index, never the other way round.
# Labels are in no join: SQLite 3.40 finds none where it has counted few entities, since its Bloom
# filter, which only joins have, misreads their index.
KNOWN = """
WITH asked (spelling) AS MATERIALIZED ({asked})
SELECT asked.spelling, alias.spelling, alias.entity_id
FROM asked CROSS JOIN events_alias AS alias WHERE alias.key = asked.spelling
UNION ALL SELECT asked.spelling, entity.name, entity.id
FROM asked CROSS JOIN events_entity AS entity WHERE {name} = asked.spelling
UNION ALL SELECT {label}, entity.label, entity.id
FROM events_entity AS entity WHERE {label} IN (SELECT spelling FROM asked) AND entity.label > ''"""


class Unit(NamedTuple):
    """A word, or a character of a script without spaces: where a name may begin and end with it.

    within: whether it is one character of many. stops: whether no name goes on behind it.
    """

    begins: Sequence[int]
    ends: Sequence[int]
    cost: float
    within: bool
    stops: bool


Place = tuple[int, int]  # where in a text something begins and ends


@dataclass(frozen=True, slots=True)
class Spot:
    """A name as it stands in a text, and the entities it may mean, the most used first."""

    text: str
    entities: tuple[Entity, ...]

    @property
    def is_ambiguous(self) -> bool:
        """Whether it may mean several entities."""
        return len(self.entities) > 1


def spots(text: str, known: Iterable[int] = ()) -> list[Spot]:
    """Return the names in a text, in its order, each once. Two queries.

    known: ids of entities that need not be found: what may mean one of them is left out.
    """
    text = text[:LONGEST_TEXT].replace("\0", " ")
    text = even_spaces(unicodedata.normalize("NFKC", text))
    meant = _meant(text)
    entities = Entity.objects.defer("description").in_bulk(
        {pk for pks in meant.values() for pk in pks}
    )
    seen: set[frozenset[int]] = {frozenset([pk]) for pk in known}
    found = []
    for place in _longest(meant):
        pks = frozenset(meant[place])
        if not any(pks & others for others in seen):
            meanings = sorted((entities[pk] for pk in pks), key=_by_use)
            found.append(Spot(text[slice(*place)], tuple(meanings)))
        seen.add(pks)
    return found


def _by_use(entity: Entity) -> tuple[int, str]:
    return -entity.event_count, entity.name


def _meant(text: str) -> dict[Place, set[int]]:
    """Return by place the entities (ids) that a name there may mean. One query."""
    places = _places(text)
    several = list(_spellings(text, places))
    known: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for spelling, name, pk in _known(set().union(*several)):
        known[spelling].append((name, pk))
    meant: dict[Place, set[int]] = defaultdict(set)
    for spellings in several:
        for place, spelling in zip(places, spellings, strict=True):
            for name, pk in known.get(spelling, ()):
                if _fits(name, text[slice(*place)]):
                    meant[place].add(pk)
    return meant


def _spellings(text: str, places: list[Place]) -> Iterator[list[str]]:
    """Yield what stands at each place as it is looked up: as a key, and in small letters."""
    folded, small = spelling_key(text), in_small_letters(text)
    if len(folded) == len(text):
        yield [folded[begin:end] for begin, end in places]
    else:  # a letter has become several
        yield [spelling_key(text[begin:end]) for begin, end in places]
    if small != folded:
        yield [small[begin:end] for begin, end in places]


def _known(asked: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return what is known of what is asked for: that, the name it is, and the entity's id."""
    sql = KNOWN.format(asked=ASKED[connection.vendor], **_own_names())
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(sorted(asked), ensure_ascii=False)])
        return cursor.fetchall()


def _own_names() -> dict[str, str]:
    """Return the SQL of an entity's name and label as they are indexed."""
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    return {column: f"LOWER(entity.{column}{collation})" for column in ("name", "label")}


def _fits(name: str, text: str) -> bool:
    """Say whether a name that a text spells may be meant there: “us” is not “US”."""
    if name.isupper() and len(name) <= ACRONYM:
        return text.isupper()
    return not text.islower() or name.islower()


def _places(text: str) -> list[Place]:
    """Return where everything stands that could be a name; one character of many is none."""
    units, places = list(_units(text)), []
    for number, first in enumerate(units):
        cost, ends = 0.0, []
        for last in units[number : number + MOST_CHARACTERS]:
            cost += last.cost
            if cost > MOST_CHARACTERS:
                break
            if last is not first or not first.within:
                ends += last.ends
            if last.stops:
                break
        for begin in first.begins:
            places += [(begin, end) for end in ends]
    return places


def _units(text: str) -> Iterator[Unit]:
    for match in PIECE.finditer(text):
        start, end = match.span(2)
        if is_unspaced(match[2]):
            parts, cost = [(place, place + 1) for place in range(start, end)], 1.0
        else:
            parts, cost = [(start, end)], WORD_COST
        for first, last in parts:
            begins = (match.start(1), first) if first == start and match[1] else (first,)
            ends = range(last, match.end(3) + 1 if last == end else last + 1)
            stops = last == end and STOP.match(text, end) is not None
            yield Unit(begins, ends, cost, len(parts) > 1, stops)


def _longest(places: Iterable[Place]) -> list[Place]:
    """Return those that overlap no longer one, in the order of the text."""
    taken: dict[int, Place] = {}
    for place in sorted(places, key=lambda place: (place[0] - place[1], place)):
        if not taken.keys() & range(*place):
            taken |= dict.fromkeys(range(*place), place)
    return sorted(set(taken.values()))

"""Which entities and sources a name means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet, Value

from events.models import Entity, Source
from events.text import make_slug, spelling_key

Way = Callable[[str], QuerySet[Any]]
Name = tuple[str, str]  # kind of thing and what it is called: ("entity", "Baghdad")


def entities_named(text: str) -> list[int]:
    """Return the ids of the entities called this: a spelling may mean several."""
    return things_named([("entity", text)])["entity", text]


def sources_named(text: str) -> list[int]:
    """Return the ids of the sources called this."""
    return things_named([("source", text)])["source", text]


def things_named(names: Iterable[Name]) -> dict[Name, list[int]]:
    """Return by name the ids of the entities or sources that are called so.

    The closest way in which a text names any counts: as slug, as it is, as another spelling, or by
    what its slug would be. The slug is first, since links name by it: of "BBC" and "bbc" one has
    the other's name for a slug. One query.
    """
    names = list(dict.fromkeys(names))
    ways = [
        way(text).order_by().values_list(Value(number), Value(place), "pk")
        for number, (kind, text) in enumerate(names)
        for place, way in enumerate(WAYS[kind])
    ]
    found = sorted(ways[0].union(*ways[1:])) if ways else []
    closest = {number: place for number, place, _pk in reversed(found)}
    return {
        name: [pk for n, place, pk in found if n == number and place == closest[number]]
        for number, name in enumerate(names)
    }


def _exactly(model: type[Entity] | type[Source]) -> list[Way]:
    things = model._default_manager
    return [lambda text: things.filter(slug=text), lambda text: things.filter(name=text)]


def _loosely(model: type[Entity] | type[Source]) -> list[Way]:
    return [lambda text: model._default_manager.filter(slug=make_slug(text))]


def _by_alias(text: str) -> QuerySet[Entity]:
    return Entity.objects.filter(aliases__key=spelling_key(text))


# By kind, how a text may name a thing, the closest way first.
WAYS: dict[str, list[Way]] = {
    "entity": [*_exactly(Entity), _by_alias, *_loosely(Entity)],
    "source": [*_exactly(Source), *_loosely(Source)],
}

"""Which entities and sources a name means."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet, Value

from events.models import Entity, Source
from events.text import make_slug, spelling_key

Way = Callable[[str], QuerySet[Any]]


def entities_named(text: str) -> list[int]:
    """Return the ids of the entities called this: a spelling may mean several."""
    return things_named("entity", [text])[text]


def sources_named(text: str) -> list[int]:
    """Return the ids of the sources called this."""
    return things_named("source", [text])[text]


def things_named(kind: str, texts: Collection[str]) -> dict[str, list[int]]:
    """Return by text the ids of the entities or sources that are called so.

    The closest way in which a text names any counts: as it is, as slug, as another spelling, or
    by what its slug would be. One query.
    """
    numbered = [
        way(text).order_by().annotate(text=Value(number), way=Value(place))
        for number, text in enumerate(texts)
        for place, way in enumerate(WAYS[kind])
    ]
    if not numbered:
        return {}
    rows = [some.values_list("text", "way", "pk") for some in numbered]
    found = sorted(rows[0].union(*rows[1:]))
    closest = {number: way for number, way, _pk in reversed(found)}
    return {
        text: [pk for place, way, pk in found if (place, way) == (number, closest.get(number))]
        for number, text in enumerate(texts)
    }


def _by_name(model: type[Entity] | type[Source]) -> list[Way]:
    things = model._default_manager
    return [lambda text: things.filter(name=text), lambda text: things.filter(slug=text)]


def _loosely(model: type[Entity] | type[Source]) -> list[Way]:
    return [lambda text: model._default_manager.filter(slug=make_slug(text))]


def _by_alias(text: str) -> QuerySet[Entity]:
    return Entity.objects.filter(aliases__key=spelling_key(text))


# By kind, how a text may name a thing, the closest way first.
WAYS: dict[str, list[Way]] = {
    "entity": [*_by_name(Entity), _by_alias, *_loosely(Entity)],
    "source": [*_by_name(Source), *_loosely(Source)],
}

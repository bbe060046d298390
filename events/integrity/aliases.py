"""The keys under which aliases are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from events.bulk import in_batches
from events.models import Alias
from events.text import spelling_key

# No spelling has a key in capitals: keys are case-folded.
NO_KEY = "NONE "


class WrongKey(NamedTuple):
    """An alias with another key than its spelling's; `twin` has that one, of the same entity."""

    alias: Alias
    key: str
    twin: Alias | None


def find_keys() -> Iterator[str]:
    """Yield a sentence for each alias with a wrong key, where the right one is free."""
    for alias, key, twin in _wrong_keys(_aliases().iterator()):
        if not twin:
            yield (
                f"“{alias.spelling}”, an alias of “{alias.entity.name}”, "
                f"has the key “{alias.key}” and should have “{key}”."
            )


def find_twins() -> Iterator[str]:
    """Yield a sentence for each alias with a wrong key, where another alias has the right one."""
    for alias, _key, twin in _wrong_keys(_aliases().iterator()):
        if twin:
            yield (
                f"“{alias.spelling}” and “{twin.spelling}”, aliases of “{alias.entity.name}”, "
                "count as one spelling: delete one of them in the admin."
            )


def repair_keys() -> int:
    """Give aliases the keys of their spellings. Keeps an id in memory for each such entity."""
    entities = {alias.entity_id for alias, _key, _twin in _wrong_keys(_aliases().iterator())}
    return sum(map(_rewrite, in_batches(sorted(entities))))


def _rewrite(entities: list[int]) -> int:
    """Rewrite the keys of these entities' aliases; return how many.

    Wrong keys make room first, lest one of them be in another's way.
    """
    aliases = _aliases().filter(entity__in=entities).select_for_update(of=["self"])
    wrong = list(_wrong_keys(aliases))
    rows = Alias.objects.filter(pk__in=[alias.pk for alias, _key, _twin in wrong])
    rows.update(key=Concat(Value(NO_KEY), Cast("pk", CharField())))
    free = [(alias, key) for alias, key, twin in wrong if not twin]
    for alias, key in free:
        alias.key = key
    return Alias.objects.bulk_update([alias for alias, _key in free], ["key"])


def _aliases() -> Iterable[Alias]:
    return Alias.objects.select_related("entity").order_by("entity_id", "pk")


def _wrong_keys(aliases: Iterable[Alias]) -> Iterator[WrongKey]:
    """Yield the aliases with wrong keys; those of an entity have to come together."""
    for _entity, group in groupby(aliases, key=attrgetter("entity_id")):
        keyed = [(alias, spelling_key(alias.spelling)) for alias in group]
        holders = {key: alias for alias, key in keyed if alias.key == key}
        for alias, key in keyed:
            if alias.key != key:
                yield WrongKey(alias, key, holders.get(key))
                holders.setdefault(key, alias)

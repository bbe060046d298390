"""Finding entities by words of what they are called, as pickers and lists do."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from events.models import Entity, EntityWord
from events.search.tokens import asked_tokens
from events.text import spelling_key, without_nul

# So many that fit are put in order; where more do, only so many of the most used are looked at.
MOST = 2_000
MOST_USED = 5_000
LOOKED_AT = 20
# Behind all that begins with some bytes: no text has this one.
BEHIND = b"\xff"


def entities_with(text: str, *, whole: bool = False) -> QuerySet[Entity]:
    """Return the entities that have all words of a text, of which the last may go on.

    whole: whether it may not. Where more than `MOST` have them, as with a letter or two, those
    among the `MOST_USED` most used. One or two queries now, and another when they are read. A text
    without any word fits all.
    """
    words = [Q(word__gte=word, word__lt=end) for word, end in asked_words(text, whole=whole)]
    if not words:
        return Entity.objects.all()
    found = ids_with(words, EntityWord.objects.all(), MOST + 1)
    if len(found) > MOST:
        used = Entity.objects.order_by("-event_count", "name").values("pk")[:MOST_USED]
        found = ids_with(words, EntityWord.objects.filter(entity__in=used))
    return Entity.objects.filter(pk__among=found)


def ids_with(words: list[Q], among: QuerySet[EntityWord], most: int | None = None) -> list[int]:
    """Return the ids of the entities that have all of one or more words, `most` of them at most.

    among: the words of those that count.
    """
    first, *others = (among.filter(word).values_list("entity", flat=True) for word in words)
    return list((first.intersection(*others) if others else first.distinct())[:most])


def meanings(spelling: str) -> list[Entity]:
    """Return the entities that are called so, by name, label or another spelling: 3 or 4 queries.

    Of those with the name or label only the shortest names are looked at: it is among them.
    """
    key = spelling_key(spelling.strip())
    if not key:
        return []
    called = entities_with(spelling, whole=True).order_by(Length("name"), "pk")[:LOOKED_AT]
    named = [e for e in called if key in {spelling_key(e.name), spelling_key(e.label)}]
    spelt = Entity.objects.filter(aliases__key=key)
    return list({entity.pk: entity for entity in (*named, *spelt)}.values())


def asked_words(text: str, *, whole: bool) -> list[tuple[bytes, bytes]]:
    """Return, for each word asked for, between which bytes the words that fit it lie.

    whole: whether those that begin with the last one do not fit.
    """
    words: list[str] = []
    for part in without_nul(text).split():
        words += asked_tokens(part)[0]
    bounds = [(word.encode(), word.encode() + b"\0") for word in words]
    if bounds and not whole:
        last = words[-1].encode()
        bounds[-1] = (last, last + BEHIND)
    return list(dict.fromkeys(bounds))

"""Finding entities by words of what they are called, as pickers and lists do."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from events.models import Entity, EntityWord
from events.search.tokens import asked_tokens
from events.text import spelling_key

# So many that fit are put in order; where more do, only so many of the most used are looked at.
MOST = 2_000
MOST_USED = 20_000
LOOKED_AT = 20
# Behind all that begins with some bytes: no text has this one.
BEHIND = b"\xff"


def entities_with(text: str) -> QuerySet[Entity]:
    """Return the entities that have all words of a text, of which the last may go on.

    Where more than `MOST` have them, as with a letter or two, those among the `MOST_USED` most
    used. One query now, and another when they are read. A text without any word fits all.
    """
    conditions = [Q(word__gte=word, word__lt=end) for word, end in asked_words(text)]
    if not conditions:
        return Entity.objects.all()
    first, *others = (EntityWord.objects.filter(one).values("entity") for one in conditions)
    fitting = first.intersection(*others) if others else first.distinct()
    found = [row["entity"] for row in fitting[: MOST + 1]]
    if len(found) <= MOST:
        return Entity.objects.filter(pk__in=found)
    used = Entity.objects.order_by("-event_count", "name").values("pk")[:MOST_USED]
    own = EntityWord.objects.filter(entity=OuterRef("pk"))
    return Entity.objects.filter(*(Exists(own.filter(one)) for one in conditions), pk__in=used)


def meanings(spelling: str) -> list[Entity]:
    """Return the entities that are called so, by name, label or another spelling: three queries.

    Of those with the name or label only the shortest names are looked at: it is among them.
    """
    key = spelling_key(spelling.strip())
    if not key:
        return []
    called = entities_with(spelling).order_by(Length("name"), "pk")[:LOOKED_AT]
    named = [e for e in called if key in {spelling_key(e.name), spelling_key(e.label)}]
    spelt = Entity.objects.filter(aliases__key=key)
    return list({entity.pk: entity for entity in (*named, *spelt)}.values())


def asked_words(text: str) -> list[tuple[bytes, bytes]]:
    """Return, for each word asked for, between which bytes the words that fit it lie."""
    words: list[str] = []
    for part in text.replace("\0", "").split():
        words += asked_tokens(part)[0]
    bounds = [(word.encode(), word.encode() + b"\0") for word in words]
    if bounds:
        last = words[-1].encode()
        bounds[-1] = (last, last + BEHIND)
    return list(dict.fromkeys(bounds))

"""Taking a text down for good: out of an event, or an entity's names, and all that remembers it.

It is the one thing that is meant to be lost: there is no undo, and old addresses that say the text
lead nowhere. What stays is that it was done, by whom and why.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from events.models import Alias, Entity, Event, EventFile, Operation, Redirect, Takedown
from events.models.history import unrecorded
from events.models.settling import about_to_change, settled

from .places import places_of_entity, places_of_event
from .words import Finding, Place, Words, findings


def find(event: int, words: Words) -> list[Finding]:
    """Return every place where the words stand of an event (id, also of a deleted one)."""
    return findings(places_of_event(event), words)


def find_as_name(entity: int, words: Words) -> list[Finding]:
    """Return every place where the words stand as a name of an entity (id)."""
    return findings(places_of_entity(entity, words), words)


def take_down(
    event: int, words: Words, reason: str, editor: AbstractBaseUser | None
) -> Takedown | None:
    """Purge the words wherever `find` finds them, all or nothing; None if that is nowhere."""
    with settled(), unrecorded():
        about_to_change([event])
        stored = Event.objects.filter(pk=event).first()
        short_id = stored.short_id if stored else ""
        done = Takedown(event=stored, short_id=short_id, reason=reason, editor=editor)
        return _purge(places_of_event(event), words, stored, done)


def take_name_down(
    entity: int, words: Words, reason: str, editor: AbstractBaseUser | None
) -> Takedown | None:
    """Purge the words wherever `find_as_name` finds them, as `take_down` does."""
    with settled(), unrecorded():
        stored = Entity.objects.get(pk=entity)
        done = Takedown(entity=stored, reason=reason, editor=editor)
        return _purge(places_of_entity(entity, words), words, stored, done)


def _purge(
    places: list[Place], words: Words, stored: Event | Entity | None, done: Takedown
) -> Takedown | None:
    """Purge the words in these places, those of the row itself first; keep that it was done."""
    found = [hit for place in places for hit in place.found(words)]
    if not found:
        return None
    done.places = dict(Counter(row._meta.model_name for row, _column, _purged in found))
    if stored:
        _rewrite(stored, {column: new for row, column, new in found if row == stored})
    for row, column, purged in found:
        if row != stored:
            _write(row, column, purged, stored)
    done.save()
    return done


def _rewrite(stored: Event | Entity, columns: dict[str, Any]) -> None:
    """Save the row without the words, also if it held none: open forms are stale by now.

    No old address leads to it that says them; a new slug is made of the title or name.
    """
    gone = stored.address if columns.pop("slug", None) else ""
    for name, value in columns.items():
        setattr(stored, name, value)
    if isinstance(stored, Entity):
        stored.name = _free_name(stored)
    if gone:
        stored.slug = ""
    stored.save()
    Redirect.objects.filter(path=gone).delete()


def _free_name(entity: Entity) -> str:
    """Return its name, with a number in brackets where another entity is called so."""
    names = (f"{entity.name} ({number})" if number else entity.name for number in count())
    others = Entity.objects.exclude(pk=entity.pk)
    return next(name for name in names if not others.filter(name=name).exists())


def _write(row: models.Model, column: str, purged: Any, stored: Event | Entity | None) -> None:
    """Write a column without the words; what would be of no use without them goes."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    if isinstance(row, Redirect):
        rows.delete()
    elif isinstance(row, Alias):
        row.delete()
    elif isinstance(row, Event):
        setattr(row, column, purged)
        row.save(update_fields=[column])
    elif isinstance(row, Operation) and column == "changes":
        rows.update(changes={})
    elif isinstance(row, EventFile) and column == "path":
        rows.update(path=_free_path(row, stored))
    else:
        longest = getattr(row._meta.get_field(column), "max_length", None)
        rows.update(**{column: purged[:longest] if longest else purged})


def _free_path(file: EventFile, event: Event) -> str:
    """Return a path for a file that is named as the event is now: lists lead there, too."""
    folder, slash, _name = file.path.rpartition("/")
    path = f"{folder}{slash}{event.slug}.md"
    taken = EventFile.objects.filter(path=path).exists()
    return f"{folder}{slash}{event.slug}-{file.pk}.md" if taken else path

"""Knowing events that were written here, when an export of them is imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from events.bulk import in_batches
from events.models import Event, Origin

from .grammar import EventFile
from .identity import Matches
from .records import Known
from .wording import STYLES, event_words


def returning(events: Iterable[Known]) -> Matches:
    """Return {event: its id} for those whose file says just what an export says of one from here.

    Another event of that date and title is not the same: it would lose what it says.
    """
    if not Event.objects.filter(origin=Origin.DESK).exists():
        return {}
    told = [known for known in events if known.tellings]
    return {known: pk for batch in in_batches(told) for known, pk in _returning(batch)}


def _returning(batch: list[Known]) -> Iterator[tuple[Known, int]]:
    rows = Event.objects.filter(origin=Origin.DESK, date__in={known.date for known in batch})
    here = {
        (event.date, event.title): event
        for event in rows.select_related("lead").prefetch_related("citations__source")
    }
    for known in batch:
        event = here.get((known.date, known.title))
        if event and _without_related(known.tellings[0].said) in _exported(event):
            yield known, event.pk


def _exported(event: Event) -> list[EventFile]:
    return [_without_related(event_words(event, style)) for style in STYLES.values()]


def _without_related(words: EventFile) -> EventFile:
    """Return what a file says but for its Related list, and how that is headed."""
    form = replace(words.form, related=EventFile(words.date, "").form.related)
    return replace(words, related=(), form=form)

"""Finding events by what is said of them, and by what they are tagged with."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.http import Http404

from .documents import ENTITY, place_of
from .engines import engine
from .engines.asked import LATEST, Query

if TYPE_CHECKING:
    from events.models import Event
    from events.models.querysets import EventQuerySet

SLICE = 50


def together(entities: Sequence[int], before: str = "") -> EventQuerySet:
    """Return the newest public events that have all these entities (ids), newest first.

    Enough for one slice after the cursor `before` ("2004-08-09,2,123"), and one more to see
    whether there are more. One query now, and another one when it is read.

    Raises:
        Http404: if `before` is no cursor.
    """
    marks = tuple((f"{ENTITY}{pk}",) for pk in entities)
    query = Query(marks=marks, last=place_of_cursor(before) - 1 if before else LATEST)
    return at_places(engine().find(query, SLICE + 1, scored=False).places).newest_first()


def at_places(places: Sequence[int]) -> EventQuerySet:
    """Return the events that stand at these places of the index."""
    entries = apps.get_model("events", "SearchEntry").objects.filter(place__in=places)
    events = apps.get_model("events", "Event").objects
    return events.published().filter(pk__in=entries.values("event"))


def cursor_of(event: Event) -> str:
    """Return the place of an event in a list, newest first: "2004-08-09,2,123"."""
    return f"{event.date.isoformat()},{event.position},{event.pk}"


def place_of_cursor(cursor: str) -> int:
    """Return the place that a cursor names.

    Raises:
        Http404: if it names none.
    """
    try:
        day, position, pk = cursor.split(",")
        place = place_of(datetime.date.fromisoformat(day), int(position), int(pk))
    except ValueError as error:
        raise Http404 from error
    if not 0 < place <= LATEST:
        raise Http404
    return place

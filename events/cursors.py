"""Cursors: the place of an event in a list, newest first, as addresses carry it."""

from __future__ import annotations

import datetime

from django.http import Http404

from events.models import Event

LARGEST = 2**63 - 1  # what fits a database's integers


def cursor_of(event: Event) -> str:
    """Return the place of an event in a list: "2004-08-09,2,123"."""
    return f"{event.date.isoformat()},{event.position},{event.pk}"


def read_cursor(cursor: str) -> tuple[datetime.date, int, int]:
    """Return the date, the position in it and the id that a cursor names.

    Raises:
        Http404: if it is no cursor.
    """
    try:
        day, position, pk = cursor.split(",")
        date, place = datetime.date.fromisoformat(day), (int(position), int(pk))
    except ValueError as error:
        raise Http404 from error
    if not all(0 <= number <= LARGEST for number in place):
        raise Http404
    return date, *place

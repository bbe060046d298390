"""Which years have events, without counting them."""

from __future__ import annotations

import datetime

from django.db.models import Exists, Max, Min

from events.models import Event

MOST_YEARS = 400


def years_with_events(limit: int = MOST_YEARS) -> list[datetime.date]:
    """Return the first day of each year that has public events, newest first.

    Looks at the newest `limit` years only. Two queries, each a few steps in an index: counting,
    or asking for the distinct years, would read every event.
    """
    span = Event.objects.published().aggregate(first=Min("date"), last=Max("date"))
    if not span["last"]:
        return []
    oldest = max(span["first"].year, span["last"].year - limit + 1)
    years = range(span["last"].year, oldest - 1, -1)
    probes = {
        f"y{year}": Exists(Event.objects.published().filter(date__year=year)) for year in years
    }
    found = Event.objects.order_by().values(**probes)[:1].get()
    return [datetime.date(year, 1, 1) for year in years if found[f"y{year}"]]

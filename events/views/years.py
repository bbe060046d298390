"""Which years have events, without counting them."""

from __future__ import annotations

import datetime

from django.db.models import Exists

from events.models import Event

MOST_YEARS = 400


def years_with_events(limit: int = MOST_YEARS) -> list[datetime.date]:
    """Return the first day of each year that has public events, newest first.

    Looks at the newest `limit` years only. Three queries, each a few steps in an index: counting,
    or asking for the distinct years or for both ends at once, would read every event.
    """
    dates = Event.objects.published().values_list("date", flat=True)
    last, first = dates.order_by("-date").first(), dates.order_by("date").first()
    if not (first and last):
        return []
    years = range(last.year, max(first.year, last.year - limit + 1) - 1, -1)
    probes = {
        f"y{year}": Exists(Event.objects.published().filter(date__year=year)) for year in years
    }
    found = Event.objects.order_by().values(**probes)[:1].get()
    return [datetime.date(year, 1, 1) for year in years if found[f"y{year}"]]

"""Which years have events, without counting them."""

from __future__ import annotations

import datetime

from django.db import connection

from events.models import Event

FIRST_OF_YEAR = {
    "postgresql": "date_trunc('year', day)::date",
    "sqlite": "strftime('%%Y-01-01', day)",
}
# From the newest public date to the newest before its year, and so on: a step in the index for
# each year found. Distinct years, or counts, would read every event.
STEPS = """
WITH RECURSIVE step(day) AS (
    SELECT (SELECT date FROM ({public}) AS e ORDER BY date DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT date FROM ({public}) AS e WHERE date < {first} ORDER BY date DESC LIMIT 1)
    FROM step WHERE day IS NOT NULL
)
SELECT day FROM step WHERE day IS NOT NULL LIMIT %s
"""
MOST_YEARS = 10_000


def years_with_events(limit: int = MOST_YEARS) -> list[datetime.date]:
    """Return the first day of each year that has public events, newest first: one query."""
    public, values = Event.objects.published().values("date").query.sql_with_params()
    sql = STEPS.format(public=public, first=FIRST_OF_YEAR[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *values, limit])
        return [datetime.date(int(str(day)[:4]), 1, 1) for (day,) in cursor.fetchall()]

"""Dates as the database itself turns them: into numbers, and into the parts of addresses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func


class DayNumber(Func):
    """The number of a date, as `date.toordinal()` counts: 1 is the first day of the year 1."""

    arity = 1
    output_field = models.IntegerField()

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)"
        return self.as_sql(*args, template=template, **context)

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        template = "(%(expressions)s - DATE '0001-01-01' + 1)"
        return self.as_sql(*args, template=template, **context)


class MonthNumber(Func):
    """The number of the month of a day number: year * 12 + month - 1."""

    arity = 1
    output_field = models.IntegerField()

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        year, month = (f"strftime('%%%%{part}', %(expressions)s + 1721424.5)" for part in "Ym")
        return self.as_sql(*args, template=f"({year} * 12 + {month} - 1)", **context)

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        date = "DATE '0001-01-01' + (%(expressions)s - 1)"
        template = f"(EXTRACT(YEAR FROM {date}) * 12 + EXTRACT(MONTH FROM {date}) - 1)::integer"
        return self.as_sql(*args, template=template, **context)


class DatePath(Func):
    """A date as addresses have it: 2004/08/09."""

    arity = 1
    output_field = models.CharField()

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        template = "REPLACE(%(expressions)s, '-', '/')"
        return self.as_sql(*args, template=template, **context)

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        template = "to_char(%(expressions)s, 'YYYY/MM/DD')"
        return self.as_sql(*args, template=template, **context)


class Year(Func):
    """The year of a date. Django's own calls back into Python for each row on SQLite."""

    arity = 1
    output_field = models.IntegerField()

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(
            *args, template="CAST(SUBSTR(%(expressions)s, 1, 4) AS INTEGER)", **context
        )

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(*args, template="EXTRACT(YEAR FROM %(expressions)s)::integer", **context)

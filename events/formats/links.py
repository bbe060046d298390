"""Links to the pages of dates."""

from __future__ import annotations

import datetime

from django.urls import reverse

from .here import Here
from .parts import Tree


def day_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a day and where its page is."""
    return date_link(date, "day", 3, here)


def month_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a month and where its page is."""
    return date_link(date, "month", 2, here)


def year_link(date: datetime.date | None, here: Here) -> Tree | None:
    """Return a year and where its page is."""
    return date_link(date, "year", 1, here)


def this_day_link(date: datetime.date, here: Here) -> Tree:
    """Return a day of the calendar and where its page is."""
    url = reverse("events:on_this_day", args=[date.month, date.day])
    return {"date": f"{date:%m-%d}", "url": here.absolute(url)}


def date_link(date: datetime.date | None, page: str, length: int, here: Here) -> Tree | None:
    """Return the first `length` parts of a date and where their page is; None for no date."""
    if not date:
        return None
    url = reverse(f"events:{page}", args=[date.year, date.month, date.day][:length])
    return {"date": "-".join(date.isoformat().split("-")[:length]), "url": here.absolute(url)}

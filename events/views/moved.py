"""Redirects of things that have moved."""

from __future__ import annotations

import datetime

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse

# Merges are undone and names go back, so that even "for good" may be remembered for an hour only.
MOVED_MAX_AGE = 3600


# A script of another site follows a redirect to a machine format only if it may read this, too.
ANYONE = {"Access-Control-Allow-Origin": "*"}


class MovedPermanently(HttpResponseRedirectBase):
    """301, remembered for an hour."""

    status_code = 301

    def __init__(self, url: str) -> None:
        super().__init__(url, headers={"Cache-Control": f"max-age={MOVED_MAX_AGE}", **ANYONE})


def moved(url: str, *, for_good: bool = True) -> HttpResponseRedirectBase:
    """Return the redirect to `url`, permanent or not."""
    return MovedPermanently(url) if for_good else HttpResponseRedirect(url, headers=ANYONE)


def day_url(date: datetime.date) -> str:
    """Return the address of a day page."""
    return reverse("events:day", args=[date.year, date.month, date.day])


def this_day_url(date: datetime.date) -> str:
    """Return the address of a day through the years."""
    return reverse("events:on_this_day", args=[date.month, date.day])

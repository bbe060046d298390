"""What lives at an address of this site, whether readers may see it or not."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import Resolver404, resolve

from events.addresses import make_date


def is_living(path: str) -> bool:
    """Say whether a page of this site has the address `path`, in its own form. One query at most.

    A draft's address counts, too: it is not free for others. A day, month or year lives by the
    public events it has.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return False
    rows = ROWS.get(match.url_name) if match.app_name == "events" else None
    return rows is None or rows(**match.kwargs).exists()


def thing_at(path: str) -> Model | datetime.date | None:
    """Return what has the address `path`, in its own form: a row, or a day's date. One query."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.app_name != "events" or match.url_name not in THINGS:
        return None
    if match.url_name == "day":
        return make_date(**match.kwargs)
    return ROWS[match.url_name](**match.kwargs).first()


def is_free_form(path: str) -> bool:
    """Say whether `path` is an address for long-form pages: nothing else has it by its form."""
    match = resolve(path)
    return match.app_name == "events" and match.url_name == "page"


def _all(model: str) -> QuerySet:
    return apps.get_model("events", model)._default_manager.all()


def _with_date(events: QuerySet, year: int, month: int, day: int) -> QuerySet:
    date = make_date(year, month, day)
    return events.filter(date=date) if date else events.none()


# By the name of its pattern, what makes an address living; those of other patterns always are.
ROWS: dict[str, Callable[..., QuerySet]] = {
    "year": lambda year: _all("Event").published().filter(date__year=year),
    "month": lambda year, month: (
        _all("Event").published().filter(date__year=year, date__month=month)
    ),
    "day": lambda **date: _with_date(_all("Event").published(), **date),
    "event": lambda slug, **date: _with_date(_all("Event").filter(slug=slug), **date),
    "short": lambda short_id: _all("Event").filter(short_id=short_id),
    "entity": lambda slug: _all("Entity").filter(slug=slug),
    "source": lambda slug: _all("Source").filter(slug=slug),
    "page": lambda path: _all("Page").filter(path=f"/{path}"),
}
# The patterns whose addresses are each of one thing.
THINGS = {"day", "event", "short", "entity", "source", "page"}

"""How the desk's lists print things."""

from __future__ import annotations

import datetime
from calendar import monthrange
from itertools import takewhile
from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event

register = template.Library()

PARTS = ("date__year", "date__month", "date__day")
FORMATS = ("Y", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")


@register.inclusion_tag("admin/date_hierarchy.html")
def date_steps(cl: ChangeList) -> dict[str, Any]:
    """Offer the years, months or days below the chosen ones, and the way back.

    Django's own reads all events to leave out those without any; this knows the first and the
    last one. Two queries.
    """
    parts = takewhile(lambda part: part in cl.params, PARTS)
    chosen = [int(cl.params[part]) for part in parts]
    steps = [step_to(cl, [*chosen, number]) for number in numbers_below(chosen)]
    return {"show": True, "back": back_of(cl, chosen), "choices": steps}


def numbers_below(chosen: list[int]) -> range:
    """Return the years there are events in, the months of a year, or the days of a month."""
    if len(chosen) == 1:
        return range(1, 13)
    if len(chosen) == 2:
        return range(1, monthrange(*chosen)[1] + 1)
    dates = Event.objects.order_by("-date", "position", "pk").values_list("date", flat=True)
    last, first = dates.first(), dates.last()
    return range(first.year, last.year + 1) if first and not chosen else range(0)


def back_of(cl: ChangeList, chosen: list[int]) -> dict[str, str] | None:
    """Return the link to what lies one step above."""
    if not chosen:
        return None
    if len(chosen) == 1:
        return {"link": cl.get_query_string(remove=["date__"]), "title": _("All dates")}
    return step_to(cl, chosen[:-1])


def step_to(cl: ChangeList, parts: list[int]) -> dict[str, str]:
    """Return the link to a year, month or day."""
    date = datetime.date(*[*parts, 1, 1][:3])
    address = dict(zip(PARTS, parts, strict=False))
    title = date_format(date, FORMATS[len(parts) - 1])
    return {"link": cl.get_query_string(address, ["date__"]), "title": title}

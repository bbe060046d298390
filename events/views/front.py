"""Ways into the chronicle: the latest days, all years, and what happened on this day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from events.addresses import FORMATS, format_address, make_date
from events.chronology import (
    bring_events,
    counted_years,
    days_with_first,
    events_of,
    next_day,
    previous_day,
    through_years,
)
from events.cursors import cursor_of
from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event
from events.models.querysets import EventQuerySet
from events.related import public_total
from events.text import short_date

from .calendars import year_bars
from .following import ListMixin
from .formats import FormatsMixin, error_response
from .forms import JumpForm
from .moved import day_url, moved, this_day_url

FRONT_DAYS = 3
FRONT_EVENTS = 20
FRONT_ANNIVERSARIES = 4
# Of each year so many events, and of so many years, on one page.
FEW = 5
YEARS = 60
LEAP_YEAR = 2000  # has all days there are

Thing = TypeVar("Thing")


class FrontView(ListMixin, TemplateView):
    """The latest days that have events, today at most unless all of them lie ahead.

    The page shows the first events of each day, and some of other years; its formats show all.
    """

    template_name = "events/front.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dates, ahead, older = front_days()
        counts = counted_years()
        return super().get_context_data(
            dates=dates, ahead=ahead, older=older, counts=counts, **self.shown(dates, counts)
        )

    def shown(self, dates: list[datetime.date], counts: Mapping[int, int]) -> dict[str, Any]:
        """Return what only the page itself shows: three queries."""
        if self.format:
            return {}
        today = timezone.localdate()
        past = through_years(today.month, today.day, (y for y in counts if y < today.year))
        found = days_with_first([*dates, *past], FRONT_EVENTS)
        days = [day for day in found if day.date in dates]
        this_day = spread([day for day in found if day.date in past], FRONT_ANNIVERSARIES)
        this_day = [replace(day, first=day.first[:1]) for day in this_day]
        bring_events([*days, *this_day], Event.objects.published().for_cards())
        return {"days": days, "this_day": this_day, "today": today, "years": year_bars(counts)}

    def listed(self) -> EventQuerySet:
        return Event.objects.published().filter(date__lte=timezone.localdate())

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.front(events_of(context.get("days", [])), self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        public = Event.objects.published().filter(date__in=context["dates"])
        events = list(public.newest_first().for_cards())
        older = cursor_of(events[-1]) if context["older"] else ""
        ahead, counts, count = context["ahead"], context["counts"], public_total()
        return trees.front(events, ahead, counts, self.here, count=count, older=older)

    def legacy_text(self) -> str:
        return markdown.front(front_days()[0]) or "\n"


class YearsView(FormatsMixin, TemplateView):
    """All years that have events; with `?date=`, the jump to that day."""

    template_name = "events/years.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = JumpForm(request.GET if "date" in request.GET else None)
        if form.is_valid():
            if day := previous_day(form.cleaned_data["date"]):
                suffix = self.format if self.suffixed else ""
                return moved(format_address(day_url(day), suffix), for_good=False)
            form.add_error("date", _("The chronicle begins after this day."))
        if form.errors and self.format:
            return error_response(request, 400, _("This cannot be asked."), fields=form.errors)
        counts = counted_years()
        context = self.get_context_data(form=form, counts=counts, years=year_bars(counts))
        return self.render_to_response(context)

    def make_head(self, context: dict[str, Any]) -> Head:
        return Head(_("All years"), self.here.page())

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return trees.years(context["counts"], self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.years(context["counts"])


class OnThisDayView(FormatsMixin, TemplateView):
    """A day of the calendar through the years: of each year the first few events.

    It is there whether it has events or not, so that every day leads to the one before and after.
    """

    template_name = "events/on_this_day.html"
    own_query = ("before",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = make_date(LEAP_YEAR, self.kwargs["month"], self.kwargs["day"])
        if not day:
            raise Http404
        before = self.asked_year()
        years = [year for year in counted_years() if year < before]
        found = days_with_first(through_years(day.month, day.day, years), FEW)
        days, older = found[:YEARS], found[YEARS:]
        bring_events(days, Event.objects.published().for_cards())
        return super().get_context_data(
            this_day=day,
            days=days,
            is_first=before > datetime.MAXYEAR,
            older=f"{days[-1].date.year:04d}" if older else "",
            previous_day=around(day, -1),
            next_day=around(day, 1),
            **kwargs,
        )

    def asked_year(self) -> int:
        """Return the year before which to begin.

        Raises:
            Http404: if what is asked is no year.
        """
        before = self.request.GET.get("before", "")
        if before and not (before.isdecimal() and len(before) == 4):
            raise Http404
        return int(before or datetime.MAXYEAR + 1)

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.on_this_day(
            short_date(context["this_day"]), events_of(context["days"]), self.here
        )

    def make_tree(self, context: dict[str, Any]) -> Tree:
        earlier, later = context["previous_day"], context["next_day"]
        older = self.here.after(context["older"])
        return trees.on_this_day(
            context["this_day"], context["days"], (earlier, later), self.here, older
        )

    def make_markdown(self, context: dict[str, Any]) -> str:
        events = events_of(context["days"])
        older = self.here.after(context["older"])
        return markdown.events(f"{context['this_day']:%m-%d}", events, older=older)


class TodayView(View):
    """Leads to what happened on the day that today is."""

    formats = FORMATS

    def get(self, request: HttpRequest, format: str = "") -> HttpResponse:
        return moved(format_address(this_day_url(timezone.localdate()), format), for_good=False)


def front_days() -> tuple[list[datetime.date], datetime.date | None, bool]:
    """Return the days of the front page, newest first, the next day ahead, and if more are older.

    Two queries.
    """
    today = timezone.localdate()
    past = Event.objects.published().filter(date__lte=today).order_by("-date")
    days = list(past.values_list("date", flat=True).distinct()[: FRONT_DAYS + 1])
    ahead = next_day(today)
    if not days and ahead:
        return [ahead], None, False
    return days[:FRONT_DAYS], ahead, len(days) > FRONT_DAYS


def spread(things: Sequence[Thing], number: int) -> list[Thing]:
    """Return so many of these things, as evenly as they go, the first and the last among them."""
    if len(things) <= number:
        return list(things)
    return [things[place * (len(things) - 1) // (number - 1)] for place in range(number)]


def around(day: datetime.date, days: int) -> datetime.date:
    """Return the day of a leap year so many days on; the last is followed by the first."""
    return (day + datetime.timedelta(days)).replace(year=LEAP_YEAR)

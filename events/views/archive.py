"""The chronicle by date: front page, years, months, days."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DayArchiveView, MonthArchiveView, TemplateView, YearArchiveView

from events.addresses import FORMATS, format_address, make_date
from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event
from events.models.querysets import EventQuerySet
from events.related import public_total

from .calendars import weekday_names, year_calendar
from .following import ListMixin
from .formats import FormatsMixin, error_response
from .forms import JumpForm
from .lists import cursor_of, slice_of
from .moved import day_url, moved
from .years import years_with_events

FRONT_DAYS = 3
FRONT_YEARS = 12


class FrontView(ListMixin, TemplateView):
    """The latest days that have events, today at most unless all of them lie ahead."""

    template_name = "events/front.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        public = Event.objects.published()
        days, ahead, older = front_days(public)
        events = public.filter(date__in=days).newest_first().for_cards()
        years = years_with_events(limit=FRONT_YEARS)
        return super().get_context_data(
            events=events, ahead=ahead, years=years, older=older, **kwargs
        )

    def listed(self) -> EventQuerySet:
        return Event.objects.published().filter(date__lte=timezone.localdate())

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.front(context["events"], self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        events = list(context["events"])
        older = cursor_of(events[-1]) if context["older"] else ""
        ahead, years, count = context["ahead"], context["years"], public_total()
        return trees.front(events, ahead, years, self.here, count=count, older=older)

    def legacy_text(self) -> str:
        return markdown.front(front_days(Event.objects.published())[0]) or "\n"


class YearsView(FormatsMixin, TemplateView):
    """All years that have events; with `?date=`, the jump to that day."""

    template_name = "events/years.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = JumpForm(request.GET if "date" in request.GET else None)
        if form.is_valid():
            if day := previous_day(Event.objects.published(), form.cleaned_data["date"]):
                suffix = self.format if self.suffixed else ""
                return moved(format_address(day_url(day), suffix), for_good=False)
            form.add_error("date", _("The chronicle begins after this day."))
        if form.errors and self.format:
            return error_response(request, 400, _("This cannot be asked."), fields=form.errors)
        context = self.get_context_data(form=form, years=years_with_events())
        return self.render_to_response(context)

    def make_head(self, context: dict[str, Any]) -> Head:
        return Head(_("All years"), self.here.page())

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return trees.years(context["years"], self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.years(context["years"])


class PublicEventsMixin(ListMixin):
    """What the archives by date share: public events of the past and the days to come."""

    date_field = "date"
    month_format = "%m"
    allow_future = True
    context_object_name = "events"

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.published().order_by("date", "position", "pk")

    def get_year(self) -> str:
        """Return the year as the views parse it: with four digits."""
        return f"{self.kwargs['year']:04d}"

    def get_dated_items(self) -> Any:
        try:
            return super().get_dated_items()
        except OverflowError as error:  # the last day there is has no next one
            raise Http404 from error


class YearView(PublicEventsMixin, YearArchiveView):
    """Twelve months with the days that have events, counted."""

    template_name = "events/year.html"
    formats = FORMATS | {"csv"}
    own_query = ("before",)

    def get_dated_items(self) -> Any:
        first = make_date(self.get_year(), 1, 1)
        if not first:
            raise Http404
        days = self.get_queryset().filter(date__year=first.year).order_by("date")
        counts = dict(days.values_list("date").annotate(Count("pk")))
        if not counts:
            raise Http404
        months = year_calendar(first.year, counts)
        return (
            months,
            [],
            {
                "months": months,
                "weekdays": weekday_names(),
                "year": first,
                "count": sum(counts.values()),
                "counts": counts,
                "previous_year": self.get_previous_year(first),
                "next_year": self.get_next_year(first),
            },
        )

    def listed(self) -> EventQuerySet:
        return Event.objects.published().filter(date__year=self.kwargs["year"])

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.year(context["year"], self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        first, around = context["year"], (context["previous_year"], context["next_year"])
        some = slice_of(self.listed(), self.request.GET.get("before", ""), cards=False)
        return trees.year(first, context["counts"], around, self.here, some.events, some.older)

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.year(context["year"], context["counts"])


class MonthView(PublicEventsMixin, MonthArchiveView):
    """The titles of a month, day by day."""

    template_name = "events/month.html"
    formats = FORMATS | {"csv"}

    def get_queryset(self) -> EventQuerySet:
        return super().get_queryset().briefly()

    def get_date_list(self, queryset: EventQuerySet, **kwargs: Any) -> list[datetime.date]:
        return sorted({event.date for event in queryset})

    def listed(self) -> EventQuerySet:
        year, month = self.kwargs["year"], self.kwargs["month"]
        return Event.objects.published().filter(date__year=year, date__month=month)

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.month(context["month"], context["events"], self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        around = context["previous_month"], context["next_month"]
        return trees.month(context["month"], context["events"], around, self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        title = context["month"].isoformat()[:7]
        return markdown.events(title, context["events"], contexts=False)


class DayView(PublicEventsMixin, DayArchiveView):
    """All events of a date."""

    template_name = "events/day.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if self.format:
                raise
            return self.nothing(request)

    def nothing(self, request: HttpRequest) -> HttpResponse:
        """Answer 404 with the nearest days that have events."""
        date = make_date(**self.kwargs)
        if not date:
            raise Http404
        public = Event.objects.published()
        near = {"previous_day": previous_day(public, date), "next_day": next_day(public, date)}
        return render(request, "events/empty_day.html", {"day": date, **near}, status=404)

    def get_previous_month(self, date: datetime.date) -> None:
        """Save a query: a day leads to days only."""

    def get_next_month(self, date: datetime.date) -> None:
        """Save a query."""

    def get_dated_items(self) -> Any:
        dates, events, context = super().get_dated_items()
        prefetch_related_objects(events, "lead", "entities")
        return dates, events, context

    def listed(self) -> EventQuerySet:
        return Event.objects.published().filter(date=make_date(**self.kwargs))

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.day(context["day"], context["events"], self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        around = context["previous_day"], context["next_day"]
        return trees.day(context["day"], context["events"], around, self.here)

    def legacy_text(self) -> str:
        date = make_date(**self.kwargs)
        return markdown.day(date) if date else ""


def front_days(
    public: EventQuerySet,
) -> tuple[list[datetime.date], datetime.date | None, bool]:
    """Return the days of the front page, newest first, the next day ahead, and if more are older.

    Two queries.
    """
    today = timezone.localdate()
    dates = public.filter(date__lte=today).order_by("-date").values_list("date", flat=True)
    days = list(dates.distinct()[: FRONT_DAYS + 1])
    ahead = next_day(public, today)
    if not days and ahead:
        return [ahead], None, False
    return days[:FRONT_DAYS], ahead, len(days) > FRONT_DAYS


def previous_day(events: EventQuerySet, date: datetime.date) -> datetime.date | None:
    """Return the last date of these events up to `date`."""
    days = events.filter(date__lte=date).order_by("-date")
    return days.values_list("date", flat=True).first()


def next_day(events: EventQuerySet, date: datetime.date) -> datetime.date | None:
    """Return the first date of these events after `date`."""
    days = events.filter(date__gt=date).order_by("date")
    return days.values_list("date", flat=True).first()

"""The chronicle by date: a year, a month, a day."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import DayArchiveView, MonthArchiveView, YearArchiveView

from events.addresses import FORMATS, make_date
from events.chronology import (
    bring_events,
    counted_days,
    days_of_month,
    days_with_first,
    events_of,
    leading_entities,
    months_of,
    next_day,
    previous_day,
)
from events.formats import heads, markdown, parts, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Event
from events.models.querysets import EventQuerySet

from .calendars import month_calendar, weekday_names, year_calendar
from .following import ListMixin
from .lists import slice_of

# A month shows so many titles of each day.
FEW = 8


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
    """The months of a year with what led them, and twelve calendars of its days."""

    template_name = "events/year.html"
    formats = FORMATS | {"csv"}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.own_query = ("before",) if self.format else ()

    def get_dated_items(self) -> Any:
        first = make_date(self.get_year(), 1, 1)
        counts = counted_days(first.year) if first else {}
        if not counts:
            raise Http404
        context = {
            "year": first,
            "count": sum(counts.values()),
            "counts": counts,
            "leading": leading_entities(months_of(counts)),
            "previous_year": self.get_previous_year(first),
            "next_year": self.get_next_year(first),
        }
        return list(counts), [], context

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        months = year_calendar(context["year"].year, context["counts"], context["leading"])
        return {**context, "months": months, "weekdays": weekday_names()}

    def listed(self) -> EventQuerySet:
        return Event.objects.published().filter(date__year=self.kwargs["year"])

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.year(context["year"], self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        first, around = context["year"], (context["previous_year"], context["next_year"])
        some = slice_of(self.listed(), self.request.GET.get("before", ""), cards=False)
        after = self.here.after(some.older)
        events = trees.listing(
            some.events, self.here, count=context["count"], older=after, part=parts.event_brief
        )
        return trees.year(
            first, around, self.here, events, counts=context["counts"], leading=context["leading"]
        )

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.year(context["year"], context["counts"])


class MonthView(PublicEventsMixin, MonthArchiveView):
    """A month as a calendar, and the first titles of each day; its formats have all."""

    template_name = "events/month.html"
    formats = FORMATS | {"csv"}

    def get_queryset(self) -> EventQuerySet:
        return super().get_queryset().briefly()

    def get_dated_items(self) -> Any:
        """Return for the page itself the days only, for the formats the events."""
        if self.format:
            return super().get_dated_items()
        first = make_date(self.get_year(), self.get_month(), 1)
        days = days_with_first(days_of_month(first), FEW) if first else []
        if not days:
            raise Http404
        bring_events(days, self.get_queryset())
        context = {
            "month": first,
            "days": days[::-1],
            "calendar": month_calendar(first, {day.date: day.number for day in days}),
            "weekdays": weekday_names(),
            "previous_month": self.get_previous_month(first),
            "next_month": self.get_next_month(first),
        }
        return [day.date for day in days], events_of(days[::-1]), context

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
        near = {"previous_day": previous_day(date), "next_day": next_day(date)}
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

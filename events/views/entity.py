"""Entities and sources: what they are, when they were in the news, and their events."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import DetailView, View

from events.chronology import activity, days_of_month
from events.company import NEWEST, companions, together_url
from events.formats import heads, markdown, subjects
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Citation, Entity, Event, Source
from events.models.querysets import EventQuerySet

from .charts import make_chart
from .events_of import EventsOfMixin
from .lists import SLICE, Slice, slice_of
from .together import TogetherView


class SubjectView(EventsOfMixin, DetailView):
    """An entity or a source: how much of it when, and its events."""

    months: dict[datetime.date, int]

    def listed(self) -> EventQuerySet:
        return self.object.public_events()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.months = activity(self.object)
        if not self.months:
            raise Http404(f"no public event has {self.object.slug}")
        chart, number = make_chart(self.months), sum(self.months.values())
        return super().get_context_data(months=self.months, chart=chart, number=number, **kwargs)


class EntityView(SubjectView):
    """An entity, its other spellings, with whom it appears, and its events."""

    model = Entity
    template_name = "events/entity.html"

    def get_queryset(self) -> QuerySet:
        """Let the entity carry the dates of its first and its last public event."""
        events = Event.objects.published().tagged(OuterRef("pk"))
        ends = {"first_day": events.order_by("day"), "last_day": events.order_by("-day")}
        days = {name: Subquery(some.values("date")[:1]) for name, some in ends.items()}
        return super().get_queryset().annotate(**days)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entity = self.object
        printed = {str(entity), entity.name}
        spellings = [
            alias.spelling for alias in entity.aliases.all() if alias.spelling not in printed
        ]
        company = [(other, together_url([entity, other])) for other in companions(entity)]
        return super().get_context_data(
            spellings=spellings, company=company, newest=NEWEST, **kwargs
        )

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.entity(self.object, context["slice"].events, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        events = self.list_tree(context, context["number"])
        return subjects.entity(
            self.object,
            events,
            self.here,
            spellings=context["spellings"],
            months=context["months"],
            company=context["company"],
        )

    def make_markdown(self, context: dict[str, Any]) -> str:
        spellings = "".join(f"- {spelling}\n" for spelling in context["spellings"])
        said = [spellings, self.object.description, markdown.company(context["company"])]
        return self.list_markdown(context, str(self.object), said)


class NamedView(View):
    """The page of an entity; where none has this slug, that of those which it names together."""

    formats = EntityView.formats

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug = kwargs["slug"]
        together = "+" in slug and not Entity.objects.filter(slug=slug).exists()
        view = TogetherView if together else EntityView
        return view.as_view()(request, *args, **kwargs)


class SourceView(SubjectView):
    """A publication, and the events that cite it."""

    model = Source
    template_name = "events/source.html"

    def listed(self) -> EventQuerySet:
        return self.citing_between(datetime.date.min, datetime.date.max)

    def part_at(self, before: str, size: int | None = None) -> Slice:
        """Return a part of its events, looked for from a month on that leaves enough for it."""
        first = far_enough(self.months, before[:7], size or SLICE)
        return slice_of(self.citing_between(first, datetime.date.max), before, size=size)

    def cursor_at(self, before: str, number: int) -> str:
        """Return the cursor after so many events; of fewer, none has to be looked for."""
        fewer = sum(self.months.values()) <= number
        return "" if fewer else super().cursor_at(before, number)

    def citing_between(self, first: datetime.date, last: datetime.date) -> EventQuerySet:
        """Return the public events of these dates that cite it, each event asked by itself.

        Of a source with many citations that is less work than to bring them all.
        """
        events = Event.objects.published().filter(date__range=(first, last))
        # The sum keeps databases from looking up all citations of the source, for each event.
        cited = Citation.objects.filter(event=OuterRef("pk")).annotate(cites=F("source") + 0)
        return events.filter(Exists(cited.filter(cites=self.object.pk)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        first, last = min(self.months), max(self.months)
        return {**context, "first_day": self.days_of(first)[0], "last_day": self.days_of(last)[-1]}

    def days_of(self, month: datetime.date) -> list[datetime.date]:
        """Return the dates of its events in a month, in order."""
        days = days_of_month(month)
        events = self.citing_between(days[0], days[-1])
        return sorted(events.order_by().values_list("date", flat=True))

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.source(self.object, context["slice"].events, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        events = self.list_tree(context, context["number"])
        ends = context["first_day"], context["last_day"]
        return subjects.source(self.object, events, self.here, ends, context["months"])

    def make_markdown(self, context: dict[str, Any]) -> str:
        return self.list_markdown(context, str(self.object), [self.object.homepage])


def far_enough(months: dict[datetime.date, int], before: str, size: int) -> datetime.date:
    """Return the month (by its first day) from which on there is a whole slice of this size.

    before: the month that a slice begins in, as cursors have it ("2004-08"); '' for the newest.
    """
    enough = 0
    for month in sorted(months, reverse=True):
        if not before or f"{month:%Y-%m}" < before:
            enough += months[month]
        if enough > size:
            return month
    return min(months)

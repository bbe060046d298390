"""What crawlers are told: sitemaps by year, the news of the last two days, robots.txt.

The index is made of stored counts and of few rows: no event is counted for it. A section has
further pages, `?p=2` and so on; years of very many events are split into months, and these into
days, so that crawlers need not read much again for a change.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from events.addresses import day_path, make_date
from events.formats.parts import changed_at, published_at
from events.models import DayCount, Entity, Event, Page, Source
from events.models.dates import DayNumber, MonthNumber
from events.models.event import Origin
from events.models.querysets import EventQuerySet

# With the longest names in the longest script, so many addresses are 33 MB: the limit is 50.
MOST = 10_000
DATES = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NEWS = datetime.timedelta(hours=48)
MOST_NEWS = 1_000
# Those not yet old enough to leave out are among the newest; no index knows their times.
NEWEST = 5_000
# Search engines know Chinese by these names.
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


class Section(NamedTuple):
    """Some dates with their events: "2004", "2004-08" or "2004-08-09"; when they last changed."""

    name: str
    number: int
    changed: datetime.datetime


class HouseSitemap(Sitemap):
    """A part of the site; `number` is how many addresses it has, where that is stored."""

    limit = MOST
    pages = Paginator
    number: int | None = None
    changed: datetime.datetime | None = None

    def get_latest_lastmod(self) -> datetime.datetime | None:
        return self.changed

    @property
    def paginator(self) -> Paginator:
        if self.number is not None:
            return Paginator(range(self.number), self.limit)
        return self.pages(self.items(), self.limit)


class EventsSitemap(HouseSitemap):
    """The public events of some dates."""

    def __init__(self, section: str) -> None:
        self.section = section

    def items(self) -> EventQuerySet:
        events = Event.objects.published().filter(date__range=span(self.section))
        told = events.only("date", "slug", "created_at", "updated_at", "publish_at")
        return told.order_by("date", "position", "pk")

    def lastmod(self, event: Event) -> datetime.datetime:
        return changed_at(event)


class DaysSitemap(HouseSitemap):
    """The pages of days."""

    def items(self) -> QuerySet[DayCount]:
        return public_days().order_by("date")

    def location(self, day: DayCount) -> str:
        return day_path(day.date)

    def lastmod(self, day: DayCount) -> datetime.datetime:
        return day.changed_at


class DatesSitemap(HouseSitemap):
    """The front page, and the pages of years and months."""

    def items(self) -> list[str]:
        months = [section.name.split("-") for section in month_sections()]
        years = dict.fromkeys(year for year, _month in months)
        return [
            reverse("events:front"),
            reverse("events:years"),
            *(reverse("events:year", args=[int(year)]) for year in years),
            *(reverse("events:month", args=[int(year), int(month)]) for year, month in months),
        ]

    def location(self, path: str) -> str:
        return path


class PagesSitemap(HouseSitemap):
    """The long-form pages."""

    def items(self) -> QuerySet[Page]:
        return Page.objects.only("path", "updated_at").order_by("pk")

    def lastmod(self, page: Page) -> datetime.datetime:
        return page.updated_at


class KeyPaginator(Paginator):
    """Pages of rows by ranges of their keys: none is counted, and a row keeps its page."""

    @cached_property
    def count(self) -> int:
        return self.object_list.model.objects.aggregate(Max("pk"))["pk__max"] or 0

    def page(self, number: int | str) -> PaginatorPage:
        number = self.validate_number(number)
        keys = (number - 1) * self.per_page + 1, number * self.per_page
        return self._get_page(self.object_list.filter(pk__range=keys), number, self)


class ThingsSitemap(HouseSitemap):
    """Entities or sources that have public events."""

    pages = KeyPaginator

    def __init__(self, model: type[Entity | Source], link: str) -> None:
        self.model, self.link = model, link

    def items(self) -> QuerySet:
        """Return those with published events, but none that have only some to come."""
        waiting = self.model.objects.filter(**{f"{self.link}__in": Event.objects.scheduled()})
        hidden = waiting.exclude(**{f"{self.link}__in": Event.objects.published()})
        counted = self.model.objects.filter(event_count__gt=0)
        return counted.exclude(pk__in=hidden.values("pk")).only("slug").order_by("pk")


class NewsSitemap(HouseSitemap):
    """The events that were made public here in the last two days; what was imported is no news."""

    limit = MOST_NEWS

    def items(self) -> list[Event]:
        since = timezone.now() - NEWS
        written = Event.objects.published().filter(origin=Origin.DESK)
        newest = Event.objects.order_by("-pk").values("pk")[:NEWEST]
        at_once = written.filter(publish_at=None, created_at__gte=since, pk__in=newest)
        events = [*at_once[:MOST_NEWS], *written.filter(publish_at__gte=since)[:MOST_NEWS]]
        return sorted(events, key=published_at, reverse=True)[:MOST_NEWS]

    def lastmod(self, event: Event) -> datetime.datetime:
        """Return what the news are dated by."""
        return published_at(event)


# --- Views


def index(request: HttpRequest) -> HttpResponse:
    """Answer with the index of all sitemaps."""
    sections, months = dict(things()), month_sections()
    sections["dates"].number = 2 + len(months) + len({month.name[:4] for month in months})
    for name, number, changed in dated_sections(months):
        sections[name] = EventsSitemap(name)
        sections[name].number, sections[name].changed = number, changed
    for sitemap in sections.values():
        sitemap.number = sitemap.paginator.count
    known = {name: sitemap for name, sitemap in sections.items() if sitemap.number}
    return views.index(request, known, sitemap_url_name="events:sitemap")


def section(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with a sitemap."""
    dates = span(section)
    sitemaps = {section: EventsSitemap(section)} if dates else dict(things())
    response = views.sitemap(request, sitemaps, section)
    if dates and not response.context_data["urlset"]:
        raise Http404(f"nothing is in section {section}")
    return response


def news(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap of what is new."""
    language = NEWS_LANGUAGES.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    response = views.sitemap(request, {"": NewsSitemap()}, template_name="events/sitemap_news.xml")
    response.context_data["language"] = language
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what crawlers may read, and where they find all of it."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


# --- What there is


def things() -> Iterator[tuple[str, HouseSitemap]]:
    """Yield each sitemap that is not one of dates, by name."""
    yield "dates", DatesSitemap()
    yield "pages", PagesSitemap()
    yield "days", DaysSitemap()
    yield "entities", ThingsSitemap(Entity, "taggings__content_object")
    yield "sources", ThingsSitemap(Source, "citations__event")


def span(section: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last date of a section; None if it is no section of dates."""
    if not (found := DATES.fullmatch(section)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    first = make_date(year, month or 1, day or 1)
    return first and (first, (day and first) or last_of(first, whole_year=not month))


def last_of(date: datetime.date, *, whole_year: bool) -> datetime.date:
    """Return the last day of a date's month, or year."""
    month = 12 if whole_year else date.month
    return date.replace(month=month, day=monthrange(date.year, month)[1])


def dated_sections(months: list[Section]) -> Iterator[Section]:
    """Yield the sections of dates: years, but of what is too much for one file its parts."""
    for _year, group in groupby(months, key=lambda month: month.name[:4]):
        parts = list(group)
        whole = joined(parts, 4)
        if whole.number <= MOST:
            yield whole
            continue
        for part in parts:
            yield from [part] if part.number <= MOST else day_sections(part)


def month_sections() -> list[Section]:
    """Return all months that have public events, from the stored counts of days."""
    rows = months_of(public_days()).annotate(Sum("number"), Max("changed_at"))
    due = due_by_month()
    return [
        Section(first_of(month).isoformat()[:7], number, max(changed, due.get(month, changed)))
        for month, number, changed in rows.values_list("month", "number__sum", "changed_at__max")
    ]


def due_by_month() -> dict[int, datetime.datetime]:
    """Return when the last event of a month became public by its time: no change tells that."""
    scheduled = months_of(Event.objects.published().filter(publish_at__isnull=False))
    return dict(scheduled.annotate(Max("publish_at")).values_list("month", "publish_at__max"))


def day_sections(month: Section) -> list[Section]:
    """Return the days of a month as sections."""
    days = public_days().filter(date__range=span(month.name)).order_by("date")
    return [
        Section(day.date.isoformat(), day.number, max(day.changed_at, month.changed))
        for day in days
    ]


def joined(sections: list[Section], length: int) -> Section:
    """Return sections as one, with the first `length` letters of their names."""
    number = sum(section.number for section in sections)
    return Section(sections[0].name[:length], number, max(part.changed for part in sections))


def months_of(dated: QuerySet) -> QuerySet:
    """Return the months of rows with a date, in order, to be annotated."""
    return dated.values(month=MonthNumber(DayNumber("date"))).order_by("month")


def public_days() -> QuerySet[DayCount]:
    """Return the days with public events: without those that have only some to come."""
    waiting = set(Event.objects.scheduled().values_list("date", flat=True))
    seen = Event.objects.published().filter(date__in=waiting).values_list("date", flat=True)
    return DayCount.objects.exclude(date__in=waiting.difference(seen))


def first_of(month: int) -> datetime.date:
    """Return the first day of the month with this number."""
    year, number = divmod(month, 12)
    return datetime.date(year, number + 1, 1)

"""The sitemaps: what each lists, and when that changed."""

from __future__ import annotations

import datetime

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from events.addresses import day_path
from events.formats.parts import changed_at, published_at
from events.models import DayCount, Entity, Event, Page, Source
from events.models.event import Origin
from events.models.querysets import EventQuerySet

from .sections import MOST, month_sections, public_days, span

# The pages that are always there, by the names of their patterns.
WAYS = ("front", "years", "entities", "sources")
NEWS = datetime.timedelta(hours=48)
MOST_NEWS = 1_000
# Those not yet old enough to leave out are among the newest; no index knows their times.
NEWEST = 5_000


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
    """The front page, the indexes, and the pages of years and months."""

    def items(self) -> list[str]:
        months = [section.name.split("-") for section in month_sections()]
        years = dict.fromkeys(year for year, _month in months)
        return [
            *(reverse(f"events:{name}") for name in WAYS),
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

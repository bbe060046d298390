"""Answering with sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from events.models import Entity, Source

from .maps import (
    WAYS,
    DatesSitemap,
    DaysSitemap,
    EventsSitemap,
    HouseSitemap,
    NewsSitemap,
    PagesSitemap,
    ThingsSitemap,
)
from .sections import dated_sections, month_sections, span

# Search engines know Chinese by these names.
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


def index(request: HttpRequest, format: str) -> HttpResponse:
    """Answer with the index of all sitemaps."""
    sections, months = dict(things()), month_sections()
    sections["dates"].number = len(WAYS) + len(months) + len({month.name[:4] for month in months})
    for name, number, changed in dated_sections(months):
        sections[name] = EventsSitemap(name)
        sections[name].number, sections[name].changed = number, changed
    for sitemap in sections.values():
        sitemap.number = sitemap.paginator.count
    known = {name: sitemap for name, sitemap in sections.items() if sitemap.number}
    return views.index(request, known, sitemap_url_name="events:sitemap")


def section(request: HttpRequest, section: str, format: str) -> HttpResponse:
    """Answer with a sitemap."""
    dates = span(section)
    sitemaps = {section: EventsSitemap(section)} if dates else dict(things())
    response = views.sitemap(request, sitemaps, section)
    if dates and not response.context_data["urlset"]:
        raise Http404(f"nothing is in section {section}")
    return response


def news(request: HttpRequest, format: str) -> HttpResponse:
    """Answer with the sitemap of what is new; the clock alone makes it another one."""
    language = NEWS_LANGUAGES.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    response = views.sitemap(request, {"": NewsSitemap()}, template_name="events/sitemap_news.xml")
    response.context_data["language"] = language
    return response


news.own_validator = True


def robots(request: HttpRequest, format: str) -> HttpResponse:
    """Answer with what crawlers may read, and where they find all of it."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def things() -> Iterator[tuple[str, HouseSitemap]]:
    """Yield each sitemap that is not one of dates, by name."""
    yield "dates", DatesSitemap()
    yield "pages", PagesSitemap()
    yield "days", DaysSitemap()
    yield "entities", ThingsSitemap(Entity, "taggings__content_object")
    yield "sources", ThingsSitemap(Source, "citations__event")

"""Readers' addresses."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from events import converters
from events.addresses import FORMATS
from events.sitemaps import views as sitemaps
from events.views import archive, entity, event, front, indexes, pictures, search
from events.views import page as long_form

register_converter(converters.YearConverter, "year")
register_converter(converters.MonthConverter, "month")
register_converter(converters.DayConverter, "day")
register_converter(converters.NameConverter, "name")
register_converter(converters.PathConverter, "any")
register_converter(converters.FormatConverter, "format")
register_converter(converters.PictureConverter, "picture")
register_converter(converters.MoreFormatsConverter, "more")

THIS_DAY = "on-this-day/<month:month>-<day:day>/"
DAY = "news/<year:year>/<month:month>/<day:day>/"


def page(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Return where a page is, and its formats: without the last slash, and with a suffix."""
    stem = route.removesuffix("/") or "index"
    every = path(f"{stem}.<format:format>", view, name=name)
    # Before the others: else the name in x.feed.json would be x.feed.
    more = path(f"{stem}.<more:format>", view, name=name)
    has_more = not FORMATS.issuperset(view.view_class.formats)
    return [*([more] if has_more else []), every, path(route, view, name=name)]


app_name = "events"
urlpatterns = [
    path("robots.txt", sitemaps.robots, {"format": "txt"}, name="robots"),
    path("sitemap.xml", sitemaps.index, {"format": "xml"}, name="sitemaps"),
    path("sitemap-news.xml", sitemaps.news, {"format": "xml"}, name="news"),
    path("sitemap-<name:section>.xml", sitemaps.section, {"format": "xml"}, name="sitemap"),
    *page("", front.FrontView.as_view(), "front"),
    *page("news/", front.YearsView.as_view(), "years"),
    *page("news/<year:year>/", archive.YearView.as_view(), "year"),
    *page("news/<year:year>/<month:month>/", archive.MonthView.as_view(), "month"),
    *page(DAY, archive.DayView.as_view(), "day"),
    *page(f"{DAY}<name:slug>/", event.EventView.as_view(), "event"),
    path("e/<name:short_id>/card.png", pictures.CardView.as_view(), name="card"),
    *page("e/<name:short_id>/", event.ShortAddressView.as_view(), "short"),
    *page("on-this-day/", front.TodayView.as_view(), "today"),
    *page(THIS_DAY, front.OnThisDayView.as_view(), "on_this_day"),
    *page("entities/", indexes.EntitiesView.as_view(), "entities"),
    *page("entities/<name:slug>/", entity.NamedView.as_view(), "entity"),
    *page("sources/", indexes.SourcesView.as_view(), "sources"),
    *page("sources/<name:slug>/", entity.SourceView.as_view(), "source"),
    *page("search/", search.SearchView.as_view(), "search"),
    path("media/<picture:name>", pictures.PictureView.as_view(), name="picture"),
    *page("<any:path>", long_form.PageView.as_view(), "page"),
]

"""Readers' addresses."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from events import converters
from events.addresses import FORMATS
from events.views import archive, entity, event, pictures, search
from events.views import page as long_form

register_converter(converters.YearConverter, "year")
register_converter(converters.MonthConverter, "month")
register_converter(converters.DayConverter, "day")
register_converter(converters.NameConverter, "name")
register_converter(converters.PathConverter, "any")
register_converter(converters.FormatConverter, "format")
register_converter(converters.PictureConverter, "picture")
register_converter(converters.MoreFormatsConverter, "more")

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
    *page("", archive.FrontView.as_view(), "front"),
    *page("news/", archive.YearsView.as_view(), "years"),
    *page("news/<year:year>/", archive.YearView.as_view(), "year"),
    *page("news/<year:year>/<month:month>/", archive.MonthView.as_view(), "month"),
    *page(DAY, archive.DayView.as_view(), "day"),
    *page(f"{DAY}<name:slug>/", event.EventView.as_view(), "event"),
    path("e/<name:short_id>/card.png", pictures.CardView.as_view(), name="card"),
    *page("e/<name:short_id>/", event.ShortAddressView.as_view(), "short"),
    *page("entities/<name:slug>/", entity.EntityView.as_view(), "entity"),
    *page("sources/<name:slug>/", entity.SourceView.as_view(), "source"),
    *page("search/", search.SearchView.as_view(), "search"),
    path("media/<picture:name>", pictures.PictureView.as_view(), name="picture"),
    *page("<any:path>", long_form.PageView.as_view(), "page"),
]

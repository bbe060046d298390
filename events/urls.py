"""Readers' addresses."""

from django.urls import path, register_converter

from events import converters
from events.views import archive, entity, event, page, search

register_converter(converters.YearConverter, "year")
register_converter(converters.MonthConverter, "month")
register_converter(converters.DayConverter, "day")
register_converter(converters.NameConverter, "name")
register_converter(converters.PathConverter, "any")

DAY = "news/<year:year>/<month:month>/<day:day>/"

app_name = "events"
urlpatterns = [
    path("", archive.FrontView.as_view(), name="front"),
    path("news/", archive.YearsView.as_view(), name="years"),
    path("news/<year:year>/", archive.YearView.as_view(), name="year"),
    path("news/<year:year>/<month:month>/", archive.MonthView.as_view(), name="month"),
    path(DAY, archive.DayView.as_view(), name="day"),
    path(f"{DAY}<name:slug>/", event.EventView.as_view(), name="event"),
    path("e/<name:short_id>/", event.ShortAddressView.as_view(), name="short"),
    path("entities/<name:slug>/", entity.EntityView.as_view(), name="entity"),
    path("sources/<name:slug>/", entity.SourceView.as_view(), name="source"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("<any:path>", page.PageView.as_view(), name="page"),
]

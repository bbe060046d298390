"""Lists of events to follow and to take along: feeds and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from events import feeds
from events.addresses import FEEDS, FORMATS, LIST_FORMATS
from events.formats import table
from events.formats.writing import TYPES
from events.models import Event
from events.models.querysets import EventQuerySet

from .formats import FormatsMixin, format_response
from .lists import Slice, cursor_at, slice_of
from .moved import ANYONE

CITATIONS = "citations__source"
TABLE_ROWS = 10_000
TABLE_SLICE = 500


class ListMixin(FormatsMixin):
    """A page whose list is also a feed in three forms, and a table.

    A view gives `listed()`: all events of its list. `make_head()` names it.
    """

    formats = FORMATS | LIST_FORMATS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.format in LIST_FORMATS:
            self.own_query = (*self.own_query, "before")

    def listed(self) -> EventQuerySet:
        raise NotImplementedError

    def part_at(self, before: str, size: int | None = None) -> Slice:
        """Return a part of the list with what cards print."""
        return slice_of(self.listed(), before, size=size)

    def slice_at(self, before: str, size: int | None = None) -> Slice:
        """Return a part of the list with all that feeds and tables tell of its events."""
        found = self.part_at(before, size)
        prefetch_related_objects(found.events, CITATIONS)
        return found

    def cursor_at(self, before: str, number: int) -> str:
        """Return the cursor after so many events from `before` on, '' if no more follow."""
        return cursor_at(self.listed(), before, number)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.format not in LIST_FORMATS:
            return super().render_to_response(context, **kwargs)
        before = self.request.GET.get("before", "")
        if self.format in FEEDS:
            return self.feed_response(context, before)
        return self.table_response(before)

    def feed_response(self, context: dict[str, Any], before: str) -> HttpResponse:
        """Return a part of the list as a feed."""
        found, here = self.slice_at(before), self.here
        tree = feeds.feed(self.make_head(context), found.events, here, found.older)
        text = feeds.write(tree, self.format, first=here.whole().page(self.format))
        return format_response(self.format, text)

    def table_response(self, before: str) -> StreamingHttpResponse:
        """Return the list from the cursor on as CSV, printed while it is read.

        It ends after `TABLE_ROWS`; the header `Link` says where the next rows are.
        """
        lines = table.csv_lines(table.COLUMNS, self.table_rows(before))
        response = StreamingHttpResponse(
            iter(()) if self.request.method == "HEAD" else lines,
            content_type=f"{TYPES['csv']}; charset=utf-8; header=present",
            headers=ANYONE,
        )
        if older := self.cursor_at(before, TABLE_ROWS):
            response.headers["Link"] = f'<{self.here.after(older)}>; rel="next"'
        return response

    def table_rows(self, before: str) -> Iterator[list[str]]:
        """Yield the rows of the table: five queries for each slice of them."""
        here = self.here
        for event in islice(self.events_after(before), TABLE_ROWS):
            yield table.event_row(event, here)

    def events_after(self, before: str) -> Iterator[Event]:
        """Yield the events of the list after the cursor, slice by slice."""
        found = self.slice_at(before, TABLE_SLICE)
        yield from found.events
        while found.older:
            found = self.slice_at(found.older, TABLE_SLICE)
            yield from found.events

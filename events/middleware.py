"""Old addresses: tried only when nothing answers at an address."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from events.addresses import Address, make_date, read_address
from events.lookup import events_named, redirects_of
from events.models import Entity, Event, Page, Source
from events.models.addresses import AddressedModel
from events.models.querysets import EventQuerySet
from events.views.moved import day_url, moved

PAGE_FILES = ("", "README.md", "index.md")


class OldAddressMiddleware:
    """Turns a 404 into one redirect where the address is an old one of something public.

    Costs nothing unless the answer is a 404, then at most two queries.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and is_readers(request):
            return redirect_old_address(request) or response
        return response


def is_readers(request: HttpRequest) -> bool:
    """Whether a reader asks for something, so that an old address may be meant."""
    match = request.resolver_match
    ours = match is None or match.app_name == "events"
    return ours and request.method in {"GET", "HEAD"} and "\0" not in request.path_info


def redirect_old_address(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect to what stands at this address now, or None.

    A machine format is not served yet: its address leads to the page, but not for good.
    """
    address = read_address(request.path_info)
    url = living_url(address, request.path_info) or redirect_url(address)
    if not url:
        return None
    query = request.META.get("QUERY_STRING", "")
    return moved(f"{url}?{query}" if query else url, for_good=not address.format)


def living_url(address: Address, asked: str) -> str:
    """Return the address of the page meant, if it is another than `asked` and exists, else ''."""
    known = asked in {address.path, address.verbatim}
    if address.events:
        return "" if known else living_event_url(*address.events)
    try:
        match = resolve(address.path)
    except Resolver404:
        return ""
    if match.url_name == "page":
        return living_page_url(address, asked)
    return "" if known else living_list_url(address, match)


def living_event_url(day: datetime.date, slugs: list[str]) -> str:
    """Return the address of the event of that day with the first of these slugs, or ''."""
    events = [event for event in events_named(day, slugs) if event.answers]
    return events[0].get_absolute_url() if events else ""


def living_page_url(address: Address, asked: str) -> str:
    """Return the address of the long-form page, which may be that of its file, or ''."""
    names = {f"{address.path}{name}" for name in PAGE_FILES} - {asked}
    page = Page.objects.filter(path__in=names).first()
    return page.get_absolute_url() if page else ""


def living_list_url(address: Address, match: ResolverMatch) -> str:
    """Return the address itself, unless it is one of a date or a name without rows."""
    rows = ROWS.get(match.url_name) if match.app_name == "events" else None
    return quote(address.path) if rows is None or rows(**match.kwargs).exists() else ""


def dated(year: int, month: int = 0, day: int = 0) -> EventQuerySet:
    """Return the public events of a year, a month or a day."""
    public = Event.objects.published()
    if day:
        return public.filter(date=make_date(year, month, day))
    return public.filter(date__year=year, **({"date__month": month} if month else {}))


# What stands behind an address, by the name of its pattern; others always answer.
ROWS: dict[str, Callable[..., QuerySet]] = {
    "year": dated,
    "month": dated,
    "day": dated,
    "event": lambda **kwargs: Event.objects.none(),  # here only with an impossible date
    "short": Event.objects.filter,
    "entity": Entity.objects.filter,
    "source": Source.objects.filter,
}


def redirect_url(address: Address) -> str:
    """Return where the likeliest stored redirect of this address leads, or ''. One query."""
    urls = (target_url(redirect.target) for redirect in redirects_of(address))
    return next(filter(None, urls), "")


def target_url(target: AddressedModel | Page | datetime.date) -> str:
    """Return the address of a redirect's target, or '' if it may not be seen."""
    if isinstance(target, datetime.date):
        events = dated(target.year, target.month, target.day)
        return day_url(target) if events.exists() else ""
    if isinstance(target, Event) and not target.answers:
        return ""
    return target.get_absolute_url()

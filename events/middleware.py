"""What happens around readers' pages: a cheap 304 before, old addresses after."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers

from events.addresses import EVENT_FORMATS, Address, format_address, read_address
from events.freshness import read_generation, validator
from events.lookup import events_named, redirects_of
from events.models import Entity, Event, Page, Source, living
from events.models.addresses import AddressedModel
from events.models.querysets import EventQuerySet
from events.views.formats import asked_format, suffix_of
from events.views.moved import day_url, moved

PAGE_FILES = ("", "README.md", "index.md")


class FreshnessMiddleware:
    """Answers 304 before a page is made, where the reader has it as it would be.

    Costs one query. While DEBUG is on every page is made anew, since templates change then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tag = getattr(request, "validator", "")
        if tag and response.status_code == 200 and "ETag" not in response:
            return with_validator(response, tag)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Keep the validator that the page has before it is made; answer at once if it fits."""
        if settings.DEBUG or not is_readers(request) or getattr(view, "own_validator", False):
            return None
        if request.headers.get("If-None-Match") == "*":  # of a page that may not be there
            return None
        request.generation = read_generation()
        url, format = request.build_absolute_uri(), asked_format(request)
        request.validator = validator(request.generation, url, format)
        answer = get_conditional_response(request, etag=request.validator)
        if answer is None:
            return None
        if not suffix_of(request):
            patch_vary_headers(answer, ["Accept"])
        return with_validator(answer, request.validator)


def with_validator(response: HttpResponse, tag: str) -> HttpResponse:
    """Let anybody keep this answer, and ask each time whether it is still good."""
    response["ETag"] = tag
    patch_vary_headers(response, ["Accept-Encoding"])  # as compression does, but on a 304 too
    response.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    return response


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

    A machine format's address leads to the same format.
    """
    address = read_address(request.path_info)
    url = living_url(address, request.path_info) or redirect_url(address)
    if not url:
        return None
    query = request.META.get("QUERY_STRING", "")
    return moved(f"{url}?{query}" if query else url)


def living_url(address: Address, asked: str) -> str:
    """Return where what is meant lives, in the format meant, or ''; never `asked` itself."""
    if address.events:
        # A page that has been asked for by its own name was looked for already.
        known = asked in {address.path, address.verbatim}
        urls = () if known else event_urls(address)
    else:
        urls = page_urls(address, asked)
    return next((url for url in urls if unquote(url) != asked), "")


def event_urls(address: Address) -> Iterator[str]:
    """Yield the addresses of the events that answer to the address of an event. One query."""
    day, slugs = address.events or (None, [])
    for event in events_named(day, slugs):
        if event.answers:
            format = address.format if event.slug == slugs[0] else ""
            if format in EVENT_FORMATS | {""}:
                yield format_address(event.get_absolute_url(), format)


def page_urls(address: Address, asked: str) -> Iterator[str]:
    """Yield the addresses of the other pages that an address means."""
    for path, format in address.readings:
        if url := living_page_url(path, asked):
            yield format_address(url, format)


def living_page_url(path: str, asked: str) -> str:
    """Return the address of the page at `path`, if it exists, else ''; at most one query."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.url_name == "page":
        return long_form_url(path, asked)
    if match.url_name == "short":
        event = Event.objects.filter(**match.kwargs).first()
        return event.get_absolute_url() if event and event.answers else ""
    return "" if path == asked else living_list_url(path, match)


def long_form_url(path: str, asked: str) -> str:
    """Return the address of the long-form page, which may be that of its file, or ''."""
    names = {f"{path}{name}" for name in PAGE_FILES} - {asked}
    page = Page.objects.filter(path__in=names).first()
    return page.get_absolute_url() if page else ""


def living_list_url(path: str, match: ResolverMatch) -> str:
    """Return the address itself, unless it is one of a date or a name without rows."""
    rows = ROWS.get(match.url_name) if match.app_name == "events" else None
    return quote(path) if rows is None or rows(**match.kwargs).exists() else ""


def events_of(model: type[Entity | Source], slug: str) -> EventQuerySet:
    """Return the public events of the entity or source with this slug."""
    thing = model.objects.filter(slug=slug).first()
    return thing.public_events() if thing else Event.objects.none()


# What readers find behind an address, by the name of its pattern; others always answer.
ROWS: dict[str, Callable[..., QuerySet]] = living.ROWS | {
    "event": lambda **kwargs: Event.objects.none(),  # here only with an impossible date
    "entity": lambda slug: events_of(Entity, slug),
    "source": lambda slug: events_of(Source, slug),
}


def redirect_url(address: Address) -> str:
    """Return where the likeliest stored redirect of this address leads, or ''. One query."""
    formats = dict(reversed(address.readings))
    urls = (
        format_address(url, formats[redirect.path])
        for redirect in redirects_of(address)
        if (url := target_url(redirect.target))
    )
    return next(urls, "")


def target_url(target: AddressedModel | Page | datetime.date) -> str:
    """Return the address of a redirect's target, or '' if it may not be seen."""
    if isinstance(target, datetime.date):
        events = Event.objects.published().filter(date=target)
        return day_url(target) if events.exists() else ""
    if isinstance(target, Event) and not target.answers:
        return ""
    if isinstance(target, Entity | Source) and not target.public_events().exists():
        return ""
    return target.get_absolute_url()

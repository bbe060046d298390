"""What stands where nothing answers."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from events.context_processors import site_facts

from .formats import asked_format, not_found_response

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, in the format asked for; no query."""
    if is_ours(request) and asked_format(request):
        return not_found_response(request)
    response = render(request, "404.html", status=404)
    patch_vary_headers(response, ["Accept"])
    return response


def is_ours(request: HttpRequest) -> bool:
    """Whether a reader's page was asked for: the admin answers in HTML only."""
    match = request.resolver_match
    return match is None or match.app_name == "events"


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a query or a context processor, whatever is broken."""
    try:
        page = render_to_string("500.html", {"site": site_facts()})
    except Exception:
        logger.exception("The page for errors cannot be rendered either.")
        page = "Server error."
    return HttpResponse(page, status=500)

"""What stands where nothing answers."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from events.context_processors import site_facts

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; no query."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a query or a context processor, whatever is broken."""
    try:
        page = render_to_string("500.html", {"site": site_facts()})
    except Exception:
        logger.exception("The page for errors cannot be rendered either.")
        page = "Server error."
    return HttpResponse(page, status=500)

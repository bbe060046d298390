"""In which language a page speaks to its reader; what it tells stays in the edition's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from events.views.errors import is_ours
from events.views.formats import asked_format, suffix_of


class ReaderLanguageMiddleware:
    """Speaks the language of `Accept-Language`; Django's own would read a cookie first.

    Machine formats, streamed ones included, speak the edition's language to everyone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(readers_language(request)):
            response = self.get_response(request)
        if not suffix_of(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if is_ours(request) and asked_format(request):
            translation.activate(settings.LANGUAGE_CODE)


def readers_language(request: HttpRequest) -> str:
    """Return the language of LANGUAGES that `Accept-Language` likes best, else the edition's."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE

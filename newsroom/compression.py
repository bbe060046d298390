"""Texts are sent compressed; pictures are so by nature."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/", "image/svg+xml")


class CompressTextMiddleware(GZipMiddleware):
    """Django's own, which pads at random against guessing by length, for texts only."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)

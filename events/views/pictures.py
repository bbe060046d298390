"""The files of pictures: each named by what is in it, so that it never changes."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django.views.generic import View

from events.pictures import STORED_TYPE

FOR_EVER = "public, max-age=31536000, immutable"


def _tag(request: HttpRequest, name: str) -> str:
    return f'"{name}"'


@method_decorator(condition(etag_func=_tag), name="get")
class PictureView(View):
    """A picture's file; no query. A web server in front may serve MEDIA_ROOT itself."""

    def get(self, request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, content_type=STORED_TYPE)
        response.headers["Cache-Control"] = FOR_EVER
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

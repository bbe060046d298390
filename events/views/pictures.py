"""Images: the files of pictures, which never change, and cards, drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django.views.generic import View

from events.cards import can_draw, card_of, draw
from events.models import Event
from events.pictures import STORED_TYPE

FOR_EVER = "public, max-age=31536000, immutable"

ALONE = "default-src 'none'; sandbox"  # whatever a browser makes of it, it is nothing but an image
A_DAY = "public, max-age=86400"


def _tag(request: HttpRequest, name: str) -> str:
    return f'"{name}"'


class ImageView(View):
    """An image, which has a validator of its own."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        view = super().as_view(**initkwargs)
        view.own_validator = True
        return view


@method_decorator(condition(etag_func=_tag), name="get")
class PictureView(ImageView):
    """A picture's file; no query. A web server in front may serve MEDIA_ROOT itself."""

    def get(self, request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, content_type=STORED_TYPE)
        response.headers["Cache-Control"] = FOR_EVER
        response.headers["Content-Security-Policy"] = ALONE
        return response


class CardView(ImageView):
    """The card of a public event; one query, and drawn only if it has changed."""

    def get(self, request: HttpRequest, short_id: str) -> HttpResponse:
        event = Event.objects.published().briefly().filter(short_id=short_id).first()
        card = card_of(event) if event else None
        if not (card and can_draw(card)):
            raise Http404
        tag = f'"{card.mark}"'
        headers = {"ETag": tag, "Cache-Control": A_DAY, "Content-Security-Policy": ALONE}
        unchanged = get_conditional_response(request, etag=tag)
        return unchanged or HttpResponse(draw(card), content_type="image/png", headers=headers)

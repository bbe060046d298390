"""The security headers that Django itself does not send, and whose request it is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What no page asks of a browser, nor anything a page would take in.
REFUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS = ", ".join(f"{power}=()" for power in REFUSED)


class PolicyHeadersMiddleware:
    """Sends `Permissions-Policy` and `Cross-Origin-Resource-Policy`, unless a view has.

    Other sites may take in only what is open to their scripts anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        anyone = response.headers.get("Access-Control-Allow-Origin") == "*"
        policy = "cross-origin" if anyone else "same-origin"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        return response


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from: what the proxy says, where there is one.

    A client may write what it likes before the proxy adds the true address, the last.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_PROXY:
        return direct
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told or direct

"""The security headers that Django itself does not send."""

from collections.abc import Callable

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

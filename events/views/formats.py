"""Answering in the machine formats: which one is asked for, and the headers that go with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from events.addresses import ALL_FORMATS, CITATION_FORMATS, FORMATS, LIST_FORMATS
from events.formats import markdown, trees
from events.formats.heads import Head
from events.formats.here import Here
from events.formats.parts import Tree
from events.formats.writing import NAMES, TYPES, write

from .moved import ANYONE

PAGE = "text/html"
# By format that has no word for it, in which one it is said that there is no answer.
ERRORS_IN = {
    "atom": "xml",
    "bib": "md",
    "csl.json": "json",
    "csv": "md",
    "feed.json": "json",
    "rss": "xml",
    "txt": "md",
    "wiki": "md",
}
# By media type, the format; what nobody prefers to the page itself is not given.
ACCEPTED = {PAGE: ""} | {type: format for format, type in TYPES.items()} | {"text/xml": "xml"}


class Alternate(NamedTuple):
    """A format of a page: its media type, where it is, and what people call it."""

    type: str
    url: str
    title: str


def accepted_format(request: HttpRequest, offered: Collection[str] = FORMATS) -> str:
    """Return the format of those offered that the `Accept` header prefers, '' for the page."""
    types = {type: format for type, format in ACCEPTED.items() if format in {"", *offered}}
    return types[request.get_preferred_type(list(types)) or PAGE]


def suffix_of(request: HttpRequest) -> str:
    """Return the format that the address itself asks for, or ''."""
    match = request.resolver_match
    return match.kwargs.get("format", "") if match else ""


def asked_format(request: HttpRequest) -> str:
    """Return the format asked for by suffix or else by `Accept`, be it offered or not."""
    return suffix_of(request) or accepted_format(request, ALL_FORMATS)


def format_response(format: str, text: str, status: int = 200) -> HttpResponse:
    """Return a text in a format; scripts of any site may read it."""
    kind = f"{TYPES[format]}; charset=utf-8"
    body = text.encode("utf-8", "replace")
    return HttpResponse(body, content_type=kind, status=status, headers=ANYONE)


def tree_response(format: str, tree: Tree, status: int = 200) -> HttpResponse:
    """Return the tree of an error, or any tree in JSON or XML, in a format."""
    text = markdown.error(tree) if format == "md" else write(tree, format)
    return format_response(format, text, status)


def error_response(request: HttpRequest, status: int, message: str, **facts: Any) -> HttpResponse:
    """Return why there is no answer in the format asked for, or the one next to it; no query."""
    asked = asked_format(request)
    tree = trees.error(status, message, **facts)
    response = tree_response(ERRORS_IN.get(asked, asked), tree, status)
    if not suffix_of(request):
        patch_vary_headers(response, ["Accept"])
    return response


def not_found_response(request: HttpRequest) -> HttpResponse:
    """Return 404 in the format asked for; no query."""
    return error_response(request, 404, _("Nothing is recorded at this address."))


class FormatsMixin:
    """A page that answers in every format: by the suffix of its address, or by `Accept`.

    A view gives `make_tree()` and `make_markdown()` of its context, and `legacy_text()` if its
    markdown is a legacy file. `own_query` names what of the query chooses the content; `formats`
    those it offers, and others answer 404.
    """

    formats: Collection[str] = FORMATS
    own_query: tuple[str, ...] = ()
    format = ""
    suffixed = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        suffix = kwargs.pop("format", "")
        super().setup(request, *args, **kwargs)
        self.format = suffix or accepted_format(request, self.formats)
        self.suffixed = bool(suffix)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs.pop("format", None)
        try:
            if self.format and self.format not in self.formats:
                raise Http404(f"this page has no {self.format}")
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            if not self.format:
                raise
            return not_found_response(request)  # while DEBUG is on, too
        if not self.suffixed:
            patch_vary_headers(response, ["Accept"])
        if response.status_code == 200 and request.method in {"GET", "HEAD"}:
            self.add_links(response)
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().options(request, *args, **kwargs)
        for name, value in (ANYONE | {"Access-Control-Allow-Headers": "*"}).items():
            response.headers[name] = value
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = self.legacy_text() if self.format == "md" else None
        if text is None:
            return super().get(request, *args, **kwargs)
        if not text:
            raise Http404
        return format_response("md", text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(alternates=self.alternates(), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not self.format:
            context["head"] = self.make_head(context)
            return super().render_to_response(context, **kwargs)
        if self.format == "md":
            return format_response("md", self.make_markdown(context))
        return tree_response(self.format, self.make_tree(context))

    def make_head(self, context: dict[str, Any]) -> Head:
        """Return what the head of the page says; a view says more of its own."""
        return Head(settings.SITE_NAME, self.here.page())

    def make_tree(self, context: dict[str, Any]) -> Tree:
        raise NotImplementedError

    def make_markdown(self, context: dict[str, Any]) -> str:
        raise NotImplementedError

    def legacy_text(self) -> str | None:
        """Return the legacy file of this page, '' if nothing is here; None if it has none."""
        return None

    @property
    def here(self) -> Here:
        """Where this answer stands."""
        request = self.request
        query = {name: request.GET[name] for name in self.own_query if request.GET.get(name)}
        base = f"{request.scheme}://{request.get_host()}"
        return Here(base, self.page_path(), query, self.format, self.formats)

    def page_path(self) -> str:
        """Return the address of the page itself."""
        match = self.request.resolver_match
        return reverse(match.view_name, kwargs=self.kwargs)

    def alternates(self) -> list[Alternate]:
        """Return each format that tells what the page does; a citation of it does not."""
        return [
            Alternate(TYPES[format], url, str(NAMES[format]))
            for format, url in self.here.formats().items()
            if format not in CITATION_FORMATS
        ]

    def add_links(self, response: HttpResponse) -> None:
        """Let the page name its formats, and each format its page."""
        here = self.here
        if self.format:
            home = here.whole() if self.format in LIST_FORMATS else here
            links = [f'<{home.page()}>; rel="canonical"']
        else:
            links = [
                f'<{one.url}>; rel="alternate"; type="{one.type}"' for one in self.alternates()
            ]
        said = response.headers.get("Link")
        response.headers["Link"] = ", ".join([*links, *filter(None, [said])])
        if self.format and not self.suffixed:
            response.headers["Content-Location"] = here.page(self.format)

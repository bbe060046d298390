"""Long-form pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.generic import DetailView

from events.formats import heads, markdown, trees
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Page

from .formats import FormatsMixin, accepted_format


class PageView(FormatsMixin, DetailView):
    """A long-form page, at whatever address it has: the last of all patterns."""

    model = Page
    template_name = "events/page.html"

    def get_object(self, queryset: Any = None) -> Page:
        """Return the page at this address, else the one of which this is a format. One query."""
        asked, stem = self.request.path_info, f"/{self.kwargs['path']}"
        paths = [asked, f"{stem}/", stem] if self.suffixed else [stem]
        found = sorted(Page.objects.filter(path__in=paths), key=lambda page: paths.index(page.path))
        if not found:
            raise Http404
        if self.suffixed and found[0].path == asked:  # a page that is called like a file
            self.format, self.suffixed = accepted_format(self.request), False
        self.object = found[0]
        return found[0]

    def page_path(self) -> str:
        return self.object.get_absolute_url()

    def make_head(self, context: dict[str, Any]) -> Head:
        return heads.page(self.object, self.here)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return trees.page(self.object, self.here)

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.page(self.object)

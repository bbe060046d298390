"""Long-form pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView

from events.models import Page


class PageView(DetailView):
    """A long-form page, at whatever address it has: the last of all patterns."""

    model = Page
    template_name = "events/page.html"

    def get_object(self, queryset: Any = None) -> Page:
        return get_object_or_404(Page, path=f"/{self.kwargs['path']}")

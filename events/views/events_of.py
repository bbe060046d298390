"""What the pages of entities and sources share: a slice of their public events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from events.formats import markdown, trees
from events.formats.parts import Tree

from .following import ListMixin


class EventsOfMixin(ListMixin):
    """A page about something, with a slice of its events. What has none is not public itself."""

    own_query = ("before",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        found = self.part_at(before)
        if not (before or found.events):
            raise Http404("no public event belongs here")
        return super().get_context_data(slice=found, **kwargs)

    def list_tree(self, context: dict[str, Any], count: int | None) -> Tree:
        """Return the part of the tree that lists the events."""
        older = self.here.after(context["slice"].older)
        return trees.listing(context["slice"].events, self.here, count=count, older=older)

    def list_markdown(self, context: dict[str, Any], title: str, said: Sequence[str]) -> str:
        """Return the events below what is said of their subject."""
        found, older = context["slice"], self.here.after(context["slice"].older)
        return markdown.events(title, found.events, said=said, older=older)

"""The search as a plain tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from events.search.facets import Facet

from . import parts
from .here import Here
from .parts import Tree
from .trees import page_tree


def search(
    asked: Mapping[str, str],
    events: Tree,
    here: Here,
    *,
    found: str,
    order: str,
    hints: Sequence[str],
    facets: Mapping[str, Sequence[Facet]],
) -> Tree:
    """Return what was looked for, and a slice (see `listing`) of what was found.

    found: how many events, as people are told.
    """
    content = {
        "asked": dict(asked),
        "order": order,
        "hints": [str(hint) for hint in hints],
        **events,
        "found": found,
        "facets": [parts.facet(name, one) for name, some in facets.items() for one in some],
    }
    return page_tree("search", here, content)

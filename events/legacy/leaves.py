"""Long-form pages of an archive."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from events.models import Page

from .identity import fingerprint
from .records import Leaf
from .report import ImportReport
from .rows import page_fields

_DATE = re.compile(r"/(\d{4})/(\d{2})/([1-9]\d?)/")


def write_leaves(leaves: Iterable[Leaf], report: ImportReport) -> None:
    """Write the long-form pages; those that editors changed are kept."""
    stored = {page.file: page for page in Page.objects.exclude(file="")}
    taken = set(Page.objects.values_list("path", flat=True))
    for leaf in sorted(leaves, key=lambda leaf: (not leaf.path.endswith("index.md"), leaf.path)):
        fields = page_fields(leaf.page)
        page = stored.get(leaf.path)
        if page is None:
            path = _address(leaf.path, taken)
            taken.add(path)
            page = Page(path=path, date=_date(leaf.path), file=leaf.path)
        elif _mark(page) != page.imported and _mark(page) != _mark(Page(**fields)):
            report.kept.append(page.path)
            continue
        _save(page, fields | {"twin": leaf.twin})


def _save(page: Page, fields: dict[str, Any]) -> None:
    """Save the page if any of these fields differs."""
    if page.pk and all(getattr(page, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(page, name, value)
    page.imported = _mark(page)
    page.save()


def _mark(page: Page) -> str:
    """Return the fingerprint of what an archive says of a page."""
    return fingerprint((page.title, page.author, page.text))


def _address(path: str, taken: set[str]) -> str:
    """Return the address of a file: its folder's, or its own if another file has that."""
    folder, _slash, name = path.rpartition("/")
    if name in {"index.md", "README.md"} and f"/{folder}/" not in taken:
        return f"/{folder}/"
    if name in {"index.md", "README.md"}:
        return f"/{path}"
    return f"/{path.removesuffix('.md')}/"


def _date(path: str) -> datetime.date | None:
    """Return the date in a path, None if it has none."""
    found = _DATE.search(f"/{path}")
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

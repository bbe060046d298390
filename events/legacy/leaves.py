"""Long-form pages of an archive."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from events.bulk import look_up
from events.models import ImportKey, Page

from .identity import fingerprint, page_key
from .records import Leaf
from .report import ImportReport, Kept
from .rows import page_fields

_DATE = re.compile(r"/(\d{4})/(\d{2})/([1-9]\d?)/")


def write_leaves(leaves: Iterable[Leaf], report: ImportReport, *, overwrite: bool = False) -> None:
    """Write the long-form pages; those that editors deleted stay so, and those they changed too.

    overwrite: what editors changed becomes what the archive says.
    """
    stored = {page.file: page for page in Page.objects.exclude(file="")}
    taken = set(Page.objects.values_list("path", flat=True))
    keys = {leaf.path: page_key(leaf.path) for leaf in leaves}
    known = {key for (key,) in look_up(ImportKey.objects.all(), "digest", keys.values(), "digest")}
    for leaf in sorted(leaves, key=lambda leaf: (not leaf.path.endswith("index.md"), leaf.path)):
        page = stored.get(leaf.path)
        if page is None and keys[leaf.path] in known:
            report.kept.append(Kept(leaf.path, "deleted"))
            continue
        if page is None:
            page = Page(path=_address(leaf.path, taken), date=_date(leaf.path), file=leaf.path)
            taken.add(page.path)
            ImportKey.objects.create(digest=keys[leaf.path])
        _update(page, page_fields(leaf.said) | {"twin": leaf.twin}, report, overwrite=overwrite)


def _update(page: Page, fields: dict[str, Any], report: ImportReport, *, overwrite: bool) -> None:
    """Bring a page up to what its file says, unless an editor changed it."""
    different = {
        name: (here, value)
        for name, value in fields.items()
        if (here := getattr(page, name)) != value
    }
    edited = page.pk and _mark(page) != page.imported
    if edited and different and not overwrite:
        report.kept += [Kept(page.path, name, *pair) for name, pair in different.items()]
    elif different or not page.pk:
        if report.differences:
            shown = {name: pair for name, pair in different.items() if name != "form"}
            report.differences.change_page(page.path, shown if page.pk else None)
        _save(page, fields)


def _save(page: Page, fields: dict[str, Any]) -> None:
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
    if name in {"index.md", "README.md"} and folder and f"/{folder}/" not in taken:
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

"""Long-form pages of an archive."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from events.bulk import look_up
from events.models import ImportKey, Page
from events.models.living import is_free_form

from .grammar import write_long_page
from .identity import fingerprint, page_key
from .page_files import file_address, file_addresses, file_date, index_first, page_words
from .records import Leaf
from .report import ImportReport, Kept
from .rows import page_fields
from .thing_rows import write_addresses

LONGEST = 300  # characters of an address
_PATH = re.compile(r"(/(?!\.\.?/)[^/\s]+)+/")


def write_leaves(leaves: Iterable[Leaf], report: ImportReport, *, overwrite: bool = False) -> None:
    """Write the long-form pages; those that editors deleted stay so, and those they changed too.

    overwrite: what editors changed becomes what the archive says.
    """
    stored = {page.file: page for page in Page.objects.exclude(file="")}
    taken = set(Page.objects.values_list("path", flat=True))
    given = file_addresses(leaf.path for leaf in leaves)
    keys = {leaf.path: page_key(leaf.path) for leaf in leaves}
    known = {key for (key,) in look_up(ImportKey.objects.all(), "digest", keys.values(), "digest")}
    for leaf in sorted(leaves, key=lambda leaf: index_first(leaf.path)):
        page = stored.get(leaf.path)
        if page is None and _is_here(leaf, given[leaf.path]):
            continue
        if page is None and keys[leaf.path] in known:
            report.kept.append(Kept(leaf.path, "deleted"))
            continue
        if page is None:
            path = _address(leaf, given[leaf.path], taken)
            page = Page(path=path, date=_date(leaf), file=leaf.path)
            taken.add(path)
            ImportKey.objects.create(digest=keys[leaf.path])
        fields = page_fields(leaf.said) | _said_by_marks(leaf) | {"twin": leaf.twin}
        _update(page, fields, report, overwrite=overwrite)
        write_addresses({path: {"page": page} for path in leaf.said.extra.get("addresses", ())})


def _is_here(leaf: Leaf, given: str) -> bool:
    """Say whether a file is what an export says of a page that was written here.

    given: the address that the file gives by itself.
    """
    here = Page.objects.filter(path=_address(leaf, given, set()), file="").first()
    if here is None:
        return False
    return write_long_page(page_words(here, leaf.path, given)) == write_long_page(leaf.said)


def _address(leaf: Leaf, given: str, taken: set[str]) -> str:
    """Return the address that a page's file tells, if it is free and one, or else gives."""
    told = leaf.said.extra.get("path", "")
    fits = _PATH.fullmatch(told) and len(told) <= LONGEST and is_free_form(told)
    free = (path for path in (told if fits else given, given) if path not in taken)
    return next(free, None) or file_address(leaf.path, taken)


def _date(leaf: Leaf) -> datetime.date | None:
    """Return the date that a page's file tells, or that its path gives."""
    if "date" not in leaf.said.extra:
        return file_date(leaf.path)
    told = leaf.said.extra["date"]
    return datetime.date.fromisoformat(told) if told else None


def _said_by_marks(leaf: Leaf) -> dict[str, Any]:
    """Return the columns of which a page's marked fields speak."""
    extra = leaf.said.extra
    return {name: extra[name] for name in ("title", "author", "text") if name in extra}


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

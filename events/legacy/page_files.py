"""The files of long-form pages: where they lie, and what each says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from events.models import Page

from .grammar import Fields, LongPage, parse_long_page, write_long_page

_DATE = re.compile(r"/(\d{4})/(\d{2})/([1-9]\d?)/")
_INDEXES = ("index.md", "README.md")


def page_files() -> Iterator[tuple[Page, str, LongPage]]:
    """Yield each long-form page, where its file lies, and what that says."""
    pages = list(Page.objects.prefetch_related("old_addresses").order_by("path"))
    files = {page: page.file or page_file(page.path) for page in pages}
    given = file_addresses(files.values())
    for page, file in files.items():
        yield page, file, page_words(page, file, given[file])


def page_file(path: str) -> str:
    """Return where the file of a page lies that no import brought."""
    return f"{path.strip('/') or 'page'}.md"


def page_words(page: Page, file: str, given: str) -> LongPage:
    """Return what a page says, in a file which by itself gives it the address `given`."""
    words = LongPage(
        title=page.title,
        text=page.text,
        author=page.author or None,
        mark=page.form.get("mark", "#"),
        opening=page.form.get("opening", 0),
    )
    return replace(words, extra=_extra(page, file, given, words))


def _extra(page: Page, file: str, given: str, words: LongPage) -> Fields:
    """Return what there is to tell of a page beyond its words."""
    told: Fields = {"path": page.path} if page.path != given else {}
    if not _reads_back(words):
        told |= {"title": page.title, "author": page.author, "text": page.text}
    if page.date != file_date(file):
        told["date"] = page.date and page.date.isoformat()
    if old := sorted(redirect.path for redirect in page.old_addresses.all()):
        told["addresses"] = old
    return told


def _reads_back(words: LongPage) -> bool:
    """Say whether the words are read as they are meant: a text may begin like an author's line."""
    try:
        return parse_long_page(write_long_page(words)) == words
    except ValueError:
        return False


def index_first(file: str) -> tuple[bool, str]:
    """Sort files so that of two in one folder the index gets the folder's address."""
    return not file.endswith("index.md"), file


def file_addresses(files: Iterable[str]) -> dict[str, str]:
    """Return the addresses that files give to their pages."""
    addresses: dict[str, str] = {}
    taken: set[str] = set()
    for file in sorted(files, key=index_first):
        addresses[file] = file_address(file, taken)
        taken.add(addresses[file])
    return addresses


def file_address(file: str, taken: set[str]) -> str:
    """Return the address of a file: its folder's, or its own if another file has that."""
    folder, _slash, name = file.rpartition("/")
    if name in _INDEXES and folder and f"/{folder}/" not in taken:
        return f"/{folder}/"
    if name in _INDEXES:
        return f"/{file}"
    return f"/{file.removesuffix('.md')}/"


def file_date(file: str) -> datetime.date | None:
    """Return the date in a path, None if it has none."""
    found = _DATE.search(f"/{file}")
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

"""The files of long-form pages: where they lie, and what each says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from events.models import Page
from events.text import slug_candidates

from .grammar import Fields, LongPage, parse_file, write_long_page

_DATE = re.compile(r"/(\d{4})/(\d{2})/([1-9]\d?)/")
_INDEXES = ("index.md", "README.md")
# What may lie beside the files of pages: front pages, and what the archive tells of itself.
_OTHERS = (*_INDEXES, "newsroom.md")


def page_files() -> Iterator[tuple[Page, str, LongPage]]:
    """Yield each long-form page, where its file lies, and what that says."""
    pages = list(Page.objects.prefetch_related("old_addresses").order_by("path"))
    files = files_by_path((page.path, page.file, page.twin) for page in pages)
    given = file_addresses(files.values())
    for page in pages:
        file = files[page.path]
        yield page, file, page_words(page, file, given[file])


def files_by_path(pages: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return where the files of all pages lie; of each, in order, its path, file and twin."""
    pages = list(pages)
    taken = {*_OTHERS, *chain.from_iterable(files for _path, *files in pages)}
    return {path: file or _free_file(path, taken) for path, file, _twin in pages}


def _free_file(path: str, taken: set[str]) -> str:
    """Return where the file of a page lies that no import brought, and take that place."""
    stem = path.strip("/") or "page"
    if stem.startswith("news/") or ".." in stem.split("/"):
        stem = stem.replace("/", "-")
    file = next(file for some in slug_candidates(stem) if (file := f"{some}.md") not in taken)
    taken.add(file)
    return file


def page_words(page: Page, file: str, given: str) -> LongPage:
    """Return what a page says, in a file which by itself gives it the address `given`."""
    words = LongPage(
        title=page.title,
        text=page.text,
        author=page.author or None,
        mark=page.form.get("mark", "#"),
        opening=page.form.get("opening", 0),
    )
    extra = _extra(page, file, given, words)
    return replace(_plain(words) if "text" in extra else words, extra=extra)


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
        return parse_file(write_long_page(words).encode()) == words
    except ValueError:
        return False


def _plain(words: LongPage) -> LongPage:
    """Return words without the line ends that no file of the archive has."""
    return replace(words, text="\n".join(re.split("\r\n?", words.text)))


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
    stems = slug_candidates(file.removesuffix(".md"))
    return next(path for stem in stems if (path := f"/{stem}/") not in taken)


def file_date(file: str) -> datetime.date | None:
    """Return the date in a path, None if it has none."""
    found = _DATE.search(f"/{file}")
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

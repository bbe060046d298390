"""What every page says of the site."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language

from events.models import Page

LISTED_PAGES = 12


def site_facts() -> dict[str, Any]:
    """Return what the settings say of the site; no query."""
    return {
        "name": settings.SITE_NAME,
        "tagline": settings.SITE_TAGLINE,
        "licence": settings.SITE_LICENCE,
        "licence_url": settings.SITE_LICENCE_URL,
        "attribution": settings.SITE_ATTRIBUTION or settings.SITE_NAME,
        "language": settings.LANGUAGE_CODE,
        "lang": edition_lang(),
    }


def edition_lang() -> str:
    """Return the attribute `lang` of what the edition tells, '' where the page has it already."""
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    return format_html(' lang="{}"', settings.LANGUAGE_CODE)


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates `site`; its `pages` (for the footer) are asked for where they are printed."""
    number, _due = getattr(request, "generation", (0, None))
    pages = partial(known_pages, number) if number else listed_pages
    return {"site": {**site_facts(), "pages": pages}}


def listed_pages() -> list[Page]:
    """Return the long-form pages that every foot names. One query."""
    # The second file of a folder, where it differs from the first, has its file's name.
    pages = Page.objects.exclude(path__endswith=".md").only("path", "title")
    return list(pages[:LISTED_PAGES])


@lru_cache(maxsize=8)
def known_pages(generation: int) -> list[Page]:
    """Return those pages as they were at a generation of the site; asked for once in a process."""
    return listed_pages()

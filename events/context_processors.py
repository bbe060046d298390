"""What every page says of the site."""

from __future__ import annotations

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
    """Give templates `site`; its `pages` (for the footer) cost one query where they are printed."""
    # The second file of a folder, where it differs from the first, has its file's name.
    pages = Page.objects.exclude(path__endswith=".md").only("path", "title")[:LISTED_PAGES]
    return {"site": {**site_facts(), "pages": pages}}

"""One tree, two renderings: JSON and XML say the same."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from .parts import Tree

TYPES = {
    "json": "application/json",
    "md": "text/markdown",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
    "feed.json": "application/feed+json",
    "rss": "application/rss+xml",
    "txt": "text/plain",
    "wiki": "text/x-wiki",
}
NAMES = {
    "json": "JSON",
    "md": "Markdown",
    "xml": "XML",
    "atom": "Atom",
    "bib": "BibTeX",
    "csl.json": "CSL-JSON",
    "csv": "CSV",
    "feed.json": "JSON Feed",
    "rss": "RSS",
    "txt": _("Plain text"),
    "wiki": _("Wiki template"),
}

# What each item of a list is called in XML.
ITEMS = {
    "changes": "change",
    "company": "companion",
    "context": "entity",
    "days": "day",
    "earlier": "event",
    "entities": "entity",
    "events": "event",
    "facets": "facet",
    "fields": "fault",
    "hints": "hint",
    "later": "event",
    "kinds": "by_kind",
    "leading": "leader",
    "letters": "by_letter",
    "months": "month",
    "not_links": "address",
    "panel": "place",
    "publications": "publication",
    "sources": "citation",
    "spellings": "spelling",
    "years": "year",
}
LINE_END = re.compile(r"\r\n?")
NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(tree: Tree, format: str) -> str:
    """Return a tree as "json" or "xml"."""
    return WRITERS[format](cleaned(tree))


def cleaned(value: Any) -> Any:
    """Return a value with texts that both formats can hold.

    Line ends become LF; characters that XML has no way to say become U+FFFD.
    """
    if isinstance(value, str):
        return NOT_XML.sub("\ufffd", LINE_END.sub("\n", value))
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return value


def write_json(tree: Tree) -> str:
    """Return a tree as JSON."""
    return json.dumps(tree, ensure_ascii=False) + "\n"


def write_xml(tree: Tree) -> str:
    """Return a tree as XML: the element is called as its kind.

    Each key is an element, in order; each item of a list an element by the name `ITEMS` gives;
    nothing is an empty element with nil="true".
    """
    root = element(tree["kind"], tree)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def element(name: str, value: Any) -> ElementTree.Element:
    """Return a value as an element of this name."""
    made = ElementTree.Element(name)
    if value is None:
        made.set("nil", "true")
    elif isinstance(value, dict):
        made.extend(element(key, item) for key, item in value.items())
    elif isinstance(value, list):
        made.extend(element(ITEMS[name], item) for item in value)
    else:
        made.text = str(value).lower() if isinstance(value, bool) else str(value)
    return made


WRITERS = {"json": write_json, "xml": write_xml}

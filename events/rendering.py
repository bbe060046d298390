"""Markdown into HTML that is safe to print. The only door for text that is not escaped."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from django.conf import settings
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor

# The parser's time grows with the square of these; what has more is printed as it stands.
MARKS = "[`<_*&#"
MOST_MARKS = 1_500
LONGEST = 100_000
# Without any of these a text says its own words, whatever its lines.
SIGNS = re.compile(
    r"[\[`<_*&#\\|~\0-\x08\x0b\x0c\x0e-\x1f]|^\s*(?:[-+>:]|\d+\.|==)|^(?: {4}|\s*\t)", re.MULTILINE
)

EXTENSIONS = ("sane_lists", TableExtension(use_align_attribute=True), "fenced_code")
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "dl", "dt", "em"),
    *("h2", "h3", "h4", "h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "q", "s", "small"),
    *("span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
CELLS = {"td", "th"}
ALIGNMENTS = {"left", "center", "right"}
IMAGE_ATTRIBUTES = {"src", "alt", "title"}
IMAGE_SETTINGS = {"loading": "lazy", "referrerpolicy": "no-referrer"}
# What could end a script element, or begin another, as JSON may write it, too.
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
HEADING = re.compile(r"h([1-6])")


def render(text: str, top: int = 2, base: str = "") -> SafeString:
    """Return markdown as safe HTML.

    The highest heading becomes one of level `top`, links go to http(s) or this site only, and
    pictures are links unless REMOTE_IMAGES is set. base: the address of the page that the text
    stands on, where it is to be read elsewhere: then links to this site name it in full.
    """
    return mark_safe(_clean(_to_html(text, top), base))


def data_block(tree: Any) -> SafeString:
    """Return linked data (JSON-LD) as an element of a page's head, which no browser runs."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def links(pairs: Iterable[tuple[str, object]], attributes: str, separator: str) -> SafeString:
    """Return links to addresses, each with its text; attributes: of all of them, as HTML.

    `format_html_join` takes twice the time, which lists of hundreds of entities feel.
    """
    return mark_safe(
        html.escape(separator).join(
            f'<a href="{html.escape(address)}"{attributes}>{html.escape(str(text))}</a>'
            for address, text in pairs
        )
    )


def extract(text: str, length: int = 280) -> str:
    """Return the beginning of markdown as plain text of about `length` characters."""
    said = plain(text[: length * 4])
    if len(said) <= length:
        return said
    # A script without spaces is cut anywhere.
    cut = said[:length].rpartition(" ")[0]
    return f"{cut if len(cut) > length // 2 else said[:length]}…"


def plain(text: str) -> str:
    """Return what markdown says as plain text on one line."""
    if not SIGNS.search(text):
        return " ".join(text.split())
    return " ".join(html.unescape(nh3.clean(_to_html(text, 2), tags=set())).split())


def _to_html(text: str, top: int) -> str:
    """Return what the markdown says, unsafe; never fails."""
    if len(text) > LONGEST or max(map(text.count, MARKS)) > MOST_MARKS:
        return linebreaks(text, autoescape=True)
    try:
        return Markdown(extensions=[*EXTENSIONS, House(top)]).convert(text)
    except RecursionError:  # nested hundreds of levels deep
        return linebreaks(text, autoescape=True)


def _clean(markup: str, base: str = "") -> str:
    """Return HTML with what is harmless only."""
    images = {"img"} if settings.REMOTE_IMAGES else set()
    return nh3.clean(
        markup,
        tags=TAGS | images,
        allowed_classes=dict.fromkeys(CELLS, ALIGNMENTS),
        attributes=ATTRIBUTES | dict.fromkeys(images, IMAGE_ATTRIBUTES),
        set_tag_attribute_values=dict.fromkeys(images, IMAGE_SETTINGS),
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
        url_relative=("rewrite_with_base", base) if base else "pass_through",
    )


class House(Extension):
    """The site's own rules for headings, tables and pictures."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self.top = top

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(HouseRules(md, self.top), "house", 0)


class HouseRules(Treeprocessor):
    """Shift headings below those of the page; align cells by class; make pictures links."""

    def __init__(self, md: Markdown, top: int) -> None:
        super().__init__(md)
        self.top = top

    def run(self, root: Element) -> None:
        shift_headings(root, self.top)
        align_cells(root)
        if not settings.REMOTE_IMAGES:
            for parent in list(root.iter()):
                for image in parent.findall("img"):
                    make_link(image, inside_link=parent.tag == "a")


def shift_headings(root: Element, top: int) -> None:
    """Give the highest heading the level `top`, and move the others along."""
    levels = [(element, int(found[1])) for element in root.iter() if (found := _heading(element))]
    highest = min((level for _element, level in levels), default=top)
    for element, level in levels:
        element.tag = f"h{min(level - highest + top, 6)}"


def _heading(element: Element) -> re.Match[str] | None:
    return HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None


def align_cells(root: Element) -> None:
    """Give the cells of tables their alignment as a class: a style would break the CSP."""
    for cell in root.iter():
        if cell.tag in CELLS and "align" in cell.attrib:
            cell.set("class", cell.attrib.pop("align"))


def make_link(image: Element, *, inside_link: bool) -> None:
    """Turn a picture into a link to it, or into its name if a link stands around it."""
    image.tag = "span" if inside_link else "a"
    image.text = image.attrib.pop("alt", "") or _("Picture")
    source = image.attrib.pop("src", "")
    if not inside_link:
        image.set("href", source)

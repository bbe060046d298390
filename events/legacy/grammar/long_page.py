"""Long-form pages: a heading, perhaps an author, and free markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .extension import MARK, PAGE, PAGE_FIELDS, Fields, read_fields, write_fields
from .lines import Lines, check_written

_HEADING = re.compile(r"(?P<mark>##?) (?P<title>.*)")
_EXTENSION = re.compile(f"{MARK} {PAGE}")
_AUTHOR = re.compile(r"#### by (?P<author>.*)")


@dataclass(frozen=True, slots=True)
class LongPage:
    """A long-form page. `opening` counts the empty lines above its heading, `mark` its level.

    extra: what the old grammar cannot say; it goes before what the other fields say.
    """

    title: str
    text: str
    author: str | None = None
    mark: str = "#"
    opening: int = 0
    extra: Fields = field(default_factory=dict)


def parse_long_page(text: str) -> LongPage:
    """Return what the text of a long-form page says.

    Raises:
        GrammarError: if it does not begin with a heading.
    """
    lines = Lines(text)
    extra = _read_extra(lines)
    opening = lines.skip_blank()
    heading = lines.require(_HEADING, "a heading: '# title' or '## title'")
    author = lines.match(_AUTHOR)
    page = LongPage(
        title=heading["title"],
        text="\n".join(text.split("\n")[lines.number - 1 :]),
        author=author["author"] if author else None,
        mark=heading["mark"],
        opening=opening,
        extra=extra,
    )
    check_written(text, write_long_page(page))
    return page


def _read_extra(lines: Lines) -> Fields:
    """Step over marked fields and the empty line below them, if there are any."""
    if not lines.match(_EXTENSION):
        return {}
    fields = read_fields(lines, PAGE_FIELDS)
    lines.take_blank()
    return fields


def write_long_page(page: LongPage) -> str:
    """Return the text of a long-form page."""
    author = [] if page.author is None else [f"#### by {page.author}"]
    extra = [f"{MARK} {PAGE}", *write_fields(page.extra), ""] if page.extra else []
    head = [*extra, *[""] * page.opening, f"{page.mark} {page.title}", *author]
    return "\n".join([*head, page.text])

"""Long-form pages: a heading, perhaps an author, and free markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lines import Lines, check_written

_HEADING = re.compile(r"(?P<mark>##?) (?P<title>.*)")
_AUTHOR = re.compile(r"#### by (?P<author>.*)")


@dataclass(frozen=True, slots=True)
class LongPage:
    """A long-form page. `opening` counts the empty lines above its heading, `mark` its level."""

    title: str
    text: str
    author: str | None = None
    mark: str = "#"
    opening: int = 0


def parse_long_page(text: str) -> LongPage:
    """Return what the text of a long-form page says.

    Raises:
        GrammarError: if it does not begin with a heading.
    """
    lines = Lines(text)
    opening = lines.skip_blank()
    heading = lines.require(_HEADING, "a heading: '# title' or '## title'")
    author = lines.match(_AUTHOR)
    page = LongPage(
        title=heading["title"],
        text="\n".join(text.split("\n")[lines.number - 1 :]),
        author=author["author"] if author else None,
        mark=heading["mark"],
        opening=opening,
    )
    check_written(text, write_long_page(page))
    return page


def write_long_page(page: LongPage) -> str:
    """Return the text of a long-form page."""
    author = [] if page.author is None else [f"#### by {page.author}"]
    head = [*[""] * page.opening, f"{page.mark} {page.title}", *author]
    return "\n".join([*head, page.text])

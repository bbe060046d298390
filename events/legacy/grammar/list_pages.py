"""List pages: the index of a day, and the front page."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from .event_file import read_formats, write_formats
from .lines import Lines, check_written
from .paths import DATE, LINK, dashed, read_date, read_link, slashed

_DAY = re.compile(rf"## \[{DATE}\]\((?P<prefix>/zh)?/news/.*/index\.md\)")
_SECTION = re.compile(
    r"## \[(?P<word>.*)\]\((?P<prefix>/zh)?"
    r"/news/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>[1-9]\d?)/index\.md\)"
)
_LEAD = re.compile(r"##### (.*)")
_ITEM = re.compile(rf"### \[(?P<title>.*)\]\((?P<path>{LINK})\)")
_CONTEXT = re.compile(r"_(?P<word>消息|上下文|Context): (?P<context>.*)_")
_OPINION = re.compile(r"## Opinion")
_OPINION_ITEM = re.compile(r"### \[(?P<title>.*)\]\((?P<path>/opinion/[^()\s]*)\)")
_RULE = re.compile(r"---")
_NEXT_ITEM = re.compile(r"##### .*|### \[.*|## \[.*|## Opinion|---")


@dataclass(frozen=True, slots=True)
class Item:
    """An event as a list names it. `lead` and `second` are None where there is no such line.

    A `second` of "" is an empty line in its place, as one generation has it.
    """

    title: str
    path: str
    lead: str | None = None
    second: str | None = None

    @property
    def context(self) -> str | None:
        """The names of the second line, unsplit, if it is a line of context."""
        found = _CONTEXT.fullmatch(self.second) if self.second is not None else None
        return found["context"] if found else None

    @property
    def description(self) -> str | None:
        """The second line, if it is a description."""
        return (self.second or None) if self.context is None else None


def is_description(line: str) -> bool:
    """Say whether a list reads this line, below an event's link, as the event's description."""
    return bool(line) and not (_NEXT_ITEM.fullmatch(line) or _CONTEXT.fullmatch(line))


@dataclass(frozen=True, slots=True)
class Section:
    """A date with its items, under a word such as "Yesterday", in a front page."""

    word: str
    date: datetime.date
    items: tuple[Item, ...] = ()
    prefix: str = ""
    opinions: tuple[Opinion, ...] | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A long-form page as the front page names it."""

    title: str
    path: str
    teaser: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """The index of one day; `previous` is its link to the day before, a section without items."""

    date: datetime.date
    items: tuple[Item, ...] = ()
    previous: Section | None = None
    formats: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The front page. `opening` counts the empty lines above a first section without Formats."""

    sections: tuple[Section, ...]
    formats: str | None = None
    opening: int = 0


def parse_day(text: str) -> DayPage:
    """Return what the text of a day's index says.

    Raises:
        GrammarError: if the text is not such a page, to the byte.
    """
    lines = Lines(text)
    formats = read_formats(lines)
    found = lines.require(_DAY, "the date: '## [YYYY-MM-D](/news/YYYY/MM/D/index.md)'")
    date = read_date(lines, found)
    lines.take_blank()
    items = _read_items(lines)
    previous = _read_previous(lines)
    if lines.peek() is not None:
        raise lines.error("an event: '### [title](/news/….md)', or the end of the file")
    day = DayPage(date, items, previous, formats, found["prefix"] or "")
    check_written(text, write_day(day))
    return day


def _read_items(lines: Lines) -> tuple[Item, ...]:
    """Read events as long as they come."""
    items = []
    while True:
        lead = lines.match(_LEAD)
        if lead:
            found = lines.require(_ITEM, "an event: '### [title](/news/….md)'")
        else:
            found = lines.match(_ITEM)
        if not found:
            return tuple(items)
        items.append(
            Item(
                title=found["title"],
                path=read_link(lines, found),
                lead=lead[1] if lead else None,
                second=_read_second(lines),
            )
        )


def _read_second(lines: Lines) -> str | None:
    """Read the line below an event's link and the empty line after it, if it has one."""
    line = lines.peek()
    if line is None or _NEXT_ITEM.fullmatch(line):
        return None
    if line:
        lines.take("a line of context or description")
    lines.take_blank()
    return line


def _read_previous(lines: Lines) -> Section | None:
    """Read the link to the previous day, if there is one."""
    found = lines.match(_SECTION)
    if not found:
        return None
    date = read_date(lines, found)
    lines.take_blank()
    return Section(found["word"], date, prefix=found["prefix"] or "")


def write_day(day: DayPage) -> str:
    """Return the text of a day's index."""
    heading = f"## [{dashed(day.date)}]({day.prefix}/news/{slashed(day.date)}/index.md)"
    previous = [] if day.previous is None else [_section_heading(day.previous), ""]
    lines = [*write_formats(day.formats), heading, "", *_write_items(day.items), *previous, ""]
    return "\n".join(lines)


def _write_items(items: tuple[Item, ...]) -> list[str]:
    lines = []
    for item in items:
        lines += [] if item.lead is None else [f"##### {item.lead}"]
        lines.append(f"### [{item.title}]({item.path})")
        lines += [item.second] if item.second else []
        lines += [] if item.second is None else [""]
    return lines


def _section_heading(section: Section) -> str:
    return f"## [{section.word}]({section.prefix}/news/{slashed(section.date)}/index.md)"


def parse_front(text: str) -> FrontPage:
    """Return what the text of a front page says.

    Raises:
        GrammarError: if the text is not such a page, to the byte.
    """
    lines = Lines(text)
    formats = None if text.startswith("\n\n") else read_formats(lines)
    opening = lines.skip_blank()
    sections = [_read_section(lines)]
    while lines.peek() is not None:
        sections.append(_read_section(lines))
    front = FrontPage(tuple(sections), formats, opening)
    check_written(text, write_front(front))
    return front


def _read_section(lines: Lines) -> Section:
    """Read a section of the front page up to its rule."""
    found = lines.require(_SECTION, "a section: '## [News](/news/YYYY/MM/D/index.md)'")
    date = read_date(lines, found)
    lines.take_blank()
    items = _read_items(lines)
    opinions = _read_opinions(lines) if lines.match(_OPINION) else None
    lines.require(_RULE, "an event, or the rule '---'")
    lines.take_blank()
    return Section(found["word"], date, items, found["prefix"] or "", opinions)


def _read_opinions(lines: Lines) -> tuple[Opinion, ...]:
    """Read the long-form pages below '## Opinion'."""
    opinions = []
    while found := lines.match(_OPINION_ITEM):
        opinions.append(Opinion(found["title"], found["path"], lines.take("a teaser")))
        lines.take_blank()
    return tuple(opinions)


def write_front(front: FrontPage) -> str:
    """Return the text of a front page."""
    lines = [*write_formats(front.formats), *[""] * front.opening]
    for section in front.sections:
        lines += [_section_heading(section), "", *_write_items(section.items)]
        if section.opinions is not None:
            lines.append("## Opinion")
            for opinion in section.opinions:
                lines += [f"### [{opinion.title}]({opinion.path})", opinion.teaser, ""]
        lines += ["---", ""]
    return "\n".join([*lines, ""])

"""The file of one event."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from .extension import EVENT_FIELDS, MARK, Fields, read_fields, write_fields
from .lines import Lines, check_written
from .paths import DATE, LINK, dashed, read_date, read_link, slashed

_FORMATS = re.compile(r"Formats: \[HTML\]\((?P<base>.*)\.html\)  \[JSON\].*")
_HEADING = re.compile(rf"### \[{DATE}\]\((?P<prefix>/zh)?/news/.*/index\.md\)")
_LEAD = re.compile(r"##### (.*)")
_TITLE = re.compile(r"# (.*)")
_SOURCES = re.compile(r"### (?:信息来源|Sources?):")
_CHANGES = re.compile(r"### Changes:")
_RELATED = re.compile(r"### (?:有关|Related):")
_EXTENSION = re.compile(MARK)
_CITATION = re.compile(r"(?P<number>\d+)\. \[(?P<body>.*)\)")
_CHANGE = re.compile(
    r"\d+\. \[(?P<title>.*)\]\((?P<path>/[^()\[\]\s]*)\) "
    r"_(?:(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) )?"
    r"\((?P<kind>First version|Update|Current version)\)_"
)
_NUMBERED = re.compile(r"\d+\. \[(?P<body>.*)_")
_TARGET = re.compile(rf"\]\((?P<path>{LINK})\) _(?P<word>消息|上下文|Context): (?P<context>.*)")
IMAGE = ") [IMG]("
COVER = "Cover Image"
CHANGE_KINDS = {"First version": "first", "Update": "update", "Current version": "current"}
_KIND_WORDS = {kind: words for words, kind in CHANGE_KINDS.items()}


@dataclass(frozen=True, slots=True)
class CitationLine:
    """One numbered source: its printed name, its address, the address of its image."""

    name: str
    url: str
    image: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One earlier version, or the current one, which has no time (`at` as printed)."""

    title: str
    path: str
    kind: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One line of the Related list: its link and the names of what is shared, unsplit."""

    title: str
    path: str
    word: str
    context: str


@dataclass(frozen=True, slots=True)
class EventForm:
    """What tells the generations of event files apart.

    formats: where the Formats line leads, without suffix; None if there is no such line.
    prefix: "/zh" if the date heading's link starts with it.
    closing: the number of empty lines that end the file beyond the usual.
    """

    formats: str | None = None
    prefix: str = ""
    sources: str = "### Source:"
    related: str = "### Related:"
    changes_last: bool = False
    closing: int = 0


@dataclass(frozen=True, slots=True)
class EventFile:
    """All that the file of an event says. A `lead` of None is a file without that line.

    extra: what the old grammar cannot say; it goes before what the other fields say.
    """

    date: datetime.date
    title: str
    lead: str | None = None
    description: str = ""
    citations: tuple[CitationLine, ...] = ()
    cover_image: str | None = None
    changes: tuple[ChangeLine, ...] = ()
    related: tuple[RelatedLine, ...] = ()
    extra: Fields = field(default_factory=dict)
    form: EventForm = field(default_factory=EventForm)


def parse_event(text: str) -> EventFile:
    """Return what the text of an event file says.

    Raises:
        GrammarError: if the text is not such a file, to the byte.
    """
    lines = Lines(text)
    formats = read_formats(lines)
    date, prefix = _read_heading(lines)
    lead = lines.match(_LEAD)
    title = lines.require(_TITLE, "the title: '# …'")[1]
    lines.take_blank()
    description = lines.take("the description, or an empty line")
    lines.take_blank()
    sections = _Sections()
    while lines.rest_has_text():
        sections.read_one(lines)
    event = EventFile(
        date=date,
        title=title,
        lead=lead[1] if lead else None,
        description=description,
        citations=tuple(sections.citations),
        cover_image=sections.cover_image,
        changes=tuple(sections.changes),
        related=tuple(sections.related),
        extra=sections.extra,
        form=EventForm(formats, prefix, closing=lines.take_rest_blank(), **sections.form),
    )
    check_written(text, write_event(event))
    return event


def read_formats(lines: Lines) -> str | None:
    """Step over a Formats line and the empty lines around it; return where it leads."""
    if lines.peek() != "":
        return None
    lines.take_blank()
    base = lines.require(_FORMATS, "a line 'Formats: …'")["base"]
    lines.take_blank()
    return base


def _read_heading(lines: Lines) -> tuple[datetime.date, str]:
    """Read the date heading and the empty line below it."""
    found = lines.require(_HEADING, "the date: '### [YYYY-MM-D](/news/YYYY/MM/D/index.md)'")
    date = read_date(lines, found)
    lines.take_blank()
    return date, found["prefix"] or ""


class _Sections:
    """Collects the sections below the description."""

    def __init__(self) -> None:
        self.citations: list[CitationLine] = []
        self.cover_image: str | None = None
        self.changes: list[ChangeLine] = []
        self.related: list[RelatedLine] = []
        self.extra: Fields = {}
        self.form: dict[str, str | bool] = {}

    def read_one(self, lines: Lines) -> None:
        """Read the next section, whichever it is."""
        if lines.peek():
            raise lines.error("a line like those above, or an empty line")
        lines.take_blank()
        if head := lines.match(_SOURCES):
            self.form["sources"] = head[0]
            lines.take_blank()
            self._read_citations(lines)
        elif lines.match(_CHANGES):
            self.form["changes_last"] = bool(self.related)
            lines.take_blank()
            self._read_changes(lines)
        elif head := lines.match(_RELATED):
            self.form["related"] = head[0]
            lines.take_blank()
            self._read_related(lines)
        elif lines.match(_EXTENSION):
            self.extra = read_fields(lines, EVENT_FIELDS)
        else:
            raise lines.error(f"'### Source:', '### Changes:', '### Related:' or '{MARK}'")

    def _read_citations(self, lines: Lines) -> None:
        expected = "a source: '1. [name](address)'"
        found = lines.require(_CITATION, expected)
        while found:
            name, mark, rest = found["body"].partition("](")
            if not mark:
                raise lines.error_above(expected)
            # The cover repeats the number of the last source.
            if name == COVER and found["number"] == str(len(self.citations)):
                self.cover_image = rest
            else:
                url, mark, image = rest.partition(IMAGE)
                self.citations.append(CitationLine(name, url, image if mark else None))
            found = lines.match(_CITATION)

    def _read_changes(self, lines: Lines) -> None:
        found = lines.require(_CHANGE, "a change: '1. [title](path) _time (First version)_'")
        while found:
            kind = CHANGE_KINDS[found["kind"]]
            if not _is_time(found["at"]):
                raise lines.error_above("a time that exists")
            self.changes.append(ChangeLine(found["title"], found["path"], kind, found["at"]))
            found = lines.match(_CHANGE)

    def _read_related(self, lines: Lines) -> None:
        expected = "a related event: '1. [title](/news/….md) _Context: names_'"
        found = lines.require(_NUMBERED, expected)
        while found:
            body = found["body"]
            # A title may hold what looks like a link: the last one is the line's own.
            start = max(body.rfind("](/news/"), body.rfind("](/zh/news/"))
            target = _TARGET.fullmatch(body, start) if start >= 0 else None
            if target is None:
                raise lines.error_above(expected)
            path = read_link(lines, target)
            self.related.append(RelatedLine(body[:start], path, target["word"], target["context"]))
            found = lines.match(_NUMBERED)


def _is_time(printed: str | None) -> bool:
    """Say whether a printed time exists; a missing one is well."""
    try:
        return printed is None or bool(datetime.datetime.fromisoformat(printed))
    except ValueError:
        return False


def write_event(event: EventFile) -> str:
    """Return the text of the file of an event."""
    form = event.form
    lead = [] if event.lead is None else [f"##### {event.lead}"]
    changes, related = _write_changes(event), _write_related(event)
    return "\n".join(
        [
            *write_formats(form.formats),
            f"### [{dashed(event.date)}]({form.prefix}/news/{slashed(event.date)}/index.md)",
            "",
            *lead,
            f"# {event.title}",
            "",
            event.description,
            "",
            *_write_citations(event),
            *(related + changes if form.changes_last else changes + related),
            *(["", MARK, *write_fields(event.extra)] if event.extra else []),
            *[""] * form.closing,
            "",
        ]
    )


def write_formats(base: str | None) -> list[str]:
    """Return the lines of the Formats line, none if `base` is None."""
    if base is None:
        return []
    links = [f"[{suffix.upper()}]({base}.{suffix})" for suffix in ("html", "json", "xml")]
    return ["", f"Formats: {'  '.join(links)}  ", ""]


def _write_citations(event: EventFile) -> list[str]:
    lines = []
    for number, citation in enumerate(event.citations, start=1):
        image = "" if citation.image is None else f" [IMG]({citation.image})"
        lines.append(f"{number}. [{citation.name}]({citation.url}){image}")
    if event.cover_image is not None:
        lines.append(f"{len(event.citations)}. [{COVER}]({event.cover_image})")
    return ["", event.form.sources, "", *lines] if lines else []


def _write_changes(event: EventFile) -> list[str]:
    lines = []
    for number, change in enumerate(event.changes, start=1):
        # The line of the current version repeats the number before it.
        shown = max(1, number - 1) if change.kind == "current" else number
        at = "" if change.at is None else f"{change.at} "
        words = _KIND_WORDS[change.kind]
        lines.append(f"{shown}. [{change.title}]({change.path}) _{at}({words})_")
    return ["", "### Changes:", "", *lines] if lines else []


def _write_related(event: EventFile) -> list[str]:
    lines = [
        f"{number}. [{line.title}]({line.path}) _{line.word}: {line.context}_"
        for number, line in enumerate(event.related, start=1)
    ]
    return ["", event.form.related, "", *lines] if lines else []

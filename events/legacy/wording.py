"""Rows in the words of the grammar: what event files, list pages and long-form pages say.

A column that is NULL is "as the event has it"; what an event has may have changed since the
import, and then the words follow. Nothing that is not public is named.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings

from events import models
from events.addresses import event_path
from events.models import Event, ListLine, ListPage
from events.related import RelatedEvent
from events.text import even_spaces

from .fields import edited_fields
from .grammar import (
    ChangeLine,
    CitationLine,
    EventFile,
    EventForm,
    FrontPage,
    Item,
    Opinion,
    RelatedLine,
    Section,
    is_description,
    link_target,
)
from .records import news_path

_UNSAID = re.compile(r"[()\[\]\s]")
EVENT_MARKS = ("formats", "prefix", "sources", "related", "changes_last", "closing")
TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Style:
    """How an edition of the archive words what no import has brought.

    form: the marks of its files. latest: its words for the latest days, newest first. previous:
    for the day before. opening: the empty lines above its front page. leads_once: whether lists
    print a lead only where it changes.
    """

    form: dict[str, Any]
    latest: tuple[str, ...]
    previous: str
    opening: int = 0
    prefix: str = ""
    leads_once: bool = False


STYLES = {
    "en": Style(
        form={"word": "Context", "zh": False},
        latest=("News", "Yesterday", "Day Before Yesterday"),
        previous="Previous Day...",
    ),
    "zh": Style(
        form={
            "word": "上下文",
            "zh": True,
            "sources": "### 信息来源:",
            "related": "### 有关:",
        },
        latest=("今天", "昨天", "昨天前一天"),
        previous="前一天...",
        opening=2,
        prefix="/zh",
        leads_once=True,
    ),
}


def style_name() -> str:
    """Return the name of the style that the site's language asks for."""
    return "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"


# --- Event files


def file_words(row: models.EventFile) -> EventFile:
    """Return what a file says of its event; its lines are those the import kept."""
    event, form = row.event, row.form
    kept = kept_columns(row)
    lead = event.printed_lead if kept["lead"] is None else kept["lead"]
    citations = kept["citations"]
    return EventFile(
        date=event.date,
        title=_own(kept["title"], event.title),
        lead=None if form.get("lead") is False and not lead else lead,
        description=_own(kept["description"], one_line(event.description)),
        citations=_citations(event) if citations is None else _kept_citations(citations),
        cover_image=row.cover_image,
        changes=tuple(_change(change) for change in event.changes.all() if _is_of(change, row)),
        related=tuple(related_words(row.related_lines.all(), form)),
        form=_event_form(form, file_path(row)),
    )


def event_words(event: Event, style: Style) -> EventFile:
    """Return what the file of an event says that no archive has told."""
    return EventFile(
        date=event.date,
        title=event.title,
        lead=event.printed_lead,
        description=one_line(event.description),
        citations=_citations(event),
        changes=tuple(_change(change) for change in event.changes.all()),
        form=_event_form(style.form, news_path(event.date, event.slug)),
    )


def kept_columns(row: models.EventFile) -> dict[str, Any]:
    """Return what a file says otherwise than its event; None stands for what it leaves to that.

    What an editor changed since, the event's main file no longer says of its own.
    """
    kept = {name: getattr(row, name) for name in ("title", "description", "lead", "citations")}
    said = [name for name, value in kept.items() if value is not None]
    if said and is_main(row):
        kept |= dict.fromkeys(edited_fields(row.event, said))
    return kept


def is_main(row: models.EventFile) -> bool:
    """Say whether a file is the one of its event, should there be several."""
    return row.pk == main_file(row.event).pk


def main_file(event: Event) -> models.EventFile | None:
    """Return the file that goes by an event's name, else the first one; None if it has none."""
    here = news_path(event.date, event.slug)
    return min(event.files.all(), key=lambda file: (file.path != here, file.pk), default=None)


def one_line(text: str) -> str:
    """Return text that no line break parts; the archive's lines have room for no other."""
    return even_spaces(text) if "\n" in text or "\r" in text else text


def _is_of(change: models.Change, row: models.EventFile) -> bool:
    """Say whether a file tells a change: those made here are told by the main file."""
    return change.file_id == row.pk or (change.file_id is None and is_main(row))


def file_path(row: models.EventFile) -> str:
    """Return where a file lies now: where it came from, unless its event has moved since."""
    event = row.event
    here, told = news_path(event.date, event.slug), link_target(f"/{row.path}")
    if row.path == here or not is_main(row):
        return row.path
    left = {old.path for old in event.old_addresses.all()}
    # A file without a name stays so: its event has a slug of this site's making.
    return here if told and told[1] and event_path(*told) in left else row.path


def related_words(
    lines: Iterable[models.RelatedLine], form: dict[str, Any]
) -> Iterator[RelatedLine]:
    """Yield the kept lines of a Related list whose events are public."""
    for line in lines:
        target = line.target
        if target.is_public:
            title, path = _own(line.title, target.title), _own(line.path, _link(target, form))
            yield RelatedLine(title, path, form["word"], line.context)


def panel_line(place: RelatedEvent, form: dict[str, Any]) -> RelatedLine:
    """Return a place of a panel as a line of a Related list."""
    context = ", ".join(sorted(entity.name for entity in place.context))
    return RelatedLine(place.event.title, _link(place.event, form), form["word"], context)


def _event_form(form: dict[str, Any], path: str) -> EventForm:
    marks = {name: form[name] for name in EVENT_MARKS if name in form}
    if marks.get("formats") is True:
        marks["formats"] = f"/{path.removesuffix('.md')}"
    return EventForm(**marks)


def _citations(event: Event) -> tuple[CitationLine, ...]:
    return tuple(
        citation_words(line.printed_name, line.url, line.image) for line in event.citations.all()
    )


def citation_words(name: str, url: str, image: str) -> CitationLine:
    """Return a citation as a line of a file can say it."""
    name = one_line(name).replace("](", "] (")
    return CitationLine(name, one_line(url), one_line(image) or None)


def _kept_citations(kept: list[list[str]]) -> tuple[CitationLine, ...]:
    return tuple(citation_words(*citation[:3]) for citation in kept)


def _change(change: models.Change) -> ChangeLine:
    at = change.at and change.at.astimezone(datetime.UTC).strftime(TIME)
    path = _UNSAID.sub(lambda found: quote(found[0], safe=""), change.path)
    return ChangeLine(one_line(change.title), path, change.kind, at)


def _own(kept: str | None, own: str) -> str:
    return own if kept is None else kept


def _link(event: Event, form: dict[str, Any]) -> str:
    prefix = "/zh" if form.get("zh") else ""
    return f"{prefix}/{news_path(event.date, event.slug)}"


# --- List pages


def front_words(page: ListPage) -> FrontPage:
    """Return what a front page says."""
    lines = list(page.lines.all())
    sections, start = [], 0
    for section in page.form["sections"]:
        end = start + section["items"]
        sections.append(_section(section, lines[start:end], page.form))
        start = end
    return FrontPage(tuple(sections), page.form["formats"], page.form["opening"])


def _section(section: dict[str, Any], lines: list[ListLine], form: dict[str, Any]) -> Section:
    opinions = section["opinions"]
    return Section(
        word=section["word"],
        date=datetime.date.fromisoformat(section["date"]),
        items=tuple(_items(lines, form)),
        prefix=section["prefix"],
        opinions=None if opinions is None else tuple(Opinion(**some) for some in opinions),
    )


def _items(lines: Iterable[ListLine], form: dict[str, Any]) -> Iterator[Item]:
    return (line_words(line, form) for line in lines if line.event.is_public)


def line_words(line: ListLine, form: dict[str, Any]) -> Item:
    """Return what a kept line says."""
    event = line.event
    title, path = _own(line.title, event.title), _own(line.path, _link(event, form))
    return Item(title, path, line.lead, _second(line, form))


def stands(line: ListLine, date: datetime.date | None) -> bool:
    """Say whether a list still names the event of a line: not the index of a day it has left.

    date: the day of that index, None for a front page. A line that was of another day says so.
    """
    if date in {None, line.event.date}:
        return True
    target = link_target(line.path or "")
    return target is not None and target[0] == line.event.date


def new_item(event: Event, form: dict[str, Any], *, seconds: bool) -> Item:
    """Return what a list says of an event that no import brought.

    seconds: whether the list has second lines: descriptions, or else contexts.
    """
    second = _new_second(event, form) if seconds else None
    return Item(event.title, _link(event, form), None, second)


def _new_second(event: Event, form: dict[str, Any]) -> str | None:
    names = ", ".join(sorted(entity.name for entity in event.entities.all()))
    context = f"_{form['word']}: {names}_" if names else None
    return second_line(event.description) or context


def second_line(description: str) -> str | None:
    """Return a description as a list can say it; None for one that reads like something else."""
    line = one_line(description)
    return line if is_description(line) else None


def _second(line: ListLine, form: dict[str, Any]) -> str | None:
    kinds = ListLine.Second
    if line.second == kinds.CONTEXT:
        return f"_{form['word']}: {line.text}_"
    if line.second == kinds.DESCRIPTION:
        return second_line(_own(line.text, line.event.description))
    return "" if line.second == kinds.EMPTY else None

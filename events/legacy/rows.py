"""The rows that an import adds: new events with all that hangs on them, and what files say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from django.utils import timezone

from events.models import ListLine, Status

from .citing import citation_fields, said_citations
from .fields import (
    NOTHING_SAID,
    Vocabulary,
    marked_fields,
    marks_of,
    origin_of,
    said_fields,
)
from .grammar import DayPage, EventFile, EventForm, FrontPage, Item, LongPage, link_target
from .identity import fingerprint
from .records import Known, Listing, Telling
from .wording import citation_words, one_line

EVENT_COLUMNS = (
    "id", "date", "title", "slug", "lead_id", "lead_text", "description", "status", "publish_at",
    "withdrawn_reason", "position", "owner_id", "version", "short_id", "origin", "imported",
    "created_at", "updated_at", "seen", "run_id",
)  # fmt: skip
CITATION_COLUMNS = (
    "event_id", "source_id", "position", "url", "image", "archived_url", "printed", "picture_id",
    "alt",
)  # fmt: skip
FILE_COLUMNS = (
    "id", "event_id", "path", "digest", "form", "title", "description", "lead", "citations",
    "cover_image", "run_id",
)  # fmt: skip
RELATED_COLUMNS = ("file_id", "position", "target_id", "title", "path", "context")
CHANGE_COLUMNS = ("event_id", "file_id", "position", "title", "path", "at", "kind")
LIST_COLUMNS = ("id", "path", "digest", "date", "twin", "form")
LINE_COLUMNS = ("page_id", "position", "event_id", "title", "path", "lead", "second", "text")
PLAIN_FORM = asdict(EventForm())


@dataclass(slots=True)
class Tie:
    """The row of an event of the archive: what its lines elsewhere are compared with.

    marks: the fingerprints of its fields as last imported. second: that of its description as
    a list prints it. day: the day its taggings carry.
    """

    pk: int
    slug: str
    marks: dict[str, str]
    day: int | None
    is_new: bool = False
    second: str = ""
    short_id: str = ""


def new_event(
    known: Known, tie: Tie, position: int, words: Vocabulary, run: int
) -> tuple[Any, ...]:
    """Return the row of a new event, and note its marks in `tie`."""
    said = said_fields(known) | {"position": position, "slug": tie.slug}
    tie.marks = marks_of(said)
    tie.second = fingerprint(one_line(said.get("description") or ""))
    lead = said.get("lead") or ""
    head = said.get("lead_entity", lead.strip())
    now = timezone.now()
    return (
        tie.pk, known.date, known.title, tie.slug, words.entities.get(head), lead,
        said.get("description") or "", Status.PUBLISHED.value, None, "", position, None, 1,
        tie.short_id, origin_of(known).value, tie.marks, now, now, True, run,
    )  # fmt: skip


def cited(events: Iterable[Known]) -> Iterator[list[str]]:
    """Yield what events cite by their files."""
    return chain.from_iterable(map(_cited, events))


def _cited(known: Known) -> list[list[str]]:
    """Return what an event cites by its file."""
    if "sources" in known.extra:
        return marked_fields(known.extra)["citations"]
    return said_citations(known.tellings[0].said) if known.tellings else []


def citation_rows(ties: Iterable[tuple[Known, Tie]], words: Vocabulary) -> Iterator[tuple]:
    """Yield the citations of new events."""
    for known, tie in ties:
        if tie.is_new:
            citations = said_fields(known).get("citations", ())
            for fields in citation_fields(citations, words.sources, words.pictures):
                yield (tie.pk, *fields.values())


def file_row(pk: int, telling: Telling, tie: Tie, run: int) -> tuple[Any, ...]:
    """Return the row of an event file; NULL stands for what is the event's own."""
    file = telling.said
    spoken = {
        "title": file.title,
        "description": file.description,
        "lead": file.lead or "",
        "citations": said_citations(file),
    } | _said_by_marks(file)
    marks = NOTHING_SAID | tie.marks
    own = {
        name: None if fingerprint(value) == marks.get(name) else value
        for name, value in spoken.items()
    }
    return (
        pk,
        tie.pk,
        telling.path,
        telling.digest,
        event_form(telling),
        *own.values(),
        file.cover_image,
        run,
    )


def _said_by_marks(file: EventFile) -> dict[str, Any]:
    """Return the marked fields that a file also says plainly, as well as the old grammar can."""
    if not file.extra:
        return {}
    said = marked_fields(file.extra)
    lines = [citation_words(*citation[:3]) for citation in said.get("citations", ())]
    plain = {"description": one_line(said.get("description", "")), "citations": tuple(lines)}
    return {
        name: said[name]
        for name, value in plain.items()
        if name in said and value == getattr(file, name)
    }


def event_form(telling: Telling) -> dict[str, Any]:
    """Return the marks of a file's generation, only those that differ from the plainest."""
    file = telling.said
    form = {
        name: value
        for name, plain in PLAIN_FORM.items()
        if (value := getattr(file.form, name)) != plain
    }
    if form.get("formats") == f"/{telling.path.removesuffix('.md')}":
        form["formats"] = True
    if file.lead is None:
        form["lead"] = False
    if file.extra:
        form["extra"] = list(file.extra)
    if file.related:
        form["word"] = file.related[0].word
        form["zh"] = file.related[0].path.startswith("/zh/")
    return form


def related_rows(pk: int, telling: Telling, ties: dict[Known, Tie]) -> Iterator[tuple[Any, ...]]:
    """Yield the Related lines of a file, but for those to events that were deleted here."""
    for number, line in enumerate(telling.said.related, start=1):
        target = telling.targets[number - 1]
        if tie := ties.get(target):
            title, path = _own(line.title, line.path, tie, telling.said.related[0].path)
            yield pk, number, tie.pk, title, path, line.context


def _own(title: str, path: str, tie: Tie, first: str) -> tuple[str | None, str | None]:
    """Return title and path of a link, None for what is the event's own.

    first: the first path of the file; whether it starts with /zh is kept for all.
    """
    alike = path.startswith("/zh/") == first.startswith("/zh/")
    return (
        None if fingerprint(title) == tie.marks.get("title") else title,
        None if alike and link_target(path)[1] == tie.slug else path,
    )


def change_rows(pk: int, telling: Telling, tie: Tie) -> Iterator[tuple[Any, ...]]:
    """Yield the changes that a file lists."""
    for number, change in enumerate(telling.said.changes, start=1):
        yield tie.pk, pk, number, change.title, change.path, _time(change.at), change.kind


def _time(printed: str | None) -> datetime.datetime | None:
    """Return the time of a change, which the archive prints in UTC."""
    return datetime.datetime.fromisoformat(f"{printed}+00:00") if printed else None


def list_row(pk: int, listing: Listing) -> tuple[Any, ...]:
    """Return the row of a list page."""
    page = listing.said
    form = day_form(page) if isinstance(page, DayPage) else front_form(page)
    return (
        pk,
        listing.path,
        listing.digest,
        listing.date,
        listing.twin,
        form | _words(listing.items()),
    )


def day_form(page: DayPage) -> dict[str, Any]:
    """Return the marks of a day page."""
    last = page.previous
    return {
        "formats": page.formats,
        "prefix": page.prefix,
        "previous": last and [last.word, last.date.isoformat(), last.prefix],
    }


def front_form(page: FrontPage) -> dict[str, Any]:
    """Return the marks and headings of a front page."""
    return {
        "formats": page.formats,
        "opening": page.opening,
        "sections": [
            {
                "word": section.word,
                "date": section.date.isoformat(),
                "prefix": section.prefix,
                "items": len(section.items),
                "opinions": section.opinions and [asdict(opinion) for opinion in section.opinions],
            }
            for section in page.sections
        ],
    }


def _words(items: list[Item]) -> dict[str, Any]:
    """Return the word before the contexts of a list, and whether its links start with /zh."""
    word = next((item.second[1:].partition(":")[0] for item in items if item.context), None)
    return {"word": word, "zh": bool(items) and items[0].path.startswith("/zh/")}


def line_rows(pk: int, listing: Listing, ties: dict[Known, Tie]) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of a list, but for those of events that were deleted here."""
    for number, item in enumerate(listing.items(), start=1):
        target = listing.targets[number - 1]
        if tie := ties.get(target):
            title, path = _own(item.title, item.path, tie, listing.items()[0].path)
            if listing.date not in {None, target.date}:
                path = item.path
            yield pk, number, tie.pk, title, path, item.lead, *_second(item, tie)


def _second(item: Item, tie: Tie) -> tuple[str, str | None]:
    """Return the kind of an item's second line, and its text where it is not the event's own."""
    kinds = ListLine.Second
    if item.second is None:
        return kinds.NONE.value, None
    if item.context is not None:
        return kinds.CONTEXT.value, item.context
    if not item.second:
        return kinds.EMPTY.value, None
    own = fingerprint(item.second) == (tie.second or tie.marks.get("description"))
    return kinds.DESCRIPTION.value, None if own else item.second


def page_fields(page: LongPage) -> dict[str, Any]:
    """Return the columns of a long-form page that come from its text."""
    form = {"mark": page.mark, "opening": page.opening}
    return {"title": page.title, "author": page.author or "", "text": page.text, "form": form}

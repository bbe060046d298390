"""The files of public events: where they lie, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from events import models, related
from events.bulk import in_batches
from events.changes import hidden_versions, version_key
from events.models import Citation, Event, ListLine, Origin, RelatedLine

from . import wording
from .fields import is_edited
from .grammar import EventFile, link_target
from .names import NameBook
from .records import Address, news_path
from .unsaid import Told, are_mentioned, with_unsaid
from .wording import Style

CHUNK = 500


def event_files(
    style: Style,
    events: QuerySet,
    book: NameBook | None = None,
    *,
    computed: bool = False,
) -> Iterator[Told]:
    """Yield the files that tell these events, in the order of their paths or dates.

    An event gets a file if it had one, was written here, or is not told whole by lists and the
    files of others. style: words what no import brought. book: see `with_unsaid`. computed:
    the panels of today stand in place of the Related lists that the import kept.
    """
    for batch in in_batches(plain_files(style, events), CHUNK):
        files = _to_write(with_unsaid(without_hidden(batch), book))
        yield from _with_panels(files, style) if computed else files


def plain_files(style: Style, events: QuerySet) -> Iterator[Told]:
    """Yield events with the paths of their files and what these say plainly."""
    for row in _told(events).iterator(chunk_size=CHUNK):
        yield Told(row.event, wording.file_path(row), wording.file_words(row), row)
    for event in _untold(events).iterator(chunk_size=CHUNK):
        path = news_path(event.date, event.slug)
        yield Told(event, path, wording.event_words(event, style))


def without_hidden(batch: list[Told]) -> list[Told]:
    """Leave out of lists of changes the titles of events that are not public: one query."""
    hidden = hidden_versions(line for told in batch for line in told.words.changes)
    if not hidden:
        return batch
    return [replace(told, words=_without(told.words, hidden)) for told in batch]


def _without(words: EventFile, hidden: set[tuple[str, ...]]) -> EventFile:
    lines = (line for line in words.changes if version_key(line) not in hidden)
    return replace(words, changes=tuple(lines))


def _around(prefix: str = "") -> list[Prefetch | str]:
    """Return what the words of an event need besides its row."""
    citations = Prefetch(f"{prefix}citations", Citation.objects.select_related("source", "picture"))
    return [citations, *(f"{prefix}{name}" for name in ("changes", "files", "old_addresses"))]


def _told(events: QuerySet) -> QuerySet:
    """Return the files of events that an import brought."""
    lines = RelatedLine.objects.select_related("target").order_by("position")
    return (
        models.EventFile.objects.filter(event__in=events.order_by().values("pk"))
        .select_related("event__lead")
        .prefetch_related(*_around("event__"), Prefetch("related_lines", lines))
        .order_by("path")
    )


def _untold(events: QuerySet) -> QuerySet:
    """Return the events that no file has told."""
    told = models.EventFile.objects.filter(event=OuterRef("pk"))
    rows = events.filter(~Exists(told)).order_by("date", "position", "pk")
    return rows.select_related("lead").prefetch_related(*_around())


def _to_write(files: list[Told]) -> list[Told]:
    """Leave out the events that lists and the files of others tell whole."""
    doubtful = {told.event.pk for told in files if not _needs_file(told)}
    whole = are_mentioned(doubtful) - _left_alone(doubtful)
    return [told for told in files if told.event.pk not in whole]


def _needs_file(told: Told) -> bool:
    """Say whether an event needs a file, whatever is said of it elsewhere."""
    written_here = told.event.origin == Origin.DESK
    more = told.words.extra or told.words.changes
    return bool(told.row or written_here or more or is_edited(told.event))


def _left_alone(events: set[int]) -> set[int]:
    """Return those that share a file's name in a list with an event that is not public any more.

    Without that one they would be taken for the file's event, and lose their own names.
    """
    lines = ListLine.objects.filter(event__in=events).exclude(path=None)
    shared = {(line.event_id, _named(line)) for line in lines.select_related("event")}
    dates = {target[0] for _pk, target in shared}
    public = set(Event.objects.published().filter(date__in=dates).values_list("date", "slug"))
    return {pk for pk, target in shared if target not in public}


def _named(line: ListLine) -> Address:
    """Return the event file that a line names; where it gives no name, it is the event's own."""
    date, slug = link_target(line.path)
    return date, slug or line.event.short_id


def _with_panels(files: list[Told], style: Style) -> Iterator[Told]:
    """Yield files with the panels of their events as Related lists."""
    panels = related.panels([told.event for told in files])
    for (_event, places), told in zip(panels, files, strict=True):
        lines = [wording.panel_line(place, style.form) for place in places]
        yield replace(told, words=replace(told.words, related=tuple(lines)))

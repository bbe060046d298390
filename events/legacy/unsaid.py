"""What the rows say of events and the old grammar cannot: as marked fields.

A field is there if reading the plain words of the archive into nothing would give other rows
without it, or if the file had it when it was imported. So an import that nobody has touched needs
none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from events.addresses import event_path
from events.bulk import look_up
from events.models import (
    Citation,
    Entity,
    Event,
    EventEntity,
    EventFile,
    ListLine,
    Placement,
    RelatedLine,
)

from . import grammar
from .fields import edited_fields
from .grammar import CitationLine, Fields, link_target
from .grammar.event_file import IMAGE
from .identity import short_id_for
from .names import JOINT, NameBook, joined_candidates
from .records import news_path
from .statements import NAME_LENGTH, source_name
from .wording import file_path, is_main, one_line, stands

Names = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """An event, where its file lies and what that says plainly.

    row: that file as an import brought it; None if none did.
    """

    event: Event
    path: str
    words: grammar.EventFile
    row: EventFile | None = None


@dataclass(slots=True)
class _Facts:
    """What is asked once for many events, by event id."""

    entities: Names = field(default_factory=lambda: defaultdict(set))
    said: Names = field(default_factory=lambda: defaultdict(set))
    paths: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    placements: dict[int, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))


def with_unsaid(batch: list[Told], book: NameBook | None = None) -> list[Told]:
    """Return the same with what the old grammar cannot say: nine queries.

    Events come with lead, citations and their sources, files, changes and old addresses fetched.
    book: how lines of context are split; without one, the few names that matter are looked up.
    """
    facts = _facts([told.event for told in batch], book)
    return [_with_extra(told, facts) for told in batch]


def _with_extra(told: Told, facts: _Facts) -> Told:
    kept = set(told.row.form.get("extra", ())) if told.row else set()
    extra = {
        name: value for name, value, plain in _fields(told, facts) if value != plain or name in kept
    }
    if told.row and not is_main(told.row):
        extra = {"id": extra["id"]} if "id" in extra else {}
    return replace(told, words=replace(told.words, extra=extra)) if extra else told


def _fields(told: Told, facts: _Facts) -> Iterator[tuple[str, Any, Any]]:
    """Yield each field there may be with its value, and the one that the plain words give."""
    event, words = told.event, told.words
    named = link_target(f"/{told.path}")[1]
    own_id = short_id_for(event.date, words.title)
    lead = (words.lead or event.printed_lead).strip()
    said = {name for name in facts.said[event.pk] | {lead} if 0 < len(name) <= NAME_LENGTH}
    old = {redirect.path for redirect in event.old_addresses.all()}
    yield "id", event.short_id, own_id
    yield "slug", event.slug, named or own_id
    yield "lead", event.lead and event.lead.name, lead if 0 < len(lead) <= NAME_LENGTH else None
    yield "description", event.description, one_line(event.description)
    yield "sources", *_sources(told)
    yield "entities", sorted(facts.entities[event.pk]), sorted(said)
    yield "addresses", sorted(old), sorted(old & (facts.paths[event.pk] | _own_paths(event)))
    yield "panel", facts.placements[event.pk], []


def _sources(told: Told) -> tuple[list[Fields], list[Fields]]:
    """Return the citations of an event, and what its file says of them plainly.

    What a file keeps of old is no say about the event's own.
    """
    rows = [source_fields(line) for line in told.event.citations.all()]
    kept = told.row is not None and told.row.citations is not None
    if kept and not edited_fields(told.event, ["citations"]):
        return rows, rows
    return rows, [_plain_fields(line) for line in told.words.citations]


def source_fields(line: Citation) -> Fields:
    """Return a citation as a marked field tells it."""
    fields = _source_fields(
        line.source.name, line.printed_name, line.url, line.image, line.archived_url
    )
    picture = line.own_picture
    shown = {"picture": picture.digest if picture else "", "alt": line.alt}
    return fields | {name: text for name, text in shown.items() if text}


def _plain_fields(line: CitationLine) -> Fields:
    """Return a line as it is read: an address may hold what looks like an image's mark."""
    printed = line.url if line.image is None else f"{line.url}{IMAGE}{line.image}"
    url, _mark, image = printed.partition(IMAGE)
    return _source_fields(source_name(CitationLine(line.name, url)), line.name, url, image)


def _source_fields(source: str, printed: str, url: str, image: str, archived: str = "") -> Fields:
    """Return what there is of a citation; `printed` only where it is not the source's name."""
    rest = {"image": image, "archived": archived, "printed": printed}
    kept = {name: text for name, text in rest.items() if text or name == "printed"}
    if printed == source:
        del kept["printed"]
    return {"source": source, "url": url} | kept


def _own_paths(event: Event) -> set[str]:
    """Return the addresses that an event's own files give it: where they lie, and its changes."""
    changes = (change.path for change in event.changes.all())
    links = [*changes, *(f"/{file_path(file)}" for file in event.files.all())]
    return {event_path(*target) for link in links if (target := link_target(link))}


# --- Many events at once


def _facts(events: list[Event], book: NameBook | None) -> _Facts:
    facts = _Facts()
    by_pk = {event.pk: event for event in events}
    tagged = EventEntity.objects.filter(content_object__in=by_pk)
    for pk, name in tagged.values_list("content_object", "tag__name"):
        facts.entities[pk].add(name)
    contexts = list(_contexts(by_pk, facts))
    book = book or NameBook(_joined(context for _pk, context in contexts))
    for pk, context in contexts:
        facts.said[pk].update(name.strip() for name in book.split(context))
    for placement in _placements(by_pk):
        other = placement.other
        link = f"/{news_path(other.date, other.slug)}"
        facts.placements[placement.event_id].append({placement.kind: link})
    return facts


def _contexts(events: dict[int, Event], facts: _Facts) -> Iterator[tuple[int, str]]:
    """Yield the lines of context that are printed of events; note leads and paths on the way."""
    for line in _list_lines(events):
        event = events[line.event_id]
        if line.lead is not None:
            facts.said[event.pk].add(lead_now(event, line.lead).strip())
        if line.second == ListLine.Second.CONTEXT:
            yield event.pk, line.text
        _note_path(facts, event.pk, line.path)
    for pk, context in _own_lines(events).values_list("file__event", "context"):
        yield pk, context
    for pk, context, path in _lines_to(events).values_list("target", "context", "path"):
        yield pk, context
        _note_path(facts, pk, path)


def lead_now(event: Event, imported: str) -> str:
    """Return the lead that a list prints of an event: an editor may have changed it."""
    return event.printed_lead if edited_fields(event, ["lead"]) else imported


def _note_path(facts: _Facts, pk: int, path: str | None) -> None:
    if path and (target := link_target(path)):
        facts.paths[pk].add(event_path(*target))


def _list_lines(events: Iterable[int]) -> Iterator[ListLine]:
    """Return the lines of lists that stand for events still: on front pages and on their day."""
    lines = ListLine.objects.filter(event__in=events).select_related("event", "page")
    return (line for line in lines if stands(line, line.page.date))


def _own_lines(events: Iterable[int]) -> QuerySet:
    public = Event.objects.published().filter(pk=OuterRef("target"))
    return RelatedLine.objects.filter(Exists(public), file__event__in=events)


def _lines_to(events: Iterable[int]) -> QuerySet:
    public = Event.objects.published().filter(pk=OuterRef("file__event"))
    return RelatedLine.objects.filter(Exists(public), target__in=events)


def _placements(events: Iterable[int]) -> QuerySet:
    public = Event.objects.published().filter(pk=OuterRef("other"))
    rows = Placement.objects.filter(Exists(public), event__in=events)
    return rows.select_related("other").order_by("pk")


def are_mentioned(events: Iterable[int]) -> set[int]:
    """Return which of these events (ids) lists or the files of others name."""
    lists = (line.event_id for line in _list_lines(events))
    return {*lists, *_lines_to(events).values_list("target", flat=True)}


# --- Names with a comma


def public_entities() -> QuerySet:
    """Return the entities that readers can know of: those of public events."""
    public = Event.objects.published()
    tagged = public.filter(taggings__tag=OuterRef("pk"))
    return Entity.objects.filter(Exists(tagged) | Exists(public.filter(lead=OuterRef("pk"))))


def public_names() -> NameBook:
    """Return how lines are split by the names with a comma that public events have."""
    joined = public_entities().filter(name__contains=JOINT)
    return NameBook(joined.values_list("name", flat=True))


def _joined(contexts: Iterable[str]) -> Iterator[str]:
    """Yield the names with a comma, of public events, that lines of context may hold."""
    found = set(chain.from_iterable(map(joined_candidates, contexts)))
    return (name for (name,) in look_up(public_entities(), "name", found, "name"))

"""What each statement of an archive says of an event: its fields, and the names of its entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import urlsplit

from events.bulk import in_batches, look_up
from events.models import Entity, Event, ListLine, Origin, RelatedLine

from .gathering import Gathering
from .grammar import CitationLine, EventFile, Item
from .identity import Matches, fingerprint
from .names import JOINT, NameBook
from .records import Known, Listing, Telling
from .report import ImportReport

NAME_LENGTH = 500


def learn_names(gathering: Gathering) -> NameBook:
    """Return what the whole archive, and the entities known before, tell about names.

    An archive may say itself which names have a comma; then nothing is guessed.
    """
    joined = Entity.objects.filter(name__contains=JOINT)
    book = NameBook(joined.values_list("name", flat=True))
    given = [
        thing.fields["names"] for thing in gathering.things.values() if "names" in thing.fields
    ]
    if given:
        book.joined.update(chain.from_iterable(given))
        return book
    for telling in gathering.tellings.values():
        learn_file(book, telling.said)
    for listing in gathering.listings.values():
        learn_items(book, listing.items())
    book.settle()
    return book


def learn_file(book: NameBook, file: EventFile) -> None:
    """Let a book learn from the file of an event."""
    for name in [file.lead, file.extra.get("lead"), *file.extra.get("entities", ())]:
        book.learn_lead(name or "")
    related = file.related
    book.learn_related([line.context for line in related], [line.path for line in related])


def learn_items(book: NameBook, items: list[Item]) -> None:
    """Let a book learn from the items of a list page."""
    for item in items:
        book.learn_lead(item.lead or "")
    book.learn_lines([item.context for item in items if item.context])


def said_names(
    tellings: Iterable[Telling], listings: Iterable[Listing], book: NameBook
) -> Iterator[tuple[Known, str]]:
    """Yield each event with each name that files give it: leads, and contexts both ways."""
    for telling in tellings:
        if telling.said.lead:
            yield telling.event, telling.said.lead.strip()
        for line, target in zip(telling.said.related, telling.targets, strict=True):
            for name in book.split(line.context):
                yield telling.event, name.strip()
                yield target, name.strip()
    for listing in listings:
        for item, target in zip(listing.items_with_leads(), listing.targets, strict=True):
            if item.lead:
                yield target, item.lead.strip()
            for name in book.split(item.context or ""):
                yield target, name.strip()


def names_by_event(
    said: Iterable[tuple[Known, str]], report: ImportReport
) -> dict[Known, dict[str, None]]:
    """Collect names by event; one too long for an entity is left in its line and reported."""
    names: dict[Known, dict[str, None]] = {}
    for known, name in said:
        if len(name) > NAME_LENGTH:
            reading = f"{known.date}: a name of {len(name)} characters: {name[:60]}…"
            report.doubts.append((reading, "no entity"))
        elif name:
            names.setdefault(known, {})[name] = None
    return names


def marked_names(tellings: Iterable[Telling]) -> Iterator[tuple[Known, str]]:
    """Yield each event with each of the entities that its file tells in a marked field."""
    for telling in tellings:
        for name in telling.said.extra.get("entities", ()):
            yield telling.event, name.strip()


def new_names(
    names: dict[Known, dict[str, None]], matches: Matches, book: NameBook, *, again: bool
) -> dict[Known, dict[str, None]]:
    """Return, of the names said of events, those that no file has said of them before.

    Entities that were once told in a marked field are none of these: they are a field like
    others, and follow the file only if no editor changed them. again: what was said before comes
    back, but to events written here.
    """
    pks = {pk for known in names if (pk := matches.get(known))}
    if again:
        desk = Event.objects.filter(origin=Origin.DESK)
        pks = {pk for (pk,) in look_up(desk, "pk", pks, "pk")}
    before = set().union(*(stored_names(some, book) for some in in_batches(pks)))
    imported = dict(look_up(Event.objects.all(), "pk", pks, "pk", "imported"))
    new: dict[Known, dict[str, None]] = {}
    for known, some in names.items():
        pk = matches.get(known)
        marks = imported.get(pk, {})
        if pk and "entities" in marks and "entities" in known.extra:
            continue
        unsaid = (name for name in some if (pk, name) not in before)
        new[known] = dict.fromkeys(n for n in unsaid if fingerprint(n) != marks.get("lead"))
    return new


def stored_names(events: list[int], book: NameBook) -> set[tuple[int, str]]:
    """Return the pairs (event id, name) that files have said of these events before."""
    told = Event.objects.filter(pk__in=events).values_list("pk", "lead_text")
    pairs = {(pk, lead.strip()) for pk, lead in told}
    listed = ListLine.objects.filter(event__in=events)
    pairs.update((pk, lead.strip()) for pk, lead in listed.values_list("event", "lead") if lead)
    contexts = chain(
        RelatedLine.objects.filter(file__event__in=events).values_list("file__event", "context"),
        RelatedLine.objects.filter(target__in=events).values_list("target", "context"),
        listed.filter(second=ListLine.Second.CONTEXT).values_list("event", "text"),
    )
    for pk, context in contexts:
        pairs.update((pk, name.strip()) for name in book.split(context or ""))
    return pairs


def report_doubts(book: NameBook, gathering: Gathering, report: ImportReport) -> None:
    """Report the lines of context that can be read in two ways, each once."""
    tellings, listings = gathering.tellings.values(), gathering.listings.values()
    related = (line.context for telling in tellings for line in telling.said.related)
    listed = (item.context for listing in listings for item in listing.items() if item.context)
    for context in sorted({text for text in [*related, *listed] if JOINT in text}):
        if book.is_doubtful(context):
            report.doubts.append((context, " | ".join(book.split(context))))


def lead_of(known: Known) -> str | None:
    """Return the printed lead of an event: of its file, else of a list; None if none has one.

    An empty lead line says that it is unknown.
    """
    printed = [telling.said.lead for telling in known.tellings]
    return next(filter(None, [*printed, *(item.lead for item in known.items)]), None)


def description_of(known: Known) -> str | None:
    """Return the description of an event; None if nothing speaks of one."""
    if known.tellings:
        return known.tellings[0].said.description
    return next((text for item in known.items if (text := item.description)), None)


def source_name(citation: CitationLine) -> str:
    """Return the name of the source a line cites: as printed, or the host if that is blank."""
    name = citation.name.strip() or host_of(citation.url) or citation.url.strip()
    return name[:NAME_LENGTH] or "?"


def host_of(url: str) -> str:
    """Return the host of an address, '' if it has none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""

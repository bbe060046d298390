"""What each statement of an archive says of an event: its fields, and the names of its entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import urlsplit

from events.models import Entity, Event, ListLine, RelatedLine

from .gathering import Gathering
from .grammar import CitationLine
from .names import JOINT, NameBook
from .records import Known, Listing, Telling
from .report import ImportReport

NAME_LENGTH = 500


def learn_names(gathering: Gathering) -> NameBook:
    """Return what the whole archive, and the entities known before, tell about names."""
    joined = Entity.objects.filter(name__contains=JOINT)
    book = NameBook(joined.values_list("name", flat=True))
    for telling in gathering.tellings.values():
        book.learn_lead(telling.said.lead or "")
        related = telling.said.related
        book.learn_related([line.context for line in related], [line.path for line in related])
    for listing in gathering.listings.values():
        items = listing.items()
        for item in items:
            book.learn_lead(item.lead or "")
        book.learn_lines([item.context for item in items if item.context])
    book.settle()
    return book


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

"""The fields of an event that an import writes, and when it may write over what is there.

Each field's value as last imported is remembered by a fingerprint. A field that still has it
follows the archive; one that has another value was changed by an editor, and is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from events.models import Citation, Event, Origin

from .grammar import CitationLine
from .identity import fingerprint
from .records import Known
from .statements import description_of, lead_of, source_name
from .vocabulary import source_ids

# A link knows less of an event than a line in a list, and that less than its own file.
KNOWLEDGE = [Origin.REFERENCE, Origin.LIST, Origin.FILE]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids of entities and sources by name."""

    entities: dict[str, int]
    sources: dict[str, int]


def origin_of(known: Known) -> Origin:
    """Return how the archive makes an event known."""
    if known.tellings:
        return Origin.FILE
    return Origin.LIST if known.items else Origin.REFERENCE


def said_fields(known: Known) -> dict[str, Any]:
    """Return the values of the fields that the archive speaks of."""
    said: dict[str, Any] = {
        "title": known.title,
        "lead": lead_of(known),
        "description": description_of(known),
        "position": known.position,
    }
    if known.tellings:
        citations = known.tellings[0].said.citations
        said["citations"] = tuple((line.name, line.url, line.image or "") for line in citations)
    return {name: value for name, value in said.items() if value is not None}


def marks_of(said: dict[str, Any]) -> dict[str, str]:
    """Return the fingerprints of values, by field."""
    return {name: fingerprint(value) for name, value in said.items()}


def present_value(event: Event, name: str) -> Any:
    """Return a field's value in the database, in the shape in which `said_fields` gives it."""
    if name == "citations":
        return tuple((line.printed_name, line.url, line.image) for line in event.citations.all())
    return getattr(event, "lead_text" if name == "lead" else name)


def update_event(event: Event, known: Known, words: Vocabulary) -> tuple[bool, list[str]]:
    """Bring an event up to what the archive says, but for what editors changed.

    Returns whether anything was written, and the names of the fields that were kept.
    """
    said, origin = said_fields(known), origin_of(known)
    risen = KNOWLEDGE.index(origin) > KNOWLEDGE.index(event.origin)
    if origin == Origin.REFERENCE:
        said = {}
    elif origin != event.origin and not risen:
        said = {name: said[name] for name in said.keys() & {"position"}}
    marks = marks_of(said)
    present = marks_of({name: present_value(event, name) for name in said})
    last = present | event.imported
    different = [name for name in said if present[name] != marks[name]]
    edited = [name for name in different if last[name] != present[name]]
    changed = [name for name in different if name not in edited]
    for name in changed:
        _SETTERS.get(name, _set)(event, name, said[name], words)
    if changed or risen:
        event.origin = origin if risen else event.origin
        event.imported |= {name: marks[name] for name in marks if name not in edited}
        event.save()
    return bool(changed or risen), edited


def _set(event: Event, name: str, value: Any, words: Vocabulary) -> None:
    setattr(event, name, value)


def _set_lead(event: Event, name: str, value: str, words: Vocabulary) -> None:
    event.lead_text = value
    event.lead_id = words.entities.get(value.strip())


def _set_citations(event: Event, name: str, value: tuple, words: Vocabulary) -> None:
    sources = source_ids(source_name(CitationLine(*line[:2])) for line in value)
    event.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(event=event, **fields) for fields in citation_fields(value, sources)
    )


_SETTERS: dict[str, Callable[[Event, str, Any, Vocabulary], None]] = {
    "lead": _set_lead,
    "citations": _set_citations,
}


def citation_fields(citations: tuple, sources: dict[str, int]) -> list[dict[str, Any]]:
    """Return the columns of the rows of an event's citations, but for the event."""
    rows = []
    for position, (printed, url, image) in enumerate(citations, start=1):
        name = source_name(CitationLine(printed, url))
        rows.append(
            {
                "source_id": sources[name],
                "position": position,
                "url": url,
                "image": image,
                "archived_url": "",
                "printed": None if printed == name else printed,
            }
        )
    return rows

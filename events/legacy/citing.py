"""An event's citations as the value of a field: what of them an archive can say.

Each is a list of texts: name as printed, address, image, archived copy; the source's name, if the
line hides it; the digest of an editor's own picture and what it shows, if there is either.
A picture that was copied is none of an archive's matters: it can be copied again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from events.bulk import look_up
from events.models import Citation, Event, Picture

from .grammar import CitationLine, EventFile, Fields
from .statements import NAME_LENGTH, source_name

_PLAIN, _WITH_SOURCE, _WHOLE = 4, 5, 7


def marked_citation(source: Fields) -> list[str]:
    """Return a citation that is told in a marked field."""
    name = source["source"].strip()[:NAME_LENGTH] or "?"
    line = [source.get("printed", name), *(source.get(n, "") for n in ("url", "image", "archived"))]
    return _value(line, name, source.get("picture", ""), source.get("alt", ""))


def said_citations(file: EventFile) -> list[list[str]]:
    """Return the citations of which a file speaks; of archived copies and pictures it cannot."""
    return [[line.name, line.url, line.image or "", ""] for line in file.citations]


def present_citations(event: Event) -> list[list[str]]:
    """Return the citations that an event has."""
    return [_present(citation) for citation in event.citations.all()]


def as_printed(citations: list[list[str]]) -> list[list[str]]:
    """Return citations as a file says them that knows nothing of merged sources."""
    return [line[:_PLAIN] if len(line) == _WITH_SOURCE else line for line in citations]


def as_known(said: list[list[str]], here: list[list[str]]) -> list[list[str]]:
    """Return what is said, with the sources that the very same lines have here."""
    known = dict(zip(map(tuple, as_printed(here)), here, strict=True))
    return [known.get(tuple(line), line) for line in said]


def _present(citation: Citation) -> list[str]:
    line = [citation.printed_name, citation.url, citation.image, citation.archived_url]
    picture = citation.own_picture
    return _value(line, citation.source.name, picture.digest if picture else "", citation.alt)


def _value(line: list[str], source: str, picture: str, alt: str) -> list[str]:
    if picture or alt:
        return [*line, source, picture, alt]
    return line if source_name(CitationLine(*line[:2])) == source else [*line, source]


def source_of(citation: list[str]) -> str:
    """Return the name of the source of a citation."""
    if len(citation) >= _WITH_SOURCE:
        return citation[_PLAIN]
    return source_name(CitationLine(*citation[:2]))


def picture_of(citation: list[str]) -> str:
    """Return the digest of a citation's own picture, or ''."""
    return citation[_WITH_SOURCE] if len(citation) == _WHOLE else ""


def with_picture(citation: list[str], here: list[str]) -> list[str]:
    """Return a citation with the picture that the same one has here, unless it has one itself."""
    if len(citation) == _WHOLE or len(here) != _WHOLE:
        return citation
    return [*citation[:_PLAIN], source_of(citation), *here[_WITH_SOURCE:]]


def picture_ids(citations: Iterable[list[str]]) -> dict[str, int]:
    """Return the ids of the pictures kept here, by digest, that some citations have."""
    marks = {mark for citation in citations if (mark := picture_of(citation))}
    return dict(look_up(Picture.objects.filter(copied_key=""), "digest", marks, "digest", "pk"))


def citation_fields(
    citations: list, sources: dict[str, int], pictures: dict[str, int]
) -> list[dict[str, Any]]:
    """Return the columns of the rows of an event's citations, but for the event."""
    rows = []
    for position, citation in enumerate(citations, start=1):
        (printed, url, image, archived), name = citation[:_PLAIN], source_of(citation)
        rows.append(
            {
                "source_id": sources[name],
                "position": position,
                "url": url,
                "image": image,
                "archived_url": archived,
                "printed": None if printed == name else printed,
                "picture_id": pictures.get(picture_of(citation)),
                "alt": citation[-1] if len(citation) == _WHOLE else "",
            }
        )
    return rows

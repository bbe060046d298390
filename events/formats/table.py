"""Lists as tables for spreadsheets: CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from events.models import Event
from events.text import spreadsheet_cell

from . import parts
from .here import Here

COLUMNS = (
    "id",
    "date",
    "lead",
    "title",
    "description",
    "entities",
    "sources",
    "reports",
    "url",
    "permalink",
    "created",
    "updated",
)


class _Echo:
    """A file that gives back each line, for `csv` to write into."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file; a mark at its start tells spreadsheets that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([spreadsheet_cell(v) if isinstance(v, str) else v for v in row])


def event_row(event: Event, here: Here) -> list[str]:
    """Return an event as a row of `COLUMNS`; its citations have to be at hand."""
    citations = event.citations.all()
    reports = filter(None, [parts.web_link(citation.url) for citation in citations])
    row = parts.event_line(event, here) | {
        "lead": event.lead_label,
        "description": event.description,
        "entities": "; ".join(str(entity) for entity in event.entities.all()),
        "sources": "; ".join(dict.fromkeys(citation.source.name for citation in citations)),
        "reports": " ".join(reports),
        "created": parts.timestamp(event.created_at),
        "updated": parts.timestamp(event.updated_at),
    }
    return [row[name] for name in COLUMNS]

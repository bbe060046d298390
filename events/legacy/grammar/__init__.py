"""The legacy format, text to data and back; standard library only.

For every text that a `parse_…` function accepts, the matching `write_…` gives the same text
again, character for character: what cannot be written back was not understood, and is refused.
"""

from .event_file import (
    ChangeLine,
    CitationLine,
    EventFile,
    EventForm,
    RelatedLine,
    parse_event,
    write_event,
)
from .extension import Fields, Record, parse_record, write_record
from .lines import GrammarError
from .list_pages import (
    DayPage,
    FrontPage,
    Item,
    Opinion,
    Section,
    is_description,
    parse_day,
    parse_front,
    write_day,
    write_front,
)
from .long_page import LongPage, parse_long_page, write_long_page
from .paths import file_slug, link_target
from .sniff import Parsed, parse_file

__all__ = [
    "ChangeLine",
    "CitationLine",
    "DayPage",
    "EventFile",
    "EventForm",
    "Fields",
    "FrontPage",
    "GrammarError",
    "Item",
    "LongPage",
    "Opinion",
    "Parsed",
    "Record",
    "RelatedLine",
    "Section",
    "file_slug",
    "is_description",
    "link_target",
    "parse_day",
    "parse_event",
    "parse_file",
    "parse_front",
    "parse_long_page",
    "parse_record",
    "write_day",
    "write_event",
    "write_front",
    "write_long_page",
    "write_record",
]

"""Telling by its first heading what kind of file a text is."""

from __future__ import annotations

import re

from .event_file import EventFile, parse_event
from .extension import MARK, PAGE, Record, parse_record
from .lines import GrammarError
from .list_pages import DayPage, FrontPage, parse_day, parse_front
from .long_page import LongPage, parse_long_page

Parsed = EventFile | DayPage | FrontPage | LongPage | Record

_HEADING = re.compile(r"^(#+) (\[)?(\d{4}-\d+-\d+\])?", re.MULTILINE)


def parse_file(data: bytes) -> Parsed:
    """Return what a file of the archive says, whichever kind it is.

    Raises:
        GrammarError: if it is not a text of the format; names the line.
    """
    text = decode(data)
    if text.startswith(f"{MARK} "):
        return parse_long_page(text) if text.startswith(f"{MARK} {PAGE}\n") else parse_record(text)
    heading = _HEADING.search(text)
    mark, link, date = heading.groups() if heading else (None, None, None)
    if mark == "###":
        return parse_event(text)
    if mark == "##" and date:
        return parse_day(text)
    if mark == "##" and link:
        return parse_front(text)
    return parse_long_page(text)


def decode(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        GrammarError: if it is not UTF-8, or holds what no text of the archive may hold.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}"
        raise GrammarError(line, "text in UTF-8", found) from None
    if text.startswith("\ufeff"):
        raise GrammarError(1, "text", "a byte order mark")
    for mark, expected, found in [
        ("\0", "text", "the character NUL"),
        ("\r", "lines that end with LF alone", "a carriage return"),
    ]:
        if mark in text:
            line = text.count("\n", 0, text.index(mark)) + 1
            raise GrammarError(line, expected, found)
    return text

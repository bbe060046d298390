"""Long inputs, made to lead a reader astray: each is read, or refused, in linear time."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
MEGABYTE = 1_000_000
TIMEOUT = 60  # a reader without detours takes a tenth of a second

READ = """
import sys
from events.legacy.grammar import GrammarError, parse_file
try:
    parse_file(sys.stdin.buffer.read())
except GrammarError as error:
    print(str(error)[:200])
"""

HEADING = "### [2006-03-7](/news/2006/03/7/index.md)\n\n"
EVENT = f"{HEADING}# T\n\n\n\n"
SOURCES = f"{EVENT}\n### Source:\n\n1. [a](b)\n"
RELATED = f"{EVENT}\n### Related:\n\n1. [a](/news/2006/03/7/a.md) _Context: b_\n"
CHANGES = f"{EVENT}\n### Changes:\n\n1. [a](/a) _(First version)_\n"
DAY = "## [2006-03-7](/news/2006/03/7/index.md)\n\n"
FRONT = "## [News](/news/2006/03/7/index.md)\n\n"
LINK = "](/news/2006/03/7/a"

# Each: what comes before, what is repeated up to a megabyte, what comes after.
LONG = {
    "one line": ("", "x", ""),
    "hashes": ("", "#", ""),
    "lines of hashes": ("", "#\n", ""),
    "empty lines": ("", "\n", ""),
    "empty lines, then text": (EVENT, "\n", "x"),
    "date in a heading": ("## [2006-", "1-", ""),
    "digits in a heading": ("## [2006-", "1", ""),
    "heading": ("### [2006-03-7](/news/", "/index.md)", "\n\n"),
    "formats": ("\nFormats: [HTML](", ".html)  [JSON", "\n\n"),
    "title": (f"{HEADING}# ", "](/", "\n\n\n\n"),
    "description": (f"{HEADING}# T\n\n", "](/", "\n\n"),
    "number of a source": (SOURCES, "1", "\n"),
    "opening brackets": (f"{SOURCES}2. [", "[", "\n"),
    "number of a change": (CHANGES, "1", "\n"),
    "title of a change": (f"{CHANGES}2. [", "](/a) _", "\n"),
    "path of a change": (f"{CHANGES}2. [a](/", "a", "\n"),
    "links in a related title": (f"{RELATED}2. [", LINK, "\n"),
    "paths in a related title": (f"{RELATED}2. [", f"{LINK}.md", "\n"),
    "related path": (f"{RELATED}2. [{LINK}", ".md", "\n"),
    "events of a day": (DAY, "### [a](/news/2006/03/7/a.md)\n", ""),
    "title of a listed event": (f"{DAY}### [", f"{LINK}.md)", "x\n"),
    "path of a listed event": (f"{DAY}### [{LINK}", ".md)", "x\n"),
    "context of a listed event": (f"{DAY}### [{LINK}.md)\n_Context: ", "_", "x\n"),
    "section of a front page": ("## [", "](/news/2006/03/7/index.md)", "x\n"),
    "sections of a front page": (FRONT, f"---\n\n{FRONT}", ""),
    "title of an opinion": (f"{FRONT}## Opinion\n### [", "](/opinion/a", "\n"),
    "author": ("# T\n", "#### by ", "\n"),
    "name of a source": (f"{SOURCES}2. [", "](/", "\n"),
    "address of a source": (f"{SOURCES}2. [", "](/)", "x\n"),
    "image of a source": (f"{SOURCES}2. [](", ") [IMG](", "\n"),
    "context of a related event": (f"{RELATED}2. [", f"{LINK}.md) _Context: b", "\n"),
    "context, not ended": (f"{RELATED}2. [", f"{LINK}.md) _Context: b_", "x\n"),
    "context in a path": (f"{RELATED}2. [{LINK}", "a.md) _Context: b", "\n"),
}


@pytest.mark.parametrize(("before", "repeated", "after"), LONG.values(), ids=list(LONG))
def test_a_megabyte_is_read_without_detours(before, repeated, after):
    read(before + repeated * (MEGABYTE // len(repeated)) + after)


def test_many_sections_are_read_without_detours():
    section = "\n### Source:\n\n1. [a](b)\n"

    read(EVENT + section * (4 * MEGABYTE // len(section)))


def read(text: str) -> None:
    """Read in a process of its own, which can be stopped; only that it ends matters."""
    subprocess.run(
        [sys.executable, "-c", READ],
        input=text.encode(),
        cwd=CHECKOUT,
        timeout=TIMEOUT,
        check=True,
        capture_output=True,
    )

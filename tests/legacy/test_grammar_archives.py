"""The real archives: every file is understood, and written back byte for byte."""

import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.legacy.grammar import (
    DayPage,
    EventFile,
    FrontPage,
    GrammarError,
    LongPage,
    file_slug,
    link_target,
    parse_file,
    write_day,
    write_event,
    write_front,
    write_long_page,
)

pytestmark = pytest.mark.archive

WRITERS = {
    EventFile: write_event,
    DayPage: write_day,
    FrontPage: write_front,
    LongPage: write_long_page,
}

CHINESE = "context-zh-2019-12-23.tar.xz"

ARCHIVES = [
    pytest.param(
        "context-en-samples.tar.xz",
        {EventFile: 65, DayPage: 8, FrontPage: 2, LongPage: 6},
        id="English samples",
    ),
    pytest.param(
        CHINESE,
        {EventFile: 8_984, DayPage: 6_828, FrontPage: 2},
        id="Chinese",
        marks=pytest.mark.verify,
    ),
    pytest.param(
        "english-2004-2010.tar.xz",
        {EventFile: 28_769, DayPage: 5_108},
        id="English",
        marks=pytest.mark.verify,
    ),
]


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every markdown file of an archive, in its order."""
    with tarfile.open(archive, "r|xz") as members:
        for member in members:
            if member.isfile() and member.name.endswith(".md"):
                yield member.name, members.extractfile(member).read()


@pytest.mark.parametrize(("name", "kinds"), ARCHIVES)
def test_every_file_is_understood_and_written_back_the_same(name, kinds, archives):
    found, wrong = Counter(), []
    for path, data in files(archives / name):
        try:
            parsed = parse_file(data)
        except GrammarError as error:
            wrong.append(f"{path}:{error}")
            continue
        found[type(parsed)] += 1
        if WRITERS[type(parsed)](parsed).encode() != data:
            wrong.append(f"{path}: written back otherwise")

    assert wrong == []
    assert found == kinds


def test_the_first_page_of_all_is_understood(archives):
    data = (archives / "seed-2004-08-9.md").read_bytes()

    event = parse_file(data)

    assert write_event(event).encode() == data
    assert [citation.name for citation in event.citations] == ["democracy now!"]
    assert [link_target(line.path)[0].year for line in event.related] == [
        2016,
        2007,
        2006,
        2004,
        2004,
    ]
    assert {line.context for line in event.related} == {
        "Baghdad, Muqtada al-Sadr",
        "Baghdad, Najaf",
        "Muqtada al-Sadr, Najaf",
    }


@pytest.mark.verify
def test_a_chinese_file_is_named_after_its_title(archives):
    wrong = [
        path
        for path, data in files(archives / CHINESE)
        if isinstance(event := parse_file(data), EventFile)
        and not event.title.isascii()
        and file_slug(event.title) != Path(path).stem
    ]

    assert wrong == []

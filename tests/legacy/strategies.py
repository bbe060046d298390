"""Everything the format can say, for Hypothesis; and what happens to real files."""

import datetime

from hypothesis import strategies as st

from events.legacy.grammar import (
    ChangeLine,
    CitationLine,
    DayPage,
    EventFile,
    EventForm,
    FrontPage,
    Item,
    LongPage,
    Opinion,
    Record,
    RelatedLine,
    Section,
)
from tests.legacy.shapes_events import EVENTS
from tests.legacy.shapes_lists import DAYS, FRONTS, LONG_PAGES

# --- Pieces. Marks of the grammar come often, so that texts look like what they are not.

MARKS = st.sampled_from(["](", "[", ")", "_", "#", "###", "#####", "---", "/", ".md", "Cover"])
WORDS_OF_LINES = st.sampled_from(["Context:", "消息:", "1.", "Formats:", "Previous", "甲", "é"])
SPACES = st.sampled_from([" ", ", ", "# ", "### [", "##### ", ") [IMG](", "Cover Image"])
SEPARATORS = st.sampled_from(["\u2028", "\u0085", "\f", "\x1c", "\t"])
LETTERS = st.characters(exclude_characters="\n\r\0\ufeff", exclude_categories=["Cs"])
TEXTS = st.lists(st.one_of(MARKS, WORDS_OF_LINES, SPACES, SEPARATORS, LETTERS), max_size=12).map(
    "".join
)
SLUGS = TEXTS.map(lambda text: text.replace("/", ""))
WORDS = st.sampled_from(["消息", "上下文", "Context"])
PREFIXES = st.sampled_from(["", "/zh"])
DATES = st.dates()


def without(texts: st.SearchStrategy[str], *marks: str) -> st.SearchStrategy[str]:
    """Texts without the marks that would end them early."""
    return texts.filter(lambda text: not any(mark in text for mark in marks))


# --- Marked fields: every text there is, and every kind of field

PROSE = st.lists(st.one_of(TEXTS, st.sampled_from(["\n", "\r\n", "\x85", '"', "\\"]))).map("".join)
NAMES = TEXTS.filter(lambda text: "\r" not in text)
SHORT_IDS = st.text("23456789abcdefghjkmnpqrstvwxyz", min_size=1, max_size=16)
OWN_SLUGS = SLUGS.filter(bool)
MARKED_SOURCES = st.fixed_dictionaries(
    {"source": NAMES, "url": PROSE}, optional={"image": PROSE, "archived": PROSE, "printed": NAMES}
)
PLACES = st.builds(lambda kind, path: {kind: path}, st.sampled_from(["pin", "hide"]), PROSE)
KEYS = st.text("0123456789abcdef", min_size=32, max_size=32)
ISO_DATES = DATES.map(datetime.date.isoformat)


def some(strategy: st.SearchStrategy) -> st.SearchStrategy[list]:
    return st.lists(strategy, max_size=3)


EXTRAS = {
    "event": {
        "id": SHORT_IDS, "slug": OWN_SLUGS, "lead": st.none() | NAMES, "description": PROSE,
        "sources": some(MARKED_SOURCES), "entities": some(NAMES), "addresses": some(PROSE),
        "panel": some(PLACES),
    },
    "page": {
        "path": PROSE, "title": NAMES, "author": NAMES, "date": st.none() | ISO_DATES,
        "text": PROSE, "addresses": some(PROSE),
    },
    "archive": {
        "names": some(NAMES), "deleted": some(KEYS),
        "addresses": st.dictionaries(PROSE, ISO_DATES, max_size=3),
    },
    "entity": {
        "name": NAMES, "label": NAMES, "slug": OWN_SLUGS, "kind": PROSE, "description": PROSE,
        "same_as": PROSE, "aliases": some(NAMES), "addresses": some(PROSE),
    },
    "source": {"name": NAMES, "slug": OWN_SLUGS, "homepage": PROSE, "addresses": some(PROSE)},
}  # fmt: skip


def extras(kind: str) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries({}, optional=EXTRAS[kind])


@st.composite
def records(draw: st.DrawFn) -> Record:
    kind = draw(st.sampled_from(["archive", "entity", "source"]))
    return Record(kind, draw(extras(kind).filter(bool)))


@st.composite
def links(draw: st.DrawFn) -> str:
    date = draw(DATES)
    folder = f"{date.year:04}/{date.month:02}/{date.day}"
    return f"{draw(PREFIXES)}/news/{folder}/{draw(SLUGS)}.md"


# --- Event files


def citations() -> st.SearchStrategy[CitationLine]:
    return st.builds(
        CitationLine,
        name=without(TEXTS, "]("),
        url=without(TEXTS, ") [IMG]("),
        image=st.none() | TEXTS,
    )


def changes() -> st.SearchStrategy[ChangeLine]:
    times = st.datetimes(min_value=datetime.datetime(1000, 1, 1))
    return st.builds(
        ChangeLine,
        title=TEXTS,
        path=st.text("ab-/甲.", max_size=9).map(lambda path: f"/{path}"),
        kind=st.sampled_from(["first", "update", "current"]),
        at=st.none() | times.map(lambda time: f"{time:%Y-%m-%d %H:%M:%S}"),
    )


def related_lines() -> st.SearchStrategy[RelatedLine]:
    return st.builds(
        RelatedLine, title=TEXTS, path=links(), word=WORDS, context=without(TEXTS, "](", ".md)")
    )


def several(strategy: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    return st.lists(strategy, max_size=3).map(tuple)


@st.composite
def event_files(draw: st.DrawFn) -> EventFile:
    cited, cover = draw(several(citations())), draw(st.none() | TEXTS)
    changed, related = draw(several(changes())), draw(several(related_lines()))
    heads = [
        ("sources", ["### 信息来源:", "### Source:", "### Sources:"], cited or cover is not None),
        ("related", ["### 有关:", "### Related:"], related),
        ("changes_last", [False, True], changed and related),
    ]
    form = {name: draw(st.sampled_from(values)) for name, values, shown in heads if shown}
    return EventFile(
        date=draw(DATES),
        title=draw(TEXTS),
        lead=draw(st.none() | TEXTS),
        description=draw(TEXTS),
        citations=cited,
        cover_image=cover,
        changes=changed,
        related=related,
        extra=draw(st.just({}) | extras("event")),
        form=EventForm(draw(formats()), draw(PREFIXES), closing=draw(st.integers(0, 3)), **form),
    )


def formats() -> st.SearchStrategy[str | None]:
    return st.none() | without(TEXTS, ".html)")


# --- List pages and long pages

NEXT_ITEM = ("##### ", "### [", "## ", "---")


def items() -> st.SearchStrategy[Item]:
    contexts = st.builds("_{}: {}_".format, WORDS, TEXTS)
    seconds = (TEXTS | contexts).filter(lambda text: not text.startswith(NEXT_ITEM))
    return st.builds(
        Item, title=TEXTS, path=links(), lead=st.none() | TEXTS, second=st.none() | seconds
    )


def words() -> st.SearchStrategy[str]:
    return TEXTS.filter(lambda text: not text[:1].isdigit())


def day_pages() -> st.SearchStrategy[DayPage]:
    previous = st.builds(Section, word=words(), date=DATES, prefix=PREFIXES)
    return st.builds(
        DayPage,
        date=DATES,
        items=several(items()),
        previous=st.none() | previous,
        formats=formats(),
        prefix=PREFIXES,
    )


def front_pages() -> st.SearchStrategy[FrontPage]:
    opinions = st.builds(
        Opinion,
        title=TEXTS,
        path=st.text("ab-/甲.", max_size=9).map(lambda path: f"/opinion/{path}"),
        teaser=TEXTS,
    )
    sections = st.builds(
        Section,
        word=words(),
        date=DATES,
        items=several(items()),
        prefix=PREFIXES,
        opinions=st.none() | several(opinions),
    )
    return st.builds(
        FrontPage,
        sections=st.lists(sections, min_size=1, max_size=3).map(tuple),
        formats=formats(),
        opening=st.sampled_from([0, 2, 3]),
    )


def long_pages() -> st.SearchStrategy[LongPage]:
    """Pages that are told by their first heading: none that begins as a list does."""
    texts = st.lists(TEXTS, max_size=4).map("\n".join)
    return st.builds(
        LongPage,
        title=TEXTS.filter(lambda text: not text.startswith("[")),
        text=texts.filter(lambda text: not text.startswith("#### by ")),
        author=st.none() | TEXTS,
        mark=st.sampled_from(["#", "##"]),
        opening=st.integers(0, 3),
        extra=st.just({}) | extras("page"),
    )


# --- Damage

MARKED = [
    """### Newsroom: entity\n\n- name: "Dam"\n- slug: "dam"\n- aliases: ["Dams", "水坝"]\n""",
    """### Newsroom: archive\n\n- names: ["Dam, Ohio"]\n- addresses: {"/old/": "2004-08-09"}\n""",
    """### Newsroom: page\n\n- path: "/faq/"\n- date: null\n\n# FAQ\nWords.\n""",
    """### [2006-03-7](/news/2006/03/7/index.md)\n\n# A dam breaks.\n\n\n\n### Newsroom:\n\n"""
    """- id: "k3n8w2xq7d"\n- lead: null\n- description: "One.\\nTwo."\n"""
    """- sources: [{"source": "BBC", "url": "http://bbc.example/1"}]\n"""
    """- panel: [{"pin": "/news/2006/03/7/x.md"}]\n""",
]
SHAPES = [text for shapes in (EVENTS, DAYS, FRONTS, LONG_PAGES) for text, _said in shapes.values()]
SHAPES += MARKED


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """Files of every generation, with lines and bytes lost, doubled, swapped and put in."""
    lines = draw(st.sampled_from(SHAPES)).encode().split(b"\n")
    for _time in range(draw(st.integers(0, 3))):
        draw(st.sampled_from(LINE_DAMAGES))(draw, lines)
    data = b"\n".join(lines)
    for _time in range(draw(st.integers(0, 3))):
        data = draw(st.sampled_from(BYTE_DAMAGES))(draw, data)
    return data


def place(draw: st.DrawFn, length: int) -> int:
    return draw(st.integers(0, max(0, length - 1)))


def lose_line(draw: st.DrawFn, lines: list[bytes]) -> None:
    if len(lines) > 1:
        del lines[place(draw, len(lines))]


def double_line(draw: st.DrawFn, lines: list[bytes]) -> None:
    at = place(draw, len(lines))
    lines.insert(at, lines[at])


def swap_lines(draw: st.DrawFn, lines: list[bytes]) -> None:
    one, other = place(draw, len(lines)), place(draw, len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def strange_line(draw: st.DrawFn, lines: list[bytes]) -> None:
    foreign = draw(st.sampled_from(SHAPES)).encode().split(b"\n")
    lines.insert(place(draw, len(lines)), draw(st.sampled_from(foreign)))


def cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: place(draw, len(data))]


def lose_byte(draw: st.DrawFn, data: bytes) -> bytes:
    at = place(draw, len(data))
    return data[:at] + data[at + 1 :]


def put_in(draw: st.DrawFn, data: bytes) -> bytes:
    at = place(draw, len(data))
    return data[:at] + draw(st.binary(min_size=1, max_size=3) | TEXTS.map(str.encode)) + data[at:]


LINE_DAMAGES = [lose_line, double_line, swap_lines, strange_line]
BYTE_DAMAGES = [cut, lose_byte, put_in]

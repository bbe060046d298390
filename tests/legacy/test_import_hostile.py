"""Marked fields that name absurd things: a report, sound rows, and never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.integrity import CHECKS
from events.legacy.exporter import Plan, archive_files
from events.legacy.grammar import LongPage, Record, write_long_page, write_record
from tests.legacy.tables import clear, rows_but_runs
from tests.legacy.texts import (
    Files,
    bring,
    change,
    cite,
    day,
    event,
    examples,
    item,
    path_of,
    related,
)

pytestmark = pytest.mark.django_db
many = examples(15)

A, B = "A dam breaks.", "Rain falls."
LONG = "n" * 600
WIDE = "雪" * 500
NAMES = ["", " ", "Dam", "dam", "DAM", "Dam, Rain", " Dam ", LONG, WIDE, "a\nb", "\u2028", "index"]
SLUGS = ["index", "README", "a-dam-breaks", "rain-falls", "x", "..", ".", "+", "a+b", "x.json"]
ADDRESSES = [
    "", "x", "/", "//", "//x", "/../", "/x", "/x/", "/x.md", "/faq/", "/zh/x/", "/news/",
    "/news/2004/08/09/", "/news/2004/08/9/x.md", "/news/2004/08/09/rain-falls/", "/entities/dam/",
    "/sources/the-gazette/", "/e/x1/", "/search/", "/static/x", "/" + "x" * 480 + "/",
    "/" + "x" * 600 + "/", "https://paper.example/", "/a b/", "/\n/", "/%2e%2e/",
    "/news/0000/00/00/", "/index/", "/admin/",
]  # fmt: skip
PATHS = ["/news/2004/08/9/x.md", f"/{path_of(A)}", f"/{path_of(B)}", "/../x.md", "", "x"]
names, slugs, addresses = map(st.sampled_from, (NAMES, SLUGS, ADDRESSES))
texts = st.sampled_from(["", "Words.", "a\r\nb\x1c\u2028", "x" * 10_000, "\ufeff"])
ids = st.sampled_from(["x1", "x2", "abcdefghijklmnop"])


def some(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy[list]:
    return st.lists(strategy, max_size=most)


def fields(**known: st.SearchStrategy) -> st.SearchStrategy[dict]:
    """Any of some marked fields, at least one."""
    return st.fixed_dictionaries({}, optional=known).filter(bool)


cited = st.fixed_dictionaries(
    {"source": names, "url": addresses},
    optional={"image": addresses, "archived": addresses, "printed": names},
)
placed = st.sampled_from(["pin", "hide"]).flatmap(
    lambda kind: st.sampled_from(PATHS).map(lambda path: {kind: path})
)
events = fields(
    id=ids, slug=slugs, lead=st.none() | names, description=texts, sources=some(cited),
    entities=some(names), addresses=some(addresses), panel=some(placed),
)  # fmt: skip
pages = fields(
    path=addresses, title=names, author=names, text=texts, addresses=some(addresses),
    date=st.sampled_from([None, "2004-08-09", "0001-01-01"]),
)  # fmt: skip
entities = fields(
    name=names, label=names, slug=slugs, kind=st.sampled_from(["", "place", LONG, "nonsense"]),
    description=texts, same_as=addresses, aliases=some(names), addresses=some(addresses),
)  # fmt: skip
sources = fields(name=names, slug=slugs, homepage=addresses, addresses=some(addresses))
keys = st.sampled_from(["0" * 32, "f" * 32])
told = fields(
    names=some(names),
    deleted=some(keys),
    addresses=st.dictionaries(addresses, st.sampled_from(["2004-08-09", "0001-01-01"]), max_size=3),
)


def record(kind: str, said: dict) -> bytes:
    return write_record(Record(kind, said)).encode()


@st.composite
def archives(draw: st.DrawFn) -> Files:
    """Two events, a page and things, with marked fields of any kind and content."""
    other = related(B, "Dam, Rain")
    files = event(A, extra=draw(st.just({}) | events), citations=(cite(),), related=(other,))
    if draw(st.booleans()):
        files |= event(B, extra=draw(st.just({}) | events), changes=(change(A, "first"),))
    if draw(st.booleans()):
        files |= day(item(A, lead="Dam"), item(B, context="Dam, Rain"))
    for name in draw(st.sets(st.sampled_from(["faq/index.md", "x.md"]))):
        files[name] = write_long_page(LongPage("T", "", extra=draw(pages))).encode()
    for folder, kind, said in [("entities", "entity", entities), ("sources", "source", sources)]:
        for number, thing in enumerate(draw(some(said))):
            files[f"{folder}/{number}.md"] = record(kind, thing)
    own = st.builds(lambda said: {"n.md": record("archive", said)}, told)
    return files | draw(st.just({}) | own)


def assert_sound() -> None:
    """All checks find nothing, and what is stored goes out and comes in without a problem."""
    assert [sentence for check in CHECKS for sentence in check.find()] == []
    files = {path: text.encode() for path, text in archive_files(Plan("en"))}
    assert all(".." not in path.split("/") for path in files)
    if files:
        clear()
        assert bring(files).problems == []


@many
@given(archives())
def test_absurd_fields_end_with_a_report(files):
    clear()
    report = bring(files)

    assert sum(report.files.values()) == len(files)
    assert_sound()


@many
@given(archives(), archives())
def test_absurd_fields_told_of_what_is_here_end_with_a_report(files, others):
    clear()
    bring(files)
    bring(others)
    bring(others, overwrite=True)

    assert_sound()


@many
@given(archives())
def test_absurd_fields_told_twice_change_nothing(files):
    clear()
    bring(files)
    before = rows_but_runs()

    bring(files)

    assert rows_but_runs() == before

"""Archives made at random of few titles, names and dates, so that everything collides."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.legacy.tables import clear, content, rows_but_runs
from tests.legacy.texts import (
    Files,
    bring,
    change,
    cite,
    day,
    event,
    examples,
    front,
    item,
    related,
)
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db
many = examples(25)

dates = st.sampled_from([datetime.date(2004, 8, 9), datetime.date(2004, 8, 10)])
titles = st.sampled_from(["A dam.", "A  dam.", " A dam", "Rain!", "", "index"])
slugs = st.sampled_from(["x", "x-2", "y", "a-dam", ""])
names = st.sampled_from(["", "Dam", "Dam, Rain", "Dam, Ohio", "Ohio, Rain", "Dam, Ohio, Rain"])
leads = st.sampled_from([None, "", "Dam", "Dam, Ohio"])
texts = st.sampled_from(["", "Water.", "More."])
links = st.builds(
    lambda title, context, date, slug: related(title, context, date, slug=slug),
    titles, names, dates, slugs,
)  # fmt: skip
changes = st.builds(
    lambda title, date, slug: change(title, "update", date=date, slug=slug), titles, dates, slugs
)
items = st.builds(
    lambda title, date, slug, lead, context: item(
        title, date, slug=slug, lead=lead, context=context or None
    ),
    titles, dates, slugs, leads, names,
)  # fmt: skip
events = st.builds(
    lambda title, date, slug, lead, text, cited, lines, old: event(
        title, date, slug=slug, lead=lead, description=text,
        citations=(cite(),) * cited, related=tuple(lines), changes=tuple(old),
    ),
    titles, dates, slugs, leads, texts, st.integers(0, 2),
    st.lists(links, max_size=3), st.lists(changes, max_size=1),
)  # fmt: skip
lists = st.builds(
    lambda date, lines, name: day(*lines, date=date, name=name),
    dates, st.lists(items, max_size=4), st.sampled_from(["index", "README"]),
)  # fmt: skip
fronts = st.builds(lambda date, lines: front(*lines, date=date), dates, st.lists(items, max_size=2))
parts = st.one_of(events, events, lists, fronts)
archives = st.lists(parts, min_size=1, max_size=7).map(
    lambda parts: {path: data for part in parts for path, data in part.items()}
)


def rows_of(files: Files) -> dict:
    clear()
    bring(files)
    return content()


@many
@given(archives)
def test_every_file_is_taken_in(files):
    clear()
    report = bring(files)

    assert report.problems == []
    assert sum(report.files.values()) == len(files)
    assert_exact()


@many
@given(archives)
def test_a_second_run_writes_nothing(files):
    clear()
    bring(files)
    before = rows_but_runs()

    report = bring(files)

    assert rows_but_runs() == before
    assert (report.events["created"], report.events["updated"]) == (0, 0)


@many
@given(archives, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(files, random):
    paths = list(files)
    random.shuffle(paths)

    assert rows_of({path: files[path] for path in paths}) == rows_of(files)


@many
@given(archives)
def test_parts_and_then_the_whole_settle(files):
    clear()
    for path, data in files.items():
        bring({path: data})
    bring(files)
    before = rows_but_runs()
    report = bring(files)

    assert rows_but_runs() == before
    assert report.events["updated"] == 0
    assert_exact()

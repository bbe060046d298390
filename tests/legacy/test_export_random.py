"""Archives made at random, edited at random: what goes out comes in again, and nothing is lost."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.exporter import Plan, archive_files
from events.legacy.wording import STYLES
from events.models import Event
from tests.legacy.editing import edit
from tests.legacy.tables import clear, rows_but_runs
from tests.legacy.texts import (
    DAY,
    NEXT,
    Files,
    bring,
    cite,
    day,
    event,
    examples,
    front,
    item,
    page,
    related,
)

pytestmark = pytest.mark.django_db
many = examples(12)
names = st.sampled_from(["Dam", "Dam, Rain", "Dam, Ohio", "Ohio, Rain", "Dam, Ohio, Rain"])
leads = st.sampled_from([None, "", "Dam", "Dam, Ohio"])
texts = st.sampled_from(["", "Water.", "More."])
# Two events of a day share a file name, as long titles did.
TOLD = [
    (DAY, "A dam.", "a-dam"), (DAY, "A dam is here.", "a-dam"), (DAY, " Rain!", "rain"),
    (NEXT, "A dam.", "a-dam"), (NEXT, "雪。", "雪"),
]  # fmt: skip


@st.composite
def chronicles(draw: st.DrawFn) -> Files:
    """Archives as their software wrote them: files, indexes of both days, perhaps more."""
    files: Files = {}
    lead, seconds = draw(leads), draw(st.booleans())
    for date, title, slug in TOLD:
        others = draw(
            st.lists(
                st.sampled_from([told for told in TOLD if told[1] != title]),
                max_size=2,
                unique=True,
            )
        )
        if draw(st.booleans()):
            files |= event(
                title, date, slug=slug, lead=lead, description=draw(texts),
                citations=(cite(),) * draw(st.integers(0, 1)),
                related=tuple(
                    related(other, draw(names), on, slug=name) for on, other, name in others
                ),
            )  # fmt: skip
    for date in (DAY, NEXT):
        items = [
            item(title, on, slug=slug, lead=lead, context=draw(names) if seconds else None)
            for on, title, slug in TOLD
            if on == date and draw(st.integers(0, 3))
        ]
        files |= day(*items, date=date) if items else {}
    files |= draw(st.sampled_from([{}, page("faq/index.md", "FAQ"), front(date=NEXT)]))
    return files


archives = chronicles().filter(bool)
seeds = st.integers(0, 2**32)
acts = st.integers(0, 8)


def exported(form: str) -> Files:
    return {path: text.encode() for path, text in archive_files(Plan(form))}


def is_told(title: str, text: str) -> bool:
    """Whether a title stands as a heading or a link in the files of an archive."""
    return f"\n# {title}\n" in text or f"[{title}](/" in text


def edited(files: Files, seed: int, acts: int) -> None:
    clear()
    bring(files)
    edit(Random(seed), acts)


@many
@given(archives, seeds, acts, st.sampled_from(sorted(STYLES)))
def test_an_export_into_nothing_and_out_again_is_the_same(files, seed, acts, form):
    edited(files, seed, acts)
    once = exported(form)
    clear()

    report = bring(once) if once else None

    assert report is None or report.problems == []
    assert exported(form) == once


@many
@given(archives, seeds, acts, st.sampled_from(sorted(STYLES)))
def test_an_export_into_its_own_database_changes_nothing(files, seed, acts, form):
    edited(files, seed, acts)
    before = rows_but_runs()

    if once := exported(form):
        bring(once)

    assert rows_but_runs() == before


@many
@given(archives, seeds, acts)
def test_public_titles_are_told_and_no_others(files, seed, acts):
    edited(files, seed, acts)
    text = b"".join(exported("en").values()).decode()

    public = set(Event.objects.published().values_list("title", flat=True))
    titles = set(Event.objects.values_list("title", flat=True))
    assert {title for title in titles if is_told(title, text)} == public

"""Whatever is typed is a question or a hint."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.filters import EventFilter
from events.models import Event
from events.search.asking import days_of, read_question
from events.search.engines.asked import Phrase
from tests.factories import make_event

PIECES = st.sampled_from(
    ['"', "-", "*", ":", "entity:", "source:", "from:", "to:", "2004", "2004-13", "dam", "美", "(",
     "AND", "NOT", "NEAR(", "^", "¬", "§1", "'", "\\", "“", "\0", "%", " "]
)  # fmt: skip
TYPED = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=10).map("".join)


def words(*phrases):
    return [Phrase(tuple(phrase.split())) for phrase in phrases]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("dam Flood", words("dam", "flood"), []),
        ('"dam breaks" flood', words("dam breaks", "flood"), []),
        ("“dam breaks”", words("dam breaks"), []),
        ("「美国人」", words("美国 国人"), []),
        ("U.S. -iraq", words("u s"), words("iraq")),
        ('dam -"big river"', words("dam"), words("big river")),
        ("earthq*", [Phrase(("earthq",), open=True)], []),
        ('"earthq*"', words("earthq"), []),
        ("美", [Phrase(("美",), open=True)], []),
        ("into:5", words("into 5"), []),
    ],
)
def test_words_phrases_and_what_is_left_out(text, wanted, unwanted):
    question = read_question(text)

    assert (question.wanted, question.unwanted) == (wanted, unwanted)


def test_names_and_days_stand_beside_words():
    question = read_question(
        'entity:Baghdad -entity:"New York" SOURCE:bbc from:2004-02 to:2004-02 dam'
    )

    assert question.names == [("entity", "Baghdad"), ("source", "bbc")]
    assert question.unwanted_names == [("entity", "New York")]
    assert (question.first, question.last) == (
        datetime.date(2004, 2, 1),
        datetime.date(2004, 2, 29),
    )
    assert question.wanted == words("dam")
    assert question.hints == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2004", "2004-01-01", "2004-12-31"),
        ("2004-2", "2004-02-01", "2004-02-29"),
        ("2004/08/09", "2004-08-09", "2004-08-09"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_date_is_a_year_a_month_or_a_day(text, first, last):
    assert [day.isoformat() for day in days_of(text)] == [first, last]


@pytest.mark.parametrize(
    "text", ["0000", "2004-13", "2004-02-30", "yesterday", "", "04", "２００４-"]
)
def test_anything_else_is_no_date(text):
    assert days_of(text) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('"dam', "A quotation mark is not closed"),
        ("!!!", "no letter and no digit"),
        ('entity:""', "followed by no name"),
        ("dam entity:", "followed by no name"),
        ("source: from:2004", "followed by no name"),
        ("dam from:", "is no date"),
        ("from:yesterday", "is no date"),
        ("e*", "at least two letters"),
        ("国", "A single character"),
        (" ".join("abcdefghijklmn"), "Only the first 12"),
    ],
)
def test_odd_input_leaves_a_hint(text, hint):
    [said] = read_question(text).hints
    assert hint in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("-dam", "Say also what to look for"),
        ("entity:Nobody", "No entity is called “Nobody”."),
        ("dam -source:None", "No source is called “None”."),
        ("from:2005 to:2004 dam", "The last day is before the first one."),
    ],
)
def test_what_cannot_be_looked_for_is_said(text, hint):
    make_event(title="A dam breaks.")

    search = EventFilter({"q": text}, Event.objects.published()).search
    search.part("", 50)

    assert any(said.startswith(hint) for said in search.hints)
    assert search.number == 0 or text.startswith("dam -")


@pytest.mark.django_db
def test_a_word_that_is_still_typed_finds_those_that_begin_so():
    event = make_event(title="An earthquake.")

    search = EventFilter({"q": "earthq"}, Event.objects.published()).search

    assert search.part("", 50).events == [event]
    assert search.hints == ["No event has “earthq”: these have words that begin so."]


@pytest.mark.django_db
def test_nothing_typed_is_an_error():
    make_event(title="A dam breaks, says the BBC: 美国.", entities=["Dam"])

    @given(TYPED)
    def search(text):
        filterset = EventFilter({"q": text}, Event.objects.published())
        if filterset.is_valid():
            found = filterset.search.part("", 50).events
            asked = filterset.search
            assert found or asked.is_empty or asked.hints or asked.query

    search()

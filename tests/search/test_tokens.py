"""Texts are folded and cut alike, whether they are rows or questions."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.search.tokens import LONGEST_WORD, asked_tokens, fold, spans, tokens

CHINESE = st.text("美国人民地震中华", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("Don't! U.S. 3,5", ["don", "t", "u", "s", "3", "5"]),
        ("CAFÉ cafe\u0301 Straße ＡＢＣ", ["cafe", "cafe", "strasse", "abc"]),
        ("Ёлка Ἀθήνα", ["елка", "αθηνα"]),
        ("قَلْعَة", ["قلعة"]),
        ("नमस्ते", ["नमस्ते"]),
        ("美", ["美"]),
        ("美国人", ["美国", "国人", "人"]),
        ("美国，中国", ["美国", "国", "中国", "国"]),
        ("美国CIA局", ["美国", "国", "cia", "局"]),
        ("한국", ["한국", "국"]),
        ("snake_case", ["snake", "case"]),
        ("x" * 100, ["x" * LONGEST_WORD]),
        ("é" + "x" * 100, ["e" + "x" * (LONGEST_WORD - 1)]),
    ],
)
def test_a_text_is_cut_into_tokens(text, cut):
    assert tokens(text) == cut


@pytest.mark.parametrize(
    ("text", "row", "is_open"),
    [
        ("", [], False),
        ("U.S.", ["u", "s"], False),
        ("美国", ["美国"], False),
        ("美国人", ["美国", "国人"], False),
        ("国", ["国"], True),
        ("美国CIA", ["美国", "国", "cia"], False),
        ("CIA局", ["cia", "局"], True),
    ],
)
def test_a_question_leaves_the_end_of_a_run_open(text, row, is_open):
    assert asked_tokens(text) == (row, is_open)


def stands_in(text, asked):
    """Whether the asked tokens stand in a row in those of a text, as the engines look for them."""
    row, is_open = asked_tokens(asked)
    cut = tokens(text)
    return any(
        cut[place : place + len(row) - 1] == row[:-1]
        and (cut[end].startswith(row[-1]) if is_open else cut[end] == row[-1])
        for place, end in enumerate(range(len(row) - 1, len(cut)))
    )


@given(st.text("美国人民 ，", max_size=20), CHINESE)
def test_a_run_is_found_exactly_where_it_is_part_of_the_text(text, asked):
    assert stands_in(text, asked) == (asked in text)


@given(st.text(), st.text(), st.text())
def test_any_text_is_found_in_itself_among_others(before, text, after):
    row, _is_open = asked_tokens(text)
    assert not row or stands_in(f"{before} {text} {after}", text)


@given(st.text())
def test_spans_are_the_tokens_with_their_places(text):
    found = list(spans(text))

    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(a.start <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Don't", ["Don", "t"]),
        ("Café au lait", ["Café", "au", "lait"]),
        ("ＣＩＡ 美国人", ["ＣＩＡ", "美国", "国人", "人"]),
        ("cafe\u0301 ﬁn", ["cafe\u0301", "ﬁn"]),
    ],
)
def test_spans_say_where_tokens_stand_in_the_text_as_it_was_written(text, pieces):
    assert [text[span.start : span.end] for span in spans(text)] == pieces
    assert [span.token for span in spans(text)] == tokens(text)


@given(st.text())
def test_folding_twice_changes_nothing_for_the_search(text):
    assert tokens(fold(text)) == tokens(text)

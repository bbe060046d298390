"""Telling names apart in lines of context, by each kind of evidence and by none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.names import JOINT, NameBook

# Days in the folder names of the archive, as text: "2005/01/9" comes after "2005/01/10".
FALLING = ["2010/05/1", "2007/02/3", "2004/08/9", "2001/01/1"]
LINE = "Chicago, Illinois, United States"


def settled(
    *,
    known: tuple[str, ...] = (),
    leads: tuple[str, ...] = (),
    days: tuple[list[str], ...] = (),
    related: tuple[dict[str, str], ...] = (),
) -> NameBook:
    """A book that has learnt from all of this; Related lists as {line of context: day}."""
    book = NameBook(known)
    for lead in leads:
        book.learn_lead(lead)
    for lines in days:
        book.learn_lines(lines)
    for lines in related:
        book.learn_related(list(lines), [f"/news/{day}/x.md" for day in lines.values()])
    book.settle()
    return book


def ranked_by_date(*lines: str) -> dict[str, str]:
    """A Related list that says nothing by its order."""
    return dict(zip(lines, FALLING, strict=False))


# --- No evidence


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Baghdad", ["Baghdad"]),
        ("Baghdad, Najaf", ["Baghdad", "Najaf"]),
        (LINE, ["Chicago", "Illinois", "United States"]),
        ("46,305%", ["46,305%"]),
        ("Baghdad,Najaf", ["Baghdad,Najaf"]),
        ("", []),
        (" ", []),
        ("Baghdad, , Najaf", ["Baghdad", "Najaf"]),
        (", ", []),
    ],
)
def test_without_evidence_every_joint_parts_two_names(line, names):
    assert settled(days=([line],)).split(line) == names
    assert settled().split(line) == names


def test_without_evidence_nothing_is_doubtful():
    book = settled(days=([LINE, "Illinois, Ohio"],), related=(ranked_by_date(LINE),))

    assert book.joined == set()
    assert book.is_doubtful(LINE) is False


# --- A lead is one name


def test_a_lead_is_one_name():
    book = settled(leads=("Chicago, Illinois",))

    assert book.split(LINE) == ["Chicago, Illinois", "United States"]
    assert book.split("Ohio, Chicago, Illinois") == ["Ohio", "Chicago, Illinois"]


def test_a_lead_is_learnt_without_its_outer_spaces():
    assert settled(leads=(" Chicago, Illinois ",)).split(LINE)[0] == "Chicago, Illinois"


def test_a_lead_without_a_joint_says_nothing():
    assert settled(leads=("Chicago", "", "46,305%")).joined == set()


def test_the_longest_known_name_is_taken():
    book = settled(leads=("Paris, Texas", "Paris, Texas, United States", "Texas, United States"))

    assert book.split("Paris, Texas, United States") == ["Paris, Texas, United States"]
    assert book.split("Paris, Texas, Ohio") == ["Paris, Texas", "Ohio"]


# --- Names known before


def test_names_known_before_are_known():
    book = settled(known=("Chicago, Illinois", "Rome"))

    assert book.joined == {"Chicago, Illinois"}
    assert book.split(LINE) == ["Chicago, Illinois", "United States"]


def test_a_name_known_before_explains_a_line():
    days = (["Tokyo, Japan, Japan"],)

    assert settled(days=days).is_doubtful("Tokyo, Japan, Japan") is True
    book = settled(known=("Tokyo, Japan",), days=days)
    assert book.split("Tokyo, Japan, Japan") == ["Tokyo, Japan", "Japan"]
    assert book.unsettled == set()


# --- Order


def test_a_piece_out_of_order_belongs_to_the_name_before_it():
    book = settled(related=(ranked_by_date("Albania, Kosovo", "Springfield, Ohio"),))

    assert book.split("Albania, Springfield, Ohio") == ["Albania", "Springfield, Ohio"]


def test_a_page_that_sorts_no_names_gives_no_evidence_by_order():
    lines = ranked_by_date("Kosovo, Albania", "Zambia, Chad", "Springfield, Ohio")

    assert settled(related=(lines,)).joined == set()


def test_a_day_page_gives_no_evidence_by_order():
    assert settled(days=(["Albania, Kosovo", "Springfield, Ohio"],)).joined == set()


def test_pieces_in_order_by_chance_are_no_evidence():
    book = settled(related=(ranked_by_date("Albania, Kosovo", LINE),))

    assert book.split(LINE) == ["Chicago", "Illinois", "United States"]


def test_order_is_by_code_point():
    book = settled(related=(ranked_by_date("Albania, Zambia, abc", "中国, 日本"),))

    assert book.joined == set()


# --- Repetition


def test_no_name_stands_twice_in_a_line():
    book = settled(days=(["Brasília, Rome, Rome"], ["Rome, Rome", "Brasília, Ohio"]))

    assert book.joined == {"Rome, Rome"}
    assert book.split("Brasília, Rome, Rome") == ["Brasília", "Rome, Rome"]


def test_a_repeated_piece_belongs_to_the_neighbour_it_is_seen_with():
    book = settled(days=(["Tokyo, Japan, Japan"], ["Tokyo, Japan"], ["Rome, Tokyo, Japan"]))

    assert book.split("Tokyo, Japan, Japan") == ["Tokyo, Japan", "Japan"]


# --- Brackets


@pytest.mark.parametrize("learn", ["days", "related"])
def test_brackets_are_closed_within_a_name(learn):
    line = "Battle of Hill (1990, Bosnia), Peace"
    lines = ranked_by_date(line) if learn == "related" else [line]
    book = settled(**{learn: (lines,)})

    assert book.split(line) == ["Battle of Hill (1990, Bosnia)", "Peace"]
    assert book.is_doubtful(line) is False


# --- Rank


def test_a_line_among_those_with_two_names_has_two():
    """A later day after an earlier one: fewer names than above."""
    lines = {"Baghdad, Najaf": "2004/08/9", "Chicago, Illinois": "2005/01/1", "Iraq": "2003/01/1"}
    book = settled(related=(lines,))

    assert book.split(LINE) == ["Chicago, Illinois", "United States"]
    assert book.split("Baghdad, Najaf") == ["Baghdad", "Najaf"]


def test_rank_reads_dates_as_text():
    """The 9th comes after the 10th, so that the last of these dates rises."""
    lines = {
        "Albania, Kosovo, Ohio": "2001/01/1",
        "Baghdad, Najaf": "2004/08/10",
        "Chicago, Illinois": "2004/08/9",
    }

    assert settled(related=(lines,)).joined == {"Chicago, Illinois"}


def test_a_line_of_more_pieces_than_those_above_has_a_name_of_two():
    lines = {"Baghdad, Najaf": "2004/08/9", LINE: "2003/01/1", "Iraq": "2009/01/1"}

    assert settled(related=(lines,)).unsettled == {LINE}
    book = settled(related=(lines,), days=(["Chicago, Illinois", "Illinois, Chicago, Illinois"],))
    assert book.split(LINE) == ["Chicago, Illinois", "United States"]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(["2009/01/9", "2009/01/31", "2009/01/30"], id="read as text"),
        pytest.param(["2009/01/11", "2009/01/10", "2009/01/9"], id="read as dates"),
    ],
)
def test_a_list_whose_dates_fall_throughout_gives_no_evidence_by_rank(days):
    lines = dict(zip(["Baghdad, Najaf", "Iraq", "Chicago, Illinois"], days, strict=True))

    assert settled(related=(lines,)).joined == set()


def test_a_list_against_its_rank_in_lines_without_anything_common_is_not_ranked():
    lines = {
        "Iraq": "2004/08/9",
        "Baghdad, Najaf": "2003/08/9",
        "Chicago, Illinois": "2002/08/9",
        "Rome": "2009/01/1",
    }

    assert settled(related=(lines,)).joined == set()


def test_a_list_that_cannot_be_ranked_gives_no_evidence_by_rank():
    """Below one name there is room for one name of an earlier day, and for nothing else."""
    lines = {"Iraq": "2004/08/9", "Chicago, Illinois": "2005/01/1"}

    assert settled(related=(lines,)).joined == set()


# --- What stays open


def test_a_line_with_two_possible_readings_stays_split_and_is_reported():
    book = settled(days=(["Tokyo, Japan, Japan"],))

    assert book.split("Tokyo, Japan, Japan") == ["Tokyo", "Japan", "Japan"]
    assert book.joined == set()
    assert book.unsettled == {"Tokyo, Japan, Japan"}
    assert book.is_doubtful("Tokyo, Japan, Japan") is True


def test_a_joined_name_whose_pieces_are_names_elsewhere_is_doubtful():
    book = settled(leads=("Chicago, Illinois",), days=(["Chicago, Ohio", "Illinois, Ohio"],))

    assert book.split(LINE) == ["Chicago, Illinois", "United States"]
    assert book.is_doubtful(LINE) is True
    assert book.is_doubtful("Chicago, Ohio") is False


def test_a_joined_name_with_a_piece_never_seen_alone_is_not_doubtful():
    book = settled(leads=("Chicago, Illinois",), days=([LINE, "Chicago, Ohio"],))

    assert book.is_doubtful(LINE) is False


def test_a_name_that_repeats_its_piece_is_not_doubtful():
    book = settled(days=(["New York, New York"],))

    assert book.split("New York, New York") == ["New York, New York"]
    assert book.is_doubtful("New York, New York") is False


# --- Whatever was learnt

NAMES = st.lists(st.sampled_from(["A", "B", "C (x", "y)", "Ä", "中"]), min_size=1, max_size=5)
LINES = st.lists(NAMES.map(JOINT.join), max_size=4)
DAYS = st.sampled_from([*FALLING, "2004/08/10"])


@given(
    st.lists(LINES, max_size=3), st.lists(st.lists(st.tuples(NAMES, DAYS), max_size=5), max_size=3)
)
def test_splitting_loses_nothing_whatever_was_learnt(days, related):
    book = settled(
        days=tuple(days),
        related=tuple({JOINT.join(names): day for names, day in lines} for lines in related),
    )
    for line in [line for lines in days for line in lines]:
        assert JOINT.join(book.split(line)) == line


@given(st.lists(LINES, min_size=1, max_size=3))
def test_what_is_learnt_does_not_depend_on_the_order_of_files(days):
    book, other = settled(days=tuple(days)), settled(days=tuple(reversed(days)))

    assert (book.joined, book.unsettled) == (other.joined, other.unsettled)

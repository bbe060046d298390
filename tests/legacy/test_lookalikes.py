"""Files in no list that look like earlier versions of a listed event: offered, never joined."""

import pytest

from events.legacy import lookalikes
from events.legacy.lookalikes import COMPARED, likeness
from events.models import Event
from tests.legacy.tables import titles
from tests.legacy.texts import LATER, bring, change, day, event, item, path_of

A = "A dam breaks in the upper valley after a week of rain."
OLD = "A dam breaks in the upper valey after a week of rain."
OTHER = "A dam is opened in the lower valley after a year of rain."


def test_the_same_words_are_alike():
    assert likeness(A, f" {A.upper()}  ") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (A, OTHER),
        ("", ""),
        ("", A),
        ("Rain.", "Rain. Much more of it falls in the valley."),
        ("Mad Men wins the Emmy for Drama.", "Modern Family wins the Emmy for Comedy."),
        ("甲国举行总统选举投票。", "乙国举行议会选举投票。"),
    ],
)
def test_other_stories_are_not(one, other):
    assert likeness(one, other) == 0


def test_a_title_that_stands_whole_in_another_is_like_it():
    assert 0.7 < likeness(A, f"Floods of 2004: {A}") < 0.9


def test_a_little_changed_is_alike():
    assert 0.9 < likeness(A, OLD) < 1


def test_only_the_beginnings_of_long_titles_are_compared():
    long = "天地" * COMPARED

    assert likeness(long, f"{long}{A}") == 1


@pytest.mark.django_db
class TestReport:
    def test_an_unlisted_file_is_offered_as_an_earlier_version(self):
        report = bring(event(A) | event(OLD) | day(item(A)))

        sentence = f"{path_of(OLD)}: perhaps an earlier version of {path_of(A)} (99 % alike)"
        words = "in no list, but like an event of its day that is"
        assert report.lookalikes == [sentence]
        assert f"1 {words}" in report.lines()
        assert f"{words}: {sentence}" in report.lines(detailed=True)
        assert f"{words}: {sentence}" not in report.lines()

    def test_nothing_is_joined(self):
        bring(event(A) | event(OLD) | day(item(A)))

        assert sorted(titles()) == sorted([A, OLD])

    def test_a_list_of_changes_is_evidence(self):
        report = bring(event(A, changes=(change(OLD, "first"),)) | event(OLD) | day(item(A)))

        assert report.lookalikes == [
            f"{path_of(OLD)}: perhaps an earlier version of {path_of(A)} "
            "(99 % alike; Changes says so)"
        ]

    def test_the_file_that_names_the_other_is_the_later_one(self):
        report = bring(event(A) | event(OLD, changes=(change(A, "first"),)) | day(item(A)))

        assert report.lookalikes == [
            f"{path_of(OLD)}: perhaps a later version of {path_of(A)} (99 % alike; Changes says so)"
        ]

    def test_the_likest_is_offered(self):
        near = f"{A[:-1]}, again."
        report = bring(event(A) | event(OLD) | event(near) | day(item(near), item(A)))

        assert [line.partition(" version of ")[2].split()[0] for line in report.lookalikes] == [
            path_of(A)
        ]

    @pytest.mark.parametrize(
        "files",
        [
            event(A) | event(OLD),
            event(A) | event(OLD) | day(item(A), item(OLD)),
            event(A) | event(OLD, LATER) | day(item(A)),
            event(A) | event(OTHER) | day(item(A)),
        ],
        ids=["no list", "both listed", "another day", "another story"],
    )
    def test_nothing_else_is_offered(self, files):
        report = bring(files)

        assert report.lookalikes == []
        assert not [line for line in report.lines() if "in no list" in line]

    def test_the_work_is_bounded(self, monkeypatch):
        monkeypatch.setattr(lookalikes, "MOST_PAIRS", 1)
        files = event(OLD) | event(f"{OLD} ", slug="again") | event(A) | day(item(A))

        assert len(bring(files).lookalikes) == 1
        assert Event.objects.count() == 3

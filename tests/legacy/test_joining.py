"""What several files say of one event is joined, in whatever order they are read."""

import datetime
import random

import pytest

from events.legacy.gathering import Gathering
from events.legacy.joining import join
from events.legacy.reader import ArchiveFile
from events.legacy.records import Known
from events.legacy.report import ImportReport
from tests.legacy.texts import DAY, LATER, NEXT, Files, change, day, event, front, item, related

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."


def joined(files: Files) -> list[Known]:
    gathering = Gathering(ImportReport())
    for path, data in files.items():
        gathering.take(ArchiveFile(path, data))
    gathering.finish()
    assert gathering.report.problems == []
    return join(gathering)


def said(files: Files) -> list[tuple]:
    """Each event's date, title, file names, and the number of files and lines that tell it."""
    return [
        (known.date, known.title, known.slugs, len(known.tellings), len(known.items))
        for known in joined(files)
    ]


def named(files: Files) -> dict[str, list[str]]:
    """The file names of each event by its title."""
    return {known.title: known.slugs for known in joined(files)}


# --- One event, told by several files


def test_a_file_its_line_and_a_link_are_one_event():
    files = (
        event(A) | day(item(A)) | front(item(A)) | event(B, LATER, related=(related(A, "Rain"),))
    )

    assert said(files) == [
        (DAY, A, ["a-dam-breaks"], 1, 2),
        (LATER, B, ["rain-falls"], 1, 0),
    ]


def test_a_line_with_another_spelling_of_the_title_is_the_file_it_leads_to():
    [known] = joined(event(f" {A}") | day(item(A)))

    assert known.title == f" {A}"
    assert known.titles == {A, f" {A}"}


def test_a_link_goes_by_its_path_before_its_title():
    files = (
        event(A, slug="one")
        | event(B, slug="two")
        | event(C, LATER, related=(related(B, "Rain", slug="one"),))
    )

    [one, _two, teller] = joined(files)
    assert teller.tellings[0].targets == [one]


def test_a_link_goes_by_date_and_title_if_nothing_has_its_path():
    files = event(A, slug="one") | event(C, LATER, related=(related(A, "Rain", slug="old-name"),))

    [one, teller] = joined(files)
    assert teller.tellings[0].targets == [one]


def test_the_same_title_and_day_in_two_files_is_one_event_with_two_names():
    assert said(event(A, slug="one") | event(A, slug="two", description="More.")) == [
        (DAY, A, ["one", "two"], 2, 0)
    ]


def test_of_two_files_of_one_event_the_listed_one_comes_first():
    files = event(A, slug="one") | event(A, slug="two", description="More.")

    [known] = joined(files | day(item(A, slug="two")))
    assert known.slugs == ["two", "one"]
    assert known.tellings[0].said.description == "More."


def test_a_copy_under_another_name_is_a_name_of_the_event():
    assert said(event(A, slug="one") | event(A, slug="two")) == [(DAY, A, ["one", "two"], 2, 0)]


def test_the_same_title_on_two_dates_is_two_events():
    assert said(event(A) | event(A, NEXT)) == [
        (DAY, A, ["a-dam-breaks"], 1, 0),
        (NEXT, A, ["a-dam-breaks"], 1, 0),
    ]


def test_a_title_whose_slashes_were_lost_keeps_its_file():
    title = "See http:--dam.example-news for more."
    path = "see-http-dam-example-news-for-more"

    assert said(event(title) | day(item(title))) == [(DAY, title, [path], 1, 1)]


def test_an_event_with_neither_title_nor_name_is_joined_with_its_line():
    assert said(event("", slug="") | day(item(" ", slug=""))) == [(DAY, "", [""], 1, 1)]


# --- Collisions: several titles for one file


def test_the_item_with_the_title_of_the_file_gets_it():
    files = event(A, slug="x") | day(item(B, slug="x"), item(A, slug="x"), item(C, slug="x"))

    assert named(files) == {B: ["x-2"], A: ["x"], C: ["x-3"]}


def test_the_item_with_almost_the_title_of_the_file_gets_it():
    files = event(f' "{A}" ', slug="x") | day(item(A, slug="x"), item(C, slug="x"))

    assert named(files) == {f' "{A}" ': ["x"], C: ["x-2"]}


def test_the_last_item_gets_a_file_that_is_not_there():
    assert named(day(item(A, slug="x"), item(B, slug="x"))) == {A: ["x-2"], B: ["x"]}


def test_the_others_take_no_name_that_a_file_has():
    files = event(A, slug="x") | event(C, slug="x-2") | day(item(A, slug="x"), item(B, slug="x"))

    assert named(files) == {A: ["x"], B: ["x-3"], C: ["x-2"]}


def test_a_collision_in_two_lists_is_the_same_events():
    items = item(A, slug="x"), item(B, slug="x")
    files = event(A, slug="x") | day(*items) | day(*items, name="README", prefix="/zh")

    assert [(known.title, known.slugs) for known in joined(files)] == [(A, ["x"]), (B, ["x-2"])]


def test_a_link_to_a_shared_file_is_to_the_event_that_has_it():
    files = (
        event(A, slug="x")
        | day(item(A, slug="x"), item(B, slug="x"))
        | event(C, LATER, related=(related(A, "Rain", slug="x"), related(B, "Rain", slug="x")))
    )

    [first, _other, teller] = joined(files)
    assert teller.tellings[0].targets == [first, first]


# --- Lists


def test_the_place_in_the_day_page_is_the_position():
    files = event(A) | event(B) | day(item(B), item(A))

    assert [(known.title, known.position) for known in joined(files)] == [(B, 1), (A, 2)]


def test_an_event_no_day_page_lists_has_no_position():
    [known] = joined(event(A) | front(item(A)))

    assert known.position is None


def test_an_event_is_known_from_a_front_page_alone():
    assert said(front(item(A))) == [(DAY, A, ["a-dam-breaks"], 0, 1)]


def test_the_index_counts_before_a_readme_that_differs():
    files = day(item(A), item(B)) | day(item(B), item(C), item(A), name="README")

    assert [(known.title, known.position) for known in joined(files)] == [(A, 1), (B, 2), (C, 2)]


def test_an_item_listed_twice_is_one_event():
    assert said(day(item(A), item(A))) == [(DAY, A, ["a-dam-breaks"], 0, 2)]


def test_the_page_of_another_day_gives_no_position():
    files = day(item(B, NEXT), item(A), date=NEXT) | day(item(A))

    assert {known.title: known.position for known in joined(files)} == {B: 1, A: 1}


# --- By reference


def test_an_event_by_reference_has_the_title_given_most_often():
    files = {}
    for number, title in enumerate([A, f"{A} ", f"{A} "]):
        files |= event(f"Teller {number}.", LATER, related=(related(title, "Rain", slug="x"),))

    known = joined(files)[0]
    assert (known.date, known.title, known.slugs) == (DAY, f"{A} ", ["x"])
    assert known.titles == {A, f"{A} "}


def test_links_of_two_generations_to_one_event_are_one_event_by_reference():
    links = related(A, "Rain", slug="a-dam"), related(A, "Rain", slug="a-dam-breaks")
    files = event(B, LATER, related=links[:1]) | event(C, LATER, related=links[1:])

    assert [known.title for known in joined(files)] == [A, B, C]
    assert named(files)[A] == ["a-dam", "a-dam-breaks"]


def test_an_event_may_name_itself():
    [known] = joined(event(A, related=(related(A, "Rain"),)))

    assert known.tellings[0].targets == [known]


# --- Changes


def test_an_earlier_version_is_another_name_of_the_event():
    old = change("A dam is cracked.", "first", "2018-01-01 00:00:00")
    files = event(A, changes=(old, change(A, "current")))

    [known] = joined(files)
    assert known.slugs == ["a-dam-breaks", "a-dam-is-cracked"]
    assert known.titles == {A, "A dam is cracked."}


def test_a_link_to_an_earlier_version_is_to_the_event():
    old = change("A dam is cracked.", "first", "2018-01-01 00:00:00")
    files = event(A, changes=(old,)) | event(
        B, LATER, related=(related("A dam is cracked.", "Rain"),)
    )

    [known, teller] = joined(files)
    assert teller.tellings[0].targets == [known]


def test_a_file_of_an_earlier_version_stays_the_file_of_its_own_event():
    old = "A dam is cracked."
    files = event(A, changes=(change(old, "first"),)) | event(old)

    assert named(files) == {A: ["a-dam-breaks"], old: ["a-dam-is-cracked"]}


def test_an_earlier_version_of_another_date_is_no_name_on_this_date():
    files = event(A, changes=(change(A, "first", slug="old", date=NEXT),))

    assert named(files) == {A: ["a-dam-breaks"]}


# --- The order of files


ARCHIVE = (
    event(A, slug="x", related=(related(C, "Rain"), related(B, "Rain", slug="x")))
    | event(f"{A} ", slug="y")
    | event(f"{A} ", slug="z", description="More.")
    | day(item(A, slug="x"), item(B, slug="x"), item(f"{A} ", slug="z"))
    | day(item(f"{A} ", slug="z"), item(C), name="README")
    | front(item(B, slug="x"), item("Only here.", LATER))
    | event("Teller.", LATER, related=(related("Away.", "Rain", NEXT, slug="w"),))
    | event("Other.", LATER, related=(related("Away. ", "Rain", NEXT, slug="w"),))
    | event("Third.", LATER, changes=(change("Second.", "first", date=LATER),))
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_files_does_not_matter(seed):
    paths = list(ARCHIVE)
    random.Random(seed).shuffle(paths)
    shuffled = {path: ARCHIVE[path] for path in paths}

    assert said(shuffled) == said(ARCHIVE)


def test_the_order_of_copies_does_not_matter():
    files = event(A, slug="one") | event(A, slug="two")

    assert said(dict(reversed(files.items()))) == said(files)


def test_events_come_by_date_and_place():
    dates = [datetime.date(2004, 8, number) for number in (10, 9, 2)]
    files = {}
    for date in dates:
        files |= event(A, date)

    assert [known.date for known in joined(files)] == sorted(dates)

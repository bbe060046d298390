"""Rows written in bulk are the rows that the ORM reads."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.bulk import LOOKUP, in_batches, insert_rows, look_up, reserve_ids
from events.models import Entity, Event, EventFile, Page, Source
from tests.factories import make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

TEXTS = [
    "",
    " outer spaces ",
    "tab\there",
    "back\\slash \\N \\. \\t",
    "two\nlines",
    "carriage\rreturn",
    "quotes ' \" `",
    "a, b; {c}",
    "%s %% {} :name",
    "Ärger in 北京, السد, 𝄞",
    "\u2028\u0085\x0b\x1f",
    "x" * 100_000,
]
SOURCE = ("id", "name", "slug", "homepage")
PAGE = (
    "path", "title", "author", "date", "text", "file", "twin", "form", "imported", "updated_at",
)  # fmt: skip
NOW = datetime.datetime(2019, 12, 23, 15, 53, 7, 123456, tzinfo=datetime.UTC)


def page_row(path="/x/", text="", date=None, form=None, at=NOW) -> tuple:
    return (path, "", "", date, text, "", "", {} if form is None else form, "", at)


def written(**values) -> Page:
    assert insert_rows(Page, PAGE, [page_row(**values)]) == 1
    return Page.objects.get()


# --- insert_rows


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_texts_come_back_as_they_were(text):
    assert written(text=text[:100_000]).text == text


@pytest.mark.parametrize("date", [None, datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_dates_come_back_as_they_were(date):
    assert written(date=date).date == date


@pytest.mark.parametrize("at", [NOW, NOW.replace(microsecond=0), NOW.replace(year=1970)])
def test_times_come_back_as_they_were(at):
    assert written(at=at).updated_at == at


@pytest.mark.parametrize(
    "form", [{}, [], "", 0, True, {"a": None, "b": [1, "ä\n\\", {"c": "\t"}]}, {"key": "𝄞 \" '"}]
)
def test_json_comes_back_as_it_was(form):
    assert written(form=form).form == form


@pytest.mark.parametrize("text", ["", " ", None, "\\N", "NULL"])
def test_null_and_the_empty_text_are_told_apart(text):
    event = make_event()
    columns = ("event_id", "path", "digest", "form", "description", "lead", "cover_image")
    insert_rows(EventFile, columns, [(event.pk, "a.md", "d", {}, text, None, None)])

    assert EventFile.objects.get().description == text


def test_a_row_equals_one_the_orm_wrote():
    insert_rows(Page, PAGE, [page_row("/a/", "Text", datetime.date(2004, 8, 9), {"a": [1]})])
    Page(
        path="/b/", title="", text="Text", date=datetime.date(2004, 8, 9), form={"a": [1]}
    ).save()  # fmt: skip
    first, second = (
        Page.objects.filter(path=path).values().get() for path in ("/a/", "/b/")
    )  # fmt: skip
    for row in (first, second):
        for name in ("id", "path", "updated_at"):
            del row[name]

    assert first == second


def test_a_row_without_its_id_gets_one():
    assert written().pk is not None


def test_the_number_of_rows_is_returned():
    rows = ((number, f"Source {number}", f"source-{number}", "") for number in range(1, 12_346))

    assert insert_rows(Source, SOURCE, rows) == Source.objects.count() == 12_345


def test_no_rows_are_no_error():
    assert insert_rows(Source, SOURCE, []) == 0


def test_the_order_of_columns_is_free():
    insert_rows(Source, ("homepage", "slug", "id", "name"), [("", "courier", 7, "Courier")])

    assert Source.objects.values_list(*SOURCE).get() == (7, "Courier", "courier", "")


# --- reserve_ids


@pytest.mark.parametrize("number", [0, 1, 3, 2000])
def test_as_many_ids_as_asked_for(number):
    ids = reserve_ids(Entity, number)

    assert len(set(ids)) == number


@pytest.mark.parametrize("model", [Event, Entity, Source, EventFile])
def test_every_table_gives_ids(model):
    assert len(reserve_ids(model, 2)) == 2


def test_ids_are_free_of_rows_that_are_there():
    there = [make_source().pk for _number in range(3)]

    assert not set(reserve_ids(Source, 3)) & set(there)


def test_rows_of_the_orm_afterwards_get_other_ids():
    ids = reserve_ids(Source, 3)
    insert_rows(Source, SOURCE, [(pk, f"Bulk {pk}", f"bulk-{pk}", "") for pk in ids])
    later = [make_source().pk for _number in range(3)]

    assert len({*ids, *later}) == 6


def test_bulk_rows_after_bulk_rows_get_other_ids():
    for _round in range(3):
        ids = reserve_ids(Source, 3)
        insert_rows(Source, SOURCE, [(pk, f"Bulk {pk}", f"bulk-{pk}", "") for pk in ids])
        make_source()

    assert Source.objects.count() == 12


def test_the_id_of_a_deleted_row_is_not_given_again():
    last = make_entity()
    pk = last.pk
    last.delete()

    assert pk not in reserve_ids(Entity, 3)


def test_ids_of_a_rolled_back_import_do_no_harm():
    with transaction.atomic():
        ids = reserve_ids(Source, 2)
        insert_rows(Source, SOURCE, [(pk, f"Bulk {pk}", f"bulk-{pk}", "") for pk in ids])
        transaction.set_rollback(True)
    make_source()
    again = reserve_ids(Source, 2)
    insert_rows(Source, SOURCE, [(pk, f"Bulk {pk}", f"bulk-{pk}", "") for pk in again])

    assert Source.objects.count() == 3


# --- Looking up


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (2, [2]), (3, [3]), (7, [3, 3, 1])])
def test_batches_have_at_most_the_size(number, sizes):
    assert [len(batch) for batch in in_batches(range(number), 3)] == sizes


def test_rows_are_looked_up_by_values():
    for name in ("Courier", "Gazette", "Herald"):
        make_source(name)

    found = look_up(Source.objects.all(), "name", ["Herald", "Courier", "Nobody"], "name", "slug")
    assert sorted(found) == [("Courier", "courier"), ("Herald", "herald")]


def test_a_look_up_costs_a_query_a_batch():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(look_up(Source.objects.all(), "name", map(str, range(LOOKUP * 2 + 1)), "pk"))

    assert len(queries) == 3


def test_looking_up_nothing_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(look_up(Source.objects.all(), "name", [], "pk")) == []

"""One import: the rows that files become."""

import pytest

from events.models import (
    Alias,
    Entity,
    Event,
    EventEntity,
    ImportKey,
    Origin,
    Redirect,
    RelatedLine,
    Status,
)
from tests.factories import make_event
from tests.legacy.tables import names_of, slugs, titles
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    day,
    event,
    front,
    item,
    related,
)
from tests.stored import assert_exact, counts

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."


def links() -> dict[str, str]:
    """Redirects to events: old address -> title."""
    return dict(Redirect.objects.values_list("path", "event__title"))


# --- Events


def test_an_event_has_what_its_file_says():
    bring(event(f" {A} ", slug="a-dam-breaks", lead="Dam", description="Water.  "))

    row = Event.objects.get()
    assert (row.date, row.title, row.slug) == (DAY, f" {A} ", "a-dam-breaks")
    assert (row.lead.name, row.lead_text, row.description) == ("Dam", "Dam", "Water.  ")
    assert (row.status, row.publish_at, row.origin) == (Status.PUBLISHED, None, Origin.FILE)
    assert (row.position, row.version, row.owner) == (1, 1, None)


def test_events_take_the_places_of_the_day_page_and_others_come_last():
    bring(event(A) | event(B) | event(C) | day(item(C), item(A)))

    assert titles() == [C, A, B]
    assert list(Event.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_new_events_come_after_those_written_here():
    make_event(title="Written here.", position=4)
    bring(event(A))

    assert Event.objects.get(title=A).position == 5


def test_a_new_event_takes_no_name_of_one_written_here():
    make_event(title=A)
    bring(event(A))

    assert sorted(Event.objects.values_list("slug", flat=True)) == [
        "a-dam-breaks",
        "a-dam-breaks-2",
    ]


@pytest.mark.parametrize(
    ("files", "origin"),
    [
        (event(A) | day(item(A)), Origin.FILE),
        (day(item(A)), Origin.LIST),
        (front(item(A)), Origin.LIST),
    ],
)
def test_an_event_is_marked_by_how_it_is_known(files, origin):
    bring(files)

    assert Event.objects.get().origin == origin


def test_events_only_linked_to_are_published_and_marked():
    report = bring(event(B, LATER, related=(related(A, "Dam"),)))

    row = Event.objects.get(title=A)
    assert (row.date, row.status, row.origin) == (DAY, Status.PUBLISHED, Origin.REFERENCE)
    assert (report.events["created"], report.events["by reference"]) == (2, 1)


def test_an_event_with_neither_title_nor_name_goes_by_its_short_id():
    bring(event("", slug="") | day(item(" ", slug="")))

    row = Event.objects.get()
    assert (row.title, row.slug) == ("", row.short_id)


@pytest.mark.parametrize("title", ["Index", "index"])
def test_the_name_index_is_given_to_no_event(title):
    bring(event(B, LATER, related=(related(title, "Dam"),)))

    assert Event.objects.get(date=DAY).slug == "index-2"


def test_a_collision_makes_events_without_a_file():
    bring(event(A, slug="x") | day(item(A, slug="x"), item(B, slug="x")))

    assert slugs() == {A: "x", B: "x-2"}
    assert dict(Event.objects.values_list("title", "origin")) == {A: "file", B: "list"}


def test_short_ids_are_the_same_in_every_database():
    bring(event(A))
    first = Event.objects.get().short_id
    Event.objects.all().delete()
    ImportKey.objects.all().delete()
    bring(event(B) | event(A))

    assert Event.objects.get(title=A).short_id == first


@pytest.mark.parametrize(
    "title",
    ["我们的水坝在雨中决口", "انهار السد", "Ö" * 40, "A\u2028dam\u0085breaks\x0b", "𝄞 music"],
)
def test_titles_of_every_script_and_odd_space_are_kept_verbatim(title):
    bring(event(title, description=title, lead=title))

    row = Event.objects.get()
    assert (row.title, row.description, row.lead_text) == (title, title, title)


def test_a_title_of_any_length_is_kept():
    bring(event("Rain. " * 5000, slug="rain"))

    assert Event.objects.get().title == "Rain. " * 5000


# --- Entities


def test_names_come_from_lead_lines_and_links_both_ways():
    bring(
        event(A, lead="Dam", related=(related(B, "Rain, Water", NEXT),))
        | event(C, LATER, related=(related(A, "Valley"),))
        | day(item(A, lead="Barrage", context="Concrete, Dam"))
    )

    assert names_of(A) == ["Barrage", "Concrete", "Dam", "Rain", "Valley", "Water"]
    assert names_of(B) == ["Rain", "Water"]
    assert names_of(C) == ["Valley"]


def test_the_same_name_is_the_same_entity():
    report = bring(event(A, lead="Dam") | event(B, lead=" Dam ") | day(item(C, context="Dam")))

    assert counts() == {"Dam": 3}
    assert report.rows["entities"] == 1


def test_names_that_differ_in_case_are_two_entities():
    bring(event(A, lead="Dam") | event(B, lead="DAM"))

    assert counts() == {"DAM": 1, "Dam": 1}
    assert sorted(Entity.objects.values_list("slug", flat=True)) == ["dam", "dam-2"]


def test_an_entity_known_here_is_used():
    make_event(entities=["Dam"])
    report = bring(event(A, lead="Dam"))

    assert counts() == {"Dam": 2}
    assert report.rows["entities"] == 0


def test_names_without_letters_get_addresses():
    bring(event(A, related=(related(B, "!, ?", NEXT),)))

    assert sorted(Entity.objects.values_list("slug", flat=True)) == ["entity", "entity-2"]


def test_a_name_with_a_comma_is_one_entity_where_a_lead_shows_it():
    bring(event(A, lead="Chicago, Illinois") | day(item(B, context="Chicago, Illinois, Rain")))

    assert names_of(B) == ["Chicago, Illinois", "Rain"]


def test_a_name_with_a_comma_known_here_is_one_entity():
    make_event(entities=["Chicago, Illinois"])
    bring(day(item(A, context="Chicago, Illinois, Rain")))

    assert names_of(A) == ["Chicago, Illinois", "Rain"]


def test_a_line_below_another_of_the_same_lead_has_it_too():
    """Since October 2019 a lead is printed only where it differs from the one above."""
    bring(day(item(A), item(B, lead="Dam"), item(C), item("Later.", lead="Rain")))

    assert list(Event.objects.order_by("position").values_list("title", "lead_text")) == [
        (A, ""), (B, "Dam"), (C, "Dam"), ("Later.", "Rain"),
    ]  # fmt: skip
    assert names_of(C) == ["Dam"]


def test_a_line_of_a_page_that_prints_no_leads_has_none():
    bring(event(A, lead="Dam") | day(item(A), item(B)))

    assert names_of(B) == []


def test_a_name_too_long_for_an_entity_is_left_in_its_line_and_said():
    report = bring(event(A, lead="L" * 501, related=(related(B, "M" * 501, NEXT),)))

    assert not Entity.objects.exists()
    assert Event.objects.get(title=A).lead_text == "L" * 501
    assert RelatedLine.objects.get().context == "M" * 501
    assert [context[:40] for context, _reading in report.doubts] == [
        "2004-08-09: a name of 501 characters: LL",
        "2004-08-09: a name of 501 characters: MM",
        "2004-08-10: a name of 501 characters: MM",
    ]


def test_counts_and_days_are_exact():
    make_event(title="Draft.", status=Status.DRAFT, entities=["Dam", "Rain"])
    bring(event(A, lead="Dam", related=(related(B, "Dam, Rain", NEXT),)) | day(item(A)))

    assert_exact()
    assert counts() == {"Dam": 2, "Rain": 2}


def test_no_alias_is_made():
    bring(event(A, lead="Dam"))

    assert not Alias.objects.exists()
    assert EventEntity.objects.get().day == DAY.toordinal()

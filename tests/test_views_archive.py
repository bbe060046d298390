"""Front page, years, months and days show what is public, and nothing else."""

import datetime

import pytest
from django.utils import timezone

from events.models import Status

from .factories import make_citation, make_entity, make_event

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


def on(year, month, day, **overrides):
    return make_event(date=datetime.date(year, month, day), **overrides)


def hide_some(date):
    """Events of a date that no reader may see."""
    make_event(date=date, title="A draft", status=Status.DRAFT, entities=["Draft entity"])
    make_event(date=date, title="In review", status=Status.REVIEW)
    make_event(date=date, title="Withdrawn", status=Status.WITHDRAWN)
    make_event(date=date, title="Not yet due", publish_at=TOMORROW)


def events_of(response):
    if days := response.context.get("days"):
        return [event for day in days for event in day.events]
    return list(response.context.get("events", []))


# --- Front page


def test_the_front_page_shows_the_latest_three_days_with_events(client):
    on(2004, 8, 1)
    third = on(2004, 8, 3)
    first, second = on(2004, 8, 9, title="First"), on(2004, 8, 9, title="Second")
    middle = on(2004, 8, 5)
    hide_some(datetime.date(2004, 8, 10))

    assert events_of(client.get("/")) == [first, second, middle, third]


def test_days_to_come_wait_behind_a_link(client):
    past, ahead = on(2004, 8, 9), on(timezone.localdate().year + 5, 1, 2)

    response = client.get("/")

    assert events_of(response) == [past]
    assert response.context["ahead"] == ahead.date
    assert f'href="/news/{ahead.date.year}/01/02/"' in response.text


def test_a_chronicle_of_the_future_shows_its_first_day(client):
    year = timezone.localdate().year
    on(year + 6, 1, 2)
    nearest = on(year + 5, 1, 2)

    response = client.get("/")

    assert events_of(response) == [nearest]
    assert response.context["ahead"] is None


def test_an_empty_chronicle_has_a_front_page(client):
    hide_some(datetime.date(2004, 8, 9))

    response = client.get("/")

    assert (response.status_code, events_of(response)) == (200, [])
    assert "no events yet" in response.text


def test_the_front_page_links_to_recent_years_with_events(client):
    on(1999, 1, 1)
    on(2003, 1, 1)
    on(2003, 5, 1)
    on(2004, 8, 9)
    hide_some(datetime.date(2002, 1, 1))
    hide_some(datetime.date(2004, 8, 9))

    years = client.get("/").context["years"]

    assert [(year.first.year, year.count, year.share) for year in years] == [
        (2004, 1, 50),
        (2003, 2, 100),
        (1999, 1, 50),
    ]


# --- All years, and the jump to a date


def test_all_years_with_events_are_listed(client):
    on(2004, 8, 9)
    on(1914, 6, 28)
    hide_some(datetime.date(2000, 1, 1))

    response = client.get("/news/")

    assert response.context["counts"] == {2004: 1, 1914: 1}


@pytest.mark.parametrize(
    ("asked", "day"), [("2004-08-09", "2004/08/09"), ("2004-08-08", "2004/08/05")]
)
def test_a_jump_leads_to_the_day_or_the_nearest_earlier_one(client, asked, day):
    on(2004, 8, 5)
    on(2004, 8, 9)
    hide_some(datetime.date(2004, 8, 8))

    response = client.get("/news/", {"date": asked})

    assert (response.status_code, response.url) == (302, f"/news/{day}/")


@pytest.mark.parametrize("asked", ["yesterday", "2004-02-30", "", "\0"])
def test_a_bad_date_is_answered_with_its_error(client, asked):
    response = client.get("/news/", {"date": asked})

    assert response.status_code == 200
    assert response.context["form"].errors["date"]
    assert "errorlist" in response.text


def test_a_jump_before_the_first_event_says_so(client):
    on(2004, 8, 9)

    response = client.get("/news/", {"date": "1999-01-01"})

    assert response.context["form"].errors["date"] == ["The chronicle begins after this day."]


# --- Years


def test_a_year_counts_its_days(client):
    on(2004, 8, 9)
    on(2004, 8, 9)
    on(2004, 12, 31)
    on(2005, 1, 1)
    hide_some(datetime.date(2004, 8, 9))

    context = client.get("/news/2004/").context

    assert context["count"] == 3
    assert [month.count for month in context["months"]] == [0] * 7 + [2, 0, 0, 0, 1]
    cells = [cell for week in context["months"][7].weeks for cell in week if cell and cell.count]
    assert [(cell.date, cell.count, cell.level) for cell in cells] == [
        (datetime.date(2004, 8, 9), 2, 4)
    ]


def test_a_year_leads_to_the_nearest_years_with_events(client):
    on(1999, 1, 1)
    on(2004, 8, 9)
    on(2010, 1, 1)
    hide_some(datetime.date(2005, 1, 1))

    context = client.get("/news/2004/").context

    assert (context["previous_year"].year, context["next_year"].year) == (1999, 2010)


# --- Months


def test_a_month_lists_titles_by_day(client):
    later, earlier = on(2004, 8, 9), on(2004, 8, 1)
    on(2004, 9, 1)
    hide_some(datetime.date(2004, 8, 9))

    assert events_of(client.get("/news/2004/08/")) == [earlier, later]


# --- Days


def test_a_day_shows_its_events_in_order(client):
    second = on(2004, 8, 9, position=2)
    first = on(2004, 8, 9, position=1)
    on(2004, 8, 10)
    hide_some(datetime.date(2004, 8, 9))

    response = client.get("/news/2004/08/09/")

    assert events_of(response) == [first, second]
    assert "Draft entity" not in response.text


def test_a_day_leads_to_the_nearest_days_with_public_events(client):
    on(2004, 8, 1)
    on(2004, 8, 9)
    on(2099, 1, 1)
    hide_some(datetime.date(2004, 8, 8))
    hide_some(datetime.date(2004, 8, 10))

    context = client.get("/news/2004/08/09/").context

    assert context["previous_day"] == datetime.date(2004, 8, 1)
    assert context["next_day"] == datetime.date(2099, 1, 1)


def test_a_day_shows_lead_extract_and_entities_escaped(client):
    lead = make_entity("Muqtada <al-Sadr>")
    on(2004, 8, 9, title="<b>Title</b>", lead=lead, description="<i>More</i> *here*")

    html = client.get("/news/2004/08/09/").text

    assert "&lt;b&gt;Title&lt;/b&gt;" in html
    assert "Muqtada &lt;al-Sadr&gt;" in html
    assert "More here" in html
    assert "<b>" not in html


def test_a_day_without_events_is_not_found_but_leads_on(client):
    on(2004, 8, 1)
    on(2004, 8, 20)
    hide_some(datetime.date(2004, 8, 9))

    response = client.get("/news/2004/08/09/")

    assert response.status_code == 404
    assert response.context["previous_day"] == datetime.date(2004, 8, 1)
    assert response.context["next_day"] == datetime.date(2004, 8, 20)
    assert "A draft" not in response.text


@pytest.mark.parametrize(
    "path", ["2004/02/30/", "2004/13/01/", "2004/00/01/", "0000/01/01/", "2004/13/", "0000/", "1/"]
)
def test_bad_dates_are_not_found(client, path):
    on(2004, 8, 9)

    assert client.get(f"/news/{path}").status_code == 404


@pytest.mark.parametrize("path", ["2003/", "2004/07/", "2004/08/08/"])
def test_dates_without_public_events_are_not_found(client, path):
    hide_some(datetime.date(2003, 1, 1))
    hide_some(datetime.date(2004, 7, 1))
    on(2004, 8, 9)

    assert client.get(f"/news/{path}").status_code == 404


@pytest.mark.parametrize("date", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_the_ends_of_the_calendar_break_nothing(client, date):
    event = make_event(date=date)

    for part in (f"{date.year:04d}/", f"{date.year:04d}/{date.month:02d}/"):
        assert client.get(f"/news/{part}").status_code in {200, 404}
    assert client.get(f"/news/{date.year:04d}/{date.month:02d}/{date.day:02d}/").status_code in {
        200,
        404,
    }
    assert client.get(event.get_absolute_url()).status_code == 200
    assert client.get("/").status_code == client.get("/news/").status_code == 200


def test_early_years_have_four_digits(client):
    event = on(843, 8, 10)

    assert event.get_absolute_url().startswith("/news/0843/08/10/")
    for path in ("0843/", "0843/08/", "0843/08/10/"):
        assert client.get(f"/news/{path}").status_code == 200


# --- Cost


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        # One more each: the validator.
        ("/", 8),  # latest days, day ahead, years, days, events, entities, pages
        ("/news/", 3),  # years, pages
        ("/news/2004/", 7),  # days, leading entities (2), previous, next, pages
        ("/news/2004/08/", 6),  # days, events, previous, next, pages
        ("/news/2004/08/09/", 7),  # events, previous, next, leads, entities, pages
        ("/on-this-day/08-09/", 6),  # years, days, events, entities, pages
    ],
)
def test_cost_does_not_grow_with_rows(client, django_assert_num_queries, path, queries):
    lead = make_entity("Baghdad")
    for number in range(3):
        event = on(2004, 8, 9, lead=lead, entities=["Baghdad", f"Other {number}"])
        make_citation(event)
        if number in {0, 2}:
            with django_assert_num_queries(queries):
                assert client.get(path).status_code == 200

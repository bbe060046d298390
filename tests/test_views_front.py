"""On this day: a day of the calendar through the years."""

import datetime

import pytest
from django.utils import timezone

from events.models import Status
from events.views import front

from .factories import make_event

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


def on(year, month, day, **overrides):
    return make_event(date=datetime.date(year, month, day), **overrides)


def hide_some(date):
    for hidden in (
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"publish_at": TOMORROW},
    ):
        make_event(date=date, title="Secret", **hidden)


def shown(response):
    return [(day.date.year, day.number, day.events) for day in response.context["days"]]


def test_a_day_is_shown_through_the_years(client):
    old, new = on(1914, 8, 9), on(2004, 8, 9)
    on(2004, 8, 10)
    hide_some(datetime.date(2004, 8, 9))
    hide_some(datetime.date(2001, 8, 9))

    response = client.get("/on-this-day/08-09/")

    assert shown(response) == [(2004, 1, [new]), (1914, 1, [old])]
    assert "Secret" not in response.text
    assert 'rel="prev" href="/on-this-day/08-08/"' in response.text
    assert 'rel="next" class="forth" href="/on-this-day/08-10/"' in response.text


def test_of_a_full_day_the_first_are_shown_and_the_way_to_all(client, monkeypatch):
    monkeypatch.setattr(front, "FEW", 1)
    first = on(2004, 8, 9)
    on(2004, 8, 9)

    response = client.get("/on-this-day/08-09/")

    assert shown(response) == [(2004, 2, [first])]
    assert '<a href="/news/2004/08/09/">All 2 events of the day</a>' in response.text


def test_many_years_come_in_parts(client, monkeypatch):
    monkeypatch.setattr(front, "YEARS", 2)
    for year in (2004, 2003, 1914, 843):
        on(year, 8, 9)

    first = client.get("/on-this-day/08-09/")
    second = client.get("/on-this-day/08-09/", {"before": first.context["older"]})

    assert [year for year, *_rest in shown(first)] == [2004, 2003]
    assert [year for year, *_rest in shown(second)] == [1914, 843]
    assert second.context["older"] == ""


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [("02-29", "02-28", "03-01"), ("01-01", "12-31", "01-02"), ("12-31", "12-30", "01-01")],
)
def test_the_year_of_days_has_no_end(client, day, before, after):
    context = client.get(f"/on-this-day/{day}/").context

    assert f"{context['previous_day']:%m-%d}" == before
    assert f"{context['next_day']:%m-%d}" == after


@pytest.mark.parametrize(
    "path", ["02-30/", "13-01/", "00-10/", "8-9/", "08-09/?before=x", "08-09/?before=99999"]
)
def test_what_is_no_day_is_not_found(client, path):
    assert client.get(f"/on-this-day/{path}").status_code == 404


def test_today_leads_to_its_day(client):
    today = timezone.localdate()

    response = client.get("/on-this-day.json")

    assert (response.status_code, response.url) == (302, f"/on-this-day/{today:%m-%d}.json")


def test_the_front_page_shows_this_day_in_other_years(client, monkeypatch):
    monkeypatch.setattr(front.timezone, "localdate", lambda: datetime.date(2020, 8, 9))
    past = {year: on(year, 8, 9) for year in (2019, 2018, 2010, 2005, 2004, 1914)}
    hide_some(datetime.date(2000, 8, 9))
    on(2030, 8, 9)
    on(2020, 8, 9)

    days = client.get("/").context["this_day"]

    assert [day.events for day in days] == [[past[year]] for year in (2019, 2018, 2005, 1914)]


def test_the_front_page_shows_the_first_of_a_full_day(client, monkeypatch):
    monkeypatch.setattr(front, "FRONT_EVENTS", 1)
    first = on(2004, 8, 9)
    on(2004, 8, 9)

    response = client.get("/")

    assert shown(response) == [(2004, 2, [first])]
    assert len(client.get("/index.json").json()["events"]) == 2

"""How much happened when, and that no number tells of what is not public."""

import datetime

import pytest
from django.utils import timezone

from events import chronology
from events.models import Event, Status

from .factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
TOMORROW = timezone.now() + datetime.timedelta(days=1)
HIDDEN = (
    {"status": Status.DRAFT},
    {"status": Status.REVIEW},
    {"status": Status.WITHDRAWN},
    {"publish_at": TOMORROW},
)


def hide_some(date, source=None, entities=()):
    """Events of a date that no reader may see."""
    for hidden in HIDDEN:
        event = make_event(date=date, entities=entities, **hidden)
        if source:
            make_citation(event, source=source)


def test_days_and_years_count_what_is_public():
    make_event(date=DAY)
    make_event(date=DAY)
    make_event(date=datetime.date(2004, 12, 31))
    make_event(date=datetime.date(1914, 6, 28))
    for date in (DAY, datetime.date(2004, 8, 10), datetime.date(2001, 1, 1)):
        hide_some(date)

    assert chronology.counted_days(2004) == {DAY: 2, datetime.date(2004, 12, 31): 1}
    assert list(chronology.counted_years().items()) == [(2004, 3), (1914, 1)]


def test_what_is_due_counts_from_then_on():
    event = make_event(date=DAY, publish_at=TOMORROW)
    assert chronology.counted_days(2004) == {}

    Event.objects.filter(pk=event.pk).update(publish_at=timezone.now())

    assert chronology.counted_days(2004) == {DAY: 1}


def test_the_nearest_days_are_public_ones():
    earlier, later = datetime.date(2004, 8, 1), datetime.date(2004, 9, 1)
    make_event(date=earlier)
    make_event(date=later)
    hide_some(DAY)

    assert chronology.previous_day(DAY) == earlier
    assert chronology.next_day(DAY) == later
    assert chronology.next_day(later) is None


def test_months_have_leading_entities():
    august, september = datetime.date(2004, 8, 1), datetime.date(2004, 9, 1)
    for number in range(1, 7):
        for _event in range(number):
            make_event(date=DAY, entities=[f"Name {number}"])
    make_event(date=september, entities=["Name 1", "Alone"])
    hide_some(DAY, entities=["Secret", "Name 5"])

    found = chronology.leading_entities([august, september])

    assert [(entity.name, entity.number) for entity in found[august]] == [
        ("Name 6", 6),
        ("Name 5", 5),
        ("Name 4", 4),
        ("Name 3", 3),
    ]
    assert [(entity.name, entity.number) for entity in found[september]] == [
        ("Alone", 1),
        ("Name 1", 1),
    ]


@pytest.mark.parametrize("months", [1, 3])
def test_leading_entities_cost_two_queries(months, django_assert_num_queries):
    dates = [datetime.date(2004, month, 1) for month in range(1, months + 1)]
    for date in dates:
        make_event(date=date, entities=["Rain", "Wind"])

    with django_assert_num_queries(2):
        found = chronology.leading_entities(dates)

    assert {date: len(entities) for date, entities in found.items()} == dict.fromkeys(dates, 2)


def test_entities_and_sources_have_their_activity():
    entity, source = make_entity("Rain"), make_source()
    for date in (DAY, DAY, datetime.date(1914, 6, 28)):
        make_citation(make_event(date=date, entities=[entity]), source=source)
    for date in (DAY, datetime.date(2001, 1, 1)):
        hide_some(date, source, [entity])
    make_citation(make_event(date=datetime.date(2009, 1, 1), entities=["Wind"]))

    months = {datetime.date(1914, 6, 1): 1, datetime.date(2004, 8, 1): 2}
    assert chronology.activity(entity) == chronology.activity(source) == months
    assert list(chronology.activity(entity)) == sorted(months)


def test_days_have_their_first_public_events_and_their_number(django_assert_num_queries):
    first, second, third = (make_event(date=DAY, position=place) for place in (2, 4, 6))
    hide_some(DAY)
    old = make_event(date=DAY.replace(year=1914))
    hide_some(DAY.replace(year=2001))
    dates = chronology.through_years(8, 9, [2004, 2001, 1914])

    with django_assert_num_queries(2):
        days = chronology.days_with_first(dates, 2)
        chronology.bring_events(days, Event.objects.published())

    assert [(day.date.year, day.number, day.events) for day in days] == [
        (2004, 3, [first, second]),
        (1914, 1, [old]),
    ]
    assert third.position == 6


def test_the_leap_day_is_in_leap_years_only():
    assert chronology.through_years(2, 29, [2004, 2003, 2000, 1900]) == [
        datetime.date(2004, 2, 29),
        datetime.date(2000, 2, 29),
    ]

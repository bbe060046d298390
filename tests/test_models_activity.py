"""Days, and months of entities and sources: what is stored is what the events say, by any door."""

import datetime
from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from events import desk
from events.bulk import insert_rows
from events.models import (
    Citation,
    DayCount,
    EntityMonth,
    Event,
    EventEntity,
    Source,
    SourceMonth,
    Status,
)
from events.models.activity import month_of
from events.models.settling import settled, written_in_bulk
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

DAY, NEXT, LATER = (datetime.date(2004, month, day) for month, day in ((8, 9), (8, 10), (11, 1)))
AUGUST, NOVEMBER = (2004 * 12 + month - 1 for month in (8, 11))


def days() -> dict[datetime.date, int]:
    return dict(DayCount.objects.values_list("date", "number"))


def entity_months() -> dict[tuple[str, int], int]:
    rows = EntityMonth.objects.values_list("entity__name", "month", "number")
    return {(name, month): number for name, month, number in rows}


def source_months() -> dict[tuple[str, int], int]:
    rows = SourceMonth.objects.values_list("source__name", "month", "number")
    return {(name, month): number for name, month, number in rows}


def cited() -> dict[str, int]:
    return dict(Source.objects.values_list("name", "event_count"))


@pytest.fixture
def event() -> Event:
    """An event of 9 August 2004 with an entity and a source, which two others have, too."""
    event = make_event(entities=["Rain"])
    for other in (event, make_event(date=NEXT, entities=["Rain"])):
        make_citation(other, source=Source.objects.get_or_create(name="BBC")[0])
    hidden = make_event(status=Status.DRAFT, entities=["Rain"])
    make_citation(hidden, source=Source.objects.get())
    return event


def test_only_published_events_count(event):
    assert days() == {DAY: 1, NEXT: 1}
    assert entity_months() == {("Rain", AUGUST): 2}
    assert source_months() == {("BBC", AUGUST): 2}
    assert cited() == {"BBC": 2}


def save(event: Event, **fields) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


@pytest.mark.parametrize(
    ("change", "date_after", "rain", "bbc"),
    [
        (partial(save, date=NEXT), {NEXT: 2}, {AUGUST: 2}, {AUGUST: 2}),
        (
            partial(save, date=LATER),
            {NEXT: 1, LATER: 1},
            {AUGUST: 1, NOVEMBER: 1},
            {AUGUST: 1, NOVEMBER: 1},
        ),
        (partial(save, status=Status.WITHDRAWN), {NEXT: 1}, {AUGUST: 1}, {AUGUST: 1}),
        (Event.delete, {NEXT: 1}, {AUGUST: 1}, {AUGUST: 1}),
        (
            lambda event: Event.objects.filter(pk=event.pk).delete(),
            {NEXT: 1},
            {AUGUST: 1},
            {AUGUST: 1},
        ),
        (lambda event: desk.set_status([event], Status.DRAFT), {NEXT: 1}, {AUGUST: 1}, {AUGUST: 1}),
        (lambda event: event.entities.clear(), {DAY: 1, NEXT: 1}, {AUGUST: 1}, {AUGUST: 2}),
        (lambda event: event.citations.get().delete(), {DAY: 1, NEXT: 1}, {AUGUST: 2}, {AUGUST: 1}),
        (lambda event: event.citations.all().delete(), {DAY: 1, NEXT: 1}, {AUGUST: 2}, {AUGUST: 1}),
        (
            lambda event: make_citation(event, source=Source.objects.get()),
            {DAY: 1, NEXT: 1},
            {AUGUST: 2},
            {AUGUST: 2},
        ),
    ],
    ids=[
        "another day", "another month", "withdrawn", "deleted", "deleted by query", "made a draft",
        "no entities", "citation deleted", "citations deleted", "cited twice",
    ],
)  # fmt: skip
def test_what_is_stored_follows(change: Callable, date_after, rain, bbc, event):
    change(event)

    assert days() == date_after
    assert entity_months() == {("Rain", month): number for month, number in rain.items()}
    assert source_months() == {("BBC", month): number for month, number in bbc.items()}
    assert cited() == {"BBC": sum(bbc.values())}


def test_a_citation_that_goes_to_another_event_or_source_counts_there(event):
    draft = Event.objects.get(status=Status.DRAFT)
    citation = event.citations.get()

    citation.event = draft
    citation.save()
    assert cited() == {"BBC": 1}

    citation.event, citation.source = event, make_source("CNN")
    citation.save()
    assert cited() == {"BBC": 1, "CNN": 1}


def test_a_day_tells_when_one_of_its_events_last_changed(event):
    DayCount.objects.update(changed_at=timezone.now() - datetime.timedelta(days=9))
    before = dict(DayCount.objects.values_list("date", "changed_at"))

    save(event, title="Another title.")

    changed = {row.date for row in DayCount.objects.all() if row.changed_at != before[row.date]}
    assert changed == {DAY}


def test_a_draft_that_changes_changes_no_day(event):
    before = set(DayCount.objects.values_list())

    save(Event.objects.get(status=Status.DRAFT), title="Another title.")

    assert set(DayCount.objects.values_list()) == before


def test_what_is_written_in_bulk_is_counted_again_with_what_is_not(event):
    rain = EventEntity.objects.first().tag
    other = make_event(date=LATER)
    columns = ("tag_id", "content_object_id", "day")

    with settled():
        insert_rows(EventEntity, columns, [(rain.pk, other.pk, LATER.toordinal())])
        written_in_bulk(
            entities=[rain.pk], sources=[Source.objects.get().pk], dates=[LATER], events=[other.pk]
        )
        event.entities.clear()

    assert entity_months() == {("Rain", AUGUST): 1, ("Rain", NOVEMBER): 1}
    assert days() == {DAY: 1, NEXT: 1, LATER: 1}


def test_bulk_writes_that_nothing_settles_are_refused():
    with pytest.raises(LookupError):
        written_in_bulk(entities=[1])


@pytest.mark.parametrize("date", [datetime.date.min, DAY, datetime.date.max])
def test_the_database_numbers_months_as_python_does(date):
    event = make_event(date=date, entities=["Rain"])
    make_citation(event)
    assert month_of(date.toordinal()) == date.year * 12 + date.month - 1

    with settled():
        written_in_bulk(
            entities=[make_entity("Wind").pk, event.entities.get().pk],
            sources=[Citation.objects.get().source_id],
        )

    assert set(entity_months()) == {("Rain", date.year * 12 + date.month - 1)}
    assert {month for _name, month in source_months()} == {date.year * 12 + date.month - 1}

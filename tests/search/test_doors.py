"""Whatever an event is found by, the index follows in the same transaction.

After each of these tests the fixture `sound_archive` holds the whole index against the rows.
"""

import datetime

import pytest
from django.db import connection, transaction

from events import desk
from events.filters import EventFilter
from events.models import Alias, Citation, Entity, Event, SearchEntry, SearchText, Source, Status
from events.models import search as index
from tests.factories import make_citation, make_event, make_source

pytestmark = pytest.mark.django_db


def found(text):
    search = EventFilter({"q": text}, Event.objects.published()).search
    return [event.pk for event in search.part("", 50).events]


@pytest.fixture
def event():
    event = make_event(title="A dam breaks.", entities=["Najaf"])
    Alias.objects.create(entity=Entity.objects.get(), spelling="Nadschaf")
    make_citation(event, source=make_source("Paper"))
    return event


def edit(event, **fields):
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


def rename(thing, name):
    thing.name = name
    thing.save()


@pytest.mark.parametrize(
    ("change", "lost", "gained"),
    [
        (lambda event: edit(event, title="A flood."), "dam", "flood"),
        (lambda event: edit(event, description="*Mud* everywhere."), "", "mud"),
        (lambda event: edit(event, date=datetime.date(2005, 1, 1)), "to:2004 dam", "from:2005 dam"),
        (lambda event: edit(event, position=7), "", "dam"),
        (lambda event: event.entities.set(["Mosul"]), "najaf", "mosul"),
        (lambda event: event.entities.clear(), "nadschaf", "dam"),
        (lambda event: rename(Entity.objects.get(), "Kufa"), "najaf", "kufa"),
        (lambda event: Alias.objects.create(entity=Entity.objects.get(), spelling="An"), "", "an"),
        (lambda event: Alias.objects.get().delete(), "nadschaf", "najaf"),
        (lambda event: Alias.objects.all().delete(), "nadschaf", "najaf"),
        (lambda event: rename(Source.objects.get(), "Times"), "paper", "times"),
        (lambda event: make_citation(event, source=make_source("Mail")), "", "mail"),
        (lambda event: Citation.objects.get().delete(), "paper", "dam"),
        (lambda event: Citation.objects.all().delete(), "paper", "dam"),
        (lambda event: desk.set_status([event], Status.WITHDRAWN), "dam", ""),
        (lambda event: event.delete(), "dam", ""),
        (lambda event: Event.objects.all().delete(), "dam", ""),
    ],
)
def test_an_event_is_found_by_what_it_is_now(event, change, lost, gained):
    pk = event.pk
    assert found(lost or "dam") == [pk]

    change(event)

    assert not lost or found(lost) == []
    assert not gained or found(gained) == [pk]


def test_publishing_makes_it_found(event):
    draft = make_event(title="A dam in a draft.", status=Status.DRAFT)

    desk.set_status([draft], Status.PUBLISHED)

    assert set(found("dam")) == {event.pk, draft.pk}


def test_a_change_that_fails_leaves_the_index_as_it_was(event):
    with pytest.raises(RuntimeError), transaction.atomic():
        edit(event, title="A flood.")
        raise RuntimeError

    event.refresh_from_db()
    assert (found("dam"), found("flood")) == ([event.pk], [])


def test_many_events_are_written_again_with_the_whole_index(event, monkeypatch):
    monkeypatch.setattr(index, "MANY", 1)
    others = [make_event(title="Noise.") for _n in range(3)]

    index.refresh([event.pk, *(other.pk for other in others)])

    assert found("dam") == [event.pk]
    assert len(found("noise")) == 3


def test_the_whole_index_is_written_as_its_parts_were(event, monkeypatch):
    make_event(title="A second dam.", date=datetime.date(2005, 1, 1))
    before = list(SearchText.objects.order_by("pk").values())

    assert index.rebuild() == 2

    assert list(SearchText.objects.order_by("pk").values()) == before
    assert len(found("dam")) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's index has no parts")
def test_parts_of_the_index_are_searched_from_the_newest(monkeypatch):
    from events.search.engines import postgresql

    monkeypatch.setattr(postgresql, "PARTS", (1, 1, 1, 1, None))
    days = [datetime.date(2004, 1, day) for day in range(1, 8)]
    events = [make_event(title="A dam.", date=day) for day in days]

    index.rebuild()

    assert found("dam") == [event.pk for event in reversed(events)]
    edit(events[0], date=datetime.date(2006, 1, 1))
    assert found("dam")[0] == events[0].pk


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "wörd " * 30_000, "".join(map(chr, range(0x4E00, 0x9FFF))) * 3, "𠀀" * 50_000],
)
def test_no_text_is_too_long(text):
    event = make_event(title=f"Dam. {text}", description=text)

    assert found("dam") == [event.pk]


@pytest.mark.raw_writes
def test_events_deleted_by_raw_sql_are_not_found(event):
    with connection.cursor() as cursor:
        for table in ("evententity", "citation", "event"):
            cursor.execute(f"DELETE FROM events_{table}")

    assert found("dam") == []
    assert SearchEntry.objects.count() == 1

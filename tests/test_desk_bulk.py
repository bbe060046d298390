"""Changes of many events: what they alter, and that undoing them leaves nothing."""

import datetime

import pytest
from django.utils import timezone

from events.desk import bulk
from events.desk.transitions import BACK, PUBLISH, WITHDRAW
from events.models import Entity, Event, EventEntity, Operation, Redirect, Status, Version
from events.operations import CannotUndo, undo
from tests.desk import make_editor
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db

LATER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
FOLLOWING = {"version", "updated_at"}


@pytest.fixture
def events():
    """An event of each status, by status, with Najaf; and Basra, which none has."""
    make_entity("Basra")
    return {
        status: make_event(status=status, entities=["Najaf"], withdrawn_reason="Old.")
        for status in Status
    }


def stored():
    """All that a change of many events may touch."""
    rows = [
        {name: value for name, value in row.items() if name not in FOLLOWING}
        for row in Event.objects.order_by("pk").values()
    ]
    tables = (EventEntity, Entity, Redirect)
    return [rows, *(list(model.objects.order_by("pk").values()) for model in tables)]


def entity(name):
    return Entity.objects.get(name=name)


CHANGES = {
    "publish": lambda: bulk.Moving(PUBLISH),
    "withdraw": lambda: bulk.Moving(WITHDRAW, "An error."),
    "draft": lambda: bulk.Moving(BACK),
    "tag": lambda: bulk.Tagging(entity("Basra")),
    "untag": lambda: bulk.Untagging(entity("Najaf")),
    "set_lead": lambda: bulk.Leading(entity("Basra")),
}
ALTERED = {
    "publish": {Status.DRAFT, Status.REVIEW, Status.WITHDRAWN},
    "withdraw": {Status.PUBLISHED},
    "draft": {Status.REVIEW, Status.PUBLISHED, Status.WITHDRAWN},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_alters_what_it_says_and_is_undone_exactly(events, kind):
    editor, change, before = make_editor(), CHANGES[kind](), stored()
    pks = [event.pk for event in events.values()]
    told = {pk: change.says(Event.objects.get(pk=pk))[1] for pk in bulk.altered(change, pks)}

    operation = bulk.make_change(change, pks, editor, "Because.")

    assert set(told) == {events[status].pk for status in ALTERED.get(kind, set(Status))}
    assert (operation.kind, operation.changes["events"]) == (kind, sorted(told))
    assert bulk.altered(change, told) == []
    versions = Version.objects.filter(kind=Version.Kind.OPERATION).order_by("event")
    assert [(version.event_id, version.comment, version.editor) for version in versions] == [
        (pk, "Because.", editor) for pk in sorted(told)
    ]

    undo(operation, editor)

    assert stored() == before
    assert Version.objects.filter(kind=Version.Kind.UNDONE).count() == len(told)


def test_events_become_as_they_would_one_by_one(events):
    pks = [event.pk for event in events.values()]
    others = [make_event(status=status, entities=["Najaf"]) for status in Status]

    bulk.make_change(bulk.Moving(WITHDRAW, "An error."), pks, None)
    bulk.make_change(bulk.Moving(PUBLISH), [event.pk for event in others], None)
    bulk.make_change(bulk.Leading(entity("Basra")), pks, None)

    withdrawn = Event.objects.get(pk=events[Status.PUBLISHED].pk)
    assert (withdrawn.status, withdrawn.withdrawn_reason) == ("withdrawn", "An error.")
    assert withdrawn.lead.name == "Basra"
    assert {event.status for event in Event.objects.filter(pk__in=[e.pk for e in others])} == {
        "published"
    }
    assert Event.objects.filter(pk__in=[e.pk for e in others], seen=True).count() == 4
    assert entity("Najaf").event_count == 4


def test_another_lead_is_printed_by_its_label():
    event = make_event(lead=make_entity("Najaf"), lead_text="The city of Najaf")
    basra = make_entity("Basra", label="The port")

    bulk.make_change(bulk.Leading(basra), [event.pk], None)

    assert Event.objects.get().lead_label == "The port"


def test_only_what_readers_could_see_counts_as_seen():
    due = make_event(status=Status.PUBLISHED, publish_at=timezone.now() - datetime.timedelta(1))
    Event.objects.update(seen=False)
    scheduled = make_event(status=Status.DRAFT, publish_at=LATER)

    bulk.make_change(bulk.Moving(PUBLISH), [scheduled.pk], None)
    bulk.make_change(bulk.Moving(BACK), [due.pk, scheduled.pk], None)

    assert list(Event.objects.order_by("pk").values_list("seen", flat=True)) == [True, False]


def test_a_day_that_gets_an_event_leads_nowhere_else_until_that_is_undone():
    event = make_event(status=Status.DRAFT)
    other = make_event(date=datetime.date(2004, 8, 10))
    Redirect.objects.create(path="/news/2004/08/09/", event=other)

    operation = bulk.make_change(bulk.Moving(PUBLISH), [event.pk], None)
    assert not Redirect.objects.exists()
    undo(operation, None)

    assert Redirect.objects.get().target == other


def test_where_nothing_is_to_be_done_nothing_is_kept(events):
    assert bulk.make_change(bulk.Moving(PUBLISH), [events[Status.PUBLISHED].pk], None) is None
    assert not Operation.objects.exists()
    assert not Version.objects.exists()


def test_a_change_on_which_another_stands_is_not_undone(events):
    event = events[Status.DRAFT]
    first = bulk.make_change(bulk.Moving(PUBLISH), [event.pk], None)
    second = bulk.make_change(bulk.Moving(WITHDRAW, "An error."), [event.pk], None)

    with pytest.raises(CannotUndo) as caught:
        undo(first, None)

    assert caught.value.sentences == [f"Undo first what came later: {second}."]
    assert Event.objects.get(pk=event.pk).status == "withdrawn"
    undo(second, None)
    undo(first, None)
    assert Event.objects.get(pk=event.pk).status == "draft"


def test_a_description_of_an_operation_names_the_change_and_the_number(events):
    pks = [event.pk for event in events.values()]

    assert str(bulk.make_change(CHANGES["tag"](), pks, None)) == "entities added: Basra, 4 events"
    assert str(bulk.make_change(CHANGES["withdraw"](), pks, None)) == "events withdrawn: 1 event"

"""What versions are written of a change, and what they say."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Version
from events.models.settling import settled
from events.versions import Saving, contents, fields_at_hand, versioned, write_versions
from tests.factories import make_citation, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return User.objects.create_user("editor")


def change(event, saving=None, **fields):
    """Save these fields of an event, with what versions come of it."""
    with settled(event), versioned([event.pk], saving or Saving(None)):
        for name, value in fields.items():
            setattr(event, name, value)
        event.save()


def told(event):
    """Its versions: number, kind and title."""
    rows = Version.objects.filter(event=event.pk).order_by("number")
    return [(row.number, row.kind, row.content["title"]) for row in rows]


def test_the_first_edit_writes_what_was_there_before(editor):
    event = make_event(title="As it came.", origin="file", entities=["Najaf"])
    other = make_event(title="Untouched.")
    made = Event.objects.values_list("created_at", flat=True).get(pk=event.pk)

    change(event, Saving(editor, comment="Because."), title="As it is.")

    assert told(event) == [(1, "imported", "As it came."), (2, "edited", "As it is.")]
    assert told(other) == []
    first, second = Version.objects.order_by("number")
    assert (first.at, first.editor, first.comment) == (made, None, "")
    assert (second.editor, second.comment) == (editor, "Because.")


def test_of_an_event_written_here_the_first_version_is_its_owners(editor):
    event = make_event(title="Written.", owner=editor)

    change(event, title="Edited.")

    first = Version.objects.get(number=1)
    assert (first.kind, first.editor) == ("written", editor)


def test_the_next_edit_writes_one_version():
    event = make_event(title="1")
    for title in "23":
        change(event, title=title)

    assert [title for _number, _kind, title in told(event)] == ["1", "2", "3"]


def test_what_changes_nothing_writes_nothing():
    event = make_event()
    make_citation(event)

    change(event)

    assert Event.objects.get().version == 2
    assert Version.objects.count() == 0


def test_what_the_desk_has_not_changed_is_a_version_too():
    event = make_event(title="1")
    change(event, title="2")
    Event.objects.filter(pk=event.pk).update(title="Imported again.")
    event.refresh_from_db()

    change(event, title="3")

    assert told(event)[2:] == [(3, "elsewhere", "Imported again."), (4, "edited", "3")]


def test_a_version_holds_what_stands_around_the_event():
    lead = make_event(title="Other.", entities=["Iraq"]).entities.get()
    other = Event.objects.get()
    event = make_event(
        entities=["Najaf"], publish_at=datetime.datetime(2004, 8, 9, tzinfo=datetime.UTC)
    )
    citation = make_citation(event, url="https://paper.example/1")
    placement = event.placements.create(other=other, kind="pin", reason="Near.")

    change(event, lead=lead)
    event.refresh_from_db()
    rows = {"citations": event.citations.all(), "placements": event.placements.all()}
    at_hand = fields_at_hand(event, event.entities.all(), rows)

    najaf = event.entities.get()
    version = Version.objects.get(number=2)
    assert version.content == at_hand
    assert version.content["lead"] == lead.pk
    assert version.content["entities"] == [najaf.pk]
    assert version.content["publish_at"] == "2004-08-09T00:00:00+00:00"
    [row] = version.content["citations"]
    assert (row["id"], row["url"]) == (citation.pk, "https://paper.example/1")
    [row] = version.content["placements"]
    assert (row["id"], row["kind"], row["reason"]) == (placement.pk, "pin", "Near.")
    assert version.names == {
        "entity": {str(lead.pk): "Iraq", str(najaf.pk): "Najaf"},
        "source": {str(citation.source_id): citation.source.name},
        "event": {str(other.pk): "2004-08-09 Other."},
    }


@pytest.mark.parametrize("beside", ["entities", "citations", "placements"])
def test_a_change_around_the_event_is_a_version(beside):
    other = make_event()
    event = make_event(entities=["Najaf"])
    with settled(event), versioned([event.pk], Saving(None)):
        if beside == "entities":
            event.entities.add("Kufa")
        elif beside == "citations":
            make_citation(event)
        else:
            event.placements.create(other=other, kind="hide")

    first, second = Version.objects.order_by("number")
    changed = {name for name in first.content if first.content[name] != second.content[name]}
    assert changed == {beside}


def test_an_event_that_is_gone_keeps_its_last_version(editor):
    event = make_event(title="Gone.")
    pk, before = event.pk, contents([event.pk])
    with settled(event):
        event.delete()
        write_versions(before, contents([pk]), Saving(editor), {pk: ["rows"]})

    assert [(row.kind, row.event_id, row.beside) for row in Version.objects.order_by("number")] == [
        ("written", pk, None),
        ("deleted", pk, ["rows"]),
    ]


def test_many_events_cost_the_queries_of_one():
    def cost(number):
        events = [make_event(entities=["Najaf"]) for _ in range(number)]
        pks = [event.pk for event in events]
        before = contents(pks)
        with settled(*events):
            Event.objects.filter(pk__in=pks).update(description="Changed.")
            with CaptureQueriesContext(connection) as queries:
                write_versions(before, contents(pks), Saving(None, "operation"))
        return len(queries)

    assert cost(1) == cost(3)
    assert Version.objects.count() == 8

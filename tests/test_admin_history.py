"""The pages of an event's history: its versions, their differences, and the way back."""

import re

import pytest

from events.models import Event, Version
from events.versions import compare
from tests.desk import address, client_of, cost_of, make_editor, make_member, save_form, saved
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor("Ann")


@pytest.fixture
def client(editor):
    return client_of(editor)


@pytest.fixture
def event():
    event = make_event(title="A truce begins.", entities=["Najaf", "Kufa"])
    make_citation(event, url="https://paper.example/1", source=make_source("Paper"))
    return event


def edit(client, event, **changes):
    saved(save_form(client, "event", event.pk, changes))


def history(client, event, **query):
    return client.get(address("event", "history", event.pk), query)


def told(differences):
    """By label, what is added in capitals and what is removed in brackets."""
    marks = {"kept": "{}", "added": "+{}+", "removed": "[{}]"}
    return {
        one.label: "".join(marks[part.kind].format(part.text) for part in one.parts)
        for one in differences
    }


def test_an_event_that_nobody_has_edited_says_so(client, event):
    response = history(client, event)

    assert "this is its only version" in response.text
    assert Version.objects.count() == 0


def test_versions_are_listed_with_who_and_why_and_what(client, event):
    edit(client, event, title="A truce ends.", comment="Corrected.")
    edit(client, event, lead_text="Printed", entities=[])

    versions = history(client, event).context["versions"]

    assert [(row.number, row.kind, str(row.editor), row.comment) for row in versions] == [
        (3, "edited", "Ann", ""),
        (2, "edited", "Ann", "Corrected."),
        (1, "written", "None", ""),
    ]
    assert [getattr(row, "changed", None) for row in versions] == [
        ["Printed lead", "Entities"],
        ["Title"],
        None,
    ]


def test_the_last_save_is_compared_unless_others_are_chosen(client, event):
    edit(client, event, title="A truce ends.")
    edit(client, event, title="A truce ended.")

    boxes = re.findall(
        r'<input type="radio" name="(\w+)" value="(\d)"[^>]* checked>', history(client, event).text
    )

    assert boxes == [("new", "3"), ("old", "2")]


def test_a_move_without_the_form_is_a_version(client, event):
    client.post(address("event", "move", event.pk), {"move": "back"})

    assert [row.content["status"] for row in event.versions.order_by("number")] == [
        "published",
        "draft",
    ]


def test_what_no_form_has_changed_is_told(client, event):
    edit(client, event, title="A truce ends.")
    assert "An import or a command has changed" not in history(client, event).text
    event.refresh_from_db()
    event.title = "Imported again."
    event.save()

    assert "An import or a command has changed" in history(client, event).text


def test_two_versions_are_compared_by_word_and_row(client, event):
    citation = event.citations.get()
    edit(
        client,
        event,
        **{
            "title": "A truce ends.",
            "lead": str(make_entity("Iraq").pk),
            "entities": [str(make_entity("Basra").pk), str(event.entities.get(name="Kufa").pk)],
            "publish_at_0": "2004-08-12",
            "publish_at_1": "10:30",
            "citations-TOTAL_FORMS": "2",
            "citations-0-url": "https://paper.example/2",
            "citations-1-new_source": "Daily",
            "citations-1-url": "https://daily.example/",
        },
    )
    assert citation.source.name == "Paper"

    where = address("event", "compare", event.pk)
    response = client.get(where, {"old": 2, "new": 1})

    assert told(response.context["differences"]) == {
        "Title": "A truce [begins]+ends+.",
        "Lead": "+Iraq+",
        "Publish at": "+Aug. 12, 2004, 10:30 a.m.+",
        "Entities": "Kufa · [Najaf] · +Basra+",
        "Citation 1 · Address": "https://paper.example/[1]+2+",
        "Citation 2 · Source": "+Daily+",
        "Citation 2 · Position": "+1+",
        "Citation 2 · Address": "+https://daily.example/+",
    }
    assert "<del>begins</del><ins>ends</ins>" in response.text
    assert client.get(where, {"old": 1, "new": 3}).status_code == 404
    assert client.get(where, {"old": "x", "new": 1}).status_code == 404


def test_a_removed_row_is_shown_by_what_it_was(client, event):
    edit(client, event, **{"citations-0-DELETE": "on"})

    assert told(compare(*Version.objects.order_by("number"))) == {
        "Citation 1 · Source": "[Paper]",
        "Citation 1 · Position": "[1]",
        "Citation 1 · Address": "[https://paper.example/1]",
    }


def test_a_version_is_restored_after_a_look_at_what_changes(client, event):
    edit(client, event, title="A truce ends.", entities=[])
    where = address("event", "restore", event.pk, 1)

    shown = client.get(where)
    assert told(shown.context["differences"]) == {
        "Title": "A truce [ends]+begins+.",
        "Entities": "+Najaf+ · +Kufa+",
    }
    assert Version.objects.count() == 2
    response = client.post(where, {"comment": "It did begin."}, follow=True)

    assert "Version 1 is restored." in response.text
    event.refresh_from_db()
    assert event.title == "A truce begins."
    last = Version.objects.latest("number")
    assert (last.kind, str(last.editor), last.comment) == ("restored", "Ann", "It did begin.")


def test_a_deleted_event_is_recovered_once(client, event):
    pk = event.pk
    make_event(title="Still there.")
    for _time in range(2):
        client.post(address("event", "delete", pk), {"post": "yes"})
        listed = client.get(address("event", "deleted")).context["versions"]
        assert [row.event_id for row in listed] == [pk]

        response = client.post(address("event", "recover", pk), follow=True)
        assert "is recovered" in response.text

    assert Event.objects.get(pk=pk).title == "A truce begins."
    assert "that could be recovered" in client.get(address("event", "deleted")).text
    assert client.post(address("event", "recover", pk)).status_code == 404


def test_events_that_are_deleted_together_can_be_recovered(client, event):
    other = make_event()
    data = {"action": "delete_selected", "_selected_action": [event.pk, other.pk], "post": "yes"}

    client.post(address("event", "changelist"), data)

    assert Event.objects.count() == 0
    assert len(client.get(address("event", "deleted")).context["versions"]) == 2


def test_who_may_see_and_restore(client, event, editor):
    edit(client, event, title="A truce ends.")
    contributor = make_member("Contributor")
    mine = make_event(title="Mine.", status="draft", owner=contributor)
    theirs = client_of(contributor)
    edit(theirs, mine, title="My own.")

    assert history(theirs, mine).status_code == 200
    assert theirs.post(address("event", "restore", mine.pk, 1)).status_code == 302
    for page, *args in (("history",), ("restore", 1)):
        assert theirs.get(address("event", page, event.pk, *args)).status_code == 404
    compared = theirs.get(address("event", "compare", event.pk), {"old": 1, "new": 2})
    assert compared.status_code == 404
    client.post(address("event", "delete", event.pk), {"post": "yes"})
    assert theirs.get(address("event", "deleted")).context["versions"] == []
    assert theirs.post(address("event", "recover", event.pk)).status_code == 404


def test_a_long_history_goes_on_and_costs_no_more(client, event, monkeypatch):
    monkeypatch.setattr("events.admin.history.PAGE", 2)
    where = address("event", "history", event.pk)
    edit(client, event, title="2")
    short = cost_of(client, where)
    for title in "345":
        edit(client, event, title=title)

    first = history(client, event)
    assert [row.number for row in first.context["versions"]] == [5, 4]
    assert f'href="?before={first.context["next"]}"' in first.text
    second = history(client, event, before=first.context["next"])
    assert [(row.number, row.changed) for row in second.context["versions"]] == [
        (3, ["Title"]),
        (2, ["Title"]),
    ]
    assert cost_of(client, where) == short
    assert short <= 15

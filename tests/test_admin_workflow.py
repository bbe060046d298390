"""Who may do what to an event of which status, tried by address; and the buttons that say so."""

import datetime

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from events.curation import merge_events
from events.desk.takedown import find
from events.desk.words import Words
from events.models import Citation, Entity, Event, Source, Status
from events.versions import Saving, versioned
from tests.desk import (
    address,
    client_of,
    cost_of,
    errors_of,
    make_editor,
    make_member,
    make_person,
    open_form,
    save_form,
    saved,
)
from tests.factories import make_citation, make_entity, make_event

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = Status
CURATORS = {"curator"}
EDITORS = {"editor", "curator"}
DESK = EDITORS | {"writer"}
PEOPLE = [
    # Between them, these two do all that is done; what others are refused, no database decides.
    "writer",
    "curator",
    *(
        pytest.param(name, marks=pytest.mark.once)
        for name in ("visitor", "staff", "contributor", "editor")
    ),
]
MOVES = {"propose": REVIEW, "publish": PUBLISHED, "withdraw": WITHDRAWN, "back": DRAFT}
BULK = {"publish": PUBLISHED, "withdraw": WITHDRAWN, "back_to_draft": DRAFT}
TAGGED = {"tag": "Basra", "untag": "Najaf", "set_lead": "Basra"}

# By what is done, and the status of the event it is done to: those who can. Nobody else.
ALLOWED = {
    "see": dict.fromkeys(Status, DESK),
    "edit": dict.fromkeys(Status, EDITORS) | {DRAFT: DESK},
    "delete": dict.fromkeys(Status, EDITORS) | {DRAFT: DESK},
    "propose": {DRAFT: DESK},
    "publish": {DRAFT: EDITORS, REVIEW: EDITORS, WITHDRAWN: EDITORS},
    "withdraw": {PUBLISHED: EDITORS},
    "back": {REVIEW: DESK, PUBLISHED: EDITORS, WITHDRAWN: EDITORS},
    "publish many": {DRAFT: EDITORS, REVIEW: EDITORS, WITHDRAWN: EDITORS},
    "withdraw many": {PUBLISHED: EDITORS},
    "back_to_draft many": {REVIEW: EDITORS, PUBLISHED: EDITORS, WITHDRAWN: EDITORS},
    "tag many": dict.fromkeys(Status, EDITORS),
    "untag many": dict.fromkeys(Status, EDITORS),
    "set_lead many": dict.fromkeys(Status, EDITORS),
    "delete many": dict.fromkeys(Status, EDITORS),
    "restore": dict.fromkeys(Status, EDITORS) | {DRAFT: DESK},
    "read the history": dict.fromkeys(Status, DESK),
    "merge": dict.fromkeys(Status, CURATORS),
    "undo a merge": dict.fromkeys(Status, CURATORS),
    "take down": dict.fromkeys(Status, CURATORS),
}
FORM = {"date": "2004-08-09", "withdrawn_reason": "An error."} | {
    f"{rows}-{number}_FORMS": 0
    for rows in ("citations", "placements")
    for number in ("TOTAL", "INITIAL")
}


@pytest.fixture(autouse=True)
def refusals_are_not_logged(caplog):
    caplog.set_level("CRITICAL", logger="django.request")


@pytest.fixture
def people():
    """By name, who they are: the writer is the contributor to whom the events belong."""
    return {
        "visitor": None,
        "staff": make_person("staff"),
        "contributor": make_member("Contributor"),
        "writer": make_member("Contributor", "writer"),
        "editor": make_member("Editor"),
        "curator": make_member("Curator"),
    }


def client_for(person):
    return client_of(person) if person else Client()


# --- Each way to do it; each says whether it was done


def see(client, event):
    answer = client.get(address("event", "change", event.pk))
    return answer.status_code == 200 and event.title in answer.text


def edit(client, event):
    client.post(address("event", "change", event.pk), FORM | {"title": "Another."})
    return Event.objects.get(pk=event.pk).title == "Another."


def delete(client, event):
    client.post(address("event", "delete", event.pk), {"post": "yes"})
    return not Event.objects.filter(pk=event.pk).exists()


def act_on_many(client, event, action, **given):
    data = {"action": action, ACTION_CHECKBOX_NAME: [event.pk], "post": "yes"}
    client.post(address("event", "changelist"), data | given)


def delete_many(client, event):
    act_on_many(client, event, "delete_selected")
    return not Event.objects.filter(pk=event.pk).exists()


def has_become(event, status):
    return Event.objects.get(pk=event.pk).status == status != event.status


def by_form(move):
    def way(client, event):
        data = FORM | {"title": event.title, "move": move}
        client.post(address("event", "change", event.pk), data)
        return has_become(event, MOVES[move])

    return way


def by_address(move):
    def way(client, event):
        client.post(address("event", "move", event.pk), {"move": move})
        return has_become(event, MOVES[move])

    return way


def by_action(action):
    def way(client, event):
        act_on_many(client, event, action, asked="1", apply="1", reason="An error.")
        return has_become(event, BULK[action])

    return way


def by_entity(action, name):
    def around(event):
        stored = Event.objects.get(pk=event.pk)
        return stored.lead, [entity.name for entity in stored.entities.all()]

    def way(client, event):
        before, entity = around(event), Entity.objects.get(name=name)
        act_on_many(client, event, action, asked="1", apply="1", entity=entity.pk)
        return around(event) != before

    return way


def restore(client, event):
    with versioned([event.pk], Saving(None)):
        Event.objects.filter(pk=event.pk).update(description="More.")
    client.post(address("event", "restore", event.pk, 1))
    return Event.objects.get(pk=event.pk).description == ""


def reads(page):
    def way(client, event):
        answer = client.get(address("event", page, event.pk))
        return answer.status_code == 200 and event.title in answer.text

    return way


def merge(client, event):
    other = make_event()
    sent = {"ids": [event.pk, other.pk], "into": other.pk, "comment": "Alike."}
    client.post(address("event", "merge"), sent)
    return not Event.objects.filter(pk=event.pk).exists()


def undo_a_merge(client, event):
    operation = merge_events(make_event(), event)
    client.post(address("operation", "undo", operation.pk))
    return Event.objects.filter(pk=event.pk).exists()


def take_down(client, event):
    found = find(event.pk, Words(event.title, "Gone."))
    given = {"text": event.title, "replacement": "Gone.", "reason": "An order."}
    client.post(address("event", "takedown", event.pk), given | {"apply": len(found)})
    return Event.objects.get(pk=event.pk).title == "Gone."


WAYS = [
    ("restore", restore),
    ("read the history", reads("history")),
    ("merge", merge),
    ("undo a merge", undo_a_merge),
    ("take down", take_down),
    ("see", see),
    ("edit", edit),
    ("delete", delete),
    ("delete many", delete_many),
    *[(move, by_address(move)) for move in MOVES],
    *[(f"{action} many", by_action(action)) for action in BULK],
    *[(f"{action} many", by_entity(action, name)) for action, name in TAGGED.items()],
]
# Who may not edit an event has no form to send: a contributor takes a proposal back by address.
FORM_WAYS = [(move, by_form(move)) for move in MOVES]


def done_by(client, writer, ways):
    """What could be done to an event of each status, in each of these ways; nothing stays done."""
    done = set()
    make_entity("Basra")
    for status in Status:
        event = make_event(
            status=status, owner=writer, withdrawn_reason="An error.", entities=["Najaf"]
        )
        for name, way in ways:
            with transaction.atomic():
                if way(client, event):
                    done.add((name, status))
                transaction.set_rollback(True)
    return done


def allowed_to(name, names):
    return {
        (action, status)
        for action in names
        for status, people in ALLOWED[action].items()
        if name in people
    }


@pytest.mark.parametrize("name", PEOPLE)
def test_each_does_what_the_role_may_and_nothing_else(people, name):
    done = done_by(client_for(people[name]), people["writer"], WAYS)

    assert done == allowed_to(name, [action for action, _way in WAYS])


@pytest.mark.parametrize("name", PEOPLE)
def test_a_form_moves_what_its_sender_may_edit_and_move(people, name):
    done = done_by(client_for(people[name]), people["writer"], FORM_WAYS)

    may_edit = {status for _action, status in allowed_to(name, ["edit"])}
    assert done == {
        (move, status) for move, status in allowed_to(name, MOVES) if status in may_edit
    }


@pytest.mark.parametrize("name", ["writer", "editor"])
@pytest.mark.parametrize("status", list(Status))
def test_the_buttons_are_the_moves_that_work(people, name, status):
    event = make_event(status=status, owner=people["writer"])

    text = client_for(people[name]).get(address("event", "change", event.pk)).text

    shown = {move for move in MOVES if f'name="move" value="{move}"' in text}
    assert shown == {move for move in MOVES if name in ALLOWED[move].get(status, ())}


# --- What a contributor sees


def test_a_contributor_sees_no_event_of_another(people):
    own = make_event(status=DRAFT, owner=people["writer"], entities=["Najaf"])
    make_event(title="Secret.", status=DRAFT, owner=people["editor"], entities=["Najaf"])
    make_event(title="Secret.", status=PUBLISHED)
    client = client_of(people["writer"])

    answer = client.get(address("event", "changelist"))
    query = {"app_label": "events", "model_name": "placement", "field_name": "other", "term": ""}
    offered = client.get("/admin/autocomplete/", query).json()["results"]

    assert list(answer.context["cl"].result_list) == [own]
    assert [result["id"] for result in offered] == [str(own.pk)]


def test_a_contributor_writes_cites_and_proposes(people):
    source = Source.objects.create(name="The Daily")
    client = client_of(people["writer"])
    written = {"date": "2004-08-09", "title": "A truce begins.", "move": "propose"}
    cited = {"citations-0-source": source.pk, "citations-0-url": "https://paper.example/1"}

    assert saved(save_form(client, "event", changes=written | cited))

    event = Event.objects.get()
    assert (event.owner, event.status) == (people["writer"], REVIEW)
    assert str(event.citations.get()) == "The Daily: https://paper.example/1"


def test_a_move_by_the_form_is_told(people):
    client = client_of(people["editor"])
    for changes, told in (
        ({"move": "publish"}, "It is now: published."),
        ({"move": "publish", "publish_at_0": "2999-01-01", "publish_at_1": "08:00"},
         "Readers see it from 2999-01-01 08:00."),
        ({}, None),
    ):  # fmt: skip
        answer = save_form(client, "event", make_event(status=DRAFT).pk, changes)
        [first, *further] = map(str, get_messages(answer.wsgi_request))
        assert "was changed successfully" in first
        assert further == ([told] if told else [])


def test_a_contributor_neither_times_nor_explains(people):
    event = make_event(status=DRAFT, owner=people["writer"])
    client = client_of(people["writer"])
    changes = {
        "title": "Another.",
        "publish_at_0": "2999-01-01",
        "publish_at_1": "00:00",
        "withdrawn_reason": "None.",
    }

    assert saved(save_form(client, "event", event.pk, changes))

    event.refresh_from_db()
    assert (event.title, event.publish_at, event.withdrawn_reason) == ("Another.", None, "")


def test_a_proposal_is_not_edited_around_the_event(people):
    event = make_event(status=REVIEW, owner=people["writer"])
    citation = make_citation(event)
    client = client_of(people["writer"])

    text = client.get(address("event", "change", event.pk)).text
    data = FORM | {"title": event.title, "citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1}
    row = {"citations-0-id": citation.pk, "citations-0-event": event.pk, "citations-0-DELETE": "on"}
    answer = client.post(address("event", "change", event.pk), data | row)

    assert 'name="_save"' not in text
    assert answer.status_code == 403
    assert Citation.objects.get() == citation


def test_a_draft_that_readers_have_known_is_not_its_writers_to_delete(people):
    event = make_event(status=PUBLISHED, owner=people["writer"])
    event.status = DRAFT
    event.save()

    assert not delete(client_of(people["writer"]), event)
    assert delete(client_of(people["editor"]), event)


def test_who_writes_events_no_more_has_none(people):
    event = make_event(status=DRAFT, owner=people["writer"])
    people["writer"].groups.clear()

    assert not see(client_of(people["writer"]), event)
    assert not edit(client_of(people["writer"]), event)


# --- Moves


def messages_of(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def client():
    return client_of(make_editor())


def test_a_move_is_logged_and_said(client):
    event = make_event(title="A truce begins.", status=REVIEW)

    answer = client.post(address("event", "move", event.pk), {"move": "publish"})

    assert answer.url == address("event", "change", event.pk)
    assert messages_of(answer) == ["“A truce begins.” is now published."]
    assert LogEntry.objects.get().get_change_message() == "Changed Status."
    was, now = event.versions.order_by("number")
    assert (was.content["status"], now.content["status"]) == ("review", "published")
    assert now.editor.username == "editor"


def test_a_move_that_comes_too_late_is_refused_with_the_reason(client):
    event = make_event(status=DRAFT)
    form = open_form(client, "event", event.pk)
    Event.objects.get().save()
    client.post(address("event", "move", event.pk), {"move": "publish"})

    refused = client.post(address("event", "change", event.pk), form | {"move": "propose"})
    answer = client.post(address("event", "move", event.pk), {"move": "propose"})

    sentence = "“Propose” is not open to it: by now it is published."
    assert sentence in refused.text
    assert messages_of(answer) == [sentence]
    assert Event.objects.get().status == PUBLISHED


def test_no_event_is_withdrawn_without_a_reason(client):
    event = make_event()

    refused = save_form(client, "event", event.pk, {"move": "withdraw", "withdrawn_reason": "  "})
    answer = client.post(address("event", "move", event.pk), {"move": "withdraw"})

    sentence = "Say why it is withdrawn: readers see it at its address."
    assert errors_of(refused) == messages_of(answer) == [sentence]
    assert Event.objects.get().status == PUBLISHED


@pytest.mark.parametrize("move", ["", "delete", "publish\x00"])
def test_what_is_no_move_is_refused(client, move):
    event = make_event(status=DRAFT)

    assert client.post(address("event", "move", event.pk), {"move": move}).status_code == 403
    assert client.get(address("event", "move", event.pk)).status_code == 405
    assert Event.objects.get().status == DRAFT


def test_an_event_is_published_at_a_time(client):
    event = make_event(status=DRAFT)
    times = {"publish_at_0": "2999-01-02", "publish_at_1": "03:04"}

    assert saved(save_form(client, "event", event.pk, times | {"move": "publish"}))

    event.refresh_from_db()
    assert (event.status, event.is_public) == (PUBLISHED, False)
    assert event.publish_at == datetime.datetime(2999, 1, 2, 3, 4, tzinfo=datetime.UTC)


def test_enter_in_a_field_moves_nothing(client):
    text = client.get(address("event", "add")).text

    first = text.index('type="submit" value="Save draft"')
    assert first < text.index('name="move"')


def test_the_buttons_cost_nothing(client):
    event = make_event(status=DRAFT, owner=make_member("Contributor"))
    drafts = cost_of(client, address("event", "change", event.pk))
    event.status = PUBLISHED
    event.save()

    assert cost_of(client, address("event", "change", event.pk)) == drafts

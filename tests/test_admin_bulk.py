"""Changing many events in the list: asked, shown, done, undone."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages

from events.desk import bulk
from events.desk.transitions import PUBLISH
from events.models import Event, Operation
from tests.desk import address, client_of, cost_of, make_editor, make_member
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def act(client, action, *events, where="", **given):
    data = {"action": action, ACTION_CHECKBOX_NAME: [event.pk for event in events]}
    return client.post(address("event", "changelist") + where, data | given)


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def statuses():
    return list(Event.objects.order_by("pk").values_list("status", flat=True))


def test_publishing_is_shown_then_done_then_undone(client):
    draft = make_event(title="A truce begins.", status="draft", entities=["Najaf"])
    public = make_event(title="The truce holds.")
    make_event(status="draft")

    shown = act(client, "publish", draft, public)

    assert shown.context["rows"] == [(draft, "draft", "published")]
    assert "1 event will change" in shown.text
    assert "1 of those selected stays as it is." in shown.text
    assert statuses() == ["draft", "published", "draft"]

    done = act(client, "publish", draft, public, where="?q=truce", apply="1", comment="Checked.")

    operation = Operation.objects.get()
    log = address("operation", "change", operation.pk)
    assert (done.status_code, done.url) == (302, address("event", "changelist") + "?q=truce")
    assert said(done) == [
        f'Done: events published: 1 event. <a href="{log}">Undo</a>',
    ]
    assert (operation.editor.username, operation.comment) == ("editor", "Checked.")
    assert statuses() == ["published", "published", "draft"]

    undo = address("operation", "undo", operation.pk)
    assert f'formaction="{undo}"' in client.get(log).text
    client.post(undo)

    assert statuses() == ["draft", "published", "draft"]


def test_entities_are_asked_for_before_anything_is_shown(client):
    event = make_event(entities=["Najaf"])
    basra = make_entity("Basra")

    asked = act(client, "tag", event)
    wrong = act(client, "tag", event, asked="1", apply="1", entity="Basra")
    shown = act(client, "tag", event, asked="1", entity=basra.pk)

    assert asked.context["form"].errors == {}
    assert wrong.context["form"].errors.keys() == {"entity"}
    assert shown.context["rows"] == [(event, "–", "Basra")]
    assert list(event.entities.names()) == ["Najaf"]

    act(client, "tag", event, asked="1", entity=basra.pk, apply="1")

    assert sorted(event.entities.names()) == ["Basra", "Najaf"]


def test_many_are_not_withdrawn_without_a_reason(client):
    event = make_event()

    answer = act(client, "withdraw", event, asked="1", reason="  ", apply="1")

    assert answer.context["form"].errors.keys() == {"reason"}
    assert statuses() == ["published"]


def test_all_that_a_list_finds_is_changed_at_once(client):
    make_event(title="A truce begins.", status="draft")
    make_event(title="A truce ends.", status="draft")
    make_event(title="Rain.", status="draft")
    [one, *_rest] = Event.objects.all()

    act(client, "publish", one, where="?q=truce", select_across="1", apply="2")

    assert statuses() == ["published", "published", "draft"]


def test_what_is_done_is_what_was_shown(client):
    first, second = make_event(status="draft"), make_event(status="draft")
    assert act(client, "publish", first, second).context["altered"] == 2
    bulk.make_change(bulk.Moving(PUBLISH), [second.pk], None)

    answer = act(client, "publish", first, second, apply="2")

    assert said(answer) == ["By now it is other events: look again."]
    assert answer.context["altered"] == 1
    assert statuses() == ["draft", "published"]


def test_too_many_are_not_begun_with(client, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 1)
    events = [make_event(status="draft"), make_event(status="draft")]

    answer = act(client, "publish", *events, apply="2")

    assert said(answer) == ["Choose fewer events: at most 1 are changed at once."]
    assert statuses() == ["draft", "draft"]


def test_a_contributor_is_offered_no_change_of_many():
    person = make_member("Contributor")
    make_event(status="draft", owner=person)

    assert 'name="action"' not in client_of(person).get(address("event", "changelist")).text


def test_a_preview_costs_the_same_for_one_event_and_for_three(client):
    def cost(*events):
        data = {"action": "publish", ACTION_CHECKBOX_NAME: [event.pk for event in events]}
        return cost_of(client, address("event", "changelist"), data, 200)

    one = cost(make_event(status="draft", lead=make_entity()))

    assert cost(*[make_event(status="draft", lead=make_entity()) for _ in range(3)]) == one

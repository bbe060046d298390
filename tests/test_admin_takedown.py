"""The page where a text is taken down: who sees it, what it shows before, what stays."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from events.models import Change, Entity, Event, Takedown
from events.versions import Saving, versioned
from tests.desk import address, client_of, cost_of, make_editor, make_member, make_person
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db

GIVEN = {"text": "John Doe", "replacement": "[…]", "reason": "A court's order."}


@pytest.fixture
def client():
    return client_of(make_member("Curator"))


def page(event):
    return address("event", "takedown", event.pk)


def test_a_text_is_shown_everywhere_before_it_goes(client):
    event = make_event(title="A man is held.", description="It is JOHN <b>DOE</b>, john doe.")

    shown = client.post(page(event), GIVEN)

    assert "It stands in 1 place" in shown.text
    assert "It is JOHN &lt;b&gt;DOE&lt;/b&gt;, <mark>john doe</mark>." in shown.text
    assert Event.objects.get().description.endswith("john doe.")

    done = client.post(page(event), GIVEN | {"apply": "1"})

    assert done.url == address("event", "change", event.pk)
    [message] = get_messages(done.wsgi_request)
    assert str(message).endswith(f"{event.short_id}: A court's order.")
    assert Event.objects.get().description == "It is JOHN <b>DOE</b>, […]."
    assert "A court&#x27;s order." in client.get(address("takedown", "changelist")).text
    text = client.get(address("takedown", "change", Takedown.objects.get().pk)).text
    assert "event: 1" in text
    assert 'name="_save"' not in text
    assert "curator: <bdi>A court&#x27;s order.</bdi>" in client.get(page(event)).text


def test_what_goes_is_what_was_shown(client):
    event = make_event(title="John Doe is held.")

    answer = client.post(page(event), GIVEN | {"apply": "1"})

    assert len(answer.context["found"]) == 2
    assert Event.objects.get().title == "John Doe is held."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "J"}, "text"),
        ({"text": "John\nDoe"}, "text"),
        ({"replacement": ""}, "replacement"),
        ({"replacement": "not john doe"}, "replacement"),
        ({"reason": "  "}, "reason"),
        ({"reason": "John  Doe asked."}, "reason"),
    ],
)
def test_what_would_keep_the_text_or_no_reason_is_refused(client, given, field):
    event = make_event(title="John Doe is held.")

    answer = client.post(page(event), GIVEN | given | {"apply": "2"})

    assert answer.context["form"].errors.keys() == {field}
    assert Event.objects.get().title == "John Doe is held."


def test_where_it_is_not_that_is_said(client):
    answer = client.post(page(make_event()), GIVEN)

    assert "It stands nowhere here" in answer.text


def test_a_deleted_event_has_the_page_as_long_as_it_has_a_history(client):
    event = make_event(title="John Doe is held.")
    pk = event.pk
    with versioned([pk], Saving(None)):
        event.delete()
    make_entity("John Doe")

    shown = client.post(address("event", "takedown", pk), GIVEN)
    answer = client.post(address("event", "takedown", pk), GIVEN | {"apply": "2"})

    assert shown.context["called"] == []

    assert answer.url == address("event", "changelist")
    assert client.get(address("event", "takedown", pk + 1)).status_code == 404


@pytest.mark.parametrize("name", ["visitor", "staff", "plain editor", "Contributor", "Editor"])
def test_only_curators_take_down(name):
    people = {"staff": make_person, "plain editor": make_editor}
    event = make_event(title="John Doe is held.", status="draft")
    client = Client()
    if name != "visitor":
        make = people.get(name, lambda person: make_member(name, person))
        person = make("person")
        Event.objects.update(owner=person)
        client = client_of(person)

    entity = make_entity("John Doe")
    pages = [page(event), address("entity", "takedown", entity.pk)]
    answers = [client.get(where) for where in pages]
    answers += [client.post(where, GIVEN | {"apply": "2"}) for where in pages]

    expected = 302 if name == "visitor" else 403
    assert [answer.status_code for answer in answers] == [expected] * 4
    assert Entity.objects.get().name == "John Doe"
    assert Event.objects.get().title == "John Doe is held."
    assert page(event) not in client.get(address("event", "change", event.pk)).text


def test_a_name_of_an_entity_is_taken_down_on_a_page_of_its_own(client):
    entity = make_entity("John Doe, liar")
    where = address("entity", "takedown", entity.pk)
    assert f'href="{where}"' in client.get(address("entity", "change", entity.pk)).text

    shown = client.post(where, GIVEN)
    assert "It stands in 2 places" in shown.text
    done = client.post(where, GIVEN | {"apply": "2"})

    assert done.url == address("entity", "change", entity.pk)
    entity.refresh_from_db()
    assert entity.name == "[…], liar"
    listed = client.get(address("takedown", "changelist")).text
    assert f'<a href="{address("entity", "change", entity.pk)}">[…], liar</a>' in listed
    assert "curator: <bdi>A court&#x27;s order.</bdi>" in client.get(where).text


def test_of_many_places_the_first_are_listed(client):
    event = make_event(title="John Doe is held.", slug="held")
    rows = (
        Change(event=event, title="John Doe.", kind="update", position=number)
        for number in range(1, 501)
    )
    Change.objects.bulk_create(rows)

    shown = client.post(page(event), GIVEN)

    assert "It stands in 501 places" in shown.text
    assert "The first 500 of them are listed." in shown.text
    assert shown.text.count("<mark>John Doe</mark>") == 500


def test_entities_that_are_called_so_are_named(client):
    event = make_event(title="John Doe is held.", entities=["John Doe", "Jane Doe"])

    shown = client.post(page(event), GIVEN)

    assert [entity.name for entity in shown.context["called"]] == ["John Doe"]
    assert address("entity", "takedown", shown.context["called"][0].pk) in shown.text


def test_nobody_writes_or_deletes_what_is_kept_of_it(client):
    row = Takedown.objects.create(short_id="abc", reason="A court's order.")

    assert client.post(address("takedown", "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.get(address("takedown", "add")).status_code == 403
    assert client.post(address("takedown", "change", row.pk), {"reason": "X"}).status_code == 403
    assert Takedown.objects.get().reason == "A court's order."


def test_the_lists_cost_stays(client):
    def make():
        Takedown.objects.create(event=make_event(), short_id="a", reason="An order.")

    make()
    one = cost_of(client, address("takedown", "changelist"))
    make()
    make()

    assert cost_of(client, address("takedown", "changelist")) == one

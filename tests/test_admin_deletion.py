"""What may be deleted at the desk, what may not, and why."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from events.models import Citation, Entity, Event, ImportKey, Redirect, Source
from tests.desk import address, client_of, cost_of, make_editor
from tests.factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def delete(client, row, **data):
    where = address(row._meta.model_name, "delete", row.pk)
    return client.post(where, {"post": "yes"} | data)


def delete_selected(client, *rows, confirmed=True):
    data = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk for row in rows]}
    where = address(rows[0]._meta.model_name, "changelist")
    return client.post(where, data | ({"post": "yes"} if confirmed else {}))


def make_used_entity(name="Baghdad"):
    """An entity with two events, one of them a draft, and a third that it leads."""
    make_event(entities=[name])
    make_event(entities=[name], status="draft")
    entity = Entity.objects.get(name=name)
    make_event(lead=entity)
    return entity


def test_an_entity_in_use_is_refused_with_what_uses_it(client):
    entity = make_used_entity()

    shown = client.get(address("entity", "delete", entity.pk))
    refused = delete(client, entity)

    for response in (shown, refused):
        assert response.status_code == 200
        assert response.context["protected"] == [entity.usage_refusal()]
        assert f"<li>{entity.usage_refusal()}</li>" in response.text
        assert "I’m sure" not in response.text
    assert Entity.objects.count() == 1


def test_a_source_in_use_is_refused_with_what_uses_it(client):
    source = make_citation(make_event()).source

    response = delete(client, source)

    assert response.context["protected"] == [source.usage_refusal()]
    assert Source.objects.count() == Citation.objects.count() == 1


def test_no_selected_entity_goes_if_one_is_in_use(client):
    used, free = make_used_entity(), make_entity("Free")

    response = delete_selected(client, used, free)

    assert response.status_code == 200
    assert f"<li>{used.usage_refusal()}</li>" in response.text
    assert "Nothing was deleted" in response.text
    assert Entity.objects.count() == 2


def test_no_selected_source_goes_if_one_is_in_use(client):
    used, free = make_citation(make_event()).source, make_source()

    response = delete_selected(client, used, free)

    assert f"<li>{used.usage_refusal()}</li>" in response.text
    assert Source.objects.count() == 2


def test_many_refusals_are_counted(client):
    used = [make_citation(make_event()).source for _ in range(12)]

    response = delete_selected(client, *used)

    assert len(response.context["protected"]) == 11
    assert response.context["protected"][-1] == "2 more are in use."


@pytest.mark.parametrize("make", [make_entity, make_source, make_page, make_event])
def test_what_is_free_goes(client, make):
    row = make()

    assert delete(client, row).status_code == 302

    assert not type(row)._default_manager.exists()


@pytest.mark.parametrize("make", [make_entity, make_source, make_page, make_event])
def test_what_is_free_goes_together(client, make):
    rows = [make(), make()]

    assert "I’m sure" in delete_selected(client, *rows, confirmed=False).text
    assert delete_selected(client, *rows).status_code == 302

    assert not type(rows[0])._default_manager.exists()


def test_a_deleted_event_is_counted_no_more_and_leaves_its_key(client):
    event = make_event(entities=["Baghdad"])
    make_event(entities=["Baghdad"])
    make_citation(event)
    Redirect.objects.create(event=event, path="/old/")
    ImportKey.objects.create(event=event, digest="0" * 32)

    shown = client.get(address("event", "delete", event.pk))
    assert dict(shown.context["model_count"]) == {
        "events": 1,
        "taggings": 1,
        "citations": 1,
        "old addresses": 1,
    }
    assert delete(client, event).status_code == 302

    assert Entity.objects.get().event_count == 1
    assert ImportKey.objects.get(digest="0" * 32).event is None
    assert Redirect.objects.count() == 0


def test_selected_events_are_counted_no_more(client):
    rows = [make_event(entities=["Baghdad"]) for _ in range(3)]

    assert delete_selected(client, *rows[:2]).status_code == 302

    assert Event.objects.get() == rows[2]
    assert Entity.objects.get().event_count == 1


def test_a_refusal_costs_the_same_however_much_is_in_use(client):
    entity = make_used_entity()
    where = address("entity", "delete", entity.pk)
    one = cost_of(client, where)
    make_event(entities=["Baghdad"], lead=entity)
    make_event(entities=["Baghdad"], lead=entity)

    assert cost_of(client, where) == one

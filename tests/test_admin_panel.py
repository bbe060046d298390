"""The panel on the form of an event, its pins and its hides."""

import datetime

import pytest

from events.models import Placement
from tests.desk import address, client_of, cost_of, errors_of, make_editor, save_form, saved
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def page_of(client, event):
    return client.get(address("event", "change", event.pk)).text


def test_the_panel_says_what_is_related_and_why(client):
    event = make_event(entities=["Najaf"])
    near = make_event(entities=["Najaf"], title=" A <truce> begins. ")
    for hidden in (
        {"status": "draft"},
        {"status": "withdrawn"},
        {"publish_at": datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)},
    ):
        make_event(entities=["Najaf"], title="Hidden.", **hidden)

    text = page_of(client, event)

    assert "<bdi>A &lt;truce&gt; begins.</bdi>" in text
    assert f'href="{address("event", "change", near.pk)}"' in text
    assert f'href="{near.get_absolute_url()}"' in text
    assert "<bdi>Najaf</bdi>" in text
    assert "Hidden." not in text


def test_an_event_without_relations_says_so(client):
    make_event(entities=["Baghdad"])

    assert "No event is related yet." in page_of(client, make_event(entities=["Najaf"]))


def new_placement(event, other):
    return {
        "placements-TOTAL_FORMS": event.placements.count() + 1,
        f"placements-{event.placements.count()}-other": other.pk,
        f"placements-{event.placements.count()}-kind": "pin",
        f"placements-{event.placements.count()}-event": event.pk,
    }


def test_an_event_is_pinned(client):
    event, other = make_event(), make_event(title="Pinned.")

    assert saved(save_form(client, "event", event.pk, new_placement(event, other)))

    placement = Placement.objects.get()
    assert (placement.event, placement.other, placement.kind) == (event, other, "pin")
    assert placement.editor.username == "editor"
    assert "<strong>pinned</strong>" in page_of(client, event)
    assert "2004-08-09 · Pinned." in page_of(client, event)


def test_the_form_says_who_placed_an_event_when_and_why(client, django_user_model):
    editor = django_user_model.objects.create_user("anna")
    event, other = make_event(), make_event()
    placement = Placement.objects.create(
        event=event, other=other, kind="hide", reason="Another Georgia.", editor=editor
    )
    Placement.objects.filter(pk=placement.pk).update(
        created_at=datetime.datetime(2024, 2, 3, 4, 5, tzinfo=datetime.UTC)
    )

    page = page_of(client, event)

    assert "Another Georgia." in page
    assert ">anna<" in page
    assert "Feb. 3, 2024, 4:05 a.m." in page


def test_an_event_is_not_pinned_to_itself(client):
    event = make_event()

    response = save_form(client, "event", event.pk, new_placement(event, event))

    assert errors_of(response) == ["An event is not in its own panel. Choose another one."]


def test_an_event_is_not_pinned_twice(client):
    event, other = make_event(), make_event()
    Placement.objects.create(event=event, other=other, kind="hide")

    response = save_form(client, "event", event.pk, new_placement(event, other))

    assert response.status_code == 200
    assert Placement.objects.count() == 1


def test_the_form_costs_the_same_with_a_panel_of_one_and_of_three(client):
    costs = []
    for number in (1, 3):
        event = make_event(entities=[f"shared {number}", f"too {number}"])
        for _ in range(number):
            make_event(entities=[f"shared {number}", f"too {number}"])
        assert page_of(client, event).count("<time") == number
        costs.append(cost_of(client, address("event", "change", event.pk)))

    assert costs[0] == costs[1]

"""Forms that were open while a text was taken down: it does not come back by them unseen."""

import json

import pytest

from events.admin.forms import NAME_TAKEN_DOWN
from events.admin.stale import TAKEN_DOWN
from events.desk.takedown import find, take_down, take_name_down
from events.desk.words import Words
from events.models import Entity, Event, OpenForm, Version
from tests.desk import address, client_of, errors_of, make_editor, open_form, save_form, saved
from tests.factories import make_citation, make_entity, make_event
from tests.forms import posted

pytestmark = pytest.mark.django_db
SECRET = Words("secret name", "[…]")


@pytest.fixture
def ann():
    return client_of(make_editor("Ann"))


@pytest.fixture
def event():
    event = make_event(title="A secret name is told.", description="More.")
    make_citation(event, url="https://paper.example/secret-name")
    return event


def purge(event):
    take_down(event.pk, SECRET, "A court's order.", None)
    assert find(event.pk, SECRET) == []


def send(client, event, form, **changes):
    return client.post(address("event", "change", event.pk), form | changes)


def keep(client, form, event):
    typed = {
        name: values if isinstance(values, list) else [values] for name, values in form.items()
    }
    message = {"mark": form["mark"], "event": event.pk, "typed": typed}
    where = address("event", "keep")
    return client.post(where, json.dumps(message), content_type="application/json").json()


def test_what_nobody_touched_is_shown_without_the_text_and_saved_at_the_second_time(ann, event):
    form = open_form(ann, "event", event.pk)
    purge(event)

    refused = send(ann, event, form, description="Even more.")

    assert errors_of(refused) == [TAKEN_DOWN]
    again = posted(refused.text, "event_form")
    assert [again[name] for name in ("title", "description", "citations-0-url")] == [
        "A […] is told.",
        "Even more.",
        "https://paper.example/removed",
    ]
    assert 'id="keeping"' not in refused.text
    assert Event.objects.get().description == "More."
    saved(send(ann, event, again))
    assert Event.objects.get().description == "Even more."
    assert find(event.pk, SECRET) == []


def test_what_was_rewritten_is_shown_beside_what_is_left(ann, event):
    form = open_form(ann, "event", event.pk)
    purge(event)

    refused = send(ann, event, form, title="A secret name is told at last.")

    assert [(one.name, one.theirs) for one in refused.context["conflicts"]] == [
        ("title", "A […] is told.")
    ]
    assert "has saved this event meanwhile" not in refused.text
    assert find(event.pk, SECRET) == []


def test_what_the_form_has_saved_itself_is_asked_about(ann, event):
    form = open_form(ann, "event", event.pk)
    saved(send(ann, event, form, description="A secret name."))
    purge(event)

    refused = send(ann, event, form, description="A secret name.")

    assert {one.name for one in refused.context["conflicts"]} == {
        "title",
        "slug",
        "description",
        "citations-0-url",
    }
    assert find(event.pk, SECRET) == []


def test_a_form_of_a_new_event_that_comes_back_is_asked_about(ann):
    form = open_form(ann, "event") | {"date": "2004-08-09", "title": "A secret name is told."}
    where = address("event", "add")
    saved(ann.post(where, form))
    event = Event.objects.get()
    purge(event)

    refused = ann.post(where, form)

    assert [one.name for one in refused.context["conflicts"]] == ["title"]
    assert find(event.pk, SECRET) == []


def test_what_is_typed_is_kept_no_more(ann, event):
    form = open_form(ann, "event", event.pk)
    keep(ann, form | {"description": "A secret name."}, event)
    purge(event)

    assert keep(ann, form | {"description": "A secret name, again."}, event)["taken_down"]
    assert OpenForm.objects.get().typed["description"] == ["A […]."]
    assert find(event.pk, SECRET) == []


def test_the_form_of_an_entity_does_not_bring_its_name_back(ann):
    entity = make_entity("A secret name")
    form = open_form(ann, "entity", entity.pk)
    take_name_down(entity.pk, SECRET, "A court's order.", None)

    refused = ann.post(address("entity", "change", entity.pk), form | {"description": "More."})

    assert errors_of(refused) == [NAME_TAKEN_DOWN]
    assert Entity.objects.get().name == "A […]"
    assert saved(save_form(ann, "entity", entity.pk, {"description": "More."}))


def test_forms_opened_since_are_as_ever(ann, event):
    purge(event)
    form = open_form(ann, "event", event.pk)

    assert "taken_down" not in keep(ann, form | {"description": "New."}, event)
    saved(send(ann, event, form, description="New."))
    assert Version.objects.get(number=2).content["description"] == "New."

"""Who may do what at the desk, tried by address and not only by button."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from taggit.models import Tag

from events.models import (
    Alias,
    Citation,
    Entity,
    Event,
    EventEntity,
    Page,
    Placement,
    Redirect,
    Source,
)
from tests.desk import address, client_of, make_person, save_form, saved
from tests.factories import make_citation, make_entity, make_event, make_page

pytestmark = pytest.mark.django_db

MODELS = [Event, Entity, Source, Page, Redirect, Citation, Placement, Alias, EventEntity]
FORMS = ["event", "entity", "source", "page"]
ACTIONS = ["publish", "withdraw", "back_to_draft", "tag", "untag", "set_lead", "delete_selected"]


@pytest.fixture
def rows():
    """One of everything, by model name."""
    event = make_event(status="draft", entities=["Najaf"])
    make_event(status="published", entities=["Najaf"])
    make_citation(event)
    Placement.objects.create(event=event, other=make_event(), kind="pin")
    Redirect.objects.create(event=event, path="/old/")
    entity = make_entity("Free")
    Alias.objects.create(entity=entity, spelling="Freed")
    source = Source.objects.create(name="Unused")
    return {"event": event, "entity": entity, "source": source, "page": make_page()}


def everything():
    return {model: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def run(client, model, action, *rows):
    data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], "post": "yes"}
    data |= {"asked": "1", "apply": str(len(rows)), "reason": "An error."}
    return client.post(address(model, "changelist"), data)


def visitors():
    return {
        "anonymous": Client(),
        "staff": client_of(make_person("staff")),
        "viewer": client_of(make_person("viewer", "view")),
    }


@pytest.mark.parametrize("visitor", ["anonymous", "staff", "viewer"])
@pytest.mark.parametrize("model", FORMS)
def test_without_permission_nothing_changes(rows, model, visitor):
    client, row = visitors()[visitor], rows[model]
    before = everything()
    data = {"title": "X", "name": "X", "path": "/x/", "date": "2000-01-01", "move": "publish"}
    data |= {f"{prefix}-TOTAL_FORMS": 0 for prefix in ("citations", "placements", "aliases")}
    data |= {f"{prefix}-INITIAL_FORMS": 0 for prefix in ("citations", "placements", "aliases")}

    answers = [
        client.post(address(model, "change", row.pk), data),
        client.post(address(model, "add"), data),
        client.post(address(model, "delete", row.pk), {"post": "yes"}),
        *[run(client, model, action, row) for action in ACTIONS],
    ]

    assert [answer.status_code for answer in answers[:3]] == (
        [302] * 3 if visitor == "anonymous" else [403] * 3
    )
    assert everything() == before
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("model", [*FORMS, "redirect"])
def test_a_viewer_sees_everything(rows, model):
    client = client_of(make_person("viewer", "view"))
    row = {**rows, "redirect": Redirect.objects.get()}[model]

    assert client.get(address(model, "changelist")).status_code == 200
    shown = client.get(address(model, "change", row.pk))

    assert shown.status_code == 200
    assert 'name="_save"' not in shown.text
    assert 'name="action"' not in client.get(address(model, "changelist")).text


def test_a_viewer_reads_what_the_form_holds(rows):
    shown = client_of(make_person("viewer", "view")).get(
        address("event", "change", rows["event"].pk)
    )

    for text in ("Najaf", "https://paper.example/", "/old/", "pin to the top"):
        assert text in shown.text


@pytest.mark.parametrize("model", [*FORMS, "redirect"])
def test_staff_without_permission_see_nothing(rows, model):
    client = client_of(make_person("staff"))
    row = {**rows, "redirect": Redirect.objects.get()}[model]

    assert client.get(address(model, "changelist")).status_code == 403
    assert client.get(address(model, "change", row.pk)).status_code == 403
    assert client.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize(
    ("model", "field"), [("evententity", "tag"), ("citation", "source"), ("placement", "other")]
)
def test_pickers_offer_nothing_to_staff_without_permission(rows, model, field):
    query = {"app_label": "events", "model_name": model, "field_name": field}

    answer = client_of(make_person("staff")).get("/admin/autocomplete/", query)

    assert answer.status_code == 403


@pytest.mark.parametrize("action", ACTIONS[:-1])
def test_an_action_checks_its_permission_itself(rows, action):
    given = {"asked": "1", "apply": "1", "reason": "An error.", "entity": rows["entity"].pk}
    request = RequestFactory().post("/", given)
    request.user = make_person("viewer", "view")
    before = everything()

    for event in Event.objects.all():
        with pytest.raises(PermissionDenied):
            events = Event.objects.filter(pk=event.pk)
            getattr(admin.site.get_model_admin(Event), action)(request, events)

    assert everything() == before


def test_who_may_change_but_not_delete_deletes_nothing(rows):
    client = client_of(make_person("changer", "view", "change"))

    run(client, "event", "delete_selected", rows["event"])
    answer = client.post(address("event", "delete", rows["event"].pk), {"post": "yes"})

    assert answer.status_code == 403
    assert Event.objects.count() == 3


def test_who_may_not_change_citations_changes_none(rows):
    person = make_person("person", "view", "change")
    person.user_permissions.remove(person.user_permissions.get(codename="change_citation"))
    citations = list(Citation.objects.values())
    changes = {"title": "Another.", "citations-0-url": "https://paper.example/other"}

    assert saved(save_form(client_of(person), "event", rows["event"].pk, changes))

    assert list(Citation.objects.values()) == citations
    assert Event.objects.get(pk=rows["event"].pk).title == "Another."


# --- The house


def test_taggit_has_no_admin_here():
    assert not admin.site.is_registered(Tag)


def test_the_desk_bears_the_name_of_the_site(settings):
    assert admin.site.site_header == settings.SITE_NAME
    assert settings.SITE_NAME in Client().get("/admin/login/").text

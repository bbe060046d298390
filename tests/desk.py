"""The desk in tests: people with and without permissions, and their way through forms."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event
from tests.forms import posted


def make_person(name: str = "person", *verbs: str) -> User:
    """A member of staff who may do these things ("view", "change" …) to everything of events."""
    person = User.objects.create_user(name, is_staff=True)
    wanted = Q(pk__in=[])
    for verb in verbs:
        wanted |= Q(codename__startswith=f"{verb}_")
    app = Permission.objects.filter(content_type__app_label="events")
    person.user_permissions.set(app.filter(wanted))
    return person


def make_editor(name: str = "editor") -> User:
    return make_person(name, "view", "add", "change", "delete", "publish")


def make_member(role: str, name: str = "") -> User:
    """A member of staff with a role of the desk: "Contributor", "Editor" or "Curator"."""
    person = make_person(name or role.lower())
    person.groups.add(Group.objects.get(name=role))
    return person


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(model: str, page: str, *args: Any) -> str:
    return reverse(f"admin:events_{model}_{page}", args=args)


def open_form(client: Client, model: str, pk: int | None = None) -> dict[str, Any]:
    """What the browser would send of the form just opened."""
    where = address(model, "change", pk) if pk else address(model, "add")
    response = client.get(where)
    assert response.status_code == 200
    return posted(response.text, f"{model}_form")


def save_form(
    client: Client, model: str, pk: int | None = None, changes: dict[str, Any] | None = None
) -> Any:
    """Open a form, change these fields, send it."""
    where = address(model, "change", pk) if pk else address(model, "add")
    return client.post(where, open_form(client, model, pk) | (changes or {}))


def saved(response: Any) -> bool:
    """Whether the form was taken; if not, say why."""
    if response.status_code != 302:
        raise AssertionError(errors_of(response))
    return True


def errors_of(response: Any) -> list[str]:
    """Every error a refused form shows."""
    form = response.context["adminform"].form
    found = [error for errors in form.errors.values() for error in errors]
    for inline in response.context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        for row in inline.formset.forms:
            found += [error for errors in row.errors.values() for error in errors]
    return found


def everything_of(event: Event) -> dict[str, Any]:
    """All that is stored of an event and around it."""
    event.refresh_from_db()
    return {
        "event": Event.objects.filter(pk=event.pk).values().get(),
        "citations": list(event.citations.order_by("pk").values()),
        "taggings": list(event.taggings.order_by("pk").values()),
        "placements": list(event.placements.order_by("pk").values()),
        "addresses": list(event.old_addresses.order_by("pk").values()),
    }


def cost_of(
    client: Client, where: str, data: dict[str, Any] | None = None, status: int = 302
) -> int:
    """The number of queries that a page takes, or a form that is sent and answered so."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(where) if data is None else client.post(where, data)
    assert response.status_code == (200 if data is None else status)
    return len(queries)

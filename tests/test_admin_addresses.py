"""Every address of the desk, whoever adds one: it refuses by itself whom it is not for."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import URLResolver

from events.curation.entities import merge_entities
from events.models import Event, ImportRun, Redirect, Status, Suggestion, Takedown
from events.versions import Saving, versioned
from tests.desk import client_of, make_member, make_person
from tests.factories import make_citation, make_entity, make_event, make_page

pytestmark = pytest.mark.django_db

# For everybody on the staff, or without a row that might be somebody's.
OPEN = {"", "login/", "logout/", "password_change/", "password_change/done/", "jsi18n/", "jump/"}
OPEN |= {"autocomplete/", "events/", "auth/"}
# What lists everybody's events to those who may see them.
LISTS = ["", "events/", "events/event/", "events/event/?q=nobody", "events/event/deleted/"]
LISTS += ["jump/?q=nobody", "events/operation/"]
SECRET = "Nobody is to know this."
REFUSED = {400, 403, 404, 405}


def patterns(entries: list, before: str = "") -> Iterator[str]:
    """All patterns of the desk, one below the other."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern)


def addresses(rows: dict[str, int]) -> list[str]:
    """Every address of the desk, made of the ids of these rows by the names of their models."""
    found = []
    for pattern in patterns(admin.site.urls[0]):
        if pattern.startswith("^") or "(?P" in pattern or pattern.startswith("r/"):
            continue
        model = pattern.split("/")[1] if "/" in pattern.strip("/") else ""
        path = re.sub(r"<int:number>", "1", pattern)
        found.append(re.sub(r"<\w+:\w+>", str(rows.get(model, 1)), path))
    return [path for path in found if path not in OPEN]


@pytest.fixture
def rows(db) -> dict[str, int]:
    """One of everything, an event with a history among it; ids by model."""
    event = make_event(title=SECRET, status=Status.DRAFT, entities=["Najaf"])
    with versioned([event.pk], Saving(None)):
        event.description = "More."
        event.save()
    citation = make_citation(event)
    one, other = make_entity(), make_entity()
    operation = merge_entities(make_entity("Kept"), [make_entity("Gone")])
    made = {
        "event": event,
        "entity": one,
        "source": citation.source,
        "page": make_page(),
        "redirect": Redirect.objects.create(path="/old/", event=event),
        "importrun": ImportRun.objects.create(path="x", started_at=event.created_at),
        "takedown": Takedown.objects.create(short_id="x", reason="X"),
        "operation": operation,
        "suggestion": Suggestion.objects.create(first=one, second=other, score=90),
    }
    return {name: row.pk for name, row in made.items()}


def everything() -> dict[str, list]:
    models = [*apps.get_app_config("events").get_models(), LogEntry]
    return {str(model): list(model._base_manager.order_by("pk").values()) for model in models}


def answers(client: Client, paths: list[str]) -> dict[tuple[str, str], object]:
    data = {"post": "yes", "move": "publish", "title": "X", "apply": "1", "text": "Nobody"}
    found = {}
    for path in paths:
        found["get", path] = client.get(f"/admin/{path}")
        found["post", path] = client.post(f"/admin/{path}", data)
    return found


def is_led_away(path: str, answer: object) -> bool:
    """Whether the answer leads to the front, as to what is not there, or on to the form."""
    return answer.status_code == 302 and answer.url in {"/admin/", f"/admin/{path}change/"}


def test_the_walk_finds_every_kind_of_address(rows):
    paths = set(addresses(rows))

    for name in ("change", "history", "move", "takedown", "preview", "delete"):
        assert f"events/event/{rows['event']}/{name}/" in paths
    assert {"events/event/merge/", "events/event/keep/", "auth/user/"} <= paths


def test_visitors_are_asked_to_log_in_everywhere(rows):
    before = everything()

    led = {
        where: getattr(answer, "url", answer.status_code)
        for where, answer in answers(Client(), addresses(rows)).items()
    }

    assert {where: to for where, to in led.items() if "/admin/login/" not in str(to)} == {}
    assert everything() == before


def test_staff_without_a_role_are_refused_everywhere(rows):
    before, client = everything(), client_of(make_person("staff"))

    taken = {
        where: answer.status_code
        for where, answer in answers(client, addresses(rows)).items()
        if answer.status_code not in REFUSED and not is_led_away(where[1], answer)
    }

    assert taken == {}
    assert everything() == before


@pytest.mark.parametrize("status", list(Status))
def test_a_contributor_is_told_nothing_of_anothers_event(rows, status):
    event = Event.objects.get(pk=rows["event"])
    event.status = status
    event.save()
    before, client = everything(), client_of(make_member("Contributor"))
    paths = [path for path in addresses(rows) if path.startswith(f"events/event/{event.pk}/")]

    found = answers(client, [*paths, *LISTS])

    assert [where for where, answer in found.items() if SECRET in answer.text] == []
    of_event = {answer.status_code for (_way, path), answer in found.items() if path in paths}
    assert of_event <= REFUSED | {302}
    assert everything() == before

"""Whoever types a known spelling is offered what it means."""

import pytest
from django.urls import reverse

from events.models import Alias, Entity
from events.picking import meanings
from tests.desk import address, client_of, errors_of, make_editor, save_form, saved
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def offered(client, term: str) -> list[str]:
    """What the picker of an event's entities offers for what was typed."""
    sent = {"app_label": "events", "model_name": "evententity", "field_name": "tag", "term": term}
    found = client.get(reverse("admin:autocomplete"), sent).json()["results"]
    return [choice["text"] for choice in found]


def test_a_spelling_means_what_is_called_so_and_nothing_longer():
    named, labelled = make_entity("Georgia"), make_entity("Georgia (state)", label="GEORGIA")
    spelt, _longer = make_entity("Sakartvelo"), make_entity("Georgia Tech")
    Alias.objects.create(entity=spelt, spelling="georgia")

    assert {*meanings("Georgia")} == {named, labelled, spelt}
    assert meanings(" ") == meanings("Texas") == []


def test_the_picker_offers_each_meaning_of_a_spelling_first(client):
    for name in ("Georgia (state)", "Georgia (country)"):
        Alias.objects.create(entity=make_entity(name), spelling="Georgia")
    make_event(entities=["Georgia Tech"])

    assert offered(client, "georgia") == [
        "Georgia (country) · 0", "Georgia (state) · 0", "Georgia Tech · 1",
    ]  # fmt: skip


def test_a_new_entity_of_a_known_spelling_offers_the_known_one(client):
    known = make_entity("Baghdad")
    Alias.objects.create(entity=known, spelling="Bagdad")

    refused = save_form(client, "entity", changes={"name": "BAGDAD"})

    [error] = errors_of(refused)
    assert f'<a href="{address("entity", "change", known.pk)}">Baghdad</a> (0)' in error
    assert "It is another one" in refused.text
    assert saved(save_form(client, "entity", changes={"name": "BAGDAD", "another": "on"}))
    assert Entity.objects.filter(name="BAGDAD").exists()


def test_an_entity_may_be_saved_under_its_own_spelling(client):
    known = make_entity("Baghdad")
    Alias.objects.create(entity=known, spelling="Bagdad")

    assert saved(save_form(client, "entity", known.pk, {"name": "Bagdad"}))

    assert Entity.objects.get().name == "Bagdad"


def test_no_name_hurts_the_page(client):
    make_entity("Baghdad")

    refused = save_form(client, "entity", changes={"name": "<b>baghdad</b>{}", "slug": "/"})
    named = save_form(client, "entity", changes={"name": "baghdad"})

    assert refused.status_code == named.status_code == 200
    assert errors_of(named)[0].startswith("Known by this name")

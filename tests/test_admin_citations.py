"""The citations on the form of an event: known sources and new ones."""

import pytest

from events.models import Citation, Event, Source
from tests.desk import (
    address,
    client_of,
    errors_of,
    make_editor,
    make_member,
    save_form,
    saved,
)
from tests.factories import make_citation, make_event, make_source

pytestmark = pytest.mark.django_db

NEW_EVENT = {"date": "2004-08-09", "title": "A truce begins."}


@pytest.fixture
def client():
    return client_of(make_editor())


CITATION = {"citations-0-url": "https://paper.example/1"}


def test_a_source_is_picked(client):
    source = make_source("BBC")

    changes = NEW_EVENT | CITATION | {"citations-0-source": source.pk}
    assert saved(save_form(client, "event", changes=changes))

    citation = Citation.objects.get()
    assert (citation.source, citation.position, citation.printed) == (source, 1, None)
    assert Source.objects.count() == 1


def test_a_source_is_made_by_its_name(client):
    changes = NEW_EVENT | CITATION | {"citations-0-new_source": "  The Daily, Morning Edition "}
    assert saved(save_form(client, "event", changes=changes))

    source = Citation.objects.get().source
    assert (source.name, source.slug) == ("The Daily, Morning Edition", "the-daily-morning-edition")


def test_a_name_that_exists_is_that_source(client):
    source = make_source("Reuters")

    changes = NEW_EVENT | CITATION | {"citations-0-new_source": "reuters"}
    assert saved(save_form(client, "event", changes=changes))

    assert Citation.objects.get().source == source
    assert Source.objects.count() == 1


def test_two_citations_name_the_same_new_source(client):
    event = make_event()
    changes = {"citations-TOTAL_FORMS": 2}
    for number in (0, 1):
        changes[f"citations-{number}-new_source"] = "The Daily"
        changes[f"citations-{number}-url"] = f"https://paper.example/{number}"
        changes[f"citations-{number}-event"] = event.pk
        changes[f"citations-{number}-position"] = ""
    assert saved(save_form(client, "event", event.pk, changes))

    assert [str(source) for source in Source.objects.all()] == ["The Daily"]
    assert list(event.citations.values_list("position", flat=True)) == [1, 2]


def test_a_new_citation_comes_last(client):
    event = make_event()
    make_citation(event, position=4)
    changes = {
        "citations-TOTAL_FORMS": 2,
        "citations-1-new_source": "The Daily",
        "citations-1-url": "https://paper.example/last",
        "citations-1-position": "",
        "citations-1-event": event.pk,
    }
    assert saved(save_form(client, "event", event.pk, changes))

    assert event.citations.last().url == "https://paper.example/last"
    assert event.citations.last().position == 5


def test_a_citation_without_a_source_is_refused(client):
    response = save_form(client, "event", changes=NEW_EVENT | CITATION)

    assert errors_of(response) == ["Choose a source, or name a new one."]
    assert Event.objects.count() == 0


def test_a_source_both_picked_and_named_is_refused(client):
    changes = {"citations-0-source": make_source().pk, "citations-0-new_source": "The Daily"}

    response = save_form(client, "event", changes=NEW_EVENT | CITATION | changes)

    assert errors_of(response) == ["Choose a source or name a new one, not both."]
    assert Source.objects.count() == 1


def test_a_new_name_takes_the_place_of_the_stored_source(client):
    event = make_event()
    make_citation(event, source=make_source("BBC"), printed="bbc ")

    assert saved(save_form(client, "event", event.pk, {"citations-0-new_source": "The Daily"}))

    citation = event.citations.get()
    assert (citation.source.name, citation.printed) == ("The Daily", None)


def test_a_refused_form_makes_no_source(client):
    changes = {"citations-0-new_source": "The Daily", "date": ""}

    response = save_form(client, "event", changes=NEW_EVENT | CITATION | changes)

    assert errors_of(response) == ["This field is required."]
    assert Source.objects.count() == 0


def test_a_contributor_cites_a_new_source_in_a_draft():
    client = client_of(make_member("Contributor"))

    changes = NEW_EVENT | CITATION | {"citations-0-new_source": "The Daily"}
    assert saved(save_form(client, "event", changes=changes))

    assert str(Citation.objects.get()) == "The Daily: https://paper.example/1"
    assert client.get(address("source", "add")).status_code == 403


def test_where_nothing_can_be_filled_in_no_box_for_that_is_shown():
    person = make_member("Contributor")
    event = make_event(status="review", owner=person)
    make_citation(event)

    text = client_of(person).get(address("event", "change", event.pk)).text

    assert "field-url" in text
    assert [box for box in ("new_source", "upload", "comment") if f"field-{box}" in text] == []

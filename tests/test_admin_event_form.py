"""The form of an event: what can be written, picked and named there, and what it shows."""

import datetime

import pytest
from django.test import override_settings
from taggit.forms import TagWidget, TextareaTagWidget

from events.models import (
    Entity,
    Event,
    EventEntity,
    EventFile,
    Placement,
    Redirect,
    Status,
)
from tests.desk import (
    address,
    client_of,
    cost_of,
    errors_of,
    make_editor,
    make_person,
    open_form,
    save_form,
    saved,
)
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

NEW_EVENT = {"date": "2004-08-09", "title": "A truce begins."}


@pytest.fixture
def client():
    return client_of(make_editor())


def page_of(client, event):
    return client.get(address("event", "change", event.pk)).text


# --- The event itself


def test_a_new_event_belongs_to_who_wrote_it(client):
    assert saved(save_form(client, "event", changes=NEW_EVENT))

    event = Event.objects.get()
    assert event.owner.username == "editor"
    assert (event.version, event.slug, event.position) == (1, "a-truce-begins", 1)


def test_the_owner_stays_when_another_one_edits(client):
    event = make_event(owner=make_person("first"))

    assert saved(save_form(client, "event", event.pk, {"title": "Another title."}))

    event.refresh_from_db()
    assert (event.owner.username, event.version) == ("first", 2)


def test_a_new_address_leaves_the_old_one_behind(client):
    event = make_event(title="A.", slug="old-name")

    assert saved(save_form(client, "event", event.pk, {"slug": "new-name"}))

    assert "<li>/news/2004/08/09/old-name/</li>" in page_of(client, event)


@pytest.mark.parametrize("slug", ["with space", "a/b", "index", "a.json"])
def test_a_slug_that_is_no_part_of_an_address_is_refused(client, slug):
    event = make_event(slug="old-name")

    response = save_form(client, "event", event.pk, {"slug": slug})

    assert len(errors_of(response)) == 1
    event.refresh_from_db()
    assert event.slug == "old-name"


def test_an_address_that_another_event_has_is_refused(client):
    make_event(slug="taken")
    event = make_event(slug="free")

    response = save_form(client, "event", event.pk, {"slug": "taken"})

    assert errors_of(response) == ["Event with this Date and Slug already exists."]


def test_a_date_on_which_another_event_has_the_slug_is_refused(client):
    make_event(slug="same", date=datetime.date(2004, 8, 10))
    event = make_event(slug="same")

    response = save_form(client, "event", event.pk, {"date": "2004-08-10"})

    [error] = errors_of(response)
    assert "Another event of that date has this slug." in error


def test_the_reason_of_a_withdrawn_event_cannot_be_emptied(client):
    event = make_event(status=Status.WITHDRAWN, withdrawn_reason="An error.")

    response = save_form(client, "event", event.pk, {"withdrawn_reason": ""})

    assert len(errors_of(response)) == 1
    event.refresh_from_db()
    assert event.withdrawn_reason == "An error."


def test_withdrawing_asks_for_a_reason(client):
    event = make_event()

    response = save_form(client, "event", event.pk, {"move": "withdraw"})
    assert errors_of(response) == ["Say why it is withdrawn: readers see it at its address."]

    changes = {"move": "withdraw", "withdrawn_reason": "It was another day."}
    assert saved(save_form(client, "event", event.pk, changes))
    event.refresh_from_db()
    assert event.status == "withdrawn"


def test_a_refused_form_keeps_what_was_written(client):
    changes = NEW_EVENT | {"date": "2004-13-99", "title": "A title", "citations-0-url": "nowhere"}

    response = save_form(client, "event", changes=changes)

    assert Event.objects.count() == 0
    assert ">\nA title</textarea>" in response.text
    assert 'value="nowhere"' in response.text


def test_a_refused_form_without_a_slug_is_shown_again(client):
    event = make_event()

    response = save_form(client, "event", event.pk, {"slug": "", "title": ""})

    assert errors_of(response) == ["This field is required."]


# --- Entities


def test_names_with_commas_and_spaces_are_picked_whole(client):
    picked = [make_entity("Chicago, Illinois"), make_entity("New York City")]
    make_entity("Illinois")

    changes = NEW_EVENT | {"entities": [entity.pk for entity in picked], "move": "publish"}
    assert saved(save_form(client, "event", changes=changes))

    event = Event.objects.get()
    assert sorted(event.entities.names()) == ["Chicago, Illinois", "New York City"]
    assert Entity.objects.count() == 3
    counts = Entity.objects.order_by("pk").values_list("event_count", flat=True)
    assert list(counts) == [1, 1, 0]


def test_a_removed_entity_is_counted_no_more(client):
    event = make_event(entities=["Baghdad", "Najaf"])
    najaf = Entity.objects.get(name="Najaf")

    assert saved(save_form(client, "event", event.pk, {"entities": [najaf.pk]}))

    assert list(event.entities.names()) == ["Najaf"]
    assert Entity.objects.get(name="Baghdad").event_count == 0


def test_entities_left_alone_keep_their_rows(client):
    event = make_event(entities=["Baghdad", "Najaf"])
    rows = list(EventEntity.objects.order_by("pk").values())

    assert saved(save_form(client, "event", event.pk, {"description": "More."}))

    assert list(EventEntity.objects.order_by("pk").values()) == rows


def test_publishing_in_the_form_counts(client):
    event = make_event(entities=["Baghdad"], status="draft")

    assert saved(save_form(client, "event", event.pk, {"move": "publish"}))

    assert Entity.objects.get().event_count == 1
    assert event.taggings.get().day == datetime.date(2004, 8, 9).toordinal()


def test_what_is_no_entity_is_refused(client):
    changes = {"entities": ["Baghdad, Najaf"], "lead": "Baghdad"}

    response = save_form(client, "event", changes=NEW_EVENT | changes)

    assert len(errors_of(response)) == 2
    assert Entity.objects.count() == 0


def test_chosen_rows_bear_their_names(client):
    event = make_event(lead=make_entity("Georgia (country)", label="Georgia"), entities=["a, b"])
    make_citation(event, source=make_source("BBC"))

    text = page_of(client, event)

    for name in ("Georgia (country)", "a, b", "BBC"):
        assert f" selected>{name}</option>" in text


def test_no_text_box_for_tags(client):
    response = client.get(address("event", "add"))

    widgets = [field.widget for field in response.context["adminform"].form.fields.values()]
    assert not any(isinstance(widget, TagWidget | TextareaTagWidget) for widget in widgets)


# --- What is only shown


def test_what_an_import_said_is_shown(client):
    event = make_event(origin="file")
    EventFile.objects.create(event=event, path="news/2004/08/9/a.md")
    Redirect.objects.create(event=event, path="/news/2004/08/09/<b>/")

    text = page_of(client, event)

    assert "<li>news/2004/08/9/a.md</li>" in text
    assert "<li>/news/2004/08/09/&lt;b&gt;/</li>" in text
    assert "file of its own" in text


@pytest.mark.parametrize("field", ["origin", "short_id", "version", "owner"])
def test_what_is_only_shown_is_not_taken(client, field):
    event = make_event(origin="file")
    before = Event.objects.values().get()

    assert saved(save_form(client, "event", event.pk, {field: "2"}))

    assert Event.objects.values().get() == before


def test_only_a_public_event_has_a_link_to_its_page(client):
    event = make_event(status="draft")
    link = f'<a href="{event.get_absolute_url()}" class="viewsitelink">'

    assert link not in page_of(client, event)

    event.status = "published"
    event.save()
    assert link in page_of(client, event)


@override_settings(LANGUAGE_CODE="zh-hans")
def test_the_form_opens_in_another_language(client):
    assert client.get(address("event", "change", make_event().pk)).status_code == 200


def test_the_form_costs_the_same_with_one_row_and_with_three(client):
    costs = []
    for rows in (1, 3):
        event = make_event(entities=[f"{rows} and {number}" for number in range(rows)])
        for _ in range(rows):
            make_citation(event)
            Placement.objects.create(event=event, other=make_event(), kind="hide")
            Redirect.objects.create(event=event, path=f"/old/{Redirect.objects.count()}/")
        where = address("event", "change", event.pk)
        costs.append(
            (cost_of(client, where), cost_of(client, where, open_form(client, "event", event.pk)))
        )

    assert costs[0] == costs[1]

"""Bringing earlier versions and deleted events back."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import CASCADE
from django.test.utils import CaptureQueriesContext

from events.models import (
    Alias,
    Change,
    Entity,
    Event,
    EventFile,
    ImportKey,
    ListLine,
    ListPage,
    Placement,
    Redirect,
    RelatedLine,
    SearchEntry,
    Source,
    Version,
)
from events.models.settling import settled
from events.versions import Saving, delete_events, recover, recoverable, restore, versioned
from events.versions.deleting import ALONG
from tests.desk import everything_of
from tests.factories import make_citation, make_entity, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return User.objects.create_user("editor")


@pytest.fixture
def event():
    """An event with all that can stand around it, which has been changed everywhere since."""
    lead = make_entity("Muqtada al-Sadr", label="al-Sadr")
    event = make_event(title="Before.", lead=lead, lead_text="Sadr ", entities=["Najaf", "Kufa"])
    citation, other = make_citation(event, url="https://paper.example/1"), make_event()
    make_citation(event, url="https://paper.example/2")
    event.placements.create(other=other, kind="pin", reason="Near.")
    Placement.objects.update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    with settled(event), versioned([event.pk], Saving(None)):
        event.title, event.slug, event.lead, event.position = "After.", "after", None, 7
        event.status, event.description = "draft", "More."
        event.save()
        event.entities.set([Entity.objects.get(name="Kufa"), make_entity("Basra")])
        citation.url = "https://paper.example/other"
        citation.save()
        event.citations.exclude(pk=citation.pk).delete()
        make_citation(event, url="https://paper.example/3")
        event.placements.all().delete()
    return event


def content(event, number):
    return Version.objects.get(event=event.pk, number=number).content


def first(event):
    return Version.objects.get(event=event.pk, number=1)


def test_a_version_is_restored_with_all_around_it(event, editor):
    restore(first(event), editor, "Better.")

    last = Version.objects.get(number=3)
    assert (last.kind, last.editor, last.comment) == ("restored", editor, "Better.")
    assert last.content == content(event, 1) | {"status": "draft"}
    assert everything_of(event)["event"]["title"] == "Before."


def test_restoring_leaves_the_publication_alone(event, editor):
    assert first(event).content["status"] == "published"

    assert restore(first(event), editor).status == "draft"


def test_to_restore_what_is_there_writes_nothing(event, editor):
    restore(Version.objects.get(number=2), editor)

    assert Version.objects.count() == 2


def test_what_a_version_names_is_found_by_its_name_or_made_again(event, editor):
    merged = make_entity("Mahdi Army")
    Alias.objects.create(entity=merged, spelling="muqtada AL-SADR")
    Event.objects.filter(lead__name="Muqtada al-Sadr").update(lead=None)
    for name in ("Najaf", "Muqtada al-Sadr"):
        Entity.objects.get(name=name).delete()
    Source.objects.filter(citations=None).delete()
    gone = Event.objects.exclude(pk=event.pk).get()
    gone.delete()

    restore(first(event), editor)

    event.refresh_from_db()
    assert event.lead == merged
    assert sorted(event.entities.names()) == ["Kufa", "Najaf"]
    assert [row.url for row in event.citations.all()] == [
        "https://paper.example/1",
        "https://paper.example/2",
    ]
    assert event.placements.count() == 0


def test_a_slug_that_another_event_has_by_now_is_made_anew(event, editor):
    slug = content(event, 1)["slug"]
    make_event(title="Other.", slug=slug)

    restored = restore(first(event), editor)

    assert restored.slug not in (slug, "after")
    assert restored.title == "Before."


def test_a_row_that_moved_to_another_event_stays_there(event, editor):
    other = Event.objects.exclude(pk=event.pk).get()
    moved = event.citations.get(url="https://paper.example/other")
    moved.event = other
    moved.save()

    restore(first(event), editor)

    assert other.citations.get() == moved
    assert event.citations.count() == 2


# --- Deleting and recovering


def around(event, other):
    """Give an event a row of every kind that goes when it goes."""
    file = EventFile.objects.create(event=event, path="news/a.md", digest="1")
    elsewhere = EventFile.objects.create(event=other, path="news/b.md", digest="2")
    page = ListPage.objects.create(path="news/index.md", digest="3")
    ListLine.objects.create(page=page, position=1, event=event, second="none")
    RelatedLine.objects.create(file=file, position=1, target=other)
    RelatedLine.objects.create(file=elsewhere, position=1, target=event)
    Change.objects.create(event=event, file=file, title="Once.", path="/a", kind="first")
    other.placements.create(other=event, kind="hide")
    ImportKey.objects.create(digest="key", event=event)
    Redirect.objects.create(path="/news/2004/08/10/old/", event=event)


def stored(*events):
    models = {model for model, _lookup in ALONG} | {ImportKey}
    rows = {model: list(model.objects.order_by("pk").values()) for model in models}
    kept = [Event.objects.values().get(pk=event.pk) for event in events]
    for row in kept:
        del row["updated_at"]
    for row in rows[Redirect]:
        del row["id"]
    return rows, kept


def test_a_deleted_event_is_recovered_with_all_that_went_along(event, editor):
    other = Event.objects.exclude(pk=event.pk).get()
    around(event, other)
    before, pk = stored(event, other), event.pk

    delete_events([event], editor, "Twice.")
    assert list(Event.objects.all()) == [other]
    [version] = recoverable()
    assert (version.event_id, version.editor, version.comment) == (pk, editor, "Twice.")
    recovered = recover(version, editor)

    assert recovered.pk == pk
    assert stored(event, other) == before
    assert list(recoverable()) == []
    kinds = Version.objects.filter(event=pk).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["written", "edited", "deleted", "recovered"]


def test_an_event_is_recovered_without_what_is_gone_since(event, editor):
    other = Event.objects.exclude(pk=event.pk).get()
    around(event, other)
    delete_events([event], editor)
    make_event(title="In its place.", slug="after")
    other.delete()
    Entity.objects.get(name="Basra").delete()

    recovered = recover(recoverable().get(), editor)

    assert recovered.slug != "after"
    assert list(recovered.entities.names()) == ["Kufa"]
    assert recovered.files.get().related_lines.count() == 0
    assert {row.event for row in Redirect.objects.all()} == {recovered}


def test_deleting_many_costs_the_queries_of_one(editor):
    def cost(number):
        events = [make_event(entities=["Najaf"]) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            delete_events(events, editor)
        return len(queries)

    assert cost(1) == cost(3)
    assert recoverable().count() == 4


def test_nothing_that_goes_with_an_event_is_forgotten():
    going = {
        (relation.related_model, relation.field.name)
        for relation in Event._meta.related_objects
        if relation.on_delete is CASCADE
    }
    assert going == {along for along in ALONG if "__" not in along[1]}
    assert SearchEntry not in dict(going)

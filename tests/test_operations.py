"""Operations keep each row before and after, and are undone exactly or not at all."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from events.models import Alias, Citation, Entity, Event, EventEntity, Operation, Redirect, Status
from events.operations import CannotUndo, recording, undo
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

COUNTED = {"version"}  # goes on counting


def rows_of(*models: Any) -> dict[str, list[dict[str, Any]]]:
    """All rows of these models, but for what only counts."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in COUNTED}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


def stored() -> dict[str, list[dict[str, Any]]]:
    return rows_of(Alias, Citation, Entity, Event, EventEntity, Redirect)


def operation(**overrides: Any) -> Operation:
    return Operation(**{"kind": Operation.Kind.MERGE_ENTITIES, "subject": "A → B"} | overrides)


def retag(old: Entity, new: Entity) -> Operation:
    """Give all events of an entity another one, and delete it."""
    done = operation()
    with recording(done) as rows:
        rows.update(EventEntity.objects.filter(tag=old), tag_id=new.pk)
        rows.create(Alias, [Alias(entity=new, spelling=old.name, key=old.name.casefold())])
        rows.delete(Entity.objects.filter(pk=old.pk))
    return done


def test_rows_that_were_changed_made_and_deleted_come_back_exactly():
    old, new = make_entity("Bagdad"), make_entity("Baghdad")
    Alias.objects.create(entity=old, spelling="Bağdat")
    make_event(entities=["Bagdad"], title="  Outer spaces  ")
    make_event(entities=["Bagdad", "Basra"], status=Status.DRAFT)
    make_event(entities=["Baghdad"], date=datetime.date(2005, 1, 2))
    before = stored()

    done = retag(old, new)
    assert not Entity.objects.filter(name="Bagdad").exists()
    assert Entity.objects.get(name="Baghdad").event_count == 2
    undo(done, None)

    assert stored() == before
    assert Entity.objects.get(name="Bagdad").event_count == 1


def test_an_event_that_goes_comes_back_with_all_that_belongs_to_it():
    event = make_event(entities=["Baghdad"], publish_at=datetime.datetime.now(datetime.UTC))
    make_citation(event, source=make_source("BBC"))
    before, done = stored(), operation(kind=Operation.Kind.MERGE_EVENTS)

    with recording(done, events=[event.pk]) as rows:
        rows.delete(Event.objects.filter(pk=event.pk))
    assert [Event.objects.count(), Citation.objects.count(), EventEntity.objects.count()] == [0] * 3
    undo(done, None)

    assert stored() == before


def test_what_something_else_uses_is_not_deleted():
    entity = make_entity("Baghdad")
    make_event(lead=entity)

    with pytest.raises(ProtectedError), recording(operation()) as rows:
        rows.delete(Entity.objects.filter(pk=entity.pk))

    assert Entity.objects.get() == entity
    assert not Operation.objects.exists()


def test_versions_count_on_so_that_open_forms_know():
    event = make_event(entities=["Bagdad"])
    other = make_event(entities=["Basra"])

    done = retag(Entity.objects.get(name="Bagdad"), make_entity("Baghdad"))
    undo(done, None)

    numbers = Event.objects.in_bulk([event.pk, other.pk])
    assert numbers[event.pk].version == event.version + 2
    assert numbers[other.pk].version == other.version


def test_a_row_that_goes_to_another_event_changes_both():
    events = make_event(), make_event()
    citation = make_citation(events[0])
    versions = [event.version for event in events]

    with recording(operation()) as rows:
        rows.update(Citation.objects.filter(pk=citation.pk), event_id=events[1].pk)

    found = [Event.objects.get(pk=event.pk).version for event in events]
    assert found == [version + 1 for version in versions]
    assert [event.versions.count() for event in events] == [2, 2]


def test_what_was_changed_elsewhere_in_an_event_stays():
    event = make_event(entities=["Bagdad"])
    done = retag(Entity.objects.get(name="Bagdad"), make_entity("Baghdad"))
    event.refresh_from_db()
    event.description = "More."
    event.save()
    time = event.updated_at

    undo(done, None)

    event.refresh_from_db()
    assert (event.description, event.updated_at) == ("More.", time)
    assert [str(entity) for entity in event.entities.all()] == ["Bagdad"]


def test_days_of_taggings_that_come_back_are_those_of_today():
    event = make_event(entities=["Bagdad", "Baghdad"])
    done = operation()
    with recording(done) as rows:
        rows.delete(EventEntity.objects.filter(tag__name="Bagdad"))
    event.refresh_from_db()
    event.date = datetime.date(2010, 10, 10)
    event.save()

    undo(done, None)

    days = EventEntity.objects.values_list("day", flat=True)
    assert {*days} == {event.date.toordinal()}


def test_who_undid_it_and_when_is_known_and_none_undoes_it_twice():
    make_event(entities=["Bagdad"])
    done = retag(Entity.objects.get(), make_entity("Baghdad"))
    editor = User.objects.create_user("editor")

    undo(done, editor)
    with pytest.raises(CannotUndo, match="undone before"):
        undo(done, editor)

    done = Operation.objects.get()
    assert done.undone_by == editor
    assert done.undone_at


# --- What depends on an operation


def remove_tag(event: Event) -> None:
    event.entities.remove("Baghdad")


def delete_event(event: Event) -> None:
    event.delete()


def respell_alias(event: Event) -> None:
    alias = Alias.objects.get()
    alias.spelling = "Bagdad, Irak"
    alias.save()


def take_name(event: Event) -> None:
    make_entity("Bagdad", slug="another")


def take_slug(event: Event) -> None:
    make_entity("Another", slug="bagdad")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (remove_tag, "Deleted since: the tagging"),
        (delete_event, "Deleted since: the event"),
        (respell_alias, "Changed since: the alias “Bagdad, Irak”."),
        (take_name, "In its way now: the entity “Bagdad”."),
        (take_slug, "In its way now: the entity “Another”."),
    ],
)
def test_what_depends_on_it_is_named_and_nothing_is_undone(change, sentence):
    event = make_event(entities=["Bagdad"])
    done = retag(Entity.objects.get(name="Bagdad"), make_entity("Baghdad"))
    change(event)
    before = stored()

    with pytest.raises(CannotUndo) as refusal:
        undo(done, None)

    assert any(found.startswith(sentence) for found in refusal.value.sentences)
    assert stored() == before
    assert Operation.objects.get().undone_at is None


def test_a_later_operation_is_named_once_in_place_of_its_rows():
    for _number in range(3):
        make_event(entities=["Bagdad"])
    first = retag(Entity.objects.get(name="Bagdad"), make_entity("Baghdad"))
    second = retag(Entity.objects.get(name="Baghdad"), make_entity("City"))

    with pytest.raises(CannotUndo) as refusal:
        undo(first, None)
    undo(second, None)
    undo(first, None)

    assert refusal.value.sentences[0] == f"Undo first what came later: {second}."
    assert not any("tagging" in sentence for sentence in refusal.value.sentences)
    assert [str(entity) for entity in Entity.objects.filter(event_count=3)] == ["Bagdad"]


def test_what_was_made_stays_while_something_refers_to_it():
    done = operation(kind=Operation.Kind.SPLIT_ENTITY)
    with recording(done) as rows:
        [made] = rows.create(Entity, [Entity(name="President (China)", slug="president-china")])
    make_event(entities=["President (China)"])

    with pytest.raises(CannotUndo, match="has since got 1 tagging"):
        undo(done, None)

    assert Entity.objects.get() == made


def test_of_many_rows_some_are_named_and_the_others_counted():
    for _number in range(12):
        make_event(entities=["Bagdad"])
    done = retag(Entity.objects.get(name="Bagdad"), make_entity("Baghdad"))
    for event in Event.objects.all():
        event.entities.clear()

    with pytest.raises(CannotUndo) as refusal:
        undo(done, None)

    assert len(refusal.value.sentences) == 11
    assert refusal.value.sentences[-1] == "2 more things depend on it."


def cost(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_the_cost_does_not_grow_with_the_rows():
    new, costs = make_entity("Baghdad"), []
    for number in (10, 30):
        old = make_entity(f"Spelling {number}")
        for _number in range(number):
            make_event(entities=[old.name, "Irak"])
        costs.append([cost(lambda old=old: retag(old, new))])
        done = Operation.objects.first()
        costs[-1].append(cost(lambda done=done: undo(done, None)))

    assert costs[0] == costs[1]


def test_each_event_gets_a_version_by_an_operation_and_by_undoing_it():
    event, other = make_event(entities=["Bagdad"]), make_event(entities=["Baghdad"])
    editor = User.objects.create_user("editor")

    done = operation(editor=editor, comment="One city.")
    with recording(done) as rows:
        baghdad = Entity.objects.get(name="Baghdad")
        rows.update(EventEntity.objects.filter(tag__name="Bagdad"), tag_id=baghdad.pk)
    undo(done, editor)

    versions = event.versions.order_by("number")
    assert list(versions.values_list("kind", "comment", "editor")) == [
        ("written", "", None),
        ("operation", "One city.", editor.pk),
        ("undone", "entities merged: A → B", editor.pk),
    ]
    assert not other.versions.exists()

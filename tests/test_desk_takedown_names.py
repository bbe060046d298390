"""A name of an entity that is taken down is nowhere any more, though the entity stays."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from events.curation import merge_entities
from events.desk import bulk
from events.desk.takedown import find, find_as_name, take_down, take_name_down
from events.desk.words import Words
from events.legacy.exporter import Plan, archive_files
from events.models import Alias, Entity, Event, Redirect, Takedown
from events.versions import Saving, versioned
from tests.desk import make_editor
from tests.factories import make_entity, make_event
from tests.legacy.texts import bring, day, event, item, path_of, related
from tests.test_desk_takedown import saying

pytestmark = pytest.mark.django_db

NAME = re.compile(r"lying[\W_]*john", re.IGNORECASE)
WORDS = Words("Lying John", "[…]")
TITLE, OTHER = "A man is held.", "A bridge falls."
ARCHIVE = (
    event(TITLE, lead="Lying John", related=(related(OTHER, "Lying John"),))
    | event(OTHER, lead="Court", related=(related(TITLE, "Lying John"),))
    | day(
        item(TITLE, slug=path_of(TITLE).rpartition("/")[2].removesuffix(".md"), lead="Lying John"),
        item(OTHER, slug=path_of(OTHER).rpartition("/")[2].removesuffix(".md"), lead="Court"),
    )
)


@pytest.fixture
def entity():
    """An entity of an archive that is called so, and what a desk remembers of that."""
    bring(ARCHIVE)
    entity, editor = Entity.objects.get(name="Lying John"), make_editor()
    held = Event.objects.get(title=TITLE)
    with versioned([held.pk], Saving(editor)):
        held.entities.add(entity, "Court")
        held.lead_text = "LYING JOHN, again"
        held.save()
    entity.label, entity.description = "Lying John", "Called *Lying  John*."
    entity.slug = "lying-john-doe"
    entity.save()
    Alias.objects.create(entity=entity, spelling="lying JOHN")
    Alias.objects.create(entity=entity, spelling="J. Doe")
    merge_entities(entity, [make_entity("Doe, Lying John")], editor)
    bulk.make_change(bulk.Untagging(entity), [held.pk], editor)
    bulk.make_change(bulk.Tagging(entity), [held.pk], editor)
    LogEntry.objects.log_actions(editor.pk, [entity], 2, "Changed.")
    entity.refresh_from_db()
    return entity


def test_a_name_is_nowhere_any_more(entity):
    assert saying(NAME)

    done = take_name_down(entity.pk, WORDS, "A court's order.", make_editor("curator"))

    assert saying(NAME) == []
    assert find_as_name(entity.pk, WORDS) == []
    entity.refresh_from_db()
    assert (entity.name, entity.label, entity.description) == ("[…]", "[…]", "Called *[…]*.")
    assert [alias.spelling for alias in entity.aliases.all()] == ["J. Doe"]
    assert not NAME.search(entity.slug)
    assert not Redirect.objects.filter(entity=entity).exists()
    assert Event.objects.get(title=TITLE).entities.filter(pk=entity.pk).exists()
    assert (done.entity, done.event, done.reason) == (entity, None, "A court's order.")


def test_what_it_was_found_in_is_shown_before(entity):
    found = find_as_name(entity.pk, WORDS)

    assert {finding.kind for finding in found} == {
        "entity", "alias", "old address", "event", "version", "operation", "log entry",
        "list line", "related line",
    }  # fmt: skip
    take_name_down(entity.pk, WORDS, "A court's order.", None)
    assert sum(Takedown.objects.get().places.values()) == len(found)


def test_an_export_says_nothing_either(entity):
    take_name_down(entity.pk, WORDS, "A court's order.", None)

    files = dict(archive_files(Plan("en")))

    assert [path for path, text in files.items() if NAME.search(path) or NAME.search(text)] == []


def test_the_archive_that_says_it_still_does_not_bring_it_back(entity):
    take_name_down(entity.pk, WORDS, "A court's order.", None)

    bring(ARCHIVE)
    bring(ARCHIVE, overwrite=True)

    assert saying(NAME) == []
    assert Event.objects.count() == 2


def test_other_entities_and_what_events_say_themselves_stay():
    entity, other = make_entity("Lying John"), make_entity("Lying John (film)")
    event = make_event(title="Lying John is shown.", entities=[entity.name, other.name])
    with versioned([event.pk], Saving(None)):
        event.description = "On Lying John."
        event.save()

    take_name_down(entity.pk, WORDS, "A court's order.", None)

    event.refresh_from_db()
    other.refresh_from_db()
    assert (event.title, event.description) == ("Lying John is shown.", "On Lying John.")
    assert other.name == "Lying John (film)"
    assert event.versions.last().names["entity"] == {
        str(entity.pk): "[…]",
        str(other.pk): "Lying John (film)",
    }
    assert find(event.pk, WORDS)


def test_two_of_which_nothing_is_left_have_names_of_their_own():
    first, second = make_entity("Lying John"), make_entity("lying john")
    for entity in (first, second):
        take_name_down(entity.pk, WORDS, "A court's order.", None)
        entity.refresh_from_db()

    assert (first.name, second.name) == ("[…]", "[…] (1)")


def test_a_text_of_an_event_does_not_take_its_entities_names():
    entity = make_entity("Lying John")
    event = make_event(title="Lying John is held.", entities=[entity.name])

    take_down(event.pk, WORDS, "A court's order.", None)

    entity.refresh_from_db()
    assert entity.name == "Lying John"

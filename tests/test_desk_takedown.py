"""A text that is taken down is nowhere any more; that it was is kept."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from events.desk import bulk
from events.desk.takedown import find, take_down
from events.desk.transitions import BACK, PUBLISH
from events.desk.words import Words
from events.legacy.exporter import Plan, archive_files
from events.models import (
    Event,
    ImportLine,
    ImportRun,
    OpenForm,
    Operation,
    Placement,
    Redirect,
    Takedown,
)
from events.operations import CannotUndo, undo
from events.versions import Saving, versioned
from tests.desk import make_editor
from tests.factories import make_citation, make_event
from tests.legacy.texts import bring, change, cite, day, event, front, item, path_of, related

pytestmark = pytest.mark.django_db

TITLE, OTHER = "John Doe is held.", "A bridge falls."
FILE = path_of(TITLE).rpartition("/")[2].removesuffix(".md")
NAME = re.compile(r"john[\W_]*doe", re.IGNORECASE)
ARCHIVE = (
    event(
        TITLE,
        lead="Court",
        description="Friends of John  Doe (https://blog.example/john-doe) protest.",
        citations=(cite(url="https://paper.example/john-doe-held"),),
        related=(related(OTHER, "Court"),),
        changes=(change("JOHN DOE is taken.", "first", slug="john-doe-taken"),),
    )
    | event(OTHER, lead="Court", related=(related("John Doe is in.", "Court", slug=FILE),))
    | day(
        item("John Doe, it is said, is held.", slug="john-doe-is-held", lead="Court"), item(OTHER)
    )
    | front(item(TITLE, lead="Court", second="John Doe protests."))
)


def everything() -> list[str]:
    """Every value of every table, the search's own among them."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        values = []
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            values += [f"{name}: {value}" for row in cursor.fetchall() for value in row]
    return values


def saying(pattern=NAME) -> list[str]:
    return [value for value in everything() if pattern.search(value)]


@pytest.fixture
def held():
    """An event of an archive, and what a desk remembers of it."""
    bring(ARCHIVE)
    subject, other = Event.objects.get(title=TITLE), Event.objects.get(title=OTHER)
    editor = make_editor()
    with versioned([subject.pk], Saving(editor, comment="John Doe's age.")):
        subject.description += "\n\nJohn\nDoe is 40."
        subject.slug = "mr-john-doe-is-held"
        subject.save()
    with versioned([other.pk], Saving(editor)):
        Placement.objects.create(event=other, other=subject, kind="pin", reason="On John Doe.")
    LogEntry.objects.log_actions(editor.pk, [subject], 2, "Changed.")
    run = ImportRun.objects.create(path="archive", started_at=subject.created_at)
    ImportLine.objects.create(run=run, kind="kept", event=subject, archive="John Doe is free.")
    typed = {"title": ["John Doe is free."], "citations-0-url": ["https://x.example/john-doe"]}
    OpenForm.objects.create(mark="a", editor=editor, event=subject, typed=typed)
    bulk.make_change(bulk.Moving(BACK), [subject.pk], editor, "John Doe.")
    bulk.make_change(bulk.Moving(PUBLISH), [subject.pk], editor)
    subject.refresh_from_db()
    return subject


def test_a_text_is_nowhere_any_more(held):
    words = Words("john doe", "[…]")
    assert saying()

    done = take_down(held.pk, words, "A court's order.", make_editor("curator"))

    assert saying() == []
    assert find(held.pk, words) == []
    held.refresh_from_db()
    assert held.title == "[…] is held."
    assert held.description.endswith("\n\n[…] is 40.")
    assert held.citations.get().url == "https://paper.example/removed-held"
    assert held.slug == "is-held"
    assert (done.event, done.reason, done.editor.username) == (
        held,
        "A court's order.",
        "curator",
    )
    assert done.places["event"] == 3


def test_an_export_and_another_import_say_nothing_either(held):
    take_down(held.pk, Words("John Doe", "[…]"), "A court's order.", None)

    files = dict(archive_files(Plan("en")))

    assert [path for path, text in files.items() if NAME.search(path) or NAME.search(text)] == []
    bring({path: text.encode() for path, text in files.items()})
    assert saying() == []
    assert Event.objects.count() == 2


def test_the_archive_that_says_it_still_brings_nothing_back(held):
    take_down(held.pk, Words("John Doe", "[…]"), "A court's order.", None)

    bring(ARCHIVE)
    bring(ARCHIVE, overwrite=True)

    assert saying() == []
    assert Event.objects.count() == 2


def test_nor_does_it_bring_back_a_text_without_which_the_address_is_the_same():
    archive = event(OTHER, lead="Court", description="John Doe drove.")
    bring(archive)
    take_down(Event.objects.get().pk, Words("John Doe", "[…]"), "A court's order.", None)

    bring(archive)
    bring(archive, overwrite=True)

    assert saying() == []


def test_what_it_was_found_in_is_shown_before(held):
    found = find(held.pk, Words("John Doe", "[…]"))

    assert {finding.kind for finding in found} == {
        "event", "citation", "placement", "version", "change", "old address", "operation",
        "log entry", "open form", "related line", "list line", "import line", "event file",
    }  # fmt: skip
    [title] = [row for row in found if (row.kind, row.column) == ("event", "title")]
    assert (title.before, title.text, title.after) == ("", "John Doe", " is held.")
    take_down(held.pk, Words("John Doe", "[…]"), "A court's order.", None)
    assert sum(Takedown.objects.get().places.values()) == len(found)


def test_nothing_of_another_event_goes():
    mine, other = make_event(title="John Doe is held."), make_event(title="John Doe is free.")
    with versioned([other.pk], Saving(None)):
        other.save()
        other.entities.add("John Doe")

    take_down(mine.pk, Words("John Doe", "[…]"), "A court's order.", None)

    other.refresh_from_db()
    assert other.title == "John Doe is free."
    assert other.versions.last().names["entity"] == {str(other.entities.get().pk): "John Doe"}


def test_readers_are_told_of_no_change_and_led_from_no_old_address():
    event = make_event(title="John Doe is held.")
    address = event.address

    take_down(event.pk, Words("John Doe", "[…]"), "A court's order.", None)

    event.refresh_from_db()
    assert (event.version, event.address != address) == (2, True)
    assert not event.changes.exists()
    assert not Redirect.objects.exists()


def test_where_a_text_is_not_nothing_is_done():
    event = make_event(title="Jane Doe is held.")

    assert take_down(event.pk, Words("John Doe", "[…]"), "A court's order.", None) is None

    assert not Takedown.objects.exists()
    assert Event.objects.get().version == 1


def test_an_operation_that_remembers_it_cannot_be_undone(held):
    operation = Operation.objects.first()
    Operation.objects.update(changes={"events": [held.pk], "rows": {"x": "John Doe"}})
    take_down(held.pk, Words("John Doe", "[…]"), "A court's order.", None)

    operation.refresh_from_db()
    with pytest.raises(CannotUndo):
        undo(operation, None)


def test_the_history_of_a_deleted_event_can_be_purged():
    event = make_event(title="John Doe is held.")
    pk = event.pk
    with versioned([pk], Saving(None)):
        event.delete()

    done = take_down(pk, Words("John Doe", "[…]"), "A court's order.", None)

    assert saying() == []
    assert (done.event, done.places) == (None, {"version": 2})


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("John Doe", "JOHN\n doe, Johnny Doe", "[…], Johnny Doe"),
        ("张三", "记者张三被捕", "记者[…]被捕"),
        ("a.b", "a.b acb", "[…] acb"),
        ("John Doe", "See http://x.example/John%20Doe/1 now", "See http://x.example/removed/1 now"),
        ("张三", "见 http://x.example/%E5%BC%A0%E4%B8%89", "见 http://x.example/removed"),
        ("***", "*** and **", "[…] and **"),
    ],
)
def test_a_text_is_found_as_it_may_be_written(text, value, rest):
    assert Words(text, "[…]").purge({"title": [value]}) == {"title": [rest]}


def test_an_address_says_it_with_other_signs():
    words = Words("John Doe", "[…]")

    assert words.purge({"slug": "john-doe_2", "path": "/John_Doe.md"}) == {
        "slug": "removed_2",
        "path": "/removed.md",
    }


def test_a_citation_of_it_stays_a_link():
    event = make_event()
    make_citation(event, url="https://paper.example/john-doe?by=john+doe", alt="John Doe.")

    take_down(event.pk, Words("John Doe", ""), "A court's order.", None)

    citation = event.citations.get()
    assert (citation.url, citation.alt) == ("https://paper.example/removed?by=removed", ".")

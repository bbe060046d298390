"""What readers are told of an event that was public and is another now."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import desk
from events.models import Change, Event, EventFile, Status
from events.models.history import unrecorded

from .desk import client_of, make_editor, save_form, saved
from .factories import make_event

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)
HIDDEN = [
    {"status": Status.DRAFT},
    {"status": Status.REVIEW},
    {"status": Status.WITHDRAWN},
    {"status": Status.PUBLISHED, "publish_at": TOMORROW},
]
STORM = "/news/2004/08/9/storm.md"


def told(event: Event) -> list[tuple[str, str, str]]:
    """Kind, title and path of each version, in their order."""
    return list(event.changes.in_order().values_list("kind", "title", "path"))


def change(event: Event, **fields) -> Event:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()
    return event


def make_storm(**overrides) -> Event:
    return make_event(**{"title": "A storm comes.", "slug": "storm"} | overrides)


def brought(event: Event, *versions: tuple, path: str = "a.md") -> EventFile:
    """An archive's list of versions: (kind, title, path, time)."""
    file = EventFile.objects.create(event=event, path=path, digest="0")
    for position, (kind, title, where, at) in enumerate(versions, start=1):
        Change.objects.create(
            event=event, file=file, position=position, kind=kind, title=title, path=where, at=at
        )
    return file


def test_a_new_title_is_told_with_the_old_one():
    event = change(make_storm(), title="A storm goes.")

    assert told(event) == [("first", "A storm comes.", STORM), ("current", "A storm goes.", STORM)]


def test_every_version_stays():
    event = make_storm()
    for title in ("Second.", "Third.", "A storm comes."):
        change(event, title=title)

    assert told(event) == [
        ("first", "A storm comes.", STORM),
        ("update", "Second.", STORM),
        ("update", "Third.", STORM),
        ("current", "A storm comes.", STORM),
    ]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"slug": "wind"}, "/news/2004/08/9/wind.md"),
        ({"slug": "风"}, "/news/2004/08/9/风.md"),
        ({"date": datetime.date(2004, 10, 12)}, "/news/2004/10/12/storm.md"),
    ],
)
def test_a_new_address_is_told_as_the_archive_writes_it(fields, path):
    event = change(make_storm(), **fields)

    assert told(event) == [
        ("first", "A storm comes.", STORM),
        ("current", "A storm comes.", path),
    ]


def test_times_are_when_a_version_began():
    event = make_storm()
    known = datetime.datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=datetime.UTC)
    Event.objects.filter(pk=event.pk).update(created_at=known)

    times = [change(event, title=title).updated_at for title in ("Second.", "Third.")]

    assert list(event.changes.in_order().values_list("at", flat=True)) == [
        time.replace(microsecond=0) for time in (known, *times)
    ]


def test_what_was_scheduled_is_known_since_its_time():
    event = make_storm(publish_at=timezone.now() - datetime.timedelta(hours=1))
    Event.objects.update(created_at=datetime.datetime(2005, 1, 2, tzinfo=datetime.UTC))

    change(event, title="Second.")

    assert event.changes.in_order()[0].at == event.publish_at.replace(microsecond=0)


@pytest.mark.parametrize("fields", [{"description": "More."}, {"position": 7}, {"lead_text": "X"}])
def test_other_changes_are_not_told(fields):
    assert told(change(make_storm(), **fields)) == []


@pytest.mark.parametrize(
    "title", [" A storm comes. ", "A  storm comes.", "A\u00a0storm\u3000comes."]
)
def test_spaces_are_no_news(title):
    event = change(make_storm(), title=title)

    assert event.title == title
    assert told(event) == []


def test_spaces_between_two_versions_are_no_version():
    event = change(make_storm(), title="Second.")
    change(event, title=" Second. ")
    change(event, title="Third.")

    assert [title for _kind, title, _path in told(event)] == ["A storm comes.", "Second.", "Third."]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_saw_has_no_versions(hidden):
    event = change(make_storm(**hidden), title="Second.", slug="second")
    assert told(event) == []

    change(event, title="Third.", status=Status.PUBLISHED, publish_at=None)
    assert told(event) == []


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_at_once_is_not_told(hidden):
    assert told(change(make_storm(), title="Secret.", **hidden)) == []


def test_what_was_changed_in_hiding_is_told_when_it_is_public_again():
    event = change(make_storm(), title="Second.")
    change(event, status=Status.WITHDRAWN)
    change(event, title="Third.")
    change(event, status=Status.PUBLISHED)
    change(event, title="Fourth.")

    assert [(kind, title) for kind, title, _path in told(event)] == [
        ("first", "A storm comes."),
        ("update", "Second."),
        ("update", "Third."),
        ("current", "Fourth."),
    ]


def test_a_title_that_is_not_among_the_saved_fields_is_not_told():
    event = make_storm()
    event.title = "Second."
    event.save(update_fields=["description"])

    assert told(event) == []


def test_the_desk_tells_as_the_shell_does():
    event = make_storm()
    client = client_of(make_editor())

    assert saved(save_form(client, "event", event.pk, {"title": "Second.", "slug": "second"}))

    assert [version[:2] for version in told(event)] == [
        ("first", "A storm comes."),
        ("current", "Second."),
    ]


def test_actions_tell_nothing():
    event = make_storm()

    desk.set_status([event], Status.DRAFT)
    desk.set_status([event], Status.PUBLISHED)

    assert told(event) == []


def test_an_import_tells_by_its_files():
    event = make_storm()
    with unrecorded():
        change(event, title="Second.")

    assert told(event) == []
    assert told(change(event, title="Third."))[0] == ("first", "Second.", STORM)


@pytest.mark.parametrize("path", [f"/zh{STORM}", "/news/2004/08/09/storm.html"])
def test_the_same_address_in_another_form_is_no_version(path):
    event = make_storm()
    brought(event, ("current", " A storm  comes.", path, None))

    change(event, title="Second.")

    assert [version[:2] for version in told(event)] == [
        ("update", " A storm  comes."),
        ("current", "Second."),
    ]


def test_the_list_of_an_archive_is_continued():
    begun = datetime.datetime(2018, 1, 17, 12, 30, tzinfo=datetime.UTC)
    event = make_storm()
    brought(
        event,
        ("first", "A wind comes.", "/news/2004/08/9/wind.md", begun),
        ("current", "A storm comes.", STORM, None),
    )

    change(event, title="Second.")

    assert told(event) == [
        ("first", "A wind comes.", "/news/2004/08/9/wind.md"),
        ("update", "A storm comes.", STORM),
        ("current", "Second.", STORM),
    ]
    times = list(event.changes.in_order().values_list("at", flat=True))
    assert times[:2] == [begun, event.created_at.replace(microsecond=0)]


def test_the_lists_of_several_files_stand_before_what_is_told_here():
    event = make_storm()
    brought(event, *[("update", f"{number}.", STORM, None) for number in range(4)])
    brought(event, ("current", "A storm comes.", STORM, None), path="b.md")

    change(event, title="Second.")
    change(event, title="Third.")

    assert [title for _kind, title, _path in told(event)] == [
        "0.", "1.", "2.", "3.", "A storm comes.", "Second.", "Third."
    ]  # fmt: skip


def test_a_save_that_tells_nothing_asks_nothing_more():
    event = make_storm()
    with CaptureQueriesContext(connection) as told_nothing:
        change(event, description="More.")
    with unrecorded(), CaptureQueriesContext(connection) as quiet:
        change(event, title="Second.")

    assert len(told_nothing) == len(quiet)
    assert not any("events_change" in query["sql"] for query in told_nothing)

"""Which public events get a file, and where it lies."""

import datetime

import pytest
from django.utils import timezone

from events.legacy.event_files import event_files
from events.legacy.wording import STYLES
from events.models import Event, Status
from tests.factories import make_event
from tests.legacy.texts import DAY, NEXT, bring, day, event, item, path_of, related

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "A bridge falls.", "The valley is empty."
DUE = timezone.now() + datetime.timedelta(days=1)


def paths(**options) -> list[str]:
    return [told.path for told in event_files(STYLES["en"], Event.objects.published(), **options)]


def test_an_event_told_by_lists_or_the_files_of_others_needs_no_file():
    bring(event(A, related=(related(B, "Dam"),)) | day(item(A), item(C)))

    assert paths() == [path_of(A)]


@pytest.mark.parametrize("title", [B, C])
def test_such_an_event_gets_one_when_an_editor_tells_more(title):
    bring(event(A, related=(related(B, "Dam"),)) | day(item(A), item(C)))
    Event.objects.get(title=title).entities.add("Rain")

    assert paths() == [path_of(A), path_of(title)]


def test_files_come_by_path_and_then_what_was_written_here_by_date():
    make_event(title="Late.", date=NEXT, slug="late")
    make_event(title="Early.", date=DAY, slug="early")
    bring(event(B) | event(A))

    assert paths() == [
        path_of(B), path_of(A), path_of("", slug="early"), path_of("", NEXT, slug="late"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT}, {"status": Status.REVIEW}, {"status": Status.WITHDRAWN},
        {"publish_at": DUE},
    ],
)  # fmt: skip
def test_what_is_not_public_has_no_file_and_is_in_no_panel(hidden):
    make_event(title=A, slug="a", entities=["Dam"])
    make_event(title="Secret.", entities=["Dam"], **hidden)

    [told] = event_files(STYLES["en"], Event.objects.published(), computed=True)
    assert (told.path, told.words.related) == (path_of("", slug="a"), ())

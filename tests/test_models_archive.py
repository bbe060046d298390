"""What files of an archive say: the rules of their rows."""

import pytest

from events.models import (
    Change,
    Event,
    EventFile,
    ImportKey,
    ListLine,
    ListPage,
    Origin,
    Page,
    RelatedLine,
)
from events.models.archive import id_key
from tests.constraints import refused
from tests.factories import make_event, make_page

pytestmark = pytest.mark.django_db


def make_file(**overrides) -> EventFile:
    fields = {"path": "news/2004/08/9/storm.md", "digest": "0" * 32}
    if "event" not in overrides:
        fields["event"] = make_event()
    return EventFile.objects.create(**fields | overrides)


def make_list(**overrides) -> ListPage:
    fields = {"path": "news/2004/08/9/index.md", "digest": "0" * 32}
    return ListPage.objects.create(**fields | overrides)


# --- Import keys


def test_an_import_key_outlives_its_event():
    event = make_event()
    ImportKey.objects.create(digest="a" * 32, event=event)

    event.delete()

    assert ImportKey.objects.get(digest="a" * 32).event is None


def test_an_import_key_outlives_events_deleted_together():
    event = make_event()
    ImportKey.objects.create(digest="a" * 32, event=event)

    type(event).objects.all().delete()

    assert ImportKey.objects.get(digest="a" * 32).event is None


@pytest.mark.parametrize("delete", [Event.delete, lambda event: Event.objects.all().delete()])
def test_an_event_written_here_leaves_the_key_of_its_short_id(delete):
    make_event(origin=Origin.FILE)
    event = make_event()

    delete(event)

    assert list(ImportKey.objects.values_list("digest", "event")) == [
        (id_key(event.short_id), None)
    ]


def test_one_import_key_is_refused_twice():
    ImportKey.objects.create(digest="a" * 32, event=make_event())

    with refused():
        ImportKey.objects.bulk_create([ImportKey(digest="a" * 32)])


def test_an_event_may_have_several_import_keys():
    event = make_event()
    for digest in ("a" * 32, "b" * 32):
        ImportKey.objects.create(digest=digest, event=event)

    assert event.import_keys.count() == 2


# --- Files and pages


def test_one_path_is_refused_to_two_event_files():
    make_file()

    with refused():
        EventFile.objects.bulk_create(
            [EventFile(event=make_event(), path="news/2004/08/9/storm.md", digest="1" * 32)]
        )


def test_an_event_may_have_several_files():
    event = make_event()
    for name in ("a", "b"):
        make_file(event=event, path=f"news/2004/08/9/{name}.md")

    assert event.files.count() == 2


def test_one_path_is_refused_to_two_list_pages():
    make_list()

    with refused():
        ListPage.objects.bulk_create([ListPage(path="news/2004/08/9/index.md", digest="1" * 32)])


def test_one_address_is_refused_to_two_pages():
    make_page(path="/faq/")

    with refused():
        Page.objects.bulk_create([Page(path="/faq/", title="Twin")])


# --- Lines


def test_two_related_lines_in_one_place_are_refused():
    file, target = make_file(), make_event()
    RelatedLine.objects.create(file=file, position=1, target=target)

    with refused():
        RelatedLine.objects.bulk_create([RelatedLine(file=file, position=1, target=make_event())])


def test_one_event_may_stand_twice_in_a_related_list():
    file, target = make_file(), make_event()
    for position in (1, 2):
        RelatedLine.objects.create(file=file, position=position, target=target)

    assert file.related_lines.count() == 2


def test_two_list_lines_in_one_place_are_refused():
    page = make_list()
    ListLine.objects.create(page=page, position=1, event=make_event(), second="none")

    with refused():
        ListLine.objects.bulk_create(
            [ListLine(page=page, position=1, event=make_event(), second="none")]
        )


@pytest.mark.parametrize("second", ["", "picture"])
def test_an_unknown_second_line_is_refused(second):
    with refused("list_line_second_valid"):
        ListLine.objects.bulk_create(
            [ListLine(page=make_list(), position=1, event=make_event(), second=second)]
        )


def test_every_kind_of_second_line_is_taken():
    page, event = make_list(), make_event()
    for position, second in enumerate(ListLine.Second.values, start=1):
        ListLine.objects.create(page=page, position=position, event=event, second=second)

    assert page.lines.count() == len(ListLine.Second.values)


def test_no_text_is_told_from_an_empty_one():
    page, event = make_list(), make_event()
    ListLine.objects.create(page=page, position=1, event=event, second="none", lead=None)
    ListLine.objects.create(page=page, position=2, event=event, second="none", lead="")

    assert [line.lead for line in page.lines.order_by("position")] == [None, ""]


# --- Together


def test_what_files_say_of_an_event_goes_with_it():
    event = make_event()
    file = make_file(event=event)
    RelatedLine.objects.create(file=file, position=1, target=make_event())
    ListLine.objects.create(page=make_list(), position=1, event=event, second="none")
    Change.objects.create(event=event, file=file, title="Storm", path="/a.md", kind="first")

    event.delete()

    assert not EventFile.objects.exists()
    assert not RelatedLine.objects.exists()
    assert not ListLine.objects.exists()
    assert not Change.objects.exists()
    assert ListPage.objects.count() == 1


def test_earlier_versions_stand_in_their_order():
    event = make_event()
    for position, kind in ((3, "current"), (1, "first"), (2, "update")):
        Change.objects.create(event=event, position=position, title=" T ", path="/a", kind=kind)

    assert [str(change) for change in event.changes.all()] == [
        "first version: T",
        "update: T",
        "current version: T",
    ]

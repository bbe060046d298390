"""Files that say what is known are told from those that say something new."""

import pytest

from events.legacy.exporter import Plan, archive_files
from events.legacy.wording import STYLES
from events.models import Event, EventFile, ListPage
from events.models.history import unrecorded
from tests.factories import make_event
from tests.legacy.tables import rows_but_runs
from tests.legacy.texts import DAY, Files, bring, day, event, item, path_of, related

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "A bridge falls."
CHRONICLE = event(A, lead="Dam", related=(related(B, "Dam"),)) | event(B) | day(item(A), item(B))


def exported(form: str = "en") -> Files:
    return {path: text.encode() for path, text in archive_files(Plan(form))}


@pytest.mark.parametrize("form", sorted(STYLES))
@pytest.mark.parametrize(
    "fields", [{}, {"title": "A dam is broken."}, {"slug": "dam"}, {"description": "a\nb"}]
)
def test_an_export_says_nothing_new_to_its_own_database(form, fields):
    bring(CHRONICLE)
    make_event(title="It rains.", date=DAY, entities=["Rain"])
    event = Event.objects.get(title=A)
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()
    before = rows_but_runs()

    bring(exported(form))

    assert rows_but_runs() == before


def test_an_export_of_what_was_written_here_leaves_no_file_behind():
    make_event(title=A)
    bring(exported())

    assert not EventFile.objects.exists()
    assert not ListPage.objects.exists()


def test_other_words_of_what_was_written_here_are_kept_out_and_reported():
    make_event(title=A, slug="dam")
    files = exported()
    path = path_of(A, slug="dam")
    files[path] = files[path].replace(b"# A dam breaks.\n\n\n", b"# A dam breaks.\n\nWater.\n")
    report = bring(files)

    assert [(kept.field, kept.here, kept.archive) for kept in report.kept] == [
        ("description", "", "Water.")
    ]
    assert not EventFile.objects.exists()
    assert Event.objects.get().description == ""


def test_a_word_that_an_export_would_not_say_is_new():
    bring(CHRONICLE)
    files = exported()
    path = path_of(A)
    files[path] = files[path].replace(b"# A dam breaks.\n\n", b"# A dam breaks.\n\nMore: ")
    bring(files)

    assert Event.objects.get(title=A).description.startswith("More: ")


def test_an_export_that_is_no_longer_true_does_not_undo_an_editor():
    bring(CHRONICLE)
    old = exported()
    event = Event.objects.get(title=A)
    event.title = "A dam is broken."
    with unrecorded():
        event.save()

    bring(old)

    assert Event.objects.get(pk=event.pk).title == "A dam is broken."
    assert Event.objects.count() == 2

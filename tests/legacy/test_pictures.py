"""Pictures that editors brought, out with an export and in again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from events.legacy.pictures import picture_files
from events.models import Citation, Event, Picture, Status
from events.models.picture import file_name
from tests.factories import bring_picture, image_bytes, make_citation, make_event
from tests.legacy.tables import clear
from tests.legacy.texts import Files, bring, cite, event, write_folder

pytestmark = pytest.mark.django_db

TITLE = "A dam breaks."


@pytest.fixture(autouse=True)
def empty_store():
    delete_files()


def delete_files() -> None:
    for name in files_here():
        default_storage.delete(name)


def files_here() -> list[str]:
    return sorted(default_storage.listdir("")[1])


def export(folder: Path, **options) -> list[str]:
    out = StringIO()
    call_command("export_legacy", folder, stdout=out, **options)
    return out.getvalue().splitlines()


def read(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def forget() -> None:
    """Leave nothing behind, as on another machine."""
    clear()
    delete_files()


def pictured_event(**look) -> Picture:
    picture = bring_picture(**look)
    make_citation(make_event(title=TITLE), picture=picture, alt="A dam, broken.")
    return picture


@pytest.fixture
def archive(tmp_path) -> Files:
    """An export of an event with a picture, and nothing left of it here."""
    pictured_event(size=(700, 70))
    export(tmp_path / "out")
    forget()
    return read(tmp_path / "out")


def test_a_picture_goes_out_and_comes_in(archive, tmp_path):
    [path] = [path for path in archive if path.startswith("pictures/")]
    assert bring(archive).problems == []

    citation = Citation.objects.get()
    picture = citation.own_picture
    assert path == f"pictures/{picture}"
    assert (picture.width, picture.height, citation.alt) == (700, 70, "A dam, broken.")
    small = file_name(picture.digest, small=True)
    assert files_here() == sorted([file_name(picture.digest), small])
    assert export(tmp_path / "out") == ["4 files: 0 new, 0 changed, 4 unchanged"]


def test_a_folder_is_read_like_a_packed_archive(archive, tmp_path):
    folder = write_folder(tmp_path / "in", archive)

    call_command("import_legacy", folder, verbosity=0)

    assert Citation.objects.get().own_picture


def test_the_same_again_changes_nothing(archive):
    bring(archive)
    before = Citation.objects.values().get(), list(Picture.objects.values())

    report = bring(archive)

    assert (report.events["updated"], report.kept, report.doubts) == (0, [], [])
    assert (Citation.objects.values().get(), list(Picture.objects.values())) == before


def test_a_trial_run_writes_no_file(archive):
    bring(archive, dry_run=True)

    assert not Picture.objects.exists()
    assert files_here() == []


def test_a_picture_that_is_not_in_the_archive_is_left_out(archive):
    [path] = [path for path in archive if path.startswith("pictures/")]
    mark = path.removeprefix("pictures/").removesuffix(".webp")
    del archive[path]

    report = bring(archive)

    assert [reading for reading, _as in report.doubts] == [
        f"{Citation.objects.get().source}: the picture {mark}"
    ]
    assert (Citation.objects.get().picture, Citation.objects.get().alt) == (None, "A dam, broken.")


@pytest.mark.parametrize("data", [b"<script>", image_bytes("WEBP"), image_bytes("JPEG")])
def test_a_picture_with_other_bytes_fails(archive, data):
    [path] = [path for path in archive if path.startswith("pictures/")]

    report = bring(archive | {path: data})

    assert [problem.path for problem in report.problems] == [path]
    assert Citation.objects.get().picture is None
    assert not Picture.objects.exists()


def test_a_lost_file_is_restored(archive):
    bring(archive)
    picture = Picture.objects.get()
    default_storage.delete(file_name(picture.digest))

    bring(archive)

    assert default_storage.exists(file_name(picture.digest))
    assert Citation.objects.get().picture == picture


def test_an_import_of_an_archive_without_it_keeps_it():
    files = event(TITLE, citations=(cite(),))
    bring(files)
    citation = Citation.objects.get()
    citation.picture, citation.alt = bring_picture(), "A dam."
    citation.save()

    report = bring(event(TITLE, citations=(cite(),), description="More."))

    assert [kept.field for kept in report.kept] == ["citations"]
    assert Citation.objects.get().own_picture


def test_overwriting_keeps_what_only_an_editor_brought():
    files = event(TITLE, citations=(cite(),))
    bring(files)
    citation = Citation.objects.get()
    citation.image, citation.picture, citation.alt = "https://a.example/", bring_picture(), "A dam."
    citation.save()

    bring(event(TITLE, citations=(cite(),), description="More."), overwrite=True)

    citation = Citation.objects.get()
    assert (citation.image, citation.alt) == ("", "A dam.")
    assert citation.own_picture


def test_a_copied_picture_is_none_of_the_archives_matters(tmp_path):
    address = "https://paper.example/a.jpg"
    files = event(TITLE, citations=(cite(image=address),))
    bring(files)
    Citation.objects.update(picture=bring_picture(address))

    export(tmp_path / "out")

    assert read(tmp_path / "out")[next(iter(files))] == files[next(iter(files))]
    assert not (tmp_path / "out" / "pictures").exists()


def test_pictures_of_what_is_not_public_stay_here():
    pictured_event()
    assert len(list(picture_files())) == 1

    event = Event.objects.get()
    event.status = Status.DRAFT
    event.save()

    assert list(picture_files()) == []


def test_a_picture_that_was_taken_away_is_deleted_if_wanted(tmp_path):
    pictured_event()
    export(tmp_path)
    [path] = (tmp_path / "pictures").iterdir()
    Citation.objects.update(picture=None)

    assert export(tmp_path)[1:] == [
        "1 other files: not of this archive; --delete removes them",
        f"  pictures/{path.name}",
    ]
    export(tmp_path, delete=True)
    assert not path.parent.exists()

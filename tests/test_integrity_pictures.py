"""What check_archive finds of pictures without their files."""

import pytest
from django.core.files.storage import default_storage

from events.models import Picture
from events.models.picture import file_name
from tests.factories import bring_picture, make_citation, make_event
from tests.test_integrity import found, repair
from tests.test_models_picture import ADDRESS

pytestmark = [pytest.mark.django_db, pytest.mark.raw_writes]


def lose(picture: Picture) -> None:
    default_storage.delete(file_name(picture.digest))


def test_a_copy_without_its_file_is_forgotten_and_so_copied_again():
    kept, lost = bring_picture(f"{ADDRESS}?1"), bring_picture(ADDRESS, colour="red")
    citation = make_citation(make_event(), image=ADDRESS, picture=lost)
    lose(lost)

    assert found() == {
        "files of copied pictures": [f"{lost}, copied from {ADDRESS}, is not there."]
    }
    assert repair() == {"files of copied pictures": 1}

    citation.refresh_from_db()
    assert citation.picture is None
    assert list(Picture.objects.all()) == [kept]


def test_an_editors_picture_without_its_file_is_an_editors_to_decide():
    picture = bring_picture(colour="orange")
    make_citation(make_event(), picture=picture)
    lose(picture)

    [(check, [sentence])] = found().items()

    assert check == "files of editors' pictures"
    assert sentence.startswith(f"{picture}, brought by an editor, is not in MEDIA_ROOT")
    assert repair() == {check: 0}
    assert Picture.objects.get() == picture

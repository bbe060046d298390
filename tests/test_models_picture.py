"""Pictures that are kept: which files they have, and which citation shows them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from events.models import Picture
from events.models.picture import file_name
from events.pictures import prepare
from tests.constraints import refused
from tests.factories import bring_picture, image_bytes, make_citation, make_event

pytestmark = pytest.mark.django_db

ADDRESS = "https://paper.example/a.jpg"


def test_the_same_picture_is_kept_once():
    first = bring_picture()

    assert bring_picture() == first
    assert Picture.objects.count() == 1


def test_a_picture_may_be_brought_and_copied_from_several_addresses():
    rows = [bring_picture(), bring_picture(ADDRESS), bring_picture(f"{ADDRESS}?2")]

    assert len({row.pk for row in rows}) == 3
    assert len({row.digest for row in rows}) == 1


def test_another_copy_of_an_address_takes_the_place_of_the_first():
    first = bring_picture(ADDRESS, colour="red")
    second = bring_picture(ADDRESS, colour="blue")

    assert (second.pk, second.digest != first.digest) == (first.pk, True)


def test_a_file_that_is_not_whole_is_written_again():
    picture = prepare(image_bytes(colour="pink"))
    name = file_name(picture.digest)
    default_storage.save(name, ContentFile(picture.data[:10]))

    Picture.objects.keep(picture)

    assert default_storage.size(name) == len(picture.data)


def test_rows_are_unique():
    picture, copy = bring_picture(), bring_picture(ADDRESS)
    size = {"width": 1, "height": 1}

    with refused("picture_brought_once|digest"):
        Picture.objects.create(digest=picture.digest, **size)
    with refused("picture_copied_once|copied_key"):
        Picture.objects.create(digest="0", copied_key=copy.copied_key, **size)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((40, 30), (40, 30)),
        ((1248, 600), (624, 300)),
        ((600, 1440), (300, 720)),
        ((1600, 1), (624, 1)),
    ],
)
def test_a_page_gives_it_the_room_that_it_will_fill(size, box):
    picture = Picture(width=size[0], height=size[1])

    assert (picture.shown_width, picture.shown_height) == box


def test_a_small_screen_gets_a_small_file():
    picture = bring_picture(size=(700, 70))

    small = file_name(picture.digest, small=True)
    assert default_storage.exists(small)
    assert picture.srcset == f"/media/{small} 640w, /media/{picture} 700w"
    assert bring_picture(size=(640, 64)).srcset == ""


def test_a_copy_is_shown_only_for_the_address_it_was_copied_from():
    copy, own = bring_picture(ADDRESS), bring_picture(colour="red")
    citation = make_citation(make_event(), image=f" {ADDRESS}\n", picture=copy)
    assert (citation.shown_picture, citation.own_picture) == (copy, None)

    citation.image = "https://paper.example/b.jpg"
    assert citation.shown_picture is None

    citation.picture = own
    assert (citation.shown_picture, citation.own_picture) == (own, own)

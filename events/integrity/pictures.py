"""The files of pictures that are kept here."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage

from events.bulk import in_batches
from events.models import Picture
from events.models.picture import PictureQuerySet, file_name


def find_lost_copies() -> Iterator[str]:
    """Yield a sentence for each copied picture without its file."""
    for picture in _without_file(_copies()):
        yield f"{file_name(picture.digest)}, copied from {picture.copied_from}, is not there."


def repair_lost_copies() -> int:
    """Forget the copies without their files: `fetch_images` copies them again."""
    lost = [picture.pk for picture in _without_file(_copies())]
    for batch in in_batches(lost):
        Picture.objects.filter(pk__among=batch).delete()
    return len(lost)


def find_lost_pictures() -> Iterator[str]:
    """Yield a sentence for each picture of an editor without its file."""
    for picture in _without_file(Picture.objects.filter(copied_key="")):
        yield (
            f"{file_name(picture.digest)}, brought by an editor, is not in MEDIA_ROOT: restore it "
            "from a backup or an export, or choose another one on the form of the event."
        )


def _copies() -> PictureQuerySet:
    return Picture.objects.exclude(copied_key="")


def _without_file(pictures: PictureQuerySet) -> Iterator[Picture]:
    return (
        picture
        for picture in pictures.order_by("pk").iterator()
        if not default_storage.exists(file_name(picture.digest))
    )

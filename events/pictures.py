"""Pictures from outside, made into the one form in which they are stored.

Every picture is decoded and written anew: so it is a picture, and carries nothing but itself (no
place, no camera, no program in disguise).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from .text import digest

LARGEST_FILE = 20_000_000  # bytes of a picture that comes in
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_600  # of what is stored
SMALL_WIDTH = 640
SUFFIX = ".webp"
STORED_TYPE = "image/webp"
READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
QUALITY = 82


class NotAPicture(ValueError):
    """What came is no picture that can be shown here; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it is stored: bytes of WebP, its size in pixels, and a digest as its name."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The name of the file."""
        return digest(self.data)


def prepare(data: bytes) -> StoredPicture:
    """Make the bytes of a picture into what is stored: upright, scaled down, without metadata.

    Of a moving picture the first image is kept. The same bytes give the same picture as long as
    the encoder is the same.

    Raises:
        NotAPicture: if they are none, or too large.
    """
    with _opened(data, READ) as image:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _stored(_plain(upright))


def read_stored(data: bytes) -> StoredPicture:
    """Return what `prepare` has made once, as it is.

    Raises:
        NotAPicture: if it cannot have been made so.
    """
    with _opened(data, ["WEBP"]) as image:
        image.load()
        extra = {"exif", "xmp", "icc_profile"} & image.info.keys()
        if extra or max(image.size) > LONGEST_SIDE or getattr(image, "n_frames", 1) > 1:
            raise NotAPicture(_("The picture is not in the form in which pictures are stored."))
        return StoredPicture(data, *image.size)


def shrink(picture: StoredPicture) -> StoredPicture:
    """Return a picture at the width of a small screen."""
    with _opened(picture.data, ["WEBP"]) as image:
        image.thumbnail((SMALL_WIDTH, LONGEST_SIDE))
        return _stored(image)


@contextmanager
def _opened(data: bytes, formats: list[str] | tuple[str, ...]) -> Iterator[Image.Image]:
    """Open a picture by what its bytes say it is; whatever a decoder may choke on is no picture."""
    if len(data) > LARGEST_FILE:
        raise NotAPicture(_("The picture has more than %d MB.") % (LARGEST_FILE // 1_000_000))
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_many_pixels()
            yield image
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        names = ", ".join(formats)
        raise NotAPicture(_("This is no picture of a kind shown here (%s).") % names) from error


def _too_many_pixels() -> NotAPicture:
    millions = MOST_PIXELS // 1_000_000
    return NotAPicture(_("The picture has more than %d million pixels.") % millions)


def _plain(image: Image.Image) -> Image.Image:
    """Return an image in the colours of the web, with transparency only if it has any."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        image = _in_srgb(image, profile)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        own, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image


def _stored(image: Image.Image) -> StoredPicture:
    out = BytesIO()
    image.info = {}
    image.save(out, "WEBP", quality=QUALITY)
    return StoredPicture(out.getvalue(), *image.size)

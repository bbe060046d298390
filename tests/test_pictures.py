"""What becomes of the bytes of a picture, and what is none."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from events import pictures
from events.pictures import NotAPicture, prepare, read_stored, shrink
from tests.factories import image_bytes

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GPS, ORIENTATION = 0x8825, 0x0112


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_pictures_are_stored_as_one_kind(kind):
    stored = prepare(image_bytes(kind))

    image = opened(stored.data)
    assert (image.format, image.size) == ("WEBP", (40, 30))
    assert (stored.width, stored.height) == (40, 30)
    assert read_stored(stored.data) == stored


@pytest.mark.parametrize(
    "data",
    [b"", b"words", SVG, b"\xff\xd8\xff\xe0 words", image_bytes("PNG")[:60], image_bytes("BMP")],
    ids=["nothing", "words", "svg", "only a mark", "half", "bmp"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        prepare(data)


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FILE", 100)

    with pytest.raises(NotAPicture, match="MB"):
        prepare(image_bytes())


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_bomb_is_refused_by_what_it_says_of_its_size(side):
    header = side.to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00"
    chunk = b"IHDR" + header
    bomb = image_bytes("PNG")[:8] + len(header).to_bytes(4) + chunk
    bomb += zlib.crc32(chunk).to_bytes(4) + image_bytes("PNG")[33:]

    with pytest.raises(NotAPicture, match="million pixels"):
        prepare(bomb)


def test_where_it_was_taken_is_forgotten_and_it_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (36.0, 2.0, 0.0)}
    exif[0x010F] = "A camera"

    stored = prepare(image_bytes("JPEG", exif=exif, comment=b"secret"))

    image = opened(stored.data)
    assert image.size == (30, 40)
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()
    assert b"camera" not in stored.data
    assert b"secret" not in stored.data


def test_a_large_picture_is_scaled_down():
    stored = prepare(image_bytes("PNG", (3200, 800)))

    assert (stored.width, stored.height) == (1600, 400)
    small = shrink(stored)
    assert (small.width, small.height) == (640, 160)


def test_transparency_stays():
    stored = prepare(image_bytes("PNG", mode="RGBA", colour="#00808080"))

    assert opened(stored.data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_pictures_in_other_colours_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    data = BytesIO()
    Image.new(mode, (4, 4)).save(data, kind)

    assert opened(prepare(data.getvalue()).data).mode == "RGB"


def test_of_a_moving_picture_the_first_image_stays():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])

    image = opened(prepare(file.getvalue()).data)

    red, _green, blue = image.convert("RGB").getpixel((1, 1))
    assert (image.n_frames, red > 200, blue < 60) == (1, True, True)


@pytest.mark.parametrize(
    "data",
    [
        image_bytes("PNG"),
        image_bytes("WEBP", (1601, 10)),
        image_bytes("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
        prepare(image_bytes()).data[:-9],
    ],
    ids=["another kind", "too large", "with more in it", "half"],
)
def test_only_what_was_made_here_is_taken_as_it_is(data):
    with pytest.raises(NotAPicture):
        read_stored(data)

"""Setting text in images: a font that has every letter of a text, and lines that fit.

Fonts are those of the Noto family, found by the script's name in the folders of `CARD_FONTS`, and
DejaVu, which mixes some scripts. A text that no single one can set is set by none, lest readers see
boxes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageFont, features

# Scripts that need no shaping: letters stand side by side as they are.
PLAIN = {"latin", "greek", "cyrillic", "armenian", "georgian", "cjk", "hiragana", "katakana",
         "hangul"}  # fmt: skip
EAST_ASIAN = {"cjk", "hiragana", "katakana", "hangul", "bopomofo"}
REGIONS = {"ja": 0, "ko": 1, "zh-hans": 2, "zh-hant": 3}  # places in a collection of East Asia
RIGHT_TO_LEFT = {"R", "AL"}
# Spaces, marks on letters, and what steers them: nothing to be seen by itself.
INVISIBLE = {"Zs", "Zl", "Zp", "Mn", "Mc", "Me", "Cc", "Cf"}
# What never begins a line, nor stands alone.
CLOSING = "，。、；：！？）」』》”’…"


@lru_cache(maxsize=1)
def _files(folders: tuple[str, ...]) -> dict[str, str]:
    """Return the font files in some folders, by name."""
    paths = (path for folder in folders for path in sorted(Path(folder).rglob("*.tt?")))
    return {path.name: str(path) for path in paths}


@lru_cache(maxsize=64)
def _font(path: str, size: int, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index)


def font_for(text: str, size: int) -> ImageFont.FreeTypeFont | None:
    """Return a font that can set a text, None if there is none."""
    found = _face_for(text)
    return _font(found[0], size, found[1]) if found else None


def can_set(text: str) -> bool:
    """Say whether there is a font for a text; a few microseconds once its letters are known."""
    return _face_for(text) is not None


def _face_for(text: str) -> tuple[str, int] | None:
    return _found(text, tuple(map(str, settings.CARD_FONTS)), _region(), can_shape())


@lru_cache(maxsize=2_000)
def _found(
    text: str, folders: tuple[str, ...], region: int, shapes: bool
) -> tuple[str, int] | None:
    """Return file and place of the font for a text."""
    letters = {char for char in text if unicodedata.category(char) not in INVISIBLE}
    scripts = {_script(char) for char in letters if unicodedata.category(char)[0] == "L"}
    if not (shapes or scripts <= PLAIN):
        return None
    faces = _faces(frozenset(scripts), folders, region)
    return next((face for face in faces if all(_has(*face, char) for char in letters)), None)


def can_shape() -> bool:
    """Say whether letters can be joined, stacked and set from right to left."""
    return features.check("raqm")


@lru_cache(maxsize=10_000)
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0].lower()


def _region() -> int:
    """Return whose forms Chinese characters take: those of the edition's language."""
    return REGIONS.get(settings.LANGUAGE_CODE.lower(), REGIONS["zh-hans"])


@lru_cache(maxsize=256)
def _faces(
    scripts: frozenset[str], folders: tuple[str, ...], region: int
) -> tuple[tuple[str, int], ...]:
    """Return the fonts there are for some scripts, those that suit the site first."""
    files = _files(folders)
    if scripts & EAST_ASIAN:
        names = [("NotoSerifCJK-Regular.ttc", region), ("NotoSansCJK-Regular.ttc", region)]
    else:
        special = sorted(script.title() for script in scripts - {"latin", "greek", "cyrillic"})
        patterns = ("NotoSerif{}", "NotoNaskh{}", "NotoSans{}")
        stems = [pattern.format(script) for script in special for pattern in patterns]
        names = [(f"{stem}-Regular.ttf", 0) for stem in [*stems, "NotoSerif", "NotoSans"]]
        names += [("DejaVuSerif.ttf", 0), ("DejaVuSans.ttf", 0)]
    return tuple((files[name], index) for name, index in names if name in files)


@lru_cache(maxsize=50_000)
def _has(path: str, index: int, char: str) -> bool:
    """Say whether a font has a letter: it draws something else than for what no font has."""
    font = _font(path, 24, index)
    drawn, missing = font.getmask(char), font.getmask("\uffff")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


# --- Lines


def runs_right_to_left(text: str) -> bool:
    """Say whether a text begins with a letter of a script that runs from right to left."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind in RIGHT_TO_LEFT for kind in kinds if kind in {"L", *RIGHT_TO_LEFT}), False)


def break_lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return a text in lines no wider than this; a word that is wider stands alone."""
    lines, line, length = [], "", 0.0
    for piece in _pieces(text):
        piece = piece if line else piece.lstrip()
        if line and length + font.getlength(piece) > width:
            lines.append(line)
            line, length, piece = "", 0.0, piece.lstrip()
        line, length = line + piece, length + font.getlength(piece)
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[str]:
    """Yield what a line may not be broken in: words, or single characters of East Asia."""
    for word in re.findall(r"\s*\S+", text):
        for is_eastern, group in groupby(word, _is_eastern):
            if is_eastern:
                yield from re.findall(rf".[{CLOSING}]*", "".join(group))
            else:
                yield "".join(group)


def _is_eastern(char: str) -> bool:
    return _script(char) in EAST_ASIAN or char in CLOSING or "\u3000" <= char <= "\u303f"

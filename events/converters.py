"""Parts of addresses: zero-padded dates, and names in any script.

A date part that is not padded does not match: it belongs to an old address.
"""

from __future__ import annotations

import re

from django.urls.converters import StringConverter

from events.addresses import ALL_FORMATS, FORMATS


class YearConverter:
    """Four digits; there is no year 0."""

    regex = "(?!0000)[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter(YearConverter):
    """01 to 12."""

    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class DayConverter(MonthConverter):
    """01 to 31."""

    regex = "0[1-9]|[12][0-9]|3[01]"


class NameConverter(StringConverter):
    """What Django's `str` takes, but no NUL, which PostgreSQL refuses."""

    regex = r"[^/\x00]+"


class PathConverter(StringConverter):
    """What Django's `path` takes, but no NUL."""

    regex = r"[^\x00]+"


class FormatConverter(StringConverter):
    """The suffix of a machine format that every page has."""

    regex = "|".join(sorted(FORMATS))


class PictureConverter(StringConverter):
    """The name of a picture's file: a digest, and a width if it is not the largest."""

    regex = r"[0-9a-f]{32}(?:-[0-9]{3})?\.webp"


class MoreFormatsConverter(StringConverter):
    """The suffix of a format that some pages have besides."""

    regex = "|".join(map(re.escape, sorted(ALL_FORMATS - FORMATS)))

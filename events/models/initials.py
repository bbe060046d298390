"""Under which letter or script an index lists a name, computed by the database.

The column is made of this once: whoever changes it writes a migration that makes it anew.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models
from django.db.models import Func

OTHER = "other"
# Latin letters with marks, and the letter that each is listed under.
MARKED = range(0xC0, 0x250)
# Of these Unicode knows no plain letter.
PLAIN = str.maketrans("æđðħıłøœþŧ", "addhiloott")
# The scripts of which names are listed together, by their first signs' places in Unicode.
SCRIPTS = {
    "greek": [(0x370, 0x3FF)],
    "cyrillic": [(0x400, 0x52F)],
    "armenian": [(0x530, 0x58F)],
    "hebrew": [(0x590, 0x5FF)],
    "arabic": [(0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF)],
    "devanagari": [(0x900, 0x97F)],
    "thai": [(0xE00, 0xE7F)],
    "georgian": [(0x10A0, 0x10FF)],
    "hangul": [(0x1100, 0x11FF), (0xAC00, 0xD7AF)],
    "kana": [(0x3040, 0x30FF)],
    "han": [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)],
}
DIGITS = "0"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
INITIALS = (*LETTERS, DIGITS, *SCRIPTS, OTHER)


def plain_letter(code: int) -> str:
    """Return the letter a to z that a sign is made of, "?" if it is made of none."""
    letter = unicodedata.normalize("NFD", chr(code).casefold().translate(PLAIN))[0]
    return letter if letter in LETTERS else "?"


class Initial(Func):
    """A letter a to z, "0" for digits, the name of a script, or "other"."""

    arity = 1
    output_field = models.CharField(max_length=10)

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(*args, template=template("unicode(%(expressions)s)"), **context)

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(*args, template=template("ascii(%(expressions)s)"), **context)


def template(code: str) -> str:
    """Return the SQL for a text whose first sign has this code."""
    plain = "".join(map(plain_letter, MARKED)).replace("?", "~")
    scripts = [
        f"WHEN {code} BETWEEN {first} AND {last} THEN '{name}'"
        for name, ranges in SCRIPTS.items()
        for first, last in ranges
    ]
    return (
        f"(CASE WHEN {code} BETWEEN 97 AND 122 THEN substr(%(expressions)s, 1, 1) "
        f"WHEN {code} BETWEEN 65 AND 90 THEN lower(substr(%(expressions)s, 1, 1)) "
        f"WHEN {code} BETWEEN 48 AND 57 THEN '{DIGITS}' "
        f"WHEN {code} BETWEEN {MARKED.start} AND {MARKED.stop - 1} THEN "
        f"replace(substr('{plain}', {code} - {MARKED.start - 1}, 1), '~', '{OTHER}') "
        f"{' '.join(scripts)} ELSE '{OTHER}' END)"
    )

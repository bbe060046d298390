"""How entities' own names are found by what a text calls them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func

SMALL_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class InSmallLetters(Func):
    """A text with a to z in place of A to Z and no other change, on every database and in every
    locale, so that an index can stand on it (`in_small_letters` is the same here).
    """

    function = "LOWER"
    arity = 1
    output_field = models.TextField()

    def as_postgresql(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(*args, template='LOWER(%(expressions)s COLLATE "C")', **context)


def in_small_letters(text: str) -> str:
    """Return `text` with a to z in place of A to Z; other letters stay as they are."""
    return text.translate(SMALL_LETTERS)

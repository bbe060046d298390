"""The full text searches of the databases, one small module each, with the same functions."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from . import postgresql, sqlite

ENGINES = {"postgresql": postgresql, "sqlite": sqlite}


def engine() -> ModuleType:
    """Return the one of this database."""
    return ENGINES[connection.vendor]

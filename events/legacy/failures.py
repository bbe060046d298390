"""Why nothing could be imported or exported: a sentence that says what to do."""

from __future__ import annotations

import errno
from typing import NamedTuple

from django.db import Error, InterfaceError, OperationalError, connection


class ImportFailure(Exception):
    """An import could not be done; its text is a sentence, and nothing was written."""


class _Trouble(NamedTuple):
    """A kind of trouble: how PostgreSQL, SQLite and the system name it, and what to do."""

    states: tuple[str, ...]
    words: tuple[str, ...]
    errors: tuple[int, ...]
    advice: str


# PostgreSQL words its messages in the language of the server: only its states tell.
TROUBLES = (
    _Trouble(
        ("53100",),
        ("database or disk is full", "no space left", "disk i/o error"),
        (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
        "The disk is full, or fails: make room on it, then run this again.",
    ),
    _Trouble(
        ("25006", "42501"),
        ("readonly database", "unable to open database file"),
        (errno.EROFS, errno.EACCES, errno.EPERM),
        "It may only be read: give this user the right to write it, and on SQLite the right to "
        "write the folder it lies in, then run this again.",
    ),
    _Trouble(
        ("55P03", "57014", "40P01", "40001"),
        ("is locked",),
        (),
        "Another program is writing and did not end in time: run this again when it has ended.",
    ),
    _Trouble(
        ("42P01", "42703"),
        ("no such table", "no such column", "has no column"),
        (),
        "A table or column is missing: run `manage.py migrate`, then this again.",
    ),
    _Trouble(
        ("08", "57P"),
        (),
        (),
        "The connection was lost: see that the database runs, then run this again. "
        "Whatever was written is whole, and nothing comes twice.",
    ),
)
LOST = TROUBLES[-1]
UNKNOWN = "Run this again; if it stays, the database's own log may tell more."
UNKNOWN_TO_SYSTEM = "Put that right, then run this again."


def sentence(error: Error | OSError, outcome: str) -> str:
    """Return what went wrong, its outcome, and what to do about it, on one line.

    The outcome is left out where it is not certain: a connection may be lost just when the
    database has written everything.
    """
    if isinstance(error, OSError):
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        unknown = UNKNOWN_TO_SYSTEM
    else:
        said = f"The database refused: {' '.join(str(error).split()).rstrip('.')}"
        unknown = UNKNOWN
    trouble = _trouble(error)
    advice = trouble.advice if trouble else unknown
    return " ".join([f"{said}.", *([] if trouble is LOST else [outcome]), advice])


def _trouble(error: Error | OSError) -> _Trouble | None:
    state = getattr(error.__cause__, "sqlstate", None) or _state_of_lost(error)
    words = str(error).casefold()
    for trouble in TROUBLES:
        if (
            state.startswith(trouble.states)
            or any(word in words for word in trouble.words)
            or getattr(error, "errno", None) in trouble.errors
        ):
            return trouble
    return None


def _state_of_lost(error: Error | OSError) -> str:
    """Return the state of a lost connection, if PostgreSQL was not there to name one."""
    driver = isinstance(error, OperationalError | InterfaceError) and error.__cause__
    return "08" if driver and connection.vendor == "postgresql" else ""

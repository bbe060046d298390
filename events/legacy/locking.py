"""One import at a time into a database, by a lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

from .failures import ImportFailure

KEY = int.from_bytes(b"newsroom")
# PostgreSQL may notice a moment late that a process is dead, seconds.
LATE = 3.0
# How long an import waits for rows and tables that others hold, seconds; SQLite has its timeout.
PATIENCE = 20


class ImportRunning(ImportFailure):
    """Another import is writing into this database."""

    def __init__(self) -> None:
        super().__init__(
            "Another import into this database is running. Nothing was imported: "
            "wait until it has ended, then run this one again."
        )


@contextmanager
def only_import() -> Iterator[None]:
    """Hold the one right to import.

    Raises:
        ImportRunning: if another process has it.
    """
    lock = _advisory_lock if connection.vendor == "postgresql" else _file_lock
    with lock():
        yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    """Hold a lock of the session: PostgreSQL frees it when the connection ends, however it ends."""
    given_up = time.monotonic() + LATE
    while not _ask("SELECT pg_try_advisory_lock(%s)"):
        if time.monotonic() > given_up:
            raise ImportRunning
        time.sleep(0.05)
    session = connection.connection
    try:
        yield
    finally:
        # A connection that was lost, and perhaps made anew, holds no lock.
        if connection.connection is session:
            with suppress(Error):
                _ask("SELECT pg_advisory_unlock(%s)")


def _ask(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [KEY])
        return cursor.fetchone()[0]


@contextmanager
def _file_lock() -> Iterator[None]:
    """Hold a lock on a file beside the database file; one in memory is nobody else's anyway.

    The file stays: deleting it would let two processes lock two files of one name.
    """
    if connection.is_in_memory_db():
        yield
        return
    path = os.path.realpath(connection.settings_dict["NAME"]) + "-import"
    file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise ImportRunning from None
    try:
        yield
    finally:
        os.close(file)


def lose_patience() -> None:
    """Let the transaction give up on what others hold for long, as SQLite does by its timeout."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}s"])

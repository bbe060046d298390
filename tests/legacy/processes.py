"""Databases of their own, and the real commands run on them as processes of their own."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import Connection, connect, sql

CHECKOUT = Path(__file__).resolve().parent.parent.parent
MANAGE = (sys.executable, str(CHECKOUT / "manage.py"))
# Prints every row of a database, named by what it says.
DUMP = (sys.executable, "-m", "tests.legacy.said_rows")


@dataclass(frozen=True)
class Database:
    """A database, known by its DATABASE_URL."""

    url: str

    def environment(self, **more: str) -> dict[str, str]:
        known = {"SECRET_KEY": "known-to-everyone-and-for-tests-only", "PYTHONPATH": str(CHECKOUT)}
        return os.environ | known | {"DATABASE_URL": self.url} | more

    def start(self, *command: Any, **environment: str) -> subprocess.Popen:
        """Start a command on the database, in a process that can be killed."""
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=CHECKOUT,
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: Any, **environment: str) -> tuple[int, str, str]:
        """The exit status of a command, and what it printed on its two streams."""
        process = self.start(*command, **environment)
        out, errors = process.communicate(timeout=300)
        return process.returncode, out, errors

    def manage(self, *arguments: Any, **environment: str) -> tuple[int, str, str]:
        return self.run(*MANAGE, *arguments, **environment)

    def said(self) -> dict[str, list]:
        """Every row of every table, named by what it says; see `said_rows`."""
        status, out, errors = self.run(*DUMP)
        assert status == 0, errors
        return json.loads(out)


class Databases:
    """Makes databases, and copies of them that cost next to nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self._empty: Database | None = None

    def empty(self) -> Database:
        """A new one with all tables; they are made once."""
        if self._empty is None:
            self._empty = self._make()
            status, _out, errors = self._empty.manage("migrate", "--verbosity=0")
            assert status == 0, errors
        return self.copy(self._empty)

    def bare(self) -> Database:
        """A new one without any table."""
        return self._make()

    def copy(self, original: Database) -> Database:
        """A new one with the rows of another, which nobody may be using now."""
        return self._make(original)

    def _make(self, original: Database | None = None) -> Database:
        name = f"scratch_{uuid.uuid4().hex}"
        if connection.vendor == "sqlite":
            if original:
                shutil.copyfile(path_of(original), self.folder / name)
            return Database(f"sqlite:///{self.folder / name}")
        copied = original.url.rpartition("/")[2] if original else "template1"
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with server() as cursor:
            cursor.execute(order.format(sql.Identifier(name), sql.Identifier(copied)))
        self.made.append(name)
        return Database(f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}")

    def drop(self) -> None:
        for name in self.made:
            with server() as cursor:
                order = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                cursor.execute(order.format(sql.Identifier(name)))


def path_of(database: Database) -> Path:
    """The file of a SQLite database."""
    return Path(database.url.removeprefix("sqlite:///"))


def connect_to(name: str, **options: Any) -> Connection:
    """A connection to a database on the server of the tests, apart from theirs."""
    settings = connection.settings_dict
    place = {"host": settings["HOST"] or None, "port": settings["PORT"] or None}
    person = {"user": settings["USER"] or None, "password": settings["PASSWORD"] or None}
    return connect(dbname=name, **place, **person, **options)


@contextmanager
def server() -> Iterator[Any]:
    """A cursor on the server of the tests, outside of any transaction."""
    with connect_to("postgres", autocommit=True) as link:
        yield link.cursor()

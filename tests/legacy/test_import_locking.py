"""One import at a time, and what an import does with a database that others hold."""

import signal
import sqlite3
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from events.legacy import locking
from events.legacy.importer import import_archive
from events.legacy.locking import ImportRunning, only_import
from tests.legacy.processes import MANAGE, Database, connect_to, path_of
from tests.legacy.texts import event, write_folder

pytestmark = pytest.mark.own_database

RUNNING = (
    "CommandError: Another import into this database is running. Nothing was imported: "
    "wait until it has ended, then run this one again.\n"
)
IMPATIENT = {"DJANGO_SETTINGS_MODULE": "tests.legacy.impatient"}


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_folder(tmp_path / "archive", event("A dam breaks."))


@pytest.fixture(scope="module")
def database(databases) -> Database:
    """One for all of these: none of them minds what is in it."""
    return databases.empty()


def start_endless(database: Database) -> subprocess.Popen:
    """Start an import that reads its archive and does not come to its end; wait until it does."""
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from events.legacy import importer\n"
        "def read(path): print('reading', flush=True); input(); yield\n"
        "importer.read_archive = read\n"
        "call_command('import_legacy', '.')\n"
    )
    process = subprocess.Popen(
        [MANAGE[0], "-c", code],
        env=database.environment(DJANGO_SETTINGS_MODULE="newsroom.settings"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "reading\n"
    return process


def end(process: subprocess.Popen, number: int = signal.SIGKILL) -> None:
    process.send_signal(number)
    process.communicate()


def test_a_second_import_says_so_and_stops(database, folder):
    before = database.said()
    first = start_endless(database)
    try:
        second = database.manage("import_legacy", folder)
        trial = database.manage("import_legacy", folder, "--dry-run")
    finally:
        end(first)

    assert second == trial == (2, "", RUNNING)
    assert database.said() == before


def test_the_right_to_import_dies_with_its_process(database, folder):
    end(start_endless(database), signal.SIGKILL)

    assert database.manage("import_legacy", folder, "--verbosity=0") == (0, "", "")


def test_the_right_to_import_ends_with_the_import(database, folder):

    for _time in range(2):
        assert database.manage("import_legacy", folder, "--verbosity=0") == (0, "", "")


def test_two_databases_take_two_imports(databases, database, folder):
    other = databases.empty()
    first = start_endless(database)
    try:
        assert other.manage("import_legacy", folder, "--verbosity=0") == (0, "", "")
    finally:
        end(first)


@pytest.mark.django_db(transaction=True)
def test_a_failed_import_gives_its_right_back(folder, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("events.legacy.importer.join", fail)
    with pytest.raises(ZeroDivisionError):
        import_archive(folder)
    monkeypatch.undo()

    assert import_archive(folder).events["created"] == 1


@pytest.mark.django_db
def test_the_right_to_import_is_one_of_its_session(monkeypatch):
    monkeypatch.setattr(locking, "LATE", 0)
    with ExitStack() as other:
        if connection.vendor == "postgresql":
            link = other.enter_context(connect_to(connection.settings_dict["NAME"]))
            link.execute("SELECT pg_advisory_lock(%s)", [locking.KEY])
        else:
            other.enter_context(only_import())
        with pytest.raises(ImportRunning), only_import():
            pass
    with only_import():
        pass


# --- A database that another writer has locked


def hold_table(database: Database) -> sqlite3.Connection | psycopg.Connection:
    """Open a transaction of another program that writes and does not end."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(path_of(database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = connect_to(database.url.rpartition("/")[2])
        other.execute("LOCK TABLE events_event")
    return other


def test_a_database_locked_by_another_writer_is_a_sentence(database, folder):
    before = database.said()
    other = hold_table(database)
    status, out, errors = database.manage("import_legacy", folder, **IMPATIENT)
    other.close()

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert errors.endswith(
        " Nothing was imported. Another program is writing and did not end in time: "
        "run this again when it has ended.\n"
    )
    assert database.said() == before
    assert database.manage("import_legacy", folder, "--verbosity=0") == (0, "", "")


def test_an_import_waits_for_a_writer_that_ends(database, folder):
    other = hold_table(database)
    process = database.start(*MANAGE, "import_legacy", folder, "--verbosity=0")
    time.sleep(1)
    other.rollback()
    other.close()

    assert process.communicate() == ("", "")
    assert process.returncode == 0


# --- A connection that is lost


def test_a_lost_connection_is_a_sentence_and_leaves_nothing(database, folder):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    before = database.said()
    code = (
        "import django; django.setup()\n"
        "from django.core.management import execute_from_command_line\n"
        "from django.db import connection\n"
        "from events.legacy import writer\n"
        "def cut(*args, **kwargs):\n"
        "    pid = connection.connection.info.backend_pid\n"
        "    connection.copy().cursor().execute('SELECT pg_terminate_backend(%s)', [pid])\n"
        "writer.write_redirects = cut\n"
        f"execute_from_command_line(['manage.py', 'import_legacy', {str(folder)!r}])\n"
    )
    status, out, errors = database.run(
        MANAGE[0], "-c", code, DJANGO_SETTINGS_MODULE="newsroom.settings"
    )

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert errors.endswith(
        " The connection was lost: see that the database runs, then run this again. "
        "Whatever was written is whole, and nothing comes twice.\n"
    )
    assert database.said() == before


def test_a_database_that_does_not_run_is_a_sentence(folder):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    nobody = Database("postgresql://postgres@/%2Fnowhere/postgres")

    status, out, errors = nobody.manage("import_legacy", folder)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "The connection was lost: see that the database runs" in errors

"""What every test stands on: settings, Hypothesis profiles, and what this machine lacks."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests.factories import making

CHECKOUT = Path(__file__).resolve().parent.parent
ARCHIVES = Path(os.environ.get("LEGACY_ARCHIVES", CHECKOUT.parent / "shared" / "archives"))
# By marker, the fixture that implies it.
FIXTURE_OF = {"archive": "archives", "browser": "browser", "gettext": "gathered"}

# No deadlines: a busy machine is no fault of the code.
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("default", **CALM)
hypothesis_settings.register_profile(
    "deterministic", derandomize=True, database=None, max_examples=50, **CALM
)
hypothesis_settings.register_profile(
    "ci", derandomize=True, database=None, print_blob=True, max_examples=500, **CALM
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
hypothesis_settings.load_profile(PROFILE)
# What sets a test's database up.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
WRITING = ("INSERT", "UPDATE", "DELETE")


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def what_is_missing() -> dict[str, str]:
    """By marker, why its tests cannot run on this machine."""
    missing = {}
    if not ARCHIVES.is_dir():
        missing["archive"] = f"no archives in {ARCHIVES} (LEGACY_ARCHIVES names their folder)"
    if not find_chromium():
        missing["browser"] = "no Chromium found (CHROMIUM names one)"
    if not all(map(shutil.which, ("xgettext", "msgmerge", "msgfmt"))):
        missing["gettext"] = "no gettext found"
    return missing


def pytest_configure() -> None:
    if os.environ.get("REQUIRE_ALL") == "1" and (missing := what_is_missing()):
        raise pytest.UsageError("REQUIRE_ALL is set, but " + "; ".join(missing.values()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = what_is_missing()
    for item in items:
        if not (uses_database(item) or item.get_closest_marker("own_database")):
            item.add_marker("once")
        for marker, fixture in FIXTURE_OF.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
            if marker in missing and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=missing[marker]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for marker, reason in what_is_missing().items():
        if count := sum(reason in str(report.longrepr) for report in skipped):
            line = f"LEFT OUT: {count} {marker} tests: {reason}"
            terminalreporter.write_line(line, yellow=True, bold=True)


@pytest.fixture(scope="session")
def archives() -> Path:
    """The folder of the real legacy archives."""
    return ARCHIVES


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """The Chromium to run."""
    return find_chromium()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give SQLite a file, as the site has.

    A database in memory has one connection for all threads, and sqlite3 hangs for ever where one
    thread reads rows while another waits for a function of Python within a statement.
    """
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(autouse=True, scope="session")
def static_files_where_they_lie(tmp_path_factory: pytest.TempPathFactory):
    """No `collectstatic` before the tests: plain names, and an empty STATIC_ROOT."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_for_tests():
    """Django's own takes a third of a second over a password, on purpose."""
    fast = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=fast):
        yield


@pytest.fixture(autouse=True, scope="session")
def pictures_of_their_own(tmp_path_factory: pytest.TempPathFactory):
    """Pictures that tests keep go where nobody else's are."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


def written_once(django_db_setup, django_db_blocker: DjangoDbBlocker):
    """Rows written within it are there for many tests, in a transaction around theirs.

    What a test does to them is undone after it. None of these tests may be transactional.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


written_for_module = pytest.fixture(scope="module", name="written_for_module")(written_once)
written_for_class = pytest.fixture(scope="class", name="written_for_class")(written_once)


def uses_database(item: pytest.Item) -> bool:
    """Say whether a test reads or writes the database that all tests share."""
    fixtures = DATABASE_FIXTURES & {*getattr(item, "fixturenames", ())}
    return bool(item.get_closest_marker("django_db") or fixtures)


def is_transactional(item: pytest.Item) -> bool:
    """Say whether a test may write by other connections, too: in other threads."""
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return True
    return bool({"transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())})


class Writes:
    """Told of each statement, it knows whether what readers see was written, and by what."""

    def __init__(self) -> None:
        self.at_all = self.by_doors = False

    def __call__(self, execute: Callable, sql: str, *args: Any) -> Any:
        if "events_" in sql and sql.startswith(WRITING):
            self.at_all = True
            self.by_doors |= not making.get()
        return execute(sql, *args)


def is_checked(item: pytest.Item, writes: Writes) -> bool:
    """Say whether what a test leaves is looked at.

    In CI that is whatever was written; elsewhere on SQLite what was written otherwise than by
    factories, and else one test of four.
    """
    if is_transactional(item):
        return True
    if PROFILE == "ci" or crc32(item.nodeid.encode()) % 4 == 0:
        return writes.at_all
    return connection.vendor == "sqlite" and writes.by_doors


@pytest.fixture(autouse=True)
def sound_archive(request: pytest.FixtureRequest):
    """After a test, whatever it wrote, what is stored agrees with the rows.

    A test that goes around the doors on purpose is marked `raw_writes`.
    """
    item = request.node
    if not uses_database(item) or item.get_closest_marker("raw_writes"):
        yield
        return
    request.getfixturevalue("db")  # set up before this, so taken down after it
    writes = Writes()
    with connection.execute_wrapper(writes):
        yield
    # A command that is run as by its command line closes the connection, and with it the test's.
    if is_checked(item, writes) and not connection.closed_in_transaction:
        from events.integrity import CHECKS

        assert [sentence for check in CHECKS for sentence in check.find()] == []

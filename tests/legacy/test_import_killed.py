"""An import that is killed leaves nothing, and the next one makes up for it."""

import random
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.legacy.processes import MANAGE, Database, Databases
from tests.legacy.test_import_archives import SAMPLES
from tests.legacy.texts import NEXT, cite, day, event, front, item, page, related, write_folder

pytestmark = [pytest.mark.own_database, pytest.mark.verify]

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
DYING = (sys.executable, "-m", "tests.legacy.dying")
FIRST = (
    event(A, lead="Dam", citations=(cite(),), related=(related(B, "Rain", NEXT),))
    | event(B, NEXT, description="For days.")
    | day(item(A, lead="Dam", context="Dam, Valley"), item("Unwritten."))
    | page("faq/README.md", "Questions")
    | {"news/2004/08/9/bad.md": b"words\n"}
)
SECOND = (
    event(A, lead="Dam", description="Water.", citations=(cite("Other", "https://o.example/"),))
    | event("Unwritten.", related=(related(A, "Dam, Valley"),))
    | event(C, NEXT, slug="valley", related=(related(B, "Rain", NEXT),))
    | day(item(C, NEXT, slug="valley", context="Chicago, Illinois"), item(B, NEXT), date=NEXT)
    | front(item(B, NEXT), date=NEXT)
    | page("faq/README.md", "Questions", "Other words.\n")
    | {f"news/2005/01/{number}/x.md": b"" for number in range(10, 12)}
)


@pytest.fixture
def chance() -> random.Random:
    """Random numbers; their seed is printed with a failure."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


def kill_after(database: Database, seconds: float, folder: Path) -> int:
    """Start an import and kill it after some time; its exit status."""
    process = database.start(*MANAGE, "import_legacy", folder, "--verbosity=0")
    time.sleep(seconds)
    process.kill()
    process.communicate()
    return process.returncode


def kill_at(database: Database, statement: int, folder: Path) -> int:
    """Run an import that dies at a statement; its exit status."""
    status, _out, errors = database.run(*DYING, statement, folder)
    assert status == -signal.SIGKILL, errors
    return status


def check_kills(
    databases: Databases, before: Database, folder: Path, times: int, chance: random.Random
) -> None:
    """Kill imports at random statements and times: nothing or all is there, then all."""
    undisturbed = databases.copy(before)
    started = time.monotonic()
    status, statements, errors = undisturbed.run(*DYING, 0, folder)
    took = time.monotonic() - started
    assert (status in {0, 1}, errors) == (True, "")
    nothing, everything = before.said(), undisturbed.said()
    assert nothing != everything
    for number in range(times):
        database = databases.copy(before)
        if number % 2:
            point = chance.uniform(took * 0.3, took)
            kill_after(database, point, folder)
        else:
            point = chance.randint(1, int(statements))
            kill_at(database, point, folder)
        print(f"killed at {point}")
        left = database.said()
        assert left in (nothing, everything)
        if left == nothing:
            assert database.manage("import_legacy", folder, "--verbosity=0")[0] == status
            assert database.said() == everything


@pytest.fixture
def grown(databases, tmp_path) -> tuple[Database, Path]:
    """A database with one archive in it, and the folder of it, which says more by now."""
    folder = write_folder(tmp_path / "archive", FIRST)
    before = databases.empty()
    assert before.manage("import_legacy", folder, "--verbosity=0")[0] == 1
    return before, write_folder(folder, SECOND)


def test_an_import_killed_at_any_moment_leaves_nothing(databases, grown, chance):
    before, folder = grown

    check_kills(databases, before, folder, 24, chance)


@pytest.mark.archive
def test_a_real_archive_killed_at_any_moment_leaves_nothing(databases, archives, chance):
    check_kills(databases, databases.empty(), archives / SAMPLES, 16, chance)

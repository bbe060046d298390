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
SEARCH_COLUMNS = {
    "sqlite": ["rowid", "marks", "title", "entities", "description", "sources"],
    "postgresql": ["rowid", "marks", "vector"],
}
# Tables that have no model.
FURTHER = {"sqlite": {"events_searchmarks": ["place", "marks"]}, "postgresql": {}}

Rows = dict[type[models.Model], list[tuple]]


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


def all_rows() -> Rows:
    """Return every row of the application as the database keeps it."""
    rows = {}
    with connection.cursor() as cursor:
        for model in event_models():
            cursor.execute(f"SELECT {as_text(model)} FROM {model._meta.db_table}")
            rows[model] = cursor.fetchall()
    return rows


def columns(model: type[models.Model]) -> list[str]:
    """Return the names of the columns that the database does not fill by itself."""
    if model is SearchText:  # the engine's own table, of which the model says a part
        return SEARCH_COLUMNS[connection.vendor]
    return [field.column for field in model._meta.concrete_fields if not field.generated]


def as_text(model: type[models.Model]) -> str:
    """Return the columns as SQL, as text where PostgreSQL's own form is not what it reads back."""
    kinds = {field.column: field for field in model._meta.concrete_fields}
    plain = {name for name, field in kinds.items() if not isinstance(field, models.JSONField)}
    if connection.vendor == "sqlite":
        plain = set(columns(model))
    return ", ".join(f'"{name}"' if name in plain else f'"{name}"::text' for name in columns(model))


def empty_tables() -> None:
    """Delete every row of the application."""
    tables = [model._meta.db_table for model in event_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        with transaction.atomic():
            for table in reversed(tables):
                cursor.execute(f"DELETE FROM {table}")


def floor(path: Path, rows: Rows) -> None:
    """Read the files and write the rows, nothing else."""
    for _file in read_archive(path):
        pass
    with transaction.atomic(), connection.cursor() as cursor:
        for model, some in rows.items():
            write(cursor, model, some)


def write(cursor: object, model: type[models.Model], rows: list[tuple]) -> None:
    """Write rows as fast as the database takes them."""
    names = ", ".join(f'"{name}"' for name in columns(model))
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns(model)))
    for batch in in_batches(rows, BATCH):
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)

"""How the database answers a statement."""

from collections.abc import Sequence

from django.db import connection


def plan(sql: str, params: Sequence[object] | None = None) -> list[str]:
    """The steps of a statement's plan, as the database tells them."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        return [str(row[-1]).strip() for row in cursor.fetchall()]


def learn_tables() -> None:
    """Have the database look at its tables, so that it chooses as it does for large ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

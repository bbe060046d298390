"""What is done after `migrate`."""

import pytest
from django.db import connection
from django.db.migrations import Migration

from events.apps import analyze
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL forgets nothing")
@pytest.mark.parametrize(("label", "tables"), [("events", ["events_event"]), ("admin", [])])
def test_sqlite_looks_at_its_tables_again_after_a_migration_of_ours(label, tables):
    make_event()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")

        analyze(plan=[(Migration("0001_initial", label), False)])

        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl = 'events_event'")
        assert [table for (table,) in cursor.fetchall()] == tables

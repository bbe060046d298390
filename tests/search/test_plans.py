"""The statements of the engines use their indexes, and what they cost does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models.search import rebuild
from events.search.engines import engine
from events.search.engines.asked import Phrase, Query
from tests.factories import make_event

pytestmark = pytest.mark.django_db

QUERY = Query(wanted=(Phrase(("dam",)),), marks=(("§1",),), first=1, last=1 << 62)


def plan() -> str:
    """How the database answers the statement of a question."""
    with CaptureQueriesContext(connection) as queries:
        engine().find(QUERY, 5_000, scored=True)
    [sql] = [query["sql"] for query in queries]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}"
        )
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_hits_come_out_of_the_index_newest_first():
    make_event(title="A dam.")
    rebuild()

    steps = plan()

    if connection.vendor == "sqlite":
        # Each use of the table is one of its own index (M: MATCH, with bounds); nothing is sorted.
        uses = [line for line in steps.splitlines() if "events_searchtext" in line]
        assert len(uses) == 4
        assert all("VIRTUAL TABLE INDEX" in line and "M" in line for line in uses)
        assert "TEMP B-TREE" not in steps
    else:
        assert steps.count("Bitmap Index Scan on events_searchtext") >= 1
        assert "Seq Scan on events_searchtext" not in steps


def test_a_question_is_one_statement_whatever_it_finds(django_assert_num_queries):
    for number in (1, 3):
        for _event in range(number):
            make_event(title="A dam.")
        with django_assert_num_queries(1):
            engine().find(Query(wanted=(Phrase(("dam",)),)), 5_000, scored=True)

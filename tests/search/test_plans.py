"""The statements of the engines use their indexes, and what they cost does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.search.asking import read_question
from events.search.documents import Document
from events.search.engines import engine, sqlite
from events.search.engines.asked import Phrase, Query
from tests.factories import make_event
from tests.plans import learn_tables, plan

pytestmark = pytest.mark.django_db

QUERY = Query(wanted=(Phrase(("dam",)),), marks=(("§1",),), first=1, last=1 << 62)


@pytest.fixture
def many_texts():
    """An index of five thousand texts, of which few have what is asked for."""
    texts = ["a dam" if number % 500 == 0 else f"noise {number}" for number in range(1, 5_001)]
    marked = ((n, f"§{n % 50}", text) for n, text in enumerate(texts, start=1))
    engine().write([Document(n, n, "", "", mark, text, "", "", "") for n, mark, text in marked])
    learn_tables()


def steps_of_question() -> str:
    """How the database answers the statement of a question."""
    with CaptureQueriesContext(connection) as queries:
        engine().find(QUERY, 5_000, scored=True)
    [sql] = [query["sql"] for query in queries]
    return "\n".join(plan(sql))


@pytest.mark.raw_writes
def test_hits_come_out_of_the_index_newest_first(many_texts):
    steps = steps_of_question()

    if connection.vendor == "sqlite":
        # Each use of the table is one of its own index (M: MATCH, with bounds); nothing is sorted.
        uses = [line for line in steps.splitlines() if "events_searchtext" in line]
        assert len(uses) == 4
        assert all("VIRTUAL TABLE INDEX" in line and "M" in line for line in uses)
        assert "SCAN text VIRTUAL TABLE INDEX 0:=" in steps  # the texts of hits, by their places
        assert "TEMP B-TREE" not in steps
    else:
        assert "Bitmap Index Scan on events_searchtext_0_vector_idx" in steps
        assert "Seq Scan on events_searchtext_0" not in steps


def test_a_question_is_one_statement_whatever_it_finds(django_assert_num_queries):
    for number in (1, 3):
        for _event in range(number):
            make_event(title="A dam.")
        with django_assert_num_queries(1):
            engine().find(Query(wanted=(Phrase(("dam",)),)), 5_000, scored=True)


@pytest.mark.parametrize("question", ["dam", "dam water", '"new dam" water', "da*"])
def test_fields_are_the_same_told_by_texts_or_field_by_field(db, monkeypatch, question):
    make_event(title="New dam", description="water of the dams", entities=["Water"])
    make_event(title="Water", description="A new dam", entities=["Dam", "New"])
    make_event(title="Old dams", description="no river", entities=["Dam"])
    query = Query(wanted=tuple(read_question(question).wanted))
    told = []
    for few in (0, 10):
        monkeypatch.setattr(sqlite, "FEW", few)
        told.append(engine().find(query, 10, scored=True).fields)
    assert told[0] == told[1]
    assert all(told[0].values())

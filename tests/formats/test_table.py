"""Lists as CSV: what a row says, that no cell is run, and how long lists go on."""

import csv
import datetime
import io
import re

import pytest

from events.formats.table import COLUMNS
from events.models import Event
from tests.factories import make_citation, make_entity, make_event, make_source

from .pages import DAY, MORE, PAGES, hide_some, make_chronicle, page_of

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
TABLES = [PAGES[kind] for kind, formats in MORE.items() if "csv" in formats]


def rows(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(client, stem: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{stem}.csv{query}")
    assert response.status_code == 200
    return rows(response)


def test_a_row_says_what_a_list_does_and_the_sources(client):
    event = make_chronicle()
    Event.objects.exclude(pk=event.pk).delete()
    at = datetime.datetime(2020, 1, 2, 12, tzinfo=datetime.UTC)
    Event.objects.filter(pk=event.pk).update(created_at=at, updated_at=at)

    (row,) = table(client, "/index")

    assert list(row) == list(COLUMNS)
    assert row == {
        "id": event.short_id,
        "date": "2004-08-09",
        "lead": "Sadr",
        "title": "Fighting & <noise>.",
        "description": "More *here*.\n\nEnd.",
        "entities": "Sadr; Najaf",
        "sources": "Paper",
        "reports": "https://paper.example/1",
        "url": f"{HOST}{event.get_absolute_url()}",
        "permalink": f"{HOST}/e/{event.short_id}/",
        "created": "2020-01-02T12:00:00Z",
        "updated": "2020-01-02T12:00:00Z",
    }


def test_tables_have_their_headers_and_come_in_pieces(client):
    make_chronicle()

    for stem in TABLES:
        response = client.get(f"{stem}.csv")
        assert response.streaming
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Link"] == f'<{HOST}{page_of(stem)}>; rel="canonical"'
        assert len(rows(response)) >= 1
        assert b"".join(client.head(f"{stem}.csv").streaming_content) == b""


def test_no_table_tells_what_is_not_public(client):
    make_chronicle()
    hide_some(date=DAY)

    told = {stem: [row["title"] for row in table(client, stem)] for stem in TABLES}
    assert [title for titles in told.values() for title in titles if "Secret" in title] == []


def test_no_cell_is_a_formula(client):
    paper = make_source("@Paper")
    lead = make_entity("-Lead")
    event = make_event(title="=1+1", description="\t=cmd()", lead=lead, entities=["+Entity"])
    make_citation(event, source=paper)

    (row,) = table(client, "/index")

    dangerous = re.compile(r"\s*[=+\-@]")
    assert [name for name, cell in row.items() if dangerous.match(cell)] == []
    assert row["title"] == "'=1+1"


def test_tables_have_the_whole_lists_newest_first(client, monkeypatch):
    monkeypatch.setattr("events.views.following.TABLE_SLICE", 2)
    event = make_chronicle()
    for number in range(5):
        names = ["Najaf", "Muqtada al-Sadr"]
        other = make_event(date=DAY, title=f"{number}", entities=names)
        make_citation(other, source=event.citations.first().source)

    for found in [table(client, stem) for stem in TABLES]:
        assert len({row["id"] for row in found}) == len(found) >= 6
        assert [row["date"] for row in found] == sorted((r["date"] for r in found), reverse=True)


@pytest.mark.parametrize("kind", ["entity", "source", "search"])
def test_a_table_goes_back_through_all_the_years(client, kind, monkeypatch):
    monkeypatch.setattr("events.views.following.TABLE_SLICE", 1)
    monkeypatch.setattr("events.views.lists.SLICE", 1)
    monkeypatch.setattr("events.views.entity.SLICE", 1)
    source = make_source("Paper")
    for year in (2001, 2004, 2004, 2010):
        event = make_event(date=datetime.date(year, 8, 9), entities=["Najaf"])
        make_citation(event, source=source)

    found = table(client, PAGES[kind])

    assert [row["date"][:4] for row in found] == ["2010", "2004", "2004", "2001"]


def test_a_very_long_table_says_where_it_goes_on(client, monkeypatch):
    monkeypatch.setattr("events.views.following.TABLE_ROWS", 2)
    events = [make_event(title=f"Vote {number}") for number in range(5)]
    found, query = [], "?q=vote"
    while query:
        response = client.get(f"/search.csv{query}")
        found += [[row["id"] for row in rows(response)]]
        link = re.search(r'<([^>]*)>; rel="next"', response.headers["Link"])
        query = link and link[1].removeprefix(f"{HOST}/search.csv")

    ids = [event.short_id for event in events]
    assert found == [ids[:2], ids[2:4], ids[4:]]


def test_a_bad_cursor_or_question_is_answered_before_the_first_row(client):
    assert client.get("/index.csv?before=never").status_code == 404
    response = client.get("/search.csv?entity=nobody")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"


def test_a_slice_costs_the_same_whatever_it_holds(client, django_assert_max_num_queries):
    event, counts = make_chronicle(), []
    for number in range(3):
        other = make_event(date=DAY, entities=["Najaf", f"More {number}"])
        make_citation(other, source=event.citations.first().source)
        make_citation(other)
        if number in {0, 2}:
            with django_assert_max_num_queries(11) as captured:
                table(client, PAGES["day"])
            counts.append(len(captured))

    assert counts[0] == counts[1]

"""Import runs and their lines at the desk: read, filtered, downloaded, never written."""

import csv
import datetime
import io

import pytest
from django.contrib import admin
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from events.models import EventFile, ImportLine, ImportRun
from tests.desk import address, client_of, cost_of, make_editor, make_person
from tests.factories import make_event

pytestmark = pytest.mark.django_db

PATH = "/archives/zh.tar.xz"


def make_run(**overrides) -> ImportRun:
    fields = {
        "path": PATH,
        "started_at": datetime.datetime(2026, 11, 22, 10, 30, tzinfo=datetime.UTC),
        "finished_at": timezone.now(),
        "files": {"events": 8984, "failed": 0},
        "events": {"created": 9000, "updated": 0},
        "noted": {"problem": 2, "kept": 1},
    }
    return ImportRun.objects.create(**fields | overrides)


def make_line(run: ImportRun, **overrides) -> ImportLine:
    fields = {"kind": "problem", "path": "news/2004/08/9/bad.md", "line": 3}
    said = {"here": "a heading", "archive": "words"}
    return ImportLine.objects.create(run=run, **fields | said | overrides)


@pytest.fixture
def run() -> ImportRun:
    """A run with lines; another run has some as well."""
    run = make_run()
    make_line(run)
    make_line(run, path="news/other.md", archive="=1+1")
    make_line(run, kind="kept", path="/news/a/", line=None, field="title", here="Mine")
    make_line(make_run(path="/archives/en.zip"), path="news/leak.md")
    return run


@pytest.fixture
def viewer() -> Client:
    return client_of(make_person("viewer", "view"))


def csv_of(client: Client, run: ImportRun, query: str = "") -> list[dict[str, str]]:
    response = client.get(address("importrun", "csv", run.pk) + query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def paths(client: Client, query: str) -> list[str]:
    response = client.get(address("importline", "changelist") + query)
    return [line.path for line in response.context["cl"].result_list]


# --- Who


@pytest.mark.parametrize("model", ["importrun", "importline"])
def test_nobody_adds_or_changes_any(model, run):
    client = client_of(make_editor())
    row = run if model == "importrun" else run.lines.first()
    before = list(type(row).objects.order_by("pk").values())

    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "add"), {"path": "x"}).status_code == 403
    assert client.post(address(model, "change", row.pk), {"path": "x"}).status_code == 403
    assert 'name="_save"' not in client.get(address(model, "change", row.pk)).text
    assert list(type(row).objects.order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["anonymous", "staff"])
@pytest.mark.parametrize("page", ["list", "row", "lines", "line", "csv"])
def test_without_permission_nothing_is_shown(page, who, run):
    client = Client() if who == "anonymous" else client_of(make_person("staff"))
    where = {
        "list": address("importrun", "changelist"),
        "row": address("importrun", "change", run.pk),
        "lines": address("importline", "changelist"),
        "line": address("importline", "change", run.lines.first().pk),
        "csv": address("importrun", "csv", run.pk),
    }[page]

    assert client.get(where).status_code == (302 if who == "anonymous" else 403)


def test_lines_want_their_own_permission_in_csv_too(run):
    person = make_person("person", "view")
    person.user_permissions.remove(person.user_permissions.get(codename="view_importline"))

    assert client_of(person).get(address("importrun", "change", run.pk)).status_code == 200
    assert client_of(person).get(address("importrun", "csv", run.pk)).status_code == 403


def test_who_may_not_delete_deletes_nothing(viewer, run):
    assert viewer.post(address("importrun", "delete", run.pk), {"post": "yes"}).status_code == 403
    assert ImportRun.objects.count() == 2


def test_who_may_deletes_a_run_with_its_lines_and_keeps_its_events(run):
    event = make_event(run=run)
    client = client_of(make_editor())

    assert client.post(address("importrun", "delete", run.pk), {"post": "yes"}).status_code == 302
    event.refresh_from_db()
    assert (event.run, event.version) == (None, 1)
    assert [line.path for line in ImportLine.objects.all()] == ["news/leak.md"]


def test_lines_are_not_deleted_one_by_one(run):
    line = run.lines.first()
    answer = client_of(make_editor()).post(address("importline", "delete", line.pk), {"post": "y"})

    assert answer.status_code == 403
    assert ImportLine.objects.filter(pk=line.pk).exists()


# --- What


def test_runs_are_listed_with_what_they_did(viewer, run):
    text = viewer.get(address("importrun", "changelist")).text

    assert "2026-11-22 10:30" in text
    assert "9,000 created" in text
    lines = address("importline", "changelist")
    assert f'<a href="{lines}?run={run.pk}&amp;kind__exact=problem">2</a>' in text


def test_a_run_shows_its_counts_and_leads_to_its_lines(viewer):
    run = make_run(options={"strict": True, "limit": 5}, outcome="refused")
    text = viewer.get(address("importrun", "change", run.pk)).text

    assert PATH in text
    assert "--limit 5 --strict" in text
    assert "8,984 events" in text
    assert "refused" in text
    assert f'<a href="{address("importrun", "csv", run.pk)}?kind=kept">CSV</a>' in text


def test_lines_are_filtered_by_run_and_kind(viewer, run):
    assert paths(viewer, f"?run={run.pk}") == ["/news/a/", "news/2004/08/9/bad.md", "news/other.md"]
    assert paths(viewer, f"?run={run.pk}&kind__exact=kept") == ["/news/a/"]
    assert paths(viewer, f"?run={run.pk}&q=other") == ["news/other.md"]
    assert paths(viewer, "?run=none") == []


def test_a_line_shows_its_texts_whole_and_links_to_its_event(viewer, run):
    event = make_event(title="A dam <breaks>.")
    line = make_line(run, kind="kept", event=event, here="x" * 500, archive="<b>")
    text = viewer.get(address("importline", "change", line.pk)).text

    assert "x" * 500 in text
    assert "&lt;b&gt;" in text
    link = address("event", "change", event.pk)
    assert f'<a href="{link}">A dam &lt;breaks&gt;.</a>' in text


@pytest.mark.parametrize("model", ["importrun", "importline"])
def test_lists_cost_the_same_for_few_and_many(viewer, model):
    run = make_run()
    make_line(run)
    viewer.get(address(model, "changelist"))
    few = cost_of(viewer, address(model, "changelist"))
    for _number in range(2):
        make_line(make_run(), event=make_event())

    assert cost_of(viewer, address(model, "changelist")) == few


# --- CSV


def test_the_csv_has_the_lines_of_the_run(viewer, run):
    rows = csv_of(viewer, run)

    assert [row["path"] for row in rows] == ["/news/a/", "news/2004/08/9/bad.md", "news/other.md"]
    assert rows[1] == {
        "kind": "problem", "path": "news/2004/08/9/bad.md", "line": "3", "field": "",
        "here": "a heading", "archive": "words",
    }  # fmt: skip


def test_the_csv_of_one_kind(viewer, run):
    assert [row["here"] for row in csv_of(viewer, run, "?kind=kept")] == ["Mine"]
    assert viewer.get(address("importrun", "csv", run.pk) + "?kind=x").status_code == 404
    assert viewer.get(address("importrun", "csv", 0)).status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_is_a_formula(viewer, text):
    run = make_run()
    make_line(run, path=text, here=text, archive=text, field=text)

    [row] = csv_of(viewer, run)
    assert {row[name] for name in ("path", "here", "archive", "field")} == {f"'{text}"}


@pytest.mark.parametrize("text", ["a=b", "1-1", "“=”", "", 'say "a",\nb', "水"])
def test_other_cells_are_as_they_are(viewer, text):
    run = make_run()
    make_line(run, here=text)

    assert csv_of(viewer, run)[0]["here"] == text


def test_the_csv_is_streamed_and_named(viewer, run):
    response = viewer.get(address("importrun", "csv", run.pk) + "?kind=kept")

    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="import-{run.pk}-kept.csv"'


# --- Events


def test_an_event_links_to_the_run_that_brought_it_and_those_of_its_files(viewer, run):
    other = make_run()
    event = make_event(run=run)
    EventFile.objects.create(event=event, path="news/2004/08/9/a.md", run=other)
    text = viewer.get(address("event", "change", event.pk)).text

    for row in (run, other):
        assert f'<a href="{address("importrun", "change", row.pk)}">2026-11-22 10:30</a>' in text
    assert "news/2004/08/9/a.md" in text


def test_who_may_not_see_runs_sees_the_files_only(run):
    person = make_person("person", "view")
    person.user_permissions.remove(person.user_permissions.get(codename="view_importrun"))
    event = make_event(run=run)
    EventFile.objects.create(event=event, path="news/2004/08/9/a.md", run=run)
    text = client_of(person).get(address("event", "change", event.pk)).text

    assert "<li>news/2004/08/9/a.md</li>" in text
    assert "2026-11-22 10:30" not in text


def test_the_lines_are_not_in_the_index_but_the_runs_are():
    text = client_of(make_editor()).get("/admin/").text

    assert address("importrun", "changelist") in text
    assert address("importline", "changelist") not in text
    assert ImportLine in admin.site._registry

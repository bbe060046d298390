"""Hostile and broken archives: said where and why, the rest taken in, nothing run."""

import io
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.importer import import_archive
from events.legacy.reader import UnusableArchive
from events.models import Citation, Event, EventFile, Page, Redirect, RelatedLine
from tests.legacy.tables import rows_but_runs, titles
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    change,
    cite,
    day,
    event,
    examples,
    front,
    item,
    page,
    related,
    write_folder,
)

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
GOOD = event(A) | day(item(A)) | day(item(A), name="README")
HEADING = b"### [2004-08-9](/news/2004/08/9/index.md)\n\n"
TITLE = HEADING + b"# T\n\n\n\n\n"
LINKED = event(B, related=(related(C, "x"),)).popitem()[1]
BAD = {
    "not UTF-8": {"news/2004/08/9/b.md": HEADING + b"# \xff\n\n\n\n"},
    "binary": {"news/2004/08/9/b.md": bytes(range(256)) * 20},
    "empty": {"news/2004/08/9/b.md": b""},
    "cut short": {"news/2004/08/9/b.md": HEADING + b"# Rain"},
    "no such date": {"news/2004/02/30/b.md": HEADING.replace(b"08-9", b"02-30") + b"# R\n\n\n\n"},
    "another date": {"news/2004/08/10/b.md": event(B).popitem()[1]},
    "a long line": {"news/2004/08/9/b.md": HEADING + b"# " + b"x" * 6_000_000},
    "a link": {"news/2004/08/9/b.md": LINKED.replace(b"2004/08/9/the", b"2004/08/32/the")},
}  # fmt: skip
MARKUP = '<script>alert(1)</script> **bold** [x](javascript:2) <img src=x onerror="alert(3)">'


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_said_and_the_rest_is_imported(kind):
    report = bring(BAD[kind] | GOOD)

    [problem] = report.problems
    assert str(problem).startswith(f"{next(iter(BAD[kind]))}:")
    assert report.sum() == "4 files = 1 events + 1 days + 0 pages + 1 twins + 1 failed"
    assert titles() == [A]


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_said_in_one_short_line(kind):
    [problem] = bring(BAD[kind]).problems

    assert "\n" not in str(problem)
    assert len(str(problem)) < 300


def test_a_line_of_a_hundred_million_bytes_is_refused_unread(tmp_path):
    write_folder(tmp_path, GOOD)
    with (tmp_path / "news/2004/08/9/b.md").open("wb") as file:
        file.truncate(100_000_000)

    report = import_archive(tmp_path)

    assert [str(problem) for problem in report.problems] == [
        "news/2004/08/9/b.md:1: expected a file of at most 5 MB inside the archive, "
        "found 100,000,000 bytes"
    ]
    assert titles() == [A]


def test_lines_made_to_be_slow_are_not():
    slow = [
        TITLE + b"### Source:\n\n1. [" + b"](" * 2_000,
        TITLE + b"### Related:\n\n1. [" + b"](/news/2004/08/9/x.md) _Context: " * 2_000,
        HEADING[1:] + b"### [" + b"](/news/2004/08/9/" * 2_000,
    ]  # fmt: skip
    start = time.process_time()
    bring({f"{number}.md": data for number, data in enumerate(slow)})

    assert time.process_time() - start < 20


# --- Text that looks like code


def test_a_title_of_markup_is_kept_verbatim():
    bring(event(MARKUP, slug="x", lead=MARKUP, description=MARKUP))

    row = Event.objects.get()
    assert (row.title, row.lead_text, row.description) == (MARKUP, MARKUP, MARKUP)


def test_a_title_of_markup_is_shown_harmless(client):
    bring(event(MARKUP, slug="x", lead=MARKUP, description=MARKUP))

    html = client.get(Event.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript:' not in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//x", " vbscript:x"]
)
def test_an_address_that_would_run_is_kept_and_is_no_link(url, client):
    bring(event(A, citations=(cite(url=url, image=url),)))

    citation = Citation.objects.get()
    assert (citation.url, citation.image) == (url, url)
    assert (citation.is_link, citation.image_is_link) == (False, False)
    html = client.get(Event.objects.get().get_absolute_url()).content.decode()
    assert f'"{url}"' not in html


# --- What one file says must not cost the others


@pytest.mark.parametrize("at", ["2018-02-30 12:00:00", "2018-01-01 25:00:00"])
def test_a_change_at_a_time_that_does_not_exist_is_a_problem(at):
    report = bring(GOOD | event(B, changes=(change(B, "first", at),)))

    assert len(report.problems) == 1
    assert titles() == [A]


LONG = "x" * 300


@pytest.mark.parametrize(
    "files",
    [
        event(B, slug=LONG),
        event(B, related=(related(C, "Rain", LATER, slug=LONG),)),
        day(item(B, NEXT, slug=LONG), date=NEXT),
        event(B, changes=(change("Old.", "first", slug=LONG * 2),)),
        page(f"{LONG}/README.md", "About"),
    ],
    ids=["file", "link", "line", "change", "page"],
)
def test_a_name_longer_than_its_column_does_not_stop_the_import(files):
    bring(GOOD | files)

    assert A in titles()
    assert all(len(row.slug) <= 255 for row in Event.objects.all())
    assert all(len(row.path) <= 500 for row in Redirect.objects.all())
    assert all(len(row.path) <= 300 for row in Page.objects.all())


def test_links_of_two_generations_to_one_event_do_not_stop_the_import():
    bring(event(A, related=(related(B, "Rain", slug="old"), related(B, "Rain", slug="new"))))

    assert titles() == [A, B]
    assert RelatedLine.objects.count() == 2


def test_a_file_name_that_is_not_utf_8_does_not_stop_the_import(tmp_path):
    [(_path, data)] = event(B).items()
    write_folder(tmp_path, GOOD | {"news/2004/08/9/b\udcff.md": data})

    import_archive(tmp_path)

    assert A in titles()


def test_a_path_with_control_characters_is_said_in_one_plain_line():
    [problem] = bring({"a\n0 failed\x1b[2J.md": b"\xff"}).problems

    assert str(problem).isprintable()


def test_a_damaged_archive_leaves_no_row(tmp_path):
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=0) as tar:
        for path, data in (GOOD | event(B, LATER)).items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    data = bytearray(archive.read_bytes())
    archive.write_bytes(data[:2800])
    before = rows_but_runs()

    with pytest.raises(UnusableArchive):
        import_archive(archive)

    assert rows_but_runs() == before


# --- Anything at all


@examples(40)
@given(data=st.data())
def test_files_with_changed_bytes_never_stop_the_import(data):
    files = GOOD | event(B, NEXT, lead="L", citations=(cite(),), related=(related(A, "x, y"),))
    files |= front(item(B, NEXT)) | page("faq/README.md", "F")
    for path in data.draw(st.lists(st.sampled_from(list(files)), max_size=3)):
        text = bytearray(files[path])
        for place in data.draw(st.lists(st.integers(0, len(text) - 1), max_size=3)):
            text[place] = data.draw(st.sampled_from(b"\n\0\xff#[](), _09a"))
        files[path] = bytes(text)

    report = bring(files)

    assert sum(report.files.values()) == len(files)
    assert EventFile.objects.filter(path__startswith="news/").count() == EventFile.objects.count()
    assert Event.objects.filter(date__lt=DAY.replace(year=1)).count() == 0

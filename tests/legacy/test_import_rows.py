"""What an import keeps of files besides the events: citations, lines, changes, pages."""

import datetime

import pytest

from events.legacy.grammar import ChangeLine
from events.models import (
    Change,
    Citation,
    EventFile,
    ListLine,
    ListPage,
    Page,
    Redirect,
    RelatedLine,
    Source,
)
from tests.factories import make_event, make_source
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    change,
    cite,
    day,
    event,
    item,
    page,
    related,
)

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."


def links() -> dict[str, str]:
    """Redirects to events: old address -> title."""
    return dict(Redirect.objects.values_list("path", "event__title"))


# --- Sources and citations


def test_citations_keep_their_order_address_and_image():
    image = "picture (1).png"
    bring(event(A, citations=(cite(image=image), cite("Courier", "https://courier.example/x"))))

    assert list(Citation.objects.values_list("position", "source__name", "url", "image")) == [
        (1, "The Gazette", "https://gazette.example/1", image),
        (2, "Courier", "https://courier.example/x", ""),
    ]


def test_the_same_name_is_the_same_source():
    make_source("Courier")
    report = bring(event(A, citations=(cite(" Courier "), cite("Courier"))))

    assert Source.objects.get().citations.count() == 2
    assert report.rows["sources"] == 0
    assert report.rows["citations"] == 2


@pytest.mark.parametrize(
    ("printed", "url", "name"),
    [
        (" ", "https://courier.example/x", "courier.example"),
        ("", "courier", "courier"),
        ("", "https://[broken", "https://[broken"),
        ("", "", "?"),
        (" Courier ", "https://courier.example/x", "Courier"),
        ("C" * 600, "https://courier.example/x", "C" * 500),
    ],
)
def test_a_source_whose_name_is_blank_or_long_keeps_what_is_printed(printed, url, name):
    bring(event(A, citations=(cite(printed, url),)))

    citation = Citation.objects.get()
    assert (citation.source.name, citation.printed, citation.url) == (name, printed, url)


# --- What the files say besides


def test_the_related_list_is_kept_as_data():
    bring(event(A, related=(related(B, "Rain", NEXT), related(C, "Dam, Rain", LATER))))

    assert list(RelatedLine.objects.values_list("position", "target__title", "context")) == [
        (1, B, "Rain"),
        (2, C, "Dam, Rain"),
    ]


def test_a_link_that_prints_another_title_or_path_keeps_them():
    bring(event(A, slug="x") | event(B, NEXT, related=(related(f"{A} ", "Rain", slug="x"),)))

    assert RelatedLine.objects.values_list("title", "path").get() == (f"{A} ", None)


def test_the_cover_image_is_kept():
    bring(event(A, citations=(cite(),), cover_image="https://gazette.example/cover.png"))

    assert EventFile.objects.get().cover_image == "https://gazette.example/cover.png"


def test_changes_become_rows_redirects_and_names():
    old = change("A dam is cracked.", "first", "2018-01-17 12:30:00")
    report = bring(event(A, changes=(old, change(A, "current"))))

    assert list(Change.objects.values_list("position", "title", "at", "kind")) == [
        (
            1,
            "A dam is cracked.",
            datetime.datetime(2018, 1, 17, 12, 30, tzinfo=datetime.UTC),
            "first",
        ),
        (2, A, None, "current"),
    ]
    assert links() == {"/news/2004/08/09/a-dam-is-cracked/": A}
    assert report.rows["redirects"] == 1


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/news/2004/08/10/old.md", "/news/2004/08/10/old/"),
        ("/zh/news/2004/08/10/old.md", "/news/2004/08/10/old/"),
        ("/zh/news/2004/08/9/old.md", "/news/2004/08/09/old/"),
        ("/news/2004/8/9/old.html", "/news/2004/08/09/old/"),
        ("/news/2004/08/09/old", "/news/2004/08/09/old/"),
        ("/news/2003/12/31/旧.md", "/news/2003/12/31/旧/"),
    ],
)
def test_every_address_that_changes_name_leads_to_the_event(path, address):
    bring(event(A, changes=(ChangeLine("Old.", path, "first"), change(A, "current"))))

    assert links() == {address: A}


@pytest.mark.parametrize(
    "path",
    [
        "/news/2004/08/9/a-dam-breaks.md",
        "/news/2004/08/9/index.md",
        "/news/2004/02/31/old.md",
        f"/news/2004/08/9/{'a' * 251}.md",
        "//evil.example/old.md",
        "/opinion/",
    ],
)
def test_an_address_that_is_no_earlier_one_leads_nowhere(path):
    bring(event(A, changes=(ChangeLine("Old.", path, "first"), change(A, "current"))))

    assert links() == {}


def test_an_address_where_another_event_lives_stays_that_events():
    bring(event(A, changes=(change(B, "first", date=NEXT),)) | event(B, NEXT))

    assert links() == {}


def test_another_file_of_an_event_is_a_redirect():
    bring(event(A, slug="one") | event(A, slug="two"))

    assert links() == {"/news/2004/08/09/two/": A}


def test_a_redirect_never_hides_a_living_event():
    make_event(title="Written here.", slug="a-dam-is-cracked")
    bring(event(A, changes=(change("A dam is cracked.", "first"),)))

    assert links() == {}


def test_a_list_page_keeps_its_lines_twin_and_marks():
    items = item(A, lead="Dam", context="Dam"), item(B, second="Drops."), item(C, second="")
    bring(day(*items, prefix="/zh") | day(*items, prefix="/zh", name="README"))

    list_page = ListPage.objects.get()
    assert (list_page.path, list_page.twin, list_page.date) == (
        "news/2004/08/9/index.md", "news/2004/08/9/README.md", DAY,
    )  # fmt: skip
    assert list_page.form == {
        "formats": None, "prefix": "/zh", "previous": None, "word": "Context", "zh": False,
    }  # fmt: skip
    assert list(ListLine.objects.values_list("event__title", "lead", "second", "text")) == [
        (A, "Dam", "context", "Dam"), (B, None, "description", None), (C, None, "empty", None),
    ]  # fmt: skip


# --- Long-form pages


def test_a_page_keeps_title_author_date_and_text():
    bring(page("opinion/2017/05/9/essay/README.md", "An Essay", "Words.\n", author="Somebody"))

    row = Page.objects.get()
    assert (row.path, row.title, row.author) == (
        "/opinion/2017/05/9/essay/",
        "An Essay",
        "Somebody",
    )
    assert (row.date, row.text) == (datetime.date(2017, 5, 9), "Words.\n")


def test_pages_stand_at_the_address_of_their_folder():
    bring(page("faq/index.md", "F") | page("api/README.md", "A") | page("about.md", "B"))

    assert sorted(Page.objects.values_list("path", flat=True)) == ["/about/", "/api/", "/faq/"]


@pytest.mark.parametrize("name", ["README.md", "index.md"])
def test_a_page_in_no_folder_has_an_address(name):
    bring(page(name, "About"))

    assert "//" not in Page.objects.get().path

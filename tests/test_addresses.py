"""What old addresses mean: forms only, no rows."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.addresses import Address, format_address, make_date, read_address

EVENT = "/news/2004/08/09/battle-of-najaf/"
DAY = "/news/2004/08/09/"


@pytest.mark.parametrize(
    ("path", "page", "asked_format"),
    [
        (EVENT, EVENT, ""),
        ("/news/2004/08/9/battle-of-najaf.md", EVENT, "md"),
        ("/news/2004/08/9/battle-of-najaf.json", EVENT, "json"),
        ("/news/2004/08/9/battle-of-najaf.xml", EVENT, "xml"),
        ("/news/2004/08/9/battle-of-najaf.html", EVENT, ""),
        ("/news/2004/08/9/battle-of-najaf", EVENT, ""),
        ("/news/2004/08/9/battle-of-najaf/", EVENT, ""),
        ("/news/2004/08/09/battle-of-najaf", EVENT, ""),
        ("/zh/news/2004/08/9/battle-of-najaf.md", EVENT, "md"),
        ("/news/2004/08/9/纳杰夫之战.html", "/news/2004/08/09/纳杰夫之战/", ""),
        ("/news/2004/08/19/a.md", "/news/2004/08/19/a/", "md"),
        ("/news/2006/05/13/.md", "/news/2006/05/13//", "md"),
        (DAY, DAY, ""),
        ("/news/2004/08/9/", DAY, ""),
        ("/news/2004/08/9", DAY, ""),
        ("/news/2004/08/9/index.md", DAY, "md"),
        ("/news/2004/08/9/index.json", DAY, "json"),
        ("/news/2004/08/9/index.html", DAY, ""),
        ("/news/2004/08/9/index", DAY, ""),
        ("/news/2004/08/9/README.md", DAY, "md"),
        ("/zh/news/2004/08/9/index.md", DAY, "md"),
        ("/news/2004/08/09.json", DAY, "json"),
        ("/news/2004/8/", "/news/2004/08/", ""),
        ("/news/2004/08/index.html", "/news/2004/08/", ""),
        ("/zh", "/", ""),
        ("/zh/", "/", ""),
        ("/index.html", "/", ""),
        ("/index.xml", "/", "xml"),
        ("/README.md", "/", "md"),
        ("/faq/index.md", "/faq/", "md"),
        ("/api/README.md", "/api/", "md"),
        ("/opinion/index.html", "/opinion/", ""),
        ("/opinion/2017/04/4/truth/index.md", "/opinion/2017/04/4/truth/", "md"),
        ("/zhongguo/", "/zhongguo/", ""),
        ("/search", "/search/", ""),
    ],
)
def test_an_address_means_a_page(path, page, asked_format):
    address = read_address(path)

    assert (address.path, address.format) == (page, asked_format)


def test_a_suffix_may_belong_to_the_name():
    address = read_address("/news/2004/08/9/new-file.md")

    assert address == Address("/news/2004/08/09/new-file/", "/news/2004/08/09/new-file.md/", "md")
    assert address.events == (datetime.date(2004, 8, 9), ["new-file", "new-file.md"])


def test_the_address_of_a_day_names_no_event():
    assert read_address("/news/2004/08/9/index.md").events is None


def test_an_event_on_an_impossible_date_is_none():
    assert read_address("/news/2005/02/30/a.md").events is None


def test_an_empty_slug_is_a_slug():
    assert read_address("/news/2006/05/13/.md").events[1][0] == ""


def test_only_plain_digits_make_a_date():
    assert read_address("/news/２００４/08/9/a.md").events is None


def test_dates():
    assert make_date("2004", "08", "9") == datetime.date(2004, 8, 9)
    assert make_date(2005, 2, 30) is None
    assert make_date(0, 1, 1) is None


@given(st.lists(st.sampled_from(["/zh", "/news", "/2004", "/08", "/9", "/", "a", ".md", "index"])))
def test_what_is_read_once_is_not_changed_by_reading_again(parts):
    page = read_address("/" + "".join(parts)).verbatim

    if not page.startswith("/zh/") and not page.endswith("index/"):
        assert read_address(page).verbatim == page


@given(st.text())
def test_any_text_has_a_reading(text):
    address = read_address(f"/{text}")

    assert address.events is None or isinstance(address.events[0], datetime.date)


@pytest.mark.parametrize(
    ("page", "format", "address"),
    [
        ("/", "json", "/index.json"),
        ("/", "", "/"),
        (DAY, "xml", "/news/2004/08/09.xml"),
        (f"{DAY}law.md/", "md", "/news/2004/08/09/law.md.md"),
        ("/opinion/README.md", "json", "/opinion/README.md.json"),
        (EVENT, "", EVENT),
    ],
)
def test_a_format_stands_beside_its_page(page, format, address):
    assert format_address(page, format) == address
    if page.endswith("/") and format:
        assert (page, format) in read_address(address).readings


@pytest.mark.parametrize(
    ("path", "readings"),
    [
        (EVENT, [(EVENT, "")]),
        ("/news/2004/08/9/a.md", [(f"{DAY}a/", "md"), (f"{DAY}a.md/", "")]),
        ("/news/2004/08/9/a.html", [(f"{DAY}a/", ""), (f"{DAY}a.html/", "")]),
        ("/news/2004/08/9/index.md", [(DAY, "md")]),
    ],
)
def test_what_looks_like_a_suffix_may_be_part_of_a_name(path, readings):
    assert read_address(path).readings == readings

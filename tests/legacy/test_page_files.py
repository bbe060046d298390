"""Where the files of long-form pages lie, and what each says."""

import pytest

from events.legacy.grammar import parse_file, write_long_page
from events.legacy.page_files import file_addresses, files_by_path, page_files
from events.models import Page, Redirect
from tests.factories import make_page
from tests.legacy.tables import clear
from tests.legacy.texts import Files, bring, page

pytestmark = pytest.mark.django_db


def written() -> Files:
    return {file: write_long_page(words).encode() for _page, file, words in page_files()}


def texts() -> dict[str, tuple]:
    return {p.path: (p.title, p.author, p.date, p.text) for p in Page.objects.all()}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/faq/", "faq.md"), ("/a/b/", "a/b.md"), ("/about.us/", "about.us.md"), ("/", "page.md"),
        ("/index/", "index-2.md"), ("/README/", "README-2.md"), ("/newsroom/", "newsroom-2.md"),
        ("/news/2004/08/9/x/", "news-2004-08-9-x.md"), ("/a/../b/", "a-..-b.md"),
    ],
)  # fmt: skip
def test_a_page_written_here_gets_a_file_of_its_own(path, file):
    assert files_by_path([(path, "", "")]) == {path: file}


def test_no_two_pages_share_a_file():
    pages = [("/help/", "faq.md", ""), ("/faq/", "", ""), ("/b/", "a.md", "x.md"), ("/x/", "", "")]

    assert list(files_by_path(pages).values()) == ["faq.md", "faq-2.md", "a.md", "x-2.md"]


def test_of_two_files_of_one_address_the_index_has_it():
    assert file_addresses(["a.md", "a/index.md", "a/README.md"]) == {
        "a/index.md": "/a/", "a/README.md": "/a/README.md", "a.md": "/a-2/",
    }  # fmt: skip


def test_two_files_of_one_address_both_come_in():
    files = page("a.md", "One") | page("a/index.md", "Two")
    bring(files)

    assert dict(Page.objects.values_list("path", "title")) == {"/a/": "Two", "/a-2/": "One"}
    assert written() == files


@pytest.mark.parametrize(
    "fields",
    [
        {"path": "/help/"}, {"text": "#### by nobody\n"}, {"text": "a\r\nb\rc"}, {"text": ""},
        {"title": "[2004-08-9](x)"}, {"title": ""}, {"author": " "}, {"date": "2004-08-09"},
        {"path": "/newsroom/"}, {"path": "/index/"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["#", "##"])
def test_what_an_editor_writes_comes_back(fields, mark):
    bring(page("faq/index.md", "FAQ", mark=mark) | page("x.md", "X"))
    Page.objects.filter(path="/faq/").update(**fields)
    make_page(path="/own/", **{name: value for name, value in fields.items() if name != "path"})
    before, files = texts(), written()
    assert all(parse_file(data) for data in files.values())
    clear()

    bring(files)

    assert texts() == before
    assert written() == files


def test_old_addresses_are_told():
    Redirect.objects.create(path="/old/", page=make_page(path="/faq/"))

    [(_page, _file, words)] = page_files()
    assert words.extra == {"addresses": ["/old/"]}

"""The reader's language for what a page says of itself, the edition's for what it tells."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import get_language

from events.languages import readers_language

from .factories import make_event, make_page

pytestmark = pytest.mark.django_db

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hans"),  # nearer than English
        ("en-GB,en;q=0.9", "en"),
        ("fr", "en"),
        ("fr, zh-SG;q=0.5", "zh-hans"),
        ("*", "en"),
        ("en;q=0.2, zh-hans;q=0.7", "zh-hans"),
        ("x" * 5000 + ";q=zz,,;", "en"),
    ],
)
def test_the_header_chooses_among_the_languages_there_are(rf, asked, answered):
    assert readers_language(rf.get("/", headers={"Accept-Language": asked})) == answered


def test_a_cookie_chooses_nothing(client):
    client.cookies["django_language"] = "zh-hans"

    response = client.get("/")

    assert '<html lang="en">' in response.text
    assert "Cookie" not in response.headers["Vary"]


def test_a_page_speaks_the_readers_language_and_says_which(client):
    make_event(title="The siege begins.")

    response = client.get("/news/2004/08/09/", headers=CHINESE)

    assert '<html lang="zh-hans">' in response.text
    assert "2004年8月" in response.text
    assert "Skip to the content" not in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_what_the_edition_tells_is_marked_as_of_its_language(client):
    make_event(title="The siege begins.")

    path = "/news/2004/08/09/"
    assert 'dir="auto" lang="en"><a' in client.get(path, headers=CHINESE).text
    assert 'dir="auto"><a' in client.get(path, headers={"Accept-Language": "en"}).text


def test_an_edition_in_another_language_is_marked_too(client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    make_event(title="围城开始。")

    html = client.get("/news/2004/08/09/", headers={"Accept-Language": "en"}).text

    assert '<html lang="en">' in html
    assert 'dir="auto" lang="zh-hans"><a' in html


def test_a_right_to_left_language_turns_the_page(client, settings):
    settings.LANGUAGE_CODE = "ar"
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]

    assert '<html lang="ar" dir="rtl">' in client.get("/").text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("format", ["json", "xml", "md"])
@pytest.mark.parametrize("stem", ["/index", "/news", "/news/2004", "/search", "/faq", "/nothing"])
def test_machine_formats_say_the_same_to_everyone(client, stem, format):
    make_event(title="  ")
    make_page(path="/faq/")

    plain = client.get(f"{stem}.{format}")
    chinese = client.get(f"{stem}.{format}", headers=CHINESE)

    assert chinese.content == plain.content
    assert "Accept-Language" not in plain.headers.get("Vary", "") or plain.status_code == 404


def test_a_format_asked_for_by_accept_says_the_same_to_everyone(client):
    response = client.get("/news/", headers=CHINESE | {"Accept": "text/markdown"})

    assert response.text == "# All years\n\n"


def test_the_next_request_begins_anew(client):
    client.get("/", headers=CHINESE)

    assert get_language() == "en"
    assert '<html lang="en">' in client.get("/").text


def test_the_admin_speaks_the_editors_language(client):
    client.force_login(User.objects.create_superuser("editor"))

    html = client.get("/admin/events/event/", headers=CHINESE).text

    assert '<html lang="zh-hans"' in html


def test_every_template_marks_what_the_edition_tells():
    """What may be in any script is the edition's, but for fields and texts to copy."""
    told = re.compile(r'<(?!input|pre)(?:[^<>]|{%.*?%}|{{.*?}})*dir="auto"(?!{{ site\.lang }})')
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    readers = [path for path in templates if "admin" not in path.parts]

    assert [path.name for path in readers if told.search(path.read_text())] == []

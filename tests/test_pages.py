"""What every page for readers keeps to: no cookie, nothing inline, nothing from elsewhere."""

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from newsroom.compression import CompressTextMiddleware

from .chronicle import LONG, make_chronicle
from .factories import make_event

pytestmark = pytest.mark.django_db

STATIC = settings.BASE_DIR / "static"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def chronicle() -> dict[str, str]:
    return make_chronicle()


class Markup(HTMLParser):
    """What a page would run, style or fetch by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline, self.fetched = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        self.inline += [name for name in attrs if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and is_run(attrs) and "src" not in attrs):
            self.inline.append(tag)
        if tag == "link" and {"stylesheet", "icon", "preload"} & {*attrs["rel"].split()}:
            self.fetched.append(attrs["href"])
        elif tag != "a" and "src" in attrs:
            self.fetched.append(attrs["src"])


def is_run(script: dict[str, str | None]) -> bool:
    """Whether a script is one; data is not."""
    return script.get("type") in {None, "module", "text/javascript"}


@pytest.mark.parametrize("signed_in", [False, True])
def test_readers_get_no_cookie_and_no_session(client, chronicle, signed_in):
    if signed_in:
        client.force_login(User.objects.create_superuser("editor"))
    for path in [*chronicle.values(), "/news/1999/01/01/", "/index.html", "/index.json"]:
        response = client.get(path)
        assert response.cookies == {}, path
        assert "Cookie" not in response.headers.get("Vary", ""), path


def test_pages_have_nothing_inline_and_fetch_their_own_files_only(client, chronicle):
    for kind, path in chronicle.items():
        markup = Markup(client.get(path).text)
        assert markup.inline == [], kind
        assert {url for url in markup.fetched if not url.startswith("/static/")} == set(), kind


def test_pages_send_a_policy_that_forbids_all_else(client, chronicle):
    for kind, path in chronicle.items():
        response = client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, kind
        assert "unsafe" not in policy, kind
        assert {name: response.headers[name] for name in HEADERS} == HEADERS, kind
        assert "geolocation=()" in response.headers["Permissions-Policy"], kind


def test_a_secure_site_is_to_be_asked_securely(settings, chronicle):
    settings.SECURE_HSTS_SECONDS = 60

    response = Client().get("/", secure=True)

    assert response.headers["Strict-Transport-Security"].startswith("max-age=60")


def test_other_sites_may_take_in_machine_formats(client, chronicle):
    response = client.get("/index.json")

    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_page_weighs_less_than_60_kilobytes_with_all_that_it_fetches(client, chronicle):
    for kind, path in chronicle.items():
        page = client.get(path)
        files = {re.sub("^/static/", "", url) for url in Markup(page.text).fetched}
        weight = len(page.content) + sum((STATIC / name).stat().st_size for name in files)
        assert weight <= 60_000, kind


def test_a_busy_page_is_sent_compressed(client):
    for number in range(50):
        make_event(title=f"{number} {LONG}", entities=["Najaf", "Baghdad"])

    page = client.get("/news/2004/08/09/", headers={"Accept-Encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert LONG.strip() in gzip.decompress(page.content).decode()
    assert len(page.content) <= 20_000


def test_what_is_no_text_is_sent_as_it_is(rf):
    picture = HttpResponse(b"\0" * 5_000, content_type="image/png")
    asked = rf.get("/", headers={"Accept-Encoding": "gzip"})

    assert CompressTextMiddleware(lambda request: picture)(asked).content == b"\0" * 5_000


def test_the_scripts_fit_in_10_kilobytes():
    assert sum(path.stat().st_size for path in STATIC.glob("*.js")) <= 10_000

"""Sitemaps: every public page is in one, nothing else is, and files keep within their limits."""

import datetime
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from events.models import DayCount, Event, Status
from events.sitemaps import maps, sections

from .factories import make_citation, make_entity, make_event, make_page, make_source
from .formats.pages import HIDDEN, TOMORROW

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def entries(client, path: str) -> dict[str, str | None]:
    """The addresses of a sitemap or an index, each with when it was last changed."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    assert root.tag in {f"{SITE}urlset", f"{SITE}sitemapindex"}
    found = {one.findtext(f"{SITE}loc"): one.findtext(f"{SITE}lastmod") for one in root}
    assert len(found) == len(root)
    return found


def path_of(url: str) -> str:
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == HOST
    assert url.isascii()
    return parts._replace(scheme="", netloc="").geturl()


def everything(client) -> list[str]:
    """All addresses of all sitemaps of the index."""
    files = [path_of(url) for url in entries(client, "/sitemap.xml")]
    return [path_of(url) for file in files for url in entries(client, file)]


def test_the_sitemaps_have_every_public_page_once_and_all_of_them_answer(client):
    event = make_event(slug="地震 & more", entities=["Najaf"])
    make_event(date=datetime.date(1987, 12, 8), slug="treaty")
    make_citation(event, source=make_source("Paper"))
    make_page(path="/faq/")

    found = everything(client)

    assert sorted(found) == sorted(
        [
            "/",
            "/entities/",
            "/sources/",
            "/news/",
            "/news/1987/",
            "/news/1987/12/",
            "/news/1987/12/08/",
            "/news/1987/12/08/treaty/",
            "/news/2004/",
            "/news/2004/08/",
            "/news/2004/08/09/",
            event.get_absolute_url(),
            "/entities/najaf/",
            "/sources/paper/",
            "/faq/",
        ]
    )
    assert {client.get(path).status_code for path in found} == {200}


def test_what_is_not_public_is_in_no_sitemap(client):
    make_event(slug="seen", date=datetime.date(1987, 12, 8))
    for number, hidden in enumerate(HIDDEN):
        date = datetime.date(2010 + number, 8, 9)
        event = make_event(date=date, slug="secret", entities=[f"Secret {number}"], **hidden)
        make_citation(event, source=make_source(f"Secret {number}"))
    make_entity("Secret unused"), make_source("Secret unused")

    found = everything(client)

    assert [path for path in found if "secret" in path or "/201" in path] == []
    assert "/news/1987/12/08/seen/" in found
    assert "/sitemap-201" not in client.get("/sitemap.xml").text


def test_a_thing_with_public_and_waiting_events_is_there(client):
    source = make_source("Paper")
    for fields in ({}, {"publish_at": TOMORROW}):
        make_citation(make_event(entities=["Najaf"], **fields), source=source)

    assert {"/entities/najaf/", "/sources/paper/", "/news/2004/08/09/"} <= {*everything(client)}


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-1986.xml",
        "/sitemap-0000.xml",
        "/sitemap-2004-13.xml",
        "/sitemap-2004-08-32.xml",
        "/sitemap-nothing.xml",
        "/sitemap-2004.xml?p=2",
        "/sitemap-2004.xml?p=x",
        "/sitemap-entities.xml?p=99999999999999999999",
    ],
)
def test_a_sitemap_of_nothing_is_not_there(client, path):
    make_event()

    assert client.get(path).status_code == 404


def test_an_empty_chronicle_has_its_front_page(client):
    assert everything(client) == ["/", "/news/", "/entities/", "/sources/"]


# --- When


def test_a_year_was_changed_when_one_of_its_days_was(client):
    old, new = (datetime.datetime(2020, 1, day, 12, tzinfo=datetime.UTC) for day in (1, 2))
    make_event(date=datetime.date(2004, 8, 9))
    make_event(date=datetime.date(2004, 12, 1))
    make_event(date=datetime.date(2005, 1, 1))
    DayCount.objects.update(changed_at=old)
    DayCount.objects.filter(date=datetime.date(2004, 12, 1)).update(changed_at=new)

    found = entries(client, "/sitemap.xml")

    assert found[f"{HOST}/sitemap-2004.xml"] == "2020-01-02T12:00:00+00:00"
    assert found[f"{HOST}/sitemap-2005.xml"] == "2020-01-01T12:00:00+00:00"
    assert f"{HOST}/sitemap-2006.xml" not in found


def test_a_year_changes_when_an_event_s_time_has_come(client):
    due = timezone.now() - datetime.timedelta(minutes=5)
    make_event(publish_at=due)
    DayCount.objects.update(changed_at=due - datetime.timedelta(days=1))

    found = entries(client, "/sitemap.xml")[f"{HOST}/sitemap-2004.xml"]

    assert datetime.datetime.fromisoformat(found) == due


def test_each_event_says_when_it_was_changed(client):
    event = make_event(slug="battle")
    at = datetime.datetime(2020, 1, 2, 12, tzinfo=datetime.UTC)
    Event.objects.filter(pk=event.pk).update(created_at=at, updated_at=at)

    assert entries(client, "/sitemap-2004.xml") == {f"{HOST}/news/2004/08/09/battle/": "2020-01-02"}


# --- Limits


def test_a_year_of_too_many_events_is_split_into_months_and_days_and_pages(client, monkeypatch):
    monkeypatch.setattr(sections, "MOST", 2)
    monkeypatch.setattr(maps.HouseSitemap, "limit", 2)
    dates = {"2003-01-01": 1, "2004-01-01": 1, "2004-02-01": 1, "2004-02-02": 2, "2004-02-03": 3}
    for date, number in dates.items():
        for _ in range(number):
            make_event(date=datetime.date.fromisoformat(date))

    files = [path_of(url) for url in entries(client, "/sitemap.xml")]

    assert [file for file in files if re.search("[0-9]{4}", file)] == [
        "/sitemap-2003.xml",
        "/sitemap-2004-01.xml",
        "/sitemap-2004-02-01.xml",
        "/sitemap-2004-02-02.xml",
        "/sitemap-2004-02-03.xml",
        "/sitemap-2004-02-03.xml?p=2",
    ]
    assert max(len(entries(client, file)) for file in files) == 2
    found = everything(client)
    assert len(found) == len(set(found)) == 4 + 2 + 3 + 5 + 8


def test_things_keep_their_page(client, monkeypatch):
    monkeypatch.setattr(maps.HouseSitemap, "limit", 2)
    event = make_event(entities=[f"Entity {number}" for number in range(5)])
    files = [file for file in map(path_of, entries(client, "/sitemap.xml")) if "entities" in file]
    # Of the ids that a database has given away before, there may be thousands.
    found = {file: set(map(path_of, entries(client, file))) for file in files[-4:]}

    assert set.union(*found.values()) == {
        entity.get_absolute_url() for entity in event.entities.all()
    }
    assert max(map(len, found.values())) <= 2


def test_the_longest_names_keep_a_file_under_its_limit(client):
    event = make_event(slug="\U0002000b" * 255)

    (url,) = entries(client, "/sitemap-2004.xml")

    assert url == f"{HOST}{event.get_absolute_url()}"
    longest_host = 253 - len("testserver")
    rest = len("<url><loc></loc><lastmod>2004-08-09</lastmod></url>\n") + 50
    assert sections.MOST <= 50_000
    assert (len(url) + longest_host + rest) * sections.MOST < 50_000_000


# --- Cost


def test_no_event_is_counted_for_the_index(client, django_assert_num_queries):
    counts = []
    for number in range(3):
        event = make_event(date=datetime.date(2004 + number, 8, 9), entities=[f"Entity {number}"])
        make_citation(event)
        make_page()
        if number in {0, 2}:
            with django_assert_num_queries(9) as captured:
                client.get("/sitemap.xml")
            counts.append([query["sql"] for query in captured])

    events = [sql for sql in counts[1] if "COUNT" in sql and 'FROM "events_event"' in sql]
    assert events == []


def test_a_sitemap_costs_the_same_whatever_it_holds(client, django_assert_num_queries):
    for number in range(3):
        make_event(entities=[f"Entity {number}"])
        if number in {0, 2}:
            with django_assert_num_queries(3):
                client.get("/sitemap-2004.xml")
            with django_assert_num_queries(3):
                client.get("/sitemap-entities.xml")


# --- News


def news(client) -> list[dict[str, str]]:
    root = ElementTree.fromstring(client.get("/sitemap-news.xml").content)
    return [
        {
            "url": one.findtext(f"{SITE}loc"),
            "name": one.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}name"),
            "language": one.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language"),
            "date": one.findtext(f"{NEWS}news/{NEWS}publication_date"),
            "title": one.findtext(f"{NEWS}news/{NEWS}title"),
        }
        for one in root
    ]


def test_news_are_the_events_made_public_in_the_last_two_days(client, settings):
    settings.SITE_NAME = "The Chronicle"
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    fresh = make_event(title="Fresh & <new>")
    due = make_event(title="Due", publish_at=now - 2 * hour)
    old = make_event(title="Old")
    for event, age in ((fresh, 47 * hour), (due, 90 * hour), (old, 49 * hour)):
        Event.objects.filter(pk=event.pk).update(created_at=now - age)
    make_event(title="Long due", publish_at=now - 49 * hour)
    Event.objects.filter(pk=make_event(title="Imported").pk).update(origin="file")
    for hidden in HIDDEN:
        make_event(title="Secret", **hidden)

    found = news(client)

    assert [one["title"] for one in found] == ["Due", "Fresh & <new>"]
    assert datetime.datetime.fromisoformat(found[0]["date"]) == due.publish_at
    assert found[1] == {
        "url": f"{HOST}{fresh.get_absolute_url()}",
        "name": "The Chronicle",
        "language": "en",
        "date": (now - 47 * hour).isoformat(),
        "title": "Fresh & <new>",
    }


def test_news_are_made_anew_each_time(client):
    make_event()

    assert "ETag" not in client.get("/sitemap-news.xml").headers
    assert "ETag" in client.get("/sitemap.xml").headers


def test_news_are_in_the_language_s_name_that_search_engines_know(client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    make_event()

    assert [one["language"] for one in news(client)] == ["zh-cn"]


def test_news_are_never_more_than_may_be(client, monkeypatch):
    monkeypatch.setattr(maps, "MOST_NEWS", 2)
    for number in range(3):
        make_event(title=f"{number}")

    assert len(news(client)) == 2


def test_robots_are_told_of_the_sitemaps_and_kept_from_the_desk(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "User-agent: *\nDisallow: /admin/\n\n"
        f"Sitemap: {HOST}/sitemap.xml\nSitemap: {HOST}/sitemap-news.xml\n"
    )


def test_withdrawn_events_leave_the_sitemap(client):
    event = make_event(slug="battle")
    make_event(slug="other")
    event.status = Status.WITHDRAWN
    event.save()

    assert list(entries(client, "/sitemap-2004.xml")) == [f"{HOST}/news/2004/08/09/other/"]

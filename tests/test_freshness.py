"""A page that a reader has is answered by 304 as long as it would be the same, and no longer."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events import desk, freshness
from events.copying import Wanted, show
from events.models import Alias, Citation, Entity, Event, Page, Placement, Source, Status
from tests.factories import bring_picture, make_citation, make_event, make_page, make_source
from tests.legacy.texts import bring
from tests.legacy.texts import event as file_of_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chronicle")]

DAY = datetime.date(2004, 8, 9)
PAGES = [
    "/",
    "/news/",
    "/news/2004/",
    "/news/2004/08/",
    "/news/2004/08/09/",
    "/news/2004/08/09/storm/",
    "/news/2004/08/09/calm/",
    "/entities/rain/",
    "/sources/paper/",
    "/search/?q=storm",
    "/faq/",
    "/index.json",
    "/news/2004/08/09/storm.md",
    "/news/2004/08/09/storm.xml",
    "/search.json?entity=Rain",
    "/index.atom",
    "/entities/rain.rss",
    "/search.feed.json?q=storm",
    "/news/2004/08/09/storm.bib",
    "/sitemap.xml",
    "/sitemap-2004.xml",
    "/sitemap-entities.xml",
]


@pytest.fixture(scope="module")
def chronicle(written_for_module):
    storm = make_event(title="A storm rises.", slug="storm", entities=["Rain", "Wind"])
    make_event(title="It is calm.", slug="calm", entities=["Rain"], date=DAY)
    make_event(title="Kept back.", slug="kept", status=Status.DRAFT, entities=["Rain"])
    make_citation(storm, source=make_source("Paper"))
    make_page(path="/faq/", title="Questions")


@pytest.fixture(scope="module")
def tags(chronicle) -> dict[str, str]:
    """By address, the validator of its page as it is in the beginning."""
    client = Client()
    tags = {url: client.get(url)["ETag"] for url in PAGES}
    for url, tag in tags.items():
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    return tags


def named(slug: str) -> Event:
    return Event.objects.get(slug=slug)


def save(row, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def copy_id() -> int:
    return bring_picture("https://paper.example/a.jpg").pk


def repair_what_was_written_past_all_doors() -> None:
    Event.objects.filter(slug="calm").update(description="Nobody stirs.")
    call_command("check_archive", repair=True, verbosity=0)


# Everything that an editor, an import or an operator does to what readers see.
ACTS: dict[str, Callable[[], object]] = {
    "a title": lambda: save(named("storm"), title="A storm is over."),
    "a slug": lambda: save(named("calm"), slug="quiet"),
    "a new event": lambda: make_event(title="A storm again.", date=DAY),
    "a publication": lambda: desk.set_status([named("kept")], Status.PUBLISHED),
    "a withdrawal": lambda: desk.set_status([named("calm")], Status.WITHDRAWN),
    "a deleted event": lambda: named("calm").delete(),
    "deleted events": lambda: Event.objects.filter(slug="calm").delete(),
    "an added entity": lambda: named("calm").entities.add("Wind"),
    "a removed entity": lambda: named("storm").entities.remove("Rain"),
    "entities set": lambda: named("storm").entities.set([Entity.objects.get(name="Wind")]),
    "no entities": lambda: named("storm").entities.clear(),
    "an entity's label": lambda: save(Entity.objects.get(name="Rain"), label="Heavy rain"),
    "an alias": lambda: Alias.objects.create(
        entity=Entity.objects.get(name="Rain"), spelling="Shower"
    ),
    "a citation": lambda: make_citation(named("calm"), source=Source.objects.get()),
    "a citation's address": lambda: save(Citation.objects.get(), url="https://paper.example/new"),
    "a picture": lambda: save(Citation.objects.get(), picture=bring_picture(), alt="A storm."),
    "a copied picture": lambda: show(Wanted("", "", [Citation.objects.get().pk]), copy_id()),
    "a deleted citation": lambda: Citation.objects.get().delete(),
    "deleted citations": lambda: Citation.objects.all().delete(),
    "a source's name": lambda: save(Source.objects.get(), name="Gazette"),
    "a pin": lambda: Placement.objects.create(
        event=named("storm"), other=named("calm"), kind="hide"
    ),
    "a page": lambda: save(Page.objects.get(), text="Other words."),
    "a new page": lambda: make_page(path="/api/", title="Machines"),
    "a deleted page": lambda: Page.objects.get().delete(),
    "an import": lambda: bring(file_of_event("A storm far away.", lead="Rain")),
    "a repair": lambda: repair_what_was_written_past_all_doors(),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_after_a_change_no_page_is_taken_for_what_it_was(act, client, tags):
    act()

    for url, tag in tags.items():
        again = client.get(url, headers={"If-None-Match": tag})
        assert again.status_code != 304, url


@pytest.mark.parametrize("url", PAGES)
def test_an_unchanged_page_costs_one_query_and_is_not_made(url, client, django_assert_num_queries):
    page = client.get(url)

    with django_assert_num_queries(1):
        again = client.get(url, headers={"If-None-Match": page["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == page["ETag"]
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert again.get("Vary") == page.get("Vary")


def test_a_publish_time_that_is_reached_is_news(client, monkeypatch):
    soon = timezone.now() + datetime.timedelta(hours=1)
    make_event(title="Soon.", publish_at=soon)
    tag = client.get("/news/2004/08/09/")["ETag"]
    later = soon + datetime.timedelta(seconds=1)

    monkeypatch.setattr(timezone, "now", lambda: later)

    again = client.get("/news/2004/08/09/", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert b"Soon." in again.content


def test_another_day_is_news(client, monkeypatch):
    tag = client.get("/")["ETag"]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_another_version_of_the_site_is_news(client, monkeypatch):
    tag = client.get("/")["ETag"]

    monkeypatch.setattr(freshness, "deployed", lambda: "another")

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_another_name_of_the_site_is_news(client, settings):
    tag = client.get("/")["ETag"]

    settings.SITE_NAME = "Another name"

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/news/"},
        {"path": "/?more"},
        {"path": "/", "headers": {"Accept": "application/json"}},
        {"path": "/", "headers": {"Host": "localhost"}},
        {"path": "/", "secure": True},
    ],
    ids=["path", "query", "format", "host", "scheme"],
)
def test_no_other_answer_has_the_same_validator(other, client):
    tag = Client(headers={"Host": "127.0.0.1"}).get("/")["ETag"]
    headers = {"Host": "127.0.0.1", "If-None-Match": tag, **other.get("headers", {})}

    again = client.get(other["path"], headers=headers, secure=other.get("secure", False))

    assert again.status_code == 200


@pytest.mark.parametrize("url", ["/nothing/", "/news/2004/08/09/kept/", "/e/nothing/"])
@pytest.mark.parametrize("asked", [{}, {"If-None-Match": "*"}])
def test_what_is_not_there_has_no_validator(url, asked, client):
    response = client.get(url, headers=asked)

    assert response.status_code == 404
    assert "ETag" not in response


def test_the_admin_has_no_validator(admin_client):
    assert "ETag" not in admin_client.get("/admin/")


def test_what_is_written_while_a_page_is_made_is_news(client, monkeypatch):
    from events.views import front

    made = front.front_days

    def made_while_somebody_writes():
        days = made()
        save(named("storm"), title="Written meanwhile.")
        return days

    monkeypatch.setattr(front, "front_days", made_while_somebody_writes)
    tag = client.get("/")["ETag"]
    monkeypatch.undo()

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_while_templates_are_written_every_page_is_made_anew(client, settings):
    settings.DEBUG = True

    assert "ETag" not in client.get("/")


def test_the_deployed_files_name_themselves(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("a")
    freshness.deployed.cache_clear()
    names = [freshness.deployed()]

    for change in ("b", "a"):
        (tmp_path / "templates" / "a.html").write_text(change)
        freshness.deployed.cache_clear()
        names.append(freshness.deployed())

    freshness.deployed.cache_clear()
    assert names[0] == names[2] != names[1]

"""Old addresses lead to what stands there now, in one step, or nowhere."""

import datetime

import pytest
from django.utils import timezone

from events.models import Entity, Redirect, Status
from events.views.moved import MOVED_MAX_AGE

from .factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

FORMATS = ["json", "md", "xml"]
TOMORROW = timezone.now() + datetime.timedelta(days=1)
HIDDEN = [
    {"status": Status.DRAFT},
    {"status": Status.REVIEW},
    {"status": Status.PUBLISHED, "publish_at": TOMORROW},
]


@pytest.fixture
def event():
    return make_event(slug="battle-of-najaf")


def leads(client, path):
    """Where an address leads in one step, and how: (status, location)."""
    response = client.get(path)
    return response.status_code, response.headers.get("Location")


@pytest.mark.parametrize("suffix", ["", "/", ".html"])
@pytest.mark.parametrize("edition", ["", "/zh"])
def test_a_legacy_address_leads_to_the_event_for_good(client, event, edition, suffix):
    old = f"{edition}/news/2004/08/9/battle-of-najaf{suffix}"

    assert leads(client, old) == (301, event.get_absolute_url())


def test_a_permanent_redirect_is_remembered_for_an_hour_at_most(client, event):
    response = client.get("/news/2004/08/9/battle-of-najaf.html")

    assert response.headers["Cache-Control"] == "max-age=3600"
    assert MOVED_MAX_AGE == 3600


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("edition", ["", "/zh"])
def test_a_legacy_format_leads_to_the_same_format_for_good(client, event, edition, format):
    response = client.get(f"{edition}/news/2004/08/9/battle-of-najaf.{format}")

    assert (response.status_code, response.url) == (
        301,
        f"/news/2004/08/09/battle-of-najaf.{format}",
    )
    assert response.headers["Cache-Control"] == "max-age=3600"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_other_legacy_formats_lead_to_the_same_format(client, event, format):
    make_page(path="/faq/")

    for old, page in {
        "/zh/index": "/index",
        "/news/2004/08/9/index": "/news/2004/08/09",
        "/zh/news/2004/08/09/index": "/news/2004/08/09",
        "/news/2004/08/9": "/news/2004/08/09",
        "/news/2004/8/index": "/news/2004/08",
        "/zh/news/2004": "/news/2004",
        "/faq/index": "/faq",
        f"/e/{event.short_id}": "/news/2004/08/09/battle-of-najaf",
    }.items():
        assert leads(client, f"{old}.{format}") == (301, f"{page}.{format}")
        assert client.get(f"{page}.{format}").status_code == 200


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("/README.md", "/index.md"),
        ("/zh/README.md", "/index.md"),
        ("/news/2004/08/9/README.md", "/news/2004/08/09.md"),
        ("/news/2004/08/09/README.md", "/news/2004/08/09.md"),
    ],
)
def test_a_readme_leads_to_the_markdown(client, event, path, format):
    assert leads(client, path) == (301, format)


@pytest.mark.parametrize("format", FORMATS)
def test_from_the_tenth_day_on_a_legacy_format_lives(client, format):
    make_event(date=datetime.date(2004, 8, 18), slug="storm")

    for path in ("18/storm", "18"):
        assert client.get(f"/news/2004/08/{path}.{format}").status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_what_has_moved_is_found_in_the_same_format(client, event, format):
    entity, source = make_entity("Najaf"), make_source("Paper")
    event.entities.add(entity)
    make_citation(event, source=source)
    Redirect.objects.create(path="/entities/old/", entity=entity)
    Redirect.objects.create(path="/sources/old/", source=source)
    Redirect.objects.create(path="/news/2004/08/11/", day=datetime.date(2004, 8, 10))
    event.date, event.slug = datetime.date(2004, 8, 10), "najaf"
    event.save()

    for old, new in {
        "/news/2004/08/9/battle-of-najaf": "/news/2004/08/10/najaf",
        "/news/2004/08/09/battle-of-najaf": "/news/2004/08/10/najaf",
        "/entities/old": "/entities/najaf",
        "/zh/sources/old": "/sources/paper",
        "/news/2004/08/11": "/news/2004/08/10",
    }.items():
        assert leads(client, f"{old}.{format}") == (301, f"{new}.{format}")


def test_no_address_leads_to_itself(client, event):
    make_entity("Najaf")

    assert client.get("/entities/najaf.json?before=nonsense").status_code == 404
    assert client.get("/search.json?before=nonsense").status_code == 404
    assert client.get("/news/2004.json?before=nonsense").status_code == 404


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_short_address_without_its_slash_says_nothing_of_what_is_not_public(client, hidden):
    event, public = make_event(**hidden), make_event()

    assert client.get(f"/e/{event.short_id}").status_code == 404
    assert leads(client, f"/e/{public.short_id}") == (301, public.get_absolute_url())


def test_a_legacy_address_in_another_script_leads_to_the_event(client):
    event = make_event(slug="纳杰夫之战")

    assert leads(client, "/zh/news/2004/08/9/%E7%BA%B3%E6%9D%B0%E5%A4%AB%E4%B9%8B%E6%88%98") == (
        301,
        event.get_absolute_url(),
    )


@pytest.mark.parametrize("name", ["", "/", "/index.html", "/index"])
def test_a_legacy_day_leads_to_the_day_page(client, event, name):
    assert leads(client, f"/news/2004/08/9{name}") == (301, "/news/2004/08/09/")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/index.html", "/"),
        ("/zh/", "/"),
        ("/search", "/search/"),
        ("/admin", "/admin/"),
        ("/news/2004/8/", "/news/2004/08/"),
        ("/news/2004", "/news/2004/"),
    ],
)
def test_other_pages_are_found_too(client, event, path, page):
    assert leads(client, path) == (301, page)


@pytest.mark.parametrize("path", ["/faq", "/faq/index.html", "/zh/faq/"])
def test_a_legacy_page_leads_to_the_page(client, path):
    make_page(path="/faq/")

    assert leads(client, path) == (301, "/faq/")


def test_a_page_may_still_be_called_by_its_file(client):
    make_page(path="/opinion/README.md")

    assert client.get("/opinion/README.md").status_code == 200
    assert leads(client, "/opinion/") == (301, "/opinion/README.md")


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_not_public_has_no_old_addresses(client, hidden):
    event = make_event(slug="secret", **hidden)
    Redirect.objects.create(path="/news/2004/08/08/secret/", event=event)

    for path in ("/news/2004/08/9/secret.md", "/news/2004/08/08/secret/", "/news/2004/08/9/"):
        assert client.get(path).status_code == 404


def test_a_withdrawn_event_says_so_at_its_page(client):
    event = make_event(slug="gone", status=Status.WITHDRAWN)

    response = client.get("/news/2004/08/9/gone", follow=True)

    assert response.redirect_chain == [(event.get_absolute_url(), 301)]
    assert response.status_code == 410


def test_a_withdrawn_event_says_so_at_each_address_it_had(client, event):
    event.slug, event.status = "second", Status.WITHDRAWN
    event.save()

    for path in ("09/battle-of-najaf/", "9/battle-of-najaf", "9/battle-of-najaf.md"):
        response = client.get(f"/news/2004/08/{path}", follow=True)
        assert (len(response.redirect_chain), response.status_code) == (1, 410)


def test_a_deleted_event_is_found_at_none_of_its_addresses(client, event):
    event.slug = "second"
    event.save()
    event.delete()

    for path in ("09/second/", "9/second.md", "09/battle-of-najaf/", "9/battle-of-najaf.md"):
        assert client.get(f"/news/2004/08/{path}").status_code == 404


def test_a_stored_redirect_leads_to_its_event(client, event):
    Redirect.objects.create(path="/news/2004/08/08/old-slug/", event=event)

    for path in ("08/old-slug/", "8/old-slug", "08/old-slug.html"):
        assert leads(client, f"/news/2004/08/{path}") == (301, event.get_absolute_url())


def test_a_renamed_event_is_found_at_its_old_legacy_address(client, event):
    event.slug = "纳杰夫之战"
    event.save()

    assert leads(client, "/news/2004/08/9/battle-of-najaf.html") == (301, event.get_absolute_url())

    event.slug = "second"
    event.save()

    assert leads(client, "/news/2004/08/09/纳杰夫之战/") == (301, event.get_absolute_url())


def test_an_address_with_an_empty_slug_is_kept(client, event):
    Redirect.objects.create(path="/news/2006/05/13//", event=event)

    assert leads(client, "/news/2006/05/13//") == (301, event.get_absolute_url())
    assert leads(client, "/news/2006/05/13/.md") == (301, "/news/2004/08/09/battle-of-najaf.md")


def test_redirects_lead_to_entities_sources_pages_and_days(client):
    entity, source, page = make_entity("Najaf"), make_source(), make_page(path="/意见/")
    make_citation(make_event(entities=["Najaf"]), source=source)
    Redirect.objects.create(path="/entities/old/", entity=entity)
    Redirect.objects.create(path="/sources/old/", source=source)
    Redirect.objects.create(path="/old/", page=page)
    make_event(date=datetime.date(2004, 8, 12))
    Redirect.objects.create(path="/news/2004/08/11/", day=datetime.date(2004, 8, 12))

    assert leads(client, "/entities/old/") == (301, entity.get_absolute_url())
    assert leads(client, "/sources/old") == (301, source.get_absolute_url())
    assert leads(client, "/old/") == (301, "/%E6%84%8F%E8%A7%81/")
    assert leads(client, "/news/2004/08/11/") == (301, "/news/2004/08/12/")


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_only_hidden_events_have_tells_its_name_at_no_old_address(client, hidden):
    source = make_source(slug="paper")
    make_citation(make_event(entities=["Secret"], **hidden), source=source)
    Redirect.objects.create(path="/entities/old/", entity=Entity.objects.get(name="Secret"))
    Redirect.objects.create(path="/sources/old/", source=source)

    for path in ("/entities/old/", "/sources/old.json", "/entities/secret", "/zh/sources/paper/"):
        assert leads(client, path) == (404, None)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_redirect_to_a_day_without_public_events_leads_nowhere(client, hidden):
    make_event(**hidden)
    Redirect.objects.create(path="/news/2004/08/08/", day=datetime.date(2004, 8, 9))

    assert client.get("/news/2004/08/08/").status_code == 404


@pytest.mark.raw_writes
def test_a_living_address_wins_over_a_redirect(client, event):
    Redirect.objects.bulk_create([Redirect(path=event.address, event=make_event())])

    assert client.get(event.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_a_slug_may_end_like_a_file(client, format):
    event = make_event(slug=f"new-law-on-readme.{format}")
    page = event.get_absolute_url()

    assert client.get(page).status_code == 200
    assert client.get(f"/news/2004/08/09/new-law-on-readme.{format}.{format}").status_code == 200
    for day in ("9", "09"):
        old = f"/news/2004/08/{day}/new-law-on-readme.{format}"
        assert leads(client, old) == (301, page)
        assert leads(client, f"{old}.html") == (301, page)


@pytest.mark.parametrize("format", FORMATS)
def test_two_slugs_of_which_one_is_like_the_other_s_file_are_both_reached(client, format):
    plain, like_file = make_event(slug="law"), make_event(slug=f"law.{format}")

    assert plain.short_id in client.get("/news/2004/08/09/law.json").text
    assert client.get(f"/news/2004/08/09/law.{format}").status_code == 200
    assert like_file.short_id in client.get(f"/news/2004/08/09/law.{format}/").text
    assert like_file.short_id in client.get(f"/news/2004/08/09/law.{format}.json").text


def test_an_entity_may_be_called_like_a_file(client):
    event = make_event()
    event.entities.add(make_entity(slug="node.js"), make_entity(slug="readme.md"))

    assert leads(client, "/entities/readme.md") == (301, "/entities/readme.md/")
    assert client.get("/entities/readme.md.json").status_code == 200
    assert client.get("/entities/node.js.json").status_code == 200


def test_the_query_stays(client, event):
    status, url = leads(client, "/news/2004/08/9/battle-of-najaf?a=1&b=%E7%BA%B3")

    assert (status, url) == (301, f"{event.get_absolute_url()}?a=1&b=%E7%BA%B3")


def test_head_is_answered_like_get_and_post_is_not(client, event):
    assert client.head("/news/2004/08/9/battle-of-najaf").status_code == 301
    assert client.post("/news/2004/08/9/battle-of-najaf").status_code in {404, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/nothing.md",
        "/%00",
        "/news/2004/08/09/a%00b/",
        "/entities/%00/",
        "/news/0000/01/01/",
        "/news/2005/02/30/",
        "/news/2005/02/30/a.md",
        "/news/9999/12/31/index.md",
        "/%ff%fe",
        "/news/0000",
        "/news/2005/2/30",
        "/zh//evil.example/",
        "/" + "a" * 3000,
        "/admin/nothing/",
    ],
)
def test_nonsense_is_not_found(client, admin_client, path):
    browser = admin_client if path.startswith("/admin") else client

    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example", "/zh//evil.example/x.md"])
def test_no_address_leads_to_another_host(client, path):
    assert client.get("/", PATH_INFO=path).status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        # Each: the validator, then
        ("/nothing/", 4),  # page, its files, redirect
        ("/nothing", 4),  # page as asked, page, redirect
        ("/nothing.md", 5),  # page as asked, page, page of that name, redirect
        ("/news/2004/08/09/nothing/", 3),  # event, redirect
        ("/news/2004/08/9/nothing.md", 4),  # page, event, redirect
        ("/entities/nothing/", 3),  # entity, redirect
    ],
)
def test_a_404_costs_few_queries(client, event, django_assert_num_queries, path, queries):
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 404

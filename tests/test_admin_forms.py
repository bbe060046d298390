"""The forms of entities, sources and pages."""

import pytest

from events.models import Alias, Entity, Page, Redirect, Source
from tests.desk import address, client_of, errors_of, make_editor, save_form, saved
from tests.factories import make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def spelling(number, text, entity=None):
    return {
        "aliases-TOTAL_FORMS": number + 1,
        f"aliases-{number}-spelling": text,
        f"aliases-{number}-entity": entity.pk if entity else "",
    }


def test_a_new_entity_has_its_spellings_at_once(client):
    changes = {"name": " 中國, the ", "kind": "place"} | spelling(0, "China")
    assert saved(save_form(client, "entity", changes=changes))

    entity = Entity.objects.get()
    assert (entity.name, entity.slug, str(entity.aliases.get())) == (
        "中國, the",
        "中國-the",
        "China",
    )


@pytest.mark.parametrize("again", ["Bagdad", "BAGDAD", "Ｂagdad"])
def test_a_spelling_that_is_there_is_refused(client, again):
    entity = make_entity("Baghdad")
    Alias.objects.create(entity=entity, spelling="Bagdad")

    response = save_form(client, "entity", entity.pk, spelling(1, again, entity))

    assert errors_of(response) == ["This spelling is already there."]
    assert Alias.objects.count() == 1


def test_one_spelling_may_mean_two_entities(client):
    Alias.objects.create(entity=make_entity("Georgia (country)"), spelling="Georgia")
    entity = make_entity("Georgia (state)")

    assert saved(save_form(client, "entity", entity.pk, spelling(0, "Georgia", entity)))

    assert Alias.objects.count() == 2


def test_a_spelling_is_removed_and_written_anew(client):
    entity = make_entity("Baghdad")
    Alias.objects.create(entity=entity, spelling="Bagdad")

    changes = {"aliases-0-DELETE": "on"} | spelling(1, "bagdad", entity)
    assert saved(save_form(client, "entity", entity.pk, changes))

    assert str(entity.aliases.get()) == "bagdad"


@pytest.mark.parametrize(
    ("model", "make"), [("entity", make_entity), ("source", make_source)], ids=["entity", "source"]
)
def test_a_name_that_another_has_is_refused(client, model, make):
    make("BBC")
    row = make("Reuters")

    assert len(errors_of(save_form(client, model, row.pk, {"name": "BBC"}))) == 1


@pytest.mark.parametrize(
    ("model", "make"), [("entity", make_entity), ("source", make_source)], ids=["entity", "source"]
)
def test_a_new_slug_leaves_the_old_address_behind(client, model, make):
    row = make("BBC", slug="old")

    assert saved(save_form(client, model, row.pk, {"slug": "new"}))

    old = Redirect.objects.get().path
    assert old.endswith("/old/")
    assert f"<li>{old}</li>" in client.get(address(model, "change", row.pk)).text


@pytest.mark.parametrize("slug", ["a+b", "a b", "a/b", "index", "a.json"])
def test_a_slug_that_is_no_part_of_an_address_is_refused(client, slug):
    entity = make_entity("Najaf")

    assert len(errors_of(save_form(client, "entity", entity.pk, {"slug": slug}))) == 1


def test_an_entity_says_how_often_it_is_used(client):
    make_event(entities=["Najaf"])
    make_event(entities=["Najaf"], status="draft")
    entity = Entity.objects.get()
    make_event(lead=entity)
    make_event(entities=["Basra"])

    text = client.get(address("entity", "change", entity.pk)).text

    assert ">3 events, 1 published</a>" in text
    assert f'<a href="{entity.get_absolute_url()}" class="viewsitelink">' in text


def test_an_address_without_scheme_becomes_https(client):
    source = make_source("BBC")

    assert saved(save_form(client, "source", source.pk, {"homepage": "bbc.example"}))

    assert Source.objects.get().homepage == "https://bbc.example"


def test_a_page_is_written(client):
    changes = {"path": "/about/us/", "title": "About", "text": "One\r\ntwo"}
    assert saved(save_form(client, "page", changes=changes))

    assert Page.objects.values_list("path", "title", "text").get() == (
        "/about/us/",
        "About",
        "One\ntwo",
    )


@pytest.mark.parametrize("path", ["about", "/about", "//about/", "/a b/", "/about/?x=1", "/"])
def test_a_page_at_no_address_is_refused(client, path):
    response = save_form(client, "page", changes={"path": path, "title": "About"})

    assert len(errors_of(response)) == 1
    assert Page.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/search/", "/news/2004/", "/news/2004/08/09/", "/entities/x/", "/e/x/", "/admin/x/"]
)
def test_a_page_where_other_things_live_is_refused(client, path):
    response = save_form(client, "page", changes={"path": path, "title": "About"})

    assert errors_of(response) == [
        "Addresses like this belong to other things. Choose another one."
    ]


def test_a_page_that_moves_leaves_its_old_address(client):
    page = make_page(path="/about/")

    assert saved(save_form(client, "page", page.pk, {"path": "/other/", "title": "Us"}))

    page.refresh_from_db()
    assert (page.path, page.title) == ("/other/", "Us")
    assert "<li>/about/</li>" in client.get(address("page", "change", page.pk)).text
    assert client.get("/about/").headers["Location"] == "/other/"


def test_a_page_at_its_file_may_stay_there(client):
    page = make_page(path="/opinion/README.md")

    assert saved(save_form(client, "page", page.pk, {"title": "Us"}))

    page.refresh_from_db()
    assert (page.path, page.title) == ("/opinion/README.md", "Us")

"""Markdown: legacy files where there are some, and lists in the manner of a day's."""

import datetime

import pytest

from events.legacy.exporter import Plan, archive_files
from events.models import Event
from tests.factories import make_event, make_page
from tests.legacy.test_single import CHRONICLE
from tests.legacy.texts import bring

from .pages import PAGES, make_chronicle

pytestmark = pytest.mark.django_db

# The days of CHRONICLE, and where this site has them.
LIVING = {
    "index.md": "/index.md",
    "news/2004/08/9/index.md": "/news/2004/08/09.md",
    "news/2004/08/10/index.md": "/news/2004/08/10.md",
    "faq/index.md": "/faq.md",
}


@pytest.mark.parametrize(("language", "form"), [("en", "en"), ("zh-hans", "zh")])
def test_what_has_a_legacy_file_is_that_file(client, settings, language, form):
    settings.LANGUAGE_CODE = language
    bring(CHRONICLE)
    make_event(title="Written here.", date=datetime.date(2004, 8, 11), slug="here")
    files = dict(archive_files(Plan(form)))
    addresses = LIVING | {
        "news/2004/08/11/here.md": "/news/2004/08/11/here.md",
        "news/2004/08/11/index.md": "/news/2004/08/11.md",
    }
    for event in Event.objects.exclude(slug="here"):
        path = event.files.get().path
        addresses[path] = f"{event.get_absolute_url().removesuffix('/')}.md"

    served = {path: client.get(address).text for path, address in addresses.items()}

    assert served == {path: files[path] for path in addresses}
    assert len(served) == 9


def test_a_month_lists_its_days(client):
    make_chronicle()
    make_event(date=datetime.date(2004, 8, 18), title="Rain falls.", slug="rain")

    assert client.get("/news/2004/08.md").text == (
        "# 2004-08\n\n"
        "## [2004-08-9](/news/2004/08/9/index.md)\n\n"
        "##### Sadr\n"
        "### [ Fighting & <noise>. ](/news/2004/08/9/battle.md)\n\n"
        "## [2004-08-18](/news/2004/08/18/index.md)\n\n"
        "### [Rain falls.](/news/2004/08/18/rain.md)\n\n"
    )


def test_years_and_a_year_lead_to_the_markdown_of_their_parts(client):
    make_event(date=datetime.date(843, 8, 10))
    make_event()
    make_event()

    assert client.get("/news.md").text == (
        "# All years\n\n- [2004](/news/2004.md): 2\n- [0843](/news/0843.md): 1\n"
    )
    assert client.get("/news/2004.md").text == (
        "# 2004\n\n## [2004-08](/news/2004/08.md)\n\n- [2004-08-09](/news/2004/08/09.md): 2\n\n"
    )


def test_an_entity_says_what_it_is_and_lists_its_events(client):
    make_chronicle()
    battle = Event.objects.get(slug="battle")
    battle.description = ""
    battle.save()

    text = client.get(f"{PAGES['entity']}.md").text

    assert text.startswith(
        "# Najaf\n\n- Nadschaf\n\n"
        "Appears with:\n\n- [Sadr](/entities/muqtada-al-sadr+najaf.md): 1\n\n"
        "## [2005-01-2](/news/2005/01/2/index.md)\n\n"
    )
    assert text.endswith(
        "##### Sadr\n### [ Fighting & <noise>. ](/news/2004/08/9/battle.md)\n"
        "_Context: Muqtada al-Sadr, Najaf_\n\n"
    )


def test_leads_stand_where_they_change_in_the_chinese_manner(client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    for number in range(2):
        make_event(lead_text="大坝", title=f"{number}", slug=f"{number}")

    assert client.get("/news/2004/08.md").text == (
        "# 2004-08\n\n## [2004-08-9](/zh/news/2004/08/9/index.md)\n\n"
        "##### 大坝\n### [0](/zh/news/2004/08/9/0.md)\n### [1](/zh/news/2004/08/9/1.md)\n\n"
    )


def test_a_long_list_leads_on(client, monkeypatch):
    monkeypatch.setattr("events.views.lists.SLICE", 1)
    make_event(entities=["Najaf"])
    last = make_event(entities=["Najaf"])

    text = client.get("/entities/najaf.md").text
    address = text.rpartition("[Older events](http://testserver")[2].rstrip(")\n")

    assert address.startswith("/entities/najaf.md?before=")
    assert f"### [{last.title}]" in client.get(address).text


def test_a_search_says_what_was_looked_for(client):
    make_chronicle()

    text = client.get("/search.md?q=noise&source=Paper").text

    assert text.startswith("# Search the chronicle\n\nq: noise\n\nsource: Paper\n\n## [2004-08-9]")


def test_a_page_called_like_a_file_has_formats_of_its_own(client):
    make_page(path="/opinion/README.md", title="Opinion", text="Words.\n")

    assert client.get("/opinion/README.md").headers["Content-Type"].startswith("text/html")
    assert client.get("/opinion/README.md.md").text.endswith("# Opinion\nWords.\n")
    assert client.get("/opinion/README.md.json").json()["text"] == "Words.\n"
    accepting = client.get("/opinion/README.md", headers={"Accept": "application/json"})
    assert accepting.json()["formats"]["md"] == "http://testserver/opinion/README.md.md"


def test_an_empty_chronicle_has_a_front_page_and_no_years(client):
    assert client.get("/index.md").status_code == 200
    assert client.get("/index.json").json()["events"] == []
    assert client.get("/news.json").json()["years"] == []

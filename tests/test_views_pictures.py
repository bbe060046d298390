"""Pictures and cards as readers get them."""

import datetime

import pytest
from django.utils import timezone

from events import lettering
from events.cards import card_url
from events.models import Status
from tests.desk import cost_of
from tests.factories import bring_picture, make_citation, make_event, make_source
from tests.test_models_picture import ADDRESS

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)
needs_fonts = pytest.mark.skipif(not lettering.can_set("A雨"), reason="no Noto fonts here")


def test_a_file_is_nothing_but_a_picture_and_never_changes(client, django_assert_num_queries):
    picture = bring_picture()

    with django_assert_num_queries(0):
        response = client.get(picture.get_absolute_url())

    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"RIFF")
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies

    again = client.get(picture.url, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".webp", "0" * 32, "0" * 32 + ".svg", "../db.sqlite3", "x/../../etc", ""]
)
def test_there_is_nothing_else(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_an_event_shows_its_pictures(client):
    event, source = make_event(), make_source("The Paper")
    picture = bring_picture(size=(1248, 600))
    make_citation(
        event, source=source, picture=picture, alt='A "dam"', url="https://paper.example/1"
    )
    make_citation(event, image=ADDRESS, picture=bring_picture(ADDRESS), source=source)

    html = client.get(event.get_absolute_url()).text

    first, second = html.split('<figure class="picture">')[1:]
    assert f'<img src="{picture.url}" srcset="{picture.srcset}" sizes="(max-width: 624px)' in first
    assert 'width="624" height="300" loading="lazy"' in first
    assert 'alt="A &quot;dam&quot;"' in first
    assert '<figcaption><a href="https://paper.example/1"' in first
    assert (
        'width="40" height="30" loading="lazy" decoding="async" alt="Picture from The Paper"'
        in second
    )
    assert ADDRESS not in html


def test_without_a_copy_there_is_a_link(client):
    event = make_event()
    make_citation(event, image=ADDRESS)
    make_citation(event, image=f"{ADDRESS}?new", picture=bring_picture(f"{ADDRESS}?old"))

    html = client.get(event.get_absolute_url()).text

    assert "<img" not in html
    assert html.count('<a class="report" href="https://paper.example/a.jpg') == 2


def test_pictures_cost_no_query(client):
    event, other = make_event(), make_event(date=datetime.date(2001, 1, 1))
    for number in range(3):
        picture = bring_picture(f"{ADDRESS}?{number}")
        make_citation(event, image=f"{ADDRESS}?{number}", picture=picture)
    make_citation(other)
    client.get("/")  # the pages of the foot are remembered

    assert cost_of(client, event.get_absolute_url()) == cost_of(client, other.get_absolute_url())


def test_formats_tell_of_the_picture(client):
    event = make_event()
    picture = bring_picture()
    make_citation(event, picture=picture, alt=" A dam ")
    make_citation(event, image=ADDRESS)

    sources = client.get(f"{event.get_absolute_url()[:-1]}.json").json()["sources"]

    assert [source["picture"] for source in sources] == [
        {"url": f"http://testserver{picture.url}", "width": 40, "height": 30, "alt": "A dam"},
        None,
    ]


# --- Cards


@needs_fonts
def test_a_card_is_drawn(client, django_assert_num_queries):
    event = make_event()
    with django_assert_num_queries(1):
        response = client.get(card_url(event))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert response.content[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)


@needs_fonts
def test_a_page_names_its_card(client):
    event = make_event()

    html = client.get(event.get_absolute_url()).text

    assert f'<meta property="og:image" content="http://testserver{card_url(event)}">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


@needs_fonts
def test_a_card_is_drawn_again_only_if_it_changes(client, monkeypatch):
    event = make_event()
    tag = {"If-None-Match": client.get(card_url(event)).headers["ETag"]}
    drawn = []
    monkeypatch.setattr("events.views.pictures.draw", lambda card: drawn.append(card) or b"")

    assert client.get(card_url(event), headers=tag).status_code == 304
    assert drawn == []

    event.title = "Something else happens."
    event.save()
    assert client.get(card_url(event), headers=tag).status_code == 200
    assert [card.title for card in drawn] == ["Something else happens."]


@needs_fonts
@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"publish_at": TOMORROW},
    ],
)
def test_only_public_events_have_cards(client, hidden):
    event = make_event(**hidden)

    assert client.get(f"/e/{event.short_id}/card.png").status_code == 404


def test_what_no_font_can_set_has_no_card(client, settings, tmp_path):
    event = make_event(title="A storm passes.")
    settings.CARD_FONTS = [str(tmp_path)]

    assert card_url(event) == ""
    assert "og:image" not in client.get(event.get_absolute_url()).text
    assert client.get(f"/e/{event.short_id}/card.png").status_code == 404

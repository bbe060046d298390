"""Pictures on the form of an event: bringing one, taking it away, and who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Citation, Event, Picture
from events.pictures import NotAPicture
from tests.desk import (
    address,
    client_of,
    errors_of,
    make_editor,
    make_person,
    save_form,
    saved,
)
from tests.factories import bring_picture, image_bytes, make_citation, make_event
from tests.test_models_picture import ADDRESS

pytestmark = pytest.mark.django_db

SAID = {"citations-0-alt": "A dam, broken."}


@pytest.fixture
def client():
    return client_of(make_editor())


def upload(data: bytes, name: str = "dam.jpg") -> dict[str, SimpleUploadedFile]:
    return {"citations-0-upload": SimpleUploadedFile(name, data, "image/jpeg")}


def test_an_editor_brings_a_picture(client):
    event = make_event()
    make_citation(event)
    version = event.version

    assert saved(save_form(client, "event", event.pk, SAID | upload(image_bytes())))

    citation = Citation.objects.get()
    assert (citation.own_picture.width, citation.alt) == (40, "A dam, broken.")
    assert Event.objects.get().version == version + 1


def test_the_form_shows_the_picture_and_keeps_it(client):
    event = make_event()
    picture = bring_picture()
    make_citation(event, picture=picture, alt="A dam.")

    html = client.get(address("event", "change", event.pk)).text

    assert html.count(f'<a href="{picture.url}">') == 2
    assert saved(save_form(client, "event", event.pk, {"title": "Another title."}))
    assert Citation.objects.get().picture == picture


def test_a_picture_is_taken_away(client):
    event = make_event()
    make_citation(event, picture=bring_picture(), alt="A dam.")

    assert saved(save_form(client, "event", event.pk, {"citations-0-upload-clear": "on"}))

    assert Citation.objects.get().picture is None


def test_a_picture_takes_the_place_of_a_copy(client):
    event = make_event()
    copy = bring_picture(ADDRESS)
    make_citation(event, image=ADDRESS, picture=copy)

    changes = SAID | upload(image_bytes(colour="red"))
    assert saved(save_form(client, "event", event.pk, changes))

    assert Citation.objects.get().own_picture.digest != copy.digest


def test_a_picture_needs_words_for_those_who_cannot_see_it(client):
    event = make_event()
    make_citation(event)
    changes = upload(image_bytes()) | {"citations-0-alt": " "}

    response = save_form(client, "event", event.pk, changes)

    assert errors_of(response) == ["Say what the picture shows, for those who cannot see it."]
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.jpg", b"<script></script>")],
)
def test_what_is_no_picture_is_refused(client, name, data):
    event = make_event()
    make_citation(event)

    response = save_form(client, "event", event.pk, SAID | upload(data, name))

    assert errors_of(response) == [
        "This is no picture of a kind shown here (JPEG, PNG, WEBP, GIF, AVIF)."
    ]
    assert not Picture.objects.exists()


def test_the_reason_of_a_refusal_is_told(client, monkeypatch):
    def refuse(data: bytes) -> None:
        raise NotAPicture("Too large.")

    monkeypatch.setattr("events.admin.forms.prepare", refuse)
    event = make_event()
    make_citation(event)

    response = save_form(client, "event", event.pk, SAID | upload(image_bytes()))

    assert errors_of(response) == ["Too large."]


def test_who_may_only_look_brings_no_picture():
    event = make_event()
    make_citation(event, picture=bring_picture(), alt="A dam.")
    client = client_of(make_person("visitor", "view"))
    before = Citation.objects.values().get()

    html = client.get(address("event", "change", event.pk)).text
    data = {"citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1} | upload(image_bytes())
    response = client.post(address("event", "change", event.pk), data)

    assert 'type="file"' not in html
    assert '<img class="picture"' in html
    assert response.status_code == 403
    assert Citation.objects.values().get() == before


def test_a_new_event_is_written_with_its_picture(client):
    fields = {
        "date": "2004-08-09",
        "title": "A dam breaks.",
        "citations-0-new_source": "The Gazette",
        "citations-0-url": "https://gazette.example/1",
    }
    assert saved(save_form(client, "event", None, fields | SAID | upload(image_bytes())))

    assert Citation.objects.get().own_picture is not None

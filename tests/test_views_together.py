"""The pages that entities have together."""

import datetime

import pytest
from django.utils import timezone

from events.models import Redirect, Status

from .factories import make_entity, make_event

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


@pytest.fixture
def both():
    """An event of Rain and Wind, and others that are no such thing or not public."""
    event = make_event(entities=["Rain", "Wind", "Sun"])
    make_event(entities=["Rain"])
    for hidden in (
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"publish_at": TOMORROW},
    ):
        make_event(title="Secret", entities=["Rain", "Wind", "Secret"], **hidden)
    return event


@pytest.mark.parametrize("path", ["/entities/rain+wind/", "/entities/rain+sun+wind/"])
def test_entities_together_have_a_page_of_their_events(client, both, path):
    response = client.get(path)

    assert response.context["slice"].events == [both]
    assert response.context["number"] == 1
    assert "Secret" not in response.text


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("wind+rain/", "rain+wind/"),
        ("wind+rain.json", "rain+wind.json"),
        ("wind+rain/?before=2009-01-01,1,1", "rain+wind/?before=2009-01-01,1,1"),
        ("rain+rain/", "rain/"),
        ("storm+rain/", "rain+wind/"),
    ],
)
def test_other_addresses_lead_to_the_one(client, both, asked, there):
    wind = both.entities.get(name="Wind")
    Redirect.objects.create(path="/entities/storm/", entity=wind)

    response = client.get(f"/entities/{asked}")

    assert (response.status_code, response.url) == (301, f"/entities/{there}")


@pytest.mark.parametrize(
    "names", ["rain+nothing", "rain+secret", "secret+rain", "rain+", "+", "a+b+c+d", "+" * 300]
)
def test_what_has_nothing_together_is_not_found(client, both, names):
    assert client.get(f"/entities/{names}/").status_code == 404


def test_an_entity_with_such_a_slug_comes_first(client, both):
    entity = make_entity("Rain and wind", slug="rain+wind")
    event = make_event(entities=[entity])

    response = client.get("/entities/rain+wind/")

    assert response.context["entity"] == entity
    assert response.context["slice"].events == [event]


def test_an_entity_leads_to_its_company(client, both):
    html = client.get("/entities/rain/").text

    assert '<a href="/entities/rain+wind/"><span dir="auto">Wind</span>' in html
    assert "Secret" not in html

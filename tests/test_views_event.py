"""An event's page, its short address, and what is not to be seen."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from events.models import Change, Placement, Status

from .factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)
HIDDEN = [
    {"status": Status.DRAFT},
    {"status": Status.REVIEW},
    {"status": Status.PUBLISHED, "publish_at": TOMORROW},
]


def page_of(client, event):
    return client.get(event.get_absolute_url())


def test_a_page_tells_its_event(client):
    lead = make_entity("Muqtada al-Sadr")
    event = make_event(
        title=" Fighting goes on in Najaf. ",
        lead=lead,
        description="More *here*.",
        entities=["Najaf", "Muqtada al-Sadr"],
    )
    source = make_source("The Paper")
    make_citation(event, source=source, url="https://paper.example/a?b=1&c=2")

    html = page_of(client, event).text

    assert '<h1 class="title " dir="auto">Fighting goes on in Najaf.</h1>' in html
    assert '<a href="/entities/muqtada-al-sadr/">Muqtada al-Sadr</a>' in html
    assert "<p>More <em>here</em>.</p>" in html
    assert f'href="{source.get_absolute_url()}" dir="auto">The Paper</a>' in html
    assert (
        'href="https://paper.example/a?b=1&amp;c=2" rel="nofollow noopener external">'
        "Report at paper.example</a>" in html
    )
    assert '<a href="/entities/najaf/" dir="auto">Najaf</a>' in html
    assert 'href="/news/2004/08/09/"' in html
    permalink = f"http://testserver/e/{event.short_id}/"
    assert f'<a href="{permalink}">{permalink}</a>' in html


def test_markup_in_a_title_is_text(client):
    event = make_event(title="<script>alert(1)</script> & *stars*")

    html = page_of(client, event).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; *stars*</h1>" in html
    assert "<script>" not in html


def test_an_address_that_is_no_web_link_is_printed(client):
    event = make_event()
    make_citation(
        event,
        url="javascript:alert(1)",
        archived_url="ftp://archive.example/",
        image="data:image/png;base64,xx",
    )

    html = page_of(client, event).text

    for address in ("javascript:alert(1)", "ftp://archive.example/", "data:image/png;base64,xx"):
        assert f'<span class="report verbatim">{address}</span>' in html
        assert f'"{address}"' not in html


def test_a_picture_is_a_link_unless_the_site_allows_remote_ones(client, settings):
    event = make_event()
    make_citation(event, image="https://paper.example/a.jpg")

    html = page_of(client, event).text

    assert '<a class="report" href="https://paper.example/a.jpg"' in html
    assert "<img" not in html

    settings.REMOTE_IMAGES = True

    assert (
        '<img src="https://paper.example/a.jpg" loading="lazy" referrerpolicy="no-referrer"'
        in page_of(client, event).text
    )


def test_sources_keep_their_order(client):
    event = make_event()
    second = make_citation(event, position=2)
    first = make_citation(event, position=1)

    html = page_of(client, event).text

    assert html.index(first.url) < html.index(second.url)


def test_the_panel_says_why_events_are_related(client):
    event = make_event(entities=["Baghdad", "Najaf"])
    other = make_event(date=datetime.date(2004, 9, 6), entities=["Baghdad", "Najaf"])
    make_event(title="A draft", entities=["Baghdad"], status=Status.DRAFT)

    response = page_of(client, event)

    assert [item.event for item in response.context["beside"].panel] == [other]
    assert f'<a href="{other.get_absolute_url()}">{other.title}</a>' in response.text
    assert '<span class="word">Context:</span> <a href="/entities/' in response.text
    assert "A draft" not in response.text


def test_a_pin_is_marked(client):
    event, other = make_event(), make_event(date=datetime.date(2005, 1, 1))
    Placement.objects.create(event=event, other=other, kind=Placement.Kind.PIN)

    assert "Chosen by the editors" in page_of(client, event).text


def test_other_public_events_of_the_day_are_listed(client):
    event, other = make_event(), make_event()
    make_event(status=Status.DRAFT)
    make_event(publish_at=TOMORROW)
    make_event(status=Status.WITHDRAWN)

    assert page_of(client, event).context["beside"].same_day == [other]


def test_an_event_that_never_changed_says_nothing_of_changes(client):
    assert "Changes" not in page_of(client, make_event()).text


def test_changes_are_told_with_their_differences_and_announced(client):
    event = make_event(title="Heavy <b>rain</b> falls.", slug="rain")
    Change.objects.create(
        event=event,
        kind=Change.Kind.FIRST,
        title="Heavy <i>rain</i> falls.",
        path="/news/2004/08/8/rain.md",
        at=datetime.datetime(2018, 1, 17, 12, 30, tzinfo=datetime.UTC),
    )

    html = page_of(client, event).text

    assert '<h2 id="versions">Changes</h2>' in html
    assert (
        '<span class="kind">First version</span> '
        '<time datetime="2018-01-17T12:30:00+00:00">17 January 2018, 12:30</time>' in html
    )
    assert '<span class="kind">Current version</span></p>' in html
    assert (
        'Heavy &lt;<del><span class="hidden">[removed: </span>i<span class="hidden">]</span></del>'
        '<ins><span class="hidden">[added: </span>b<span class="hidden">]</span></ins>&gt;rain'
        in html
    )
    assert 'Address: <span dir="ltr">/news/2004/08/09/rain/</span>' in html
    assert "<i>" not in html


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_not_public_is_not_found(client, hidden):
    event = make_event(title="Secret", **hidden)

    for address in (event.get_absolute_url(), f"/e/{event.short_id}/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Secret" not in response.text


def test_editors_see_no_more_here_than_readers(client):
    client.force_login(User.objects.create_superuser("editor"))

    assert page_of(client, make_event(status=Status.DRAFT)).status_code == 404


def test_a_withdrawn_event_is_gone_and_says_why(client):
    event = make_event(
        title="Hoax happens", status=Status.WITHDRAWN, withdrawn_reason="It was <a hoax>."
    )

    response = page_of(client, event)

    assert response.status_code == 410
    assert "It was &lt;a hoax&gt;." in response.text
    assert "Hoax happens" not in response.text


def test_a_short_address_leads_to_the_page_for_good(client):
    event = make_event()

    response = client.get(f"/e/{event.short_id}/")

    assert (response.status_code, response.url) == (301, event.get_absolute_url())
    assert response.headers["Cache-Control"] == "max-age=3600"


@pytest.mark.parametrize("path", ["2004/08/09/other/", "2004/08/10/one/", "2005/02/30/one/"])
def test_other_addresses_are_not_found(client, path):
    make_event(slug="one")

    assert client.get(f"/news/{path}").status_code == 404


@pytest.mark.parametrize("slug", ["纳杰夫之战", "حرب", "a_b-1", "100%", "a?b#c", "c++", "x.md"])
def test_a_slug_may_be_in_any_script(client, slug):
    assert page_of(client, make_event(slug=slug)).status_code == 200


def test_cost_does_not_grow_with_rows(client, django_assert_max_num_queries):
    lead = make_entity("Baghdad")
    event = make_event(lead=lead, entities=["Baghdad"])
    counts = []
    for number in range(3):
        make_citation(event)
        event.title, event.slug = f"Version {number}", f"version-{number}"
        event.save()
        event.entities.add(f"Other {number}")
        make_event(entities=["Baghdad", f"Other {number}"])
        make_event(date=datetime.date(2005, 1, number + 1), entities=["Baghdad"], lead=lead)
        if number in {0, 2}:
            with django_assert_max_num_queries(14) as captured:
                assert page_of(client, event).status_code == 200
            counts.append(len(captured))

    assert counts[0] == counts[1]

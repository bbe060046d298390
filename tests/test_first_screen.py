"""The desk's front: what waits for whom, what comes next, and the way to any event."""

import datetime
import re

import pytest
from django.utils import timezone

from events.models import ImportRun, Suggestion
from events.versions import Saving, versioned

from .desk import address, client_of, cost_of, make_member
from .factories import make_entity, make_event

pytestmark = pytest.mark.django_db

FRONT = "/admin/"


def section(text, name):
    """The texts of the links in a section; none if it is not there."""
    parts = text.split(f'<section aria-labelledby="{name}">')
    return re.findall(r"<a [^>]*>([^<]*)</a>", parts[1].split("</section>")[0]) if parts[1:] else []


@pytest.fixture
def editor():
    return make_member("Editor")


def test_what_waits_stands_by_whose_it_is(editor):
    make_event(title="Mine.", status="draft", owner=editor)
    make_event(title="Proposed.", status="review", owner=make_member("Contributor"))
    make_event(title="Theirs.", status="draft")
    make_event(title="Public.")
    later = timezone.now() + datetime.timedelta(days=3)
    make_event(title="Next.", publish_at=later)

    text = client_of(editor).get(FRONT).text

    assert section(text, "mine") == ["Mine."]
    assert section(text, "reviews") == ["Proposed.", "All of them"]
    assert section(text, "drafts") == ["Theirs.", "All of them"]
    assert section(text, "scheduled") == ["Next."]
    assert "Public." not in text


def test_a_contributor_sees_nothing_of_others(editor):
    person = make_member("Contributor")
    make_event(title="Own.", status="draft", owner=person)
    other = make_event(title="Secret.", status="draft", owner=editor)
    with versioned([other.pk], Saving(editor)):
        other.title = "Secret!"
        other.save()
    ImportRun.objects.create(path="archive", started_at=timezone.now())
    Suggestion.objects.create(first=make_entity("A"), second=make_entity("B"), score=90)

    text = client_of(person).get(FRONT).text

    assert section(text, "mine") == ["Own."]
    assert "Secret" not in text
    assert 'id="upkeep"' not in text


def test_a_curator_sees_changes_and_upkeep(editor):
    event = make_event(title="Before.")
    with versioned([event.pk], Saving(editor)):
        event.title = "After."
        event.save()
    ImportRun.objects.create(path="archive", started_at=timezone.now(), noted={"problem": 2})
    Suggestion.objects.create(first=make_entity("A"), second=make_entity("B"), score=90)

    text = client_of(make_member("Curator")).get(FRONT).text

    assert section(text, "changes") == ["After.", "Before."]
    assert "2 problems" in text
    assert section(text, "upkeep")[1] == "1 pair of entities may be one"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("2004-08-09", "date__year=2004&date__month=8&date__day=9"),
        ("2004/08", "date__year=2004&date__month=8"),
        ("truce in Najaf", "q=truce+in+Najaf"),
        ("2004-99", "q=2004-99"),
        ("", "q="),
    ],
)
def test_words_and_dates_lead_to_the_list(editor, text, query):
    answer = client_of(editor).get("/admin/jump/", {"to": text})

    assert answer.headers["Location"] == f"{address('event', 'changelist')}?{query}"


def test_an_event_is_reached_by_address_and_id_but_not_by_who_may_not_see_it(editor):
    event = make_event(status="draft", owner=editor)
    stranger = client_of(make_member("Contributor"))
    for text in (f"https://news.example{event.get_absolute_url()}", event.short_id):
        found = client_of(editor).get("/admin/jump/", {"to": text})
        assert found.headers["Location"] == address("event", "change", event.pk)
        refused = stranger.get("/admin/jump/", {"to": text})
        assert refused.headers["Location"].startswith(f"{address('event', 'changelist')}?q=")


def test_the_front_costs_the_same_with_one_row_and_with_three(editor):
    client = client_of(make_member("Curator"))

    def add_rows():
        event = make_event(status="review", owner=editor, lead=make_entity())
        with versioned([event.pk], Saving(editor)):
            event.title += "!"
            event.save()

    add_rows()
    one = cost_of(client, FRONT)
    add_rows()
    add_rows()

    assert cost_of(client, FRONT) == one
    assert one <= 15

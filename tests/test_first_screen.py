"""The desk's front: what waits for whom, what comes next, and the way to any event."""

import datetime
import re

import pytest
from django.utils import timezone

from events.curation import merge_entities
from events.desk.bulk import Tagging, make_change
from events.first_screen import last_versions
from events.models import ImportRun, OpenForm, Suggestion, Version
from events.versions import Saving, delete_events, versioned

from .desk import address, client_of, cost_of, make_member, make_person
from .factories import make_entity, make_event
from .plans import learn_tables, plan

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


def test_what_was_done_to_many_at_once_is_one_of_the_changes(editor):
    events = [make_event(origin="file"), make_event(origin="file")]
    make_change(Tagging(make_entity("Najaf")), [event.pk for event in events], editor)

    text = client_of(editor).get(FRONT).text

    assert section(text, "changes") == ["Najaf, 2 events"]
    assert "entities added · <bdi>editor</bdi>" in text


def test_a_deleted_event_leads_to_where_it_is_recovered(editor):
    event = make_event(title="Gone.")
    where = address("event", "history", event.pk)
    delete_events([event], editor)

    text = client_of(editor).get(FRONT).text

    assert section(text, "changes") == ["Gone.", "Gone."]
    assert f'href="{address("event", "deleted")}" dir="auto">Gone.' in text
    assert where not in text


def test_nobody_sees_of_operations_what_they_may_not(editor):
    curator = make_member("Curator")
    merge_entities(make_entity("Bagdad"), [make_entity("Baghdad")], curator)

    assert section(client_of(curator).get(FRONT).text, "changes") == ["“Baghdad” → “Bagdad”"]
    assert section(client_of(editor).get(FRONT).text, "changes") == []


def test_the_last_changes_are_found_by_an_index(editor, rf):
    request = rf.get(FRONT)
    request.user = editor
    rows = (
        (n, Version.Kind.EDITED if n % 500 == 0 else Version.Kind.OPERATION) for n in range(3000)
    )
    Version.objects.bulk_create(
        Version(event_id=n, number=1, kind=kind, at=timezone.now(), content={}) for n, kind in rows
    )
    learn_tables()

    sql, params = last_versions(request).query.sql_with_params()

    assert any("version_by_hand" in step for step in plan(sql, params))


def test_what_was_typed_and_not_saved_is_offered_to_who_typed_it(editor):
    event = make_event(title="Stored.")
    for mark, place, title in (("1", event, "Typed."), ("2", None, ""), ("3", 999, "Gone.")):
        OpenForm.objects.create(
            mark=mark,
            editor=editor,
            event_id=getattr(place, "pk", place),
            typed={"title": [title]},
            typed_at=timezone.now(),
        )

    text = client_of(editor).get(FRONT).text

    assert section(text, "unfinished") == ["a new event", "Typed."]
    assert address("event", "change", event.pk) in text
    other = client_of(make_member("Curator")).get(FRONT).text
    assert section(other, "unfinished") == []


def test_only_who_may_write_is_asked_to():
    button = f'href="{address("event", "add")}">Write an event'

    assert button in client_of(make_member("Contributor")).get(FRONT).text
    assert button not in client_of(make_person("reader", "view")).get(FRONT).text


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("2004-08-09", "date__year=2004&date__month=8&date__day=9"),
        ("2004/08", "date__year=2004&date__month=8"),
        ("https://news.example/news/2004/08/9/", "date__year=2004&date__month=8&date__day=9"),
        ("/news/2004/08/index.html", "date__year=2004&date__month=8"),
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

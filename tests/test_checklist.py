"""What is said of an event before it is published."""

import datetime

import pytest
from django.utils import timezone

from events.checklist import alike, looks_dead, remarks
from events.drafting import NOBODY, Draft
from events.models import Citation, Event
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db
DAY = datetime.date(2004, 8, 9)
TITLE = "A truce between the militia and the army begins in Najaf."


def cited(url="https://paper.org/1", **fields):
    return Citation(source=make_source(), url=url, **{"alt": ""} | fields)


def kinds(draft):
    return [remark.kind for remark in remarks(draft)]


def test_a_sound_event_gives_no_remark():
    lead = make_entity()
    event = Event(date=timezone.localdate(), title=TITLE, lead=lead)

    assert kinds(Draft(event, [lead], [cited(image="https://paper.org/1.jpg", alt="A map")])) == []


def test_each_rule_has_its_remark():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    event = Event(date=tomorrow, title=TITLE, lead=make_entity("Muqtada"))

    assert kinds(Draft(event, [make_entity()])) == ["future", "lead", "source"]
    pictured = cited("https://paper.org/2", image="x")
    citations = [cited(), cited("https://paper.org/1 "), cited("ftp://x"), pictured]
    found = remarks(Draft(Event(date=DAY), [], citations))
    assert [(remark.kind, remark.about) for remark in found] == [
        ("duplicate", "https://paper.org/1"),
        ("dead", "ftp://x"),
        ("alt", str(citations[3].source)),
    ]


@pytest.mark.parametrize(
    ("url", "is_dead"),
    [
        ("https://paper.org/2004/report", False),
        ("http://192.0.43.7:8080/report", False),
        ("https://paper.org/?id=7", False),
        ("https://paper.org/", True),
        ("paper.org/report", True),
        ("https://paper/report", True),
        ("https://localhost/report", True),
        ("https://example.com/report", True),
        ("http://192.168.0.1/report", True),
        ("https://paper.org/a report", True),
        ("https://paper.org/2004/rep...", True),
        ("https://[broken", True),
    ],
)
def test_an_address_looks_dead(url, is_dead):
    assert bool(looks_dead(url)) == is_dead


@pytest.mark.parametrize(
    ("title", "days", "is_alike"),
    [
        (f" {TITLE.upper()} ", 7, True),
        ("In Najaf a truce begins between army and militia.", -7, True),
        (TITLE, 8, False),
        ("A truce between other parties ends in Baghdad, Basra and in Kirkuk.", 0, False),
        ("Najaf.", 0, False),
    ],
)
def test_nearly_the_same_title_within_a_week_is_alike(title, days, is_alike):
    other = make_event(title=title, date=DAY + datetime.timedelta(days=days))
    draft = Draft(Event(pk=NOBODY, date=DAY, title=TITLE))

    found = alike(draft, Event.objects.all())

    assert [one.event for one in found] == [other] * is_alike


def test_the_same_address_makes_events_alike_and_shows_what_differs():
    other = make_event(title="Guns fall silent.")
    citation = make_citation(other, url="https://paper.org/1")
    make_citation(make_event(title="Not this one."), url="https://paper.org/2")
    draft = Draft(Event(pk=NOBODY, date=DAY, title="Guns fall quiet."), [], [cited()])

    [one] = alike(draft, Event.objects.all())

    assert (one.event, one.citations) == (other, [citation])
    assert [(part.kind, part.text) for part in one.parts] == [
        ("kept", "Guns fall "),
        ("removed", "quiet"),
        ("added", "silent"),
        ("kept", "."),
    ]


def test_an_event_is_not_alike_to_itself_nor_to_what_the_editor_may_not_see():
    event = make_event(title=TITLE)
    make_event(title=TITLE, status="draft")

    assert alike(Draft(event), Event.objects.published()) == []


@pytest.mark.parametrize("date", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_have_a_week(date):
    assert alike(Draft(Event(pk=NOBODY, date=date, title=TITLE)), Event.objects.all()) == []


def test_to_look_for_events_alike_costs_the_same_for_one_and_three(django_assert_num_queries):
    draft = Draft(Event(pk=NOBODY, date=DAY, title=TITLE), [], [cited()])
    for number in (1, 3):
        while Event.objects.count() < number:
            make_citation(make_event(title=TITLE), url="https://paper.org/1")
        with django_assert_num_queries(4):
            assert len(alike(draft, Event.objects.all())) == number

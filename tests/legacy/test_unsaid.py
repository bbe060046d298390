"""Marked fields of events: there where reading the plain words would give other rows, else not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.legacy.event_files import event_files, plain_files
from events.legacy.grammar import Fields
from events.legacy.unsaid import public_names, with_unsaid
from events.legacy.wording import STYLES
from events.models import Entity, Event, Placement, Redirect, Source, Status
from events.models.settling import settled
from tests.factories import make_citation, make_entity, make_event, make_source
from tests.legacy.texts import DAY, bring, cite, day, event, item, related

pytestmark = pytest.mark.django_db

A, B = "A dam breaks.", "A bridge falls."
DUE = timezone.now() + datetime.timedelta(days=1)
HIDDEN = [
    {"status": Status.DRAFT}, {"status": Status.REVIEW}, {"status": Status.WITHDRAWN},
    {"publish_at": DUE},
]  # fmt: skip
CHRONICLE = (
    event(A, lead="Dam", citations=(cite(),), related=(related(B, "Dam"),))
    | event(B, related=(related(A, "Dam"),))
    | day(item(A, lead="Dam"), item(B))
)


def told(title: str = A) -> Fields:
    """The marked fields of the event with this title."""
    events = Event.objects.filter(title=title)
    [file] = event_files(STYLES["en"], events)
    return dict(file.words.extra)


def here(title: str = A) -> Event:
    return Event.objects.get(title=title)


@pytest.fixture
def chronicle():
    bring(CHRONICLE)


def test_an_untouched_import_needs_no_field(chronicle):
    assert (told(A), told(B)) == ({}, {})


def test_an_event_written_here_tells_its_id_only():
    event = make_event(title=A)

    assert told() == {"id": event.short_id}


def test_another_slug_is_told_where_the_path_cannot_say_it():
    bring(event(A, slug=""))
    assert told() == {}

    Event.objects.update(slug="dam")
    assert told() == {"slug": "dam"}


def test_another_lead_is_told_by_its_name(chronicle):
    rain = make_entity("Rain", label="The rain")
    one = here()
    one.lead, one.lead_text = rain, ""
    one.save()
    assert told()["lead"] == "Rain"

    one.lead = None
    one.save()
    assert "lead" not in told()  # its file prints none


def test_a_printed_lead_without_an_entity_is_told_as_none(chronicle):
    event = Event.objects.get(title=A)
    with settled(event):
        Event.objects.filter(pk=event.pk).update(lead=None)

    assert told()["lead"] is None


@pytest.mark.raw_writes
@pytest.mark.parametrize("text", ["One.\nTwo.", "One.\r\nTwo.", "a\rb", "\n", "One.\n"])
def test_a_description_of_several_lines_is_told_whole(chronicle, text):
    Event.objects.filter(title=A).update(description=text)

    assert told()["description"] == text


@pytest.mark.raw_writes
@pytest.mark.parametrize("text", ["", "One.", "One.  Two. ", "a\u2028b", "### [x](/y)"])
def test_a_description_of_one_line_is_not(chronicle, text):
    Event.objects.filter(title=A).update(description=text)

    assert "description" not in told()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"image": "https://a.example/1.jpg"}, None),
        ({"archived_url": "https://a.example/c"}, {"archived": "https://a.example/c"}),
        ({"url": "https://a.example/)) [IMG](x"}, {}),
        ({"printed": ""}, {"printed": ""}),
        ({"printed": "Gazette"}, {"printed": "Gazette"}),
    ],
)
def test_sources_are_told_where_their_lines_cannot(fields, said):
    one = make_event(title=A)
    line = {"url": "https://a.example/"} | fields
    make_citation(one, source=make_source("The Gazette"), **line)

    plain = {"source": "The Gazette", "url": line["url"]}
    assert told().get("sources") == (None if said is None else [plain | said])


def test_a_renamed_source_keeps_what_its_lines_print(chronicle):
    source = Source.objects.get()
    source.name = "The Paper"
    source.save()

    url = "https://gazette.example/1"
    assert told().get("sources") in (None, [{"source": "The Paper", "url": url}])


def test_entities_are_told_if_no_line_names_them(chronicle):
    here().entities.add("Rain")
    assert told() == {"entities": ["Dam", "Rain"]}

    here().entities.set(["Dam"])
    assert told() == {}

    here().entities.clear()
    assert told() == {"entities": []}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_a_line_of_a_hidden_event_says_is_not_said(hidden):
    bring(event(A, lead="Dam", related=(related(B, "Dam"),)) | event(B))
    assert told(B) == {}
    one = here()
    for name, value in hidden.items():
        setattr(one, name, value)
    one.save()

    # Nothing public names the entity of B any more.
    [file] = event_files(STYLES["en"], Event.objects.filter(title=B))
    assert file.words.related == ()
    assert file.words.extra == {"entities": ["Dam"]}


def test_old_addresses_are_told_unless_the_files_give_them(chronicle):
    Redirect.objects.create(path="/old/", event=here())
    assert told() == {"addresses": ["/old/"]}


def test_a_panel_is_told_in_the_order_of_its_making(chronicle):
    other = make_event(title="It rains.", slug="rain")
    Placement.objects.create(event=here(), other=other, kind="hide")
    Placement.objects.create(event=here(), other=here(B), kind="pin")

    assert told() == {
        "panel": [{"hide": "/news/2004/08/9/rain.md"}, {"pin": "/news/2004/08/9/a-bridge-falls.md"}]
    }


@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_panel_names_what_is_not_public(chronicle, hidden):
    secret = make_event(title="Secret.", slug="secret", **hidden)
    Placement.objects.create(event=here(), other=secret, kind="pin")

    assert told() == {}


def test_a_field_that_a_file_had_stays_though_it_says_nothing_new():
    bring(event(A, lead="Dam", extra={"entities": ["Dam"], "panel": []}))

    assert told() == {"entities": ["Dam"], "panel": []}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_name_with_a_comma_counts_only_if_a_public_event_has_it(hidden):
    make_event(entities=["Dam, Ohio"])
    make_event(entities=["Secret, Ohio"], **hidden)
    make_event(lead=Entity.objects.create(name="Hidden, Ohio"), **hidden)

    assert public_names().joined == {"Dam, Ohio"}


def queries(number: int) -> int:
    for index in range(number):
        one = make_event(title=f"{number} {index}", entities=["Dam, Ohio", "Rain"])
        make_citation(one)
        Redirect.objects.create(path=f"/old/{number}/{index}/", event=one)
        Placement.objects.create(event=one, other=make_event(), kind="pin")
    batch = list(plain_files(STYLES["en"], Event.objects.filter(title__startswith=f"{number} ")))
    assert len(batch) == number
    with CaptureQueriesContext(
        connection,
    ) as captured:
        with_unsaid(batch)
    return len(captured)


def test_the_number_of_queries_is_that_of_one_event():
    assert queries(1) == queries(3) <= 9


def test_dates_of_lists_are_asked_once():
    bring(CHRONICLE)
    batch = list(plain_files(STYLES["en"], Event.objects.filter(date=DAY)))

    assert [told.words.extra for told in with_unsaid(batch)] == [{}, {}]

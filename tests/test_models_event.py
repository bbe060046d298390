"""Events: their slug, position, version and what they say of themselves."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Event, Origin, Status
from events.text import SHORT_ID_ALPHABET, SHORT_ID_LENGTH, new_short_id
from tests.constraints import refused
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
NEXT_DAY = datetime.date(2004, 8, 10)


# --- Slug


def test_a_new_event_has_a_unicode_slug_of_its_title():
    assert make_event(title="嫦娥四号 lands: «Été»").slug == "嫦娥四号-lands-été"


def test_a_long_title_makes_a_slug_cut_at_a_word():
    assert make_event(title="abcde " * 30).slug == "-".join(["abcde"] * 13)


def test_a_taken_slug_gets_a_number():
    slugs = [make_event(title="Storm").slug for _time in range(3)]

    assert slugs == ["storm", "storm-2", "storm-3"]


def test_a_draft_holds_its_slug_too():
    make_event(title="Storm", status=Status.DRAFT)

    assert make_event(title="Storm").slug == "storm-2"


def test_another_day_may_have_the_same_slug():
    make_event(title="Storm")

    assert make_event(title="Storm", date=NEXT_DAY).slug == "storm"


def test_index_is_no_events_slug():
    assert make_event(title="Index").slug == "index-2"


def test_a_title_without_letters_is_known_by_its_short_id():
    event = make_event(title="?!")

    assert event.slug == event.short_id


def test_a_given_slug_is_kept_letter_for_letter():
    assert make_event(slug="Nestlé_a-C.2").slug == "Nestlé_a-C.2"


def test_a_changed_title_leaves_the_slug_alone():
    event = make_event(title="Storm")
    event.title = "Hurricane"
    event.save()

    assert event.slug == "storm"


# --- Position


def test_an_event_comes_last_on_its_day():
    make_event(position=7)
    make_event(position=40, date=NEXT_DAY)

    assert make_event().position == 8


def test_the_first_event_of_a_day_is_number_one():
    assert make_event().position == 1


def test_a_given_position_is_kept():
    assert make_event(position=3).position == 3


# --- Version


def test_versions_count_up_with_every_save():
    event = make_event()
    assert event.version == 1

    event.save()
    event.save(update_fields=["title"])

    event.refresh_from_db()
    assert event.version == 3


def test_a_save_of_some_fields_writes_the_time_of_change_too():
    event = make_event()
    Event.objects.update(updated_at=datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC))
    event.title = "Corrected"
    event.description = "not saved"
    event.save(update_fields=["title"])

    event.refresh_from_db()
    assert (event.title, event.description) == ("Corrected", "")
    assert event.updated_at.year > 2001


# --- Short id


def test_short_ids_are_of_letters_that_do_not_look_alike():
    short_id = new_short_id()

    assert len(short_id) == SHORT_ID_LENGTH
    assert set(short_id) <= set(SHORT_ID_ALPHABET)
    assert not set("01ilo") & set(SHORT_ID_ALPHABET)


def test_a_short_id_survives_every_edit():
    event = make_event()
    short_id = event.short_id
    event.title, event.slug, event.date = "Other", "other", NEXT_DAY
    event.save()

    event.refresh_from_db()
    assert event.short_id == short_id


# --- What it says


def test_the_headline_is_the_title_without_outer_spaces_which_the_title_keeps():
    event = make_event(title="  Storm hits.  ")
    event.refresh_from_db()

    assert event.title == "  Storm hits.  "
    assert event.headline == str(event) == "Storm hits."


def test_an_event_without_a_title_has_a_headline():
    assert make_event(title=" ").headline == "Event without a title"


def test_the_printed_lead_goes_before_the_leads_label():
    najaf = make_entity("Najaf (city)", label="Najaf")

    assert make_event().lead_label == ""
    assert make_event(lead=najaf).lead_label == "Najaf"
    assert make_event(lead=najaf, lead_text=" Battle of Najaf ").lead_label == "Battle of Najaf"


def test_another_lead_is_not_printed_as_the_one_before():
    event = make_event(lead=make_entity("Najaf"), lead_text="An-Najaf")

    event.lead = make_entity("Baghdad")
    event.save(update_fields=["lead"])

    event.refresh_from_db()
    assert event.lead_label == "Baghdad"


def test_another_lead_is_printed_as_said_with_it():
    event = make_event(lead=make_entity("Najaf"), lead_text="An-Najaf")

    event.lead, event.lead_text = make_entity("Baghdad"), "Bagdad"
    event.save()

    event.refresh_from_db()
    assert event.lead_label == "Bagdad"


def test_a_save_of_other_fields_leaves_the_printed_lead_alone():
    event = make_event(lead=make_entity("Najaf"), lead_text="An-Najaf")

    event.lead, event.lead_text = make_entity("Baghdad"), "Bagdad"
    event.save(update_fields=["status"])

    event.refresh_from_db()
    assert event.lead_label == "An-Najaf"


def test_a_title_with_a_line_break_is_invalid():
    with pytest.raises(ValidationError) as refusal:
        Event(date=DAY, title="two\nlines").full_clean()

    assert set(refusal.value.message_dict) == {"title"}


@pytest.mark.parametrize(
    ("status", "day"),
    [
        (Status.DRAFT, None),
        (Status.REVIEW, None),
        (Status.PUBLISHED, DAY.toordinal()),
        (Status.WITHDRAWN, None),
    ],
)
def test_only_a_published_event_has_a_day_that_counts(status, day):
    assert Event(date=DAY, status=status).counted_day == day


def test_an_event_ahead_of_today_is_allowed():
    event = make_event(date=datetime.date(2999, 12, 31))

    assert event.is_public
    assert Event.objects.published().get() == event


# --- What the database refuses


def test_two_events_with_one_address_are_refused():
    event = make_event(slug="storm")
    make_event(slug="storm", date=NEXT_DAY)

    with refused():
        Event.objects.bulk_create([Event(date=DAY, slug="storm", title="Twin", position=2)])
    with refused():
        Event.objects.filter(date=NEXT_DAY).update(date=event.date)


def test_two_events_with_one_short_id_are_refused():
    event = make_event()

    with refused():
        Event.objects.bulk_create(
            [Event(date=DAY, slug="b", title="B", position=2, short_id=event.short_id)]
        )


@pytest.mark.parametrize("position", [0, -1])
def test_a_position_below_one_is_refused(position):
    make_event()

    with refused():
        Event.objects.update(position=position)


@pytest.mark.parametrize(
    ("field", "rule"), [("status", "event_status_valid"), ("origin", "event_origin_valid")]
)
@pytest.mark.parametrize("value", ["", "gone", "Published"])
def test_an_unknown_choice_is_refused(field, rule, value):
    make_event()

    with refused(rule):
        Event.objects.update(**{field: value})


@pytest.mark.raw_writes
@pytest.mark.parametrize(("field", "choices"), [("status", Status), ("origin", Origin)])
def test_every_choice_is_taken(field, choices):
    make_event()

    for value in choices.values:
        assert Event.objects.update(**{field: value}) == 1


# --- is_public for one row and published() for many


NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize("publish_at", [None, NOW - HOUR, NOW, NOW + HOUR])
@pytest.mark.parametrize("status", list(Status))
def test_is_public_is_the_rule_of_published(status, publish_at, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    event = make_event(status=status, publish_at=publish_at)
    due = publish_at in (None, NOW - HOUR, NOW)

    assert event.is_public is (status == Status.PUBLISHED and due)
    assert Event.objects.published().exists() is event.is_public

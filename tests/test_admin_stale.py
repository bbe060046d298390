"""Two editors at one event: what merges by itself, what is asked, what is saved but once."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Citation, Entity, Event, Version
from tests.desk import address, client_of, errors_of, make_editor, open_form, saved
from tests.factories import image_bytes, make_citation, make_entity, make_event, make_source
from tests.forms import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return client_of(make_editor("Ann"))


@pytest.fixture
def ben():
    return client_of(make_editor("Ben"))


@pytest.fixture
def event():
    event = make_event(
        title="Title.", description="One.\nTwo.", entities=["Najaf"], lead=make_entity("Iraq")
    )
    make_citation(event, url="https://paper.example/1", source=make_source("Paper"))
    make_citation(event, url="https://paper.example/2")
    return event


def send(client, event, form, **changes):
    return client.post(address("event", "change", event.pk), form | changes)


def told(event):
    """What is stored of the event, as its last version says it."""
    return Version.objects.filter(event=event.pk).latest("number").content


def conflicts_of(response):
    assert response.status_code == 200
    return [
        (conflict.name, conflict.theirs, conflict.mine)
        for conflict in response.context["conflicts"]
    ]


# --- What merges by itself


def test_fields_that_one_side_has_changed_merge(ann, ben, event):
    mine, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    basra = make_entity("Basra").pk
    najaf = Entity.objects.get(name="Najaf").pk
    saved(
        send(
            ben,
            event,
            theirs,
            **{
                "date": "2004-08-10",
                "lead": "",
                "publish_at_0": "2004-08-12",
                "publish_at_1": "10:30",
                "entities": [str(basra)],
                "citations-0-url": "https://paper.example/better",
            },
        )
    )

    saved(
        send(
            ann,
            event,
            mine,
            **{
                "title": "Better title.",
                "entities": [str(najaf), str(make_entity("Kufa").pk)],
                "citations-0-position": "5",
            },
        )
    )

    event.refresh_from_db()
    assert (event.title, event.date) == ("Better title.", datetime.date(2004, 8, 10))
    assert event.lead is None
    assert event.publish_at == datetime.datetime(2004, 8, 12, 10, 30, tzinfo=datetime.UTC)
    assert sorted(event.entities.names()) == ["Basra", "Kufa"]
    row = event.citations.get(position=5)
    assert row.url == "https://paper.example/better"
    assert [version.editor.get_username() for version in event.versions.filter(number__gt=1)] == [
        "Ben",
        "Ann",
    ]


def test_what_has_merged_is_said(ann, ben, event):
    mine, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    saved(send(ben, event, theirs, description="Other."))

    response = ann.post(
        address("event", "change", event.pk), mine | {"title": "Mine."}, follow=True
    )

    assert "(Description): both changes stand" in response.text


def test_rows_that_one_side_has_added_or_removed_merge(ann, ben, event):
    form = open_form(ann, "event", event.pk)
    theirs = open_form(ben, "event", event.pk)
    new = {
        "citations-TOTAL_FORMS": "3",
        "citations-2-source": str(make_source("Daily").pk),
        "citations-2-url": "https://daily.example/",
    }
    saved(send(ben, event, theirs, **new, **{"citations-0-DELETE": "on"}))

    other = {
        "citations-TOTAL_FORMS": "3",
        "citations-2-new_source": "Weekly",
        "citations-2-url": "https://weekly.example/",
    }
    saved(send(ann, event, form, **other))

    assert sorted(event.citations.values_list("url", flat=True)) == [
        "https://daily.example/",
        "https://paper.example/2",
        "https://weekly.example/",
    ]


def test_a_row_that_is_changed_is_not_lost_by_the_others_removing_it(ann, ben, event):
    form, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    saved(
        send(
            ben,
            event,
            theirs,
            **{"citations-0-DELETE": "on", "citations-1-url": "https://b.example/"},
        )
    )

    saved(
        send(
            ann,
            event,
            form,
            **{"citations-0-url": "https://a.example/", "citations-1-DELETE": "on"},
        )
    )

    assert sorted(event.citations.values_list("url", flat=True)) == [
        "https://a.example/",
        "https://b.example/",
    ]


def test_the_same_change_on_both_sides_is_none(ann, ben, event):
    form, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    same = {"title": "Same.", "citations-0-url": "https://same.example/"}
    saved(send(ben, event, theirs, **same))
    before = list(Event.objects.values()), list(Citation.objects.values())

    saved(send(ann, event, form, **same))

    assert (list(Event.objects.values()), list(Citation.objects.values())) == before
    assert Version.objects.count() == 2


def test_an_import_beside_an_open_form_merges_too(ann, event):
    form = open_form(ann, "event", event.pk)
    event.description = "Imported again."
    event.save()

    saved(send(ann, event, form, title="Mine."))

    assert told(event)["description"] == "Imported again."
    assert [row.kind for row in event.versions.order_by("number")] == ["written", "edited"]


# --- What is asked


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "Ann's, rewritten."), ("theirs", "Ben's.")]
)
def test_a_field_that_both_have_changed_is_the_editors_choice(ann, ben, event, choice, stands):
    form, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    saved(send(ben, event, theirs, title="Ben's.", description="Ben's, too."))

    first = send(ann, event, form, title="Ann's.", lead_text="Printed")
    assert conflicts_of(first) == [("title", "Ben's.", "Ann's.")]
    assert "Ben has saved this event meanwhile." in first.text
    again = posted(first.text, "event_form")
    assert (again["title"], again["description"]) == ("Ann's.", "Ben's, too.")
    undecided = send(ann, event, again)
    assert conflicts_of(undecided) == [("title", "Ben's.", "Ann's.")]
    event.refresh_from_db()
    assert event.title == "Ben's."

    decided = posted(undecided.text, "event_form") | {"choice-title": choice}
    saved(send(ann, event, decided, title="Ann's, rewritten."))

    event.refresh_from_db()
    assert (event.title, event.description, event.lead_text) == (stands, "Ben's, too.", "Printed")


def test_a_row_that_both_have_changed_is_asked_by_field(ann, ben, event):
    form, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    daily = make_source("Daily")
    # The other side's removal moves the row to another place in the form.
    saved(
        send(
            ben,
            event,
            theirs,
            **{
                "citations-0-DELETE": "on",
                "citations-1-source": str(daily.pk),
                "citations-1-url": "https://b.example/",
            },
        )
    )

    first = send(
        ann,
        event,
        form,
        **{
            "citations-1-source": str(make_source("Weekly").pk),
            "citations-1-url": "https://a.example/",
        },
    )
    assert conflicts_of(first) == [
        ("citations-0-source", "Daily", "Weekly"),
        ("citations-0-url", "https://b.example/", "https://a.example/"),
    ]
    assert len(errors_of(first)) == 2
    again = posted(first.text, "event_form") | {
        "choice-citations-0-source": "theirs",
        "choice-citations-0-url": "mine",
    }
    saved(send(ann, event, again))

    row = event.citations.get()
    assert (row.source, row.url) == (daily, "https://a.example/")


def test_a_picture_does_not_replace_one_that_was_brought_meanwhile(ann, ben, event):
    def brought(colour):
        file = SimpleUploadedFile("picture.jpg", image_bytes(colour=colour))
        return {"citations-0-upload": file, "citations-0-alt": "A square."}

    form, theirs = open_form(ann, "event", event.pk), open_form(ben, "event", event.pk)
    saved(send(ben, event, theirs, **brought("red")))
    picture = event.citations.first().picture

    refused = send(ann, event, form, **brought("blue"))
    assert "Another picture was saved meanwhile" in refused.text
    assert event.citations.first().picture == picture
    saved(send(ann, event, posted(refused.text, "event_form"), **brought("blue")))
    assert event.citations.first().picture != picture


def test_a_choice_holds_only_for_what_was_shown(ann, ben, event):
    form = open_form(ann, "event", event.pk)
    saved(send(ben, event, open_form(ben, "event", event.pk), title="Ben's."))
    shown = posted(send(ann, event, form, title="Ann's.").text, "event_form")
    saved(send(ben, event, open_form(ben, "event", event.pk), title="Ben's second."))

    response = send(ann, event, shown, **{"choice-title": "mine"})

    assert conflicts_of(response) == [("title", "Ben's second.", "Ann's.")]


def test_a_form_that_cannot_tell_what_it_was_opened_on_asks(ann, event):
    address, url = "citations-0-url", "https://mine.example/"
    form = open_form(ann, "event", event.pk) | {"opened": "forged", "title": "Mine.", address: url}

    assert conflicts_of(send(ann, event, form)) == [
        ("title", "Title.", "Mine."),
        (address, "https://paper.example/1", url),
    ]


def test_an_event_deleted_meanwhile_is_told_of(ann, ben, event):
    form = open_form(ann, "event", event.pk)
    ben.post(address("event", "delete", event.pk), {"post": "yes"})

    response = ann.post(
        address("event", "change", event.pk), form | {"title": "Mine."}, follow=True
    )

    assert "deleted" in response.text
    assert Event.objects.count() == 0


# --- No alarm against oneself


def test_a_new_event_sent_twice_is_made_once(ann):
    form = open_form(ann, "event") | {
        "date": "2004-08-09",
        "title": "Once.",
        "citations-0-new_source": "Paper",
        "citations-0-url": "https://paper.example/",
    }
    saved(ann.post(address("event", "add"), form))
    other = make_event(title="Another one of that day.")
    saved(ann.post(address("event", "add"), form))

    event = Event.objects.exclude(pk=other.pk).get()
    assert event.position == 1
    assert event.citations.count() == 1
    assert [row.kind for row in Version.objects.all()] == ["written"]


def test_a_change_sent_twice_is_saved_once(ann, event):
    form = open_form(ann, "event", event.pk) | {
        "title": "Once.",
        "comment": "Because.",
        "citations-TOTAL_FORMS": "3",
        "citations-2-new_source": "Weekly",
        "citations-2-url": "https://weekly.example/",
    }
    for _click in range(2):
        saved(send(ann, event, form))

    assert event.citations.count() == 3
    assert [row.comment for row in event.versions.order_by("number")] == ["", "Because."]


def test_going_back_and_typing_on_is_no_conflict(ann, event):
    form = open_form(ann, "event", event.pk)
    saved(send(ann, event, form, title="First."))

    saved(send(ann, event, form, title="Second."))
    saved(send(ann, event, form, title="Third."))

    event.refresh_from_db()
    assert event.title == "Third."
    assert event.versions.count() == 4


def test_a_comment_alone_saves_nothing(ann, event):
    saved(send(ann, event, open_form(ann, "event", event.pk), comment="Only this."))

    assert Version.objects.count() == 0

"""What is typed before it is saved: kept for who typed it, and for nobody else."""

import datetime
import json

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from events.desk.takedown import take_down
from events.desk.words import Words
from events.models import Event, OpenForm, Version
from tests.desk import address, client_of, make_editor, make_member, open_form, save_form, saved
from tests.factories import make_citation, make_event
from tests.forms import posted

pytestmark = pytest.mark.django_db
KEEP = "/admin/events/event/keep/"


@pytest.fixture
def ann():
    return client_of(make_editor("Ann"))


@pytest.fixture
def ben():
    return client_of(make_editor("Ben"))


def keep(client, form, event=None, changes=None, **told):
    """Tell the server what stands in a form, as the script does; its answer."""
    typed = {
        name: values if isinstance(values, list) else [values]
        for name, values in (form | (changes or {})).items()
    }
    message = {"mark": form["mark"], "event": event and event.pk, "typed": typed} | told
    return client.post(KEEP, json.dumps(message), content_type="application/json")


def ask(client, event, **data):
    where = address("event", "change", event.pk) if event else address("event", "add")
    return client.post(where, data)


def test_what_was_typed_is_offered_shown_and_saved(ann):
    event = make_event(title="Title.", entities=["Najaf"])
    make_citation(event)
    form = open_form(ann, "event", event.pk)
    changes = {
        "title": "Typed\x00.",
        "description": r"A NUL is written \u0000.",
        "date": "not yet",
        "citations-0-url": "https://typed.example/",
    }
    assert keep(ann, form, event, changes).json() == {"saved": None, "others": []}

    offer = ann.get(address("event", "change", event.pk))
    assert [row.mark for row in offer.context["unsaved"]] == [form["mark"]]
    shown = ask(ann, event, _restore=form["mark"])
    assert "Restored: this is what you had typed" in shown.text
    assert "errornote" not in shown.text
    again = posted(shown.text, "event_form")
    signed = ("csrfmiddlewaretoken", "opened")  # anew each time
    as_typed = form | changes | {"title": "Typed."} | {name: again[name] for name in signed}
    assert again == as_typed
    assert Event.objects.get().title == "Title."

    saved(ann.post(address("event", "change", event.pk), again | {"date": "2004-08-10"}))
    assert Event.objects.get().title == "Typed."
    assert OpenForm.objects.count() == 0
    assert Version.objects.count() == 2


def test_what_was_typed_of_a_new_event_is_offered_there(ann, ben):
    form = open_form(ann, "event")
    keep(ann, form, None, {"title": "New."})

    assert [row.mark for row in ann.get(address("event", "add")).context["unsaved"]] == [
        form["mark"]
    ]
    assert list(ann.get(address("event", "change", make_event().pk)).context["unsaved"]) == []
    assert list(ben.get(address("event", "add")).context["unsaved"]) == []
    assert 'value="New."' not in ask(ben, None, _restore=form["mark"], follow=True).text


def test_what_others_saved_meanwhile_merges_into_what_is_shown(ann, ben):
    event = make_event(title="Title.")
    form = open_form(ann, "event", event.pk)
    keep(ann, form, event, {"title": "Ann's."})
    saved(save_form(ben, "event", event.pk, {"title": "Ben's.", "description": "More."}))

    shown = ask(ann, event, _restore=form["mark"])

    assert posted(shown.text, "event_form")["description"] == "More."
    assert [conflict.theirs for conflict in shown.context["conflicts"]] == ["Ben's."]


def test_it_can_be_discarded_by_who_typed_it(ann, ben):
    event = make_event()
    form = open_form(ann, "event", event.pk)
    keep(ann, form, event)

    ask(ben, event, _discard=form["mark"])
    assert OpenForm.objects.count() == 1
    ask(ann, event, _discard=form["mark"])
    assert OpenForm.objects.count() == 0


def test_what_was_deleted_meanwhile_keeps_what_was_sent(ann, ben):
    event = make_event()
    form = open_form(ann, "event", event.pk)
    ben.post(address("event", "delete", event.pk), {"post": "yes"})

    ask(ann, event, **form | {"title": "Mine."})

    assert OpenForm.objects.get(event=event.pk).typed["title"] == ["Mine."]


def test_what_comes_after_it_was_saved_is_kept_only_if_one_knows_that(ann):
    event = make_event()
    form = open_form(ann, "event", event.pk)
    saved(ann.post(address("event", "change", event.pk), form | {"title": "Saved."}))
    version = Version.objects.get(form=form["mark"])

    assert keep(ann, form, event).json() == {"saved": version.pk, "others": []}
    assert OpenForm.objects.count() == 0
    keep(ann, form, event, {"title": "Typed since."}, saved=version.pk)
    assert OpenForm.objects.get().typed["title"] == ["Typed since."]

    saved(ann.post(address("event", "change", event.pk), form | {"title": "Typed since."}))
    keep(ann, form, event, {"title": "Typed since."}, saved=version.pk)
    assert OpenForm.objects.count() == 0


def test_a_takedown_finds_what_is_kept_and_what_it_was_typed_on(ann):
    event = make_event(title="A secret name is told.")
    form = open_form(ann, "event", event.pk)
    typed = {"description": "A Secret\nName.", "citations-0-url": "https://a.example/secret-name"}
    keep(ann, form, event, typed)

    take_down(event.pk, Words("secret name", "[removed]"), "Because.", None)

    kept = json.dumps(OpenForm.objects.get().typed).casefold()
    assert "secret" not in kept
    assert kept.count("[removed]") == 3
    assert ask(ann, event, _restore=form["mark"]).context["conflicts"] == []


def test_who_has_the_event_open_is_told(ann, ben):
    event, other = make_event(), make_event()
    for client, place in ((ann, event), (ben, event), (ben, other)):
        form = open_form(client, "event", place.pk)
        answer = keep(client, form, place, typed=None)

    assert answer.json()["others"] == []
    assert keep(ben, open_form(ben, "event", event.pk), event).json()["others"] == ["Ann"]
    assert ann.get(address("event", "change", event.pk)).context["others"] == ["Ben"]
    OpenForm.objects.update(seen_at=timezone.now() - datetime.timedelta(minutes=2))
    assert ann.get(address("event", "change", event.pk)).context["others"] == []


def test_a_closed_form_is_forgotten_unless_something_stands_in_it(ann):
    event = make_event()
    empty, typed = (open_form(ann, "event", event.pk) for _ in range(2))
    keep(ann, typed, event)
    for form in (empty, typed):
        message = {"mark": form["mark"], "event": event.pk, "closed": True}
        ann.post(KEEP, json.dumps(message), content_type="application/json")

    assert OpenForm.objects.get().mark == typed["mark"]


def test_old_forms_in_which_nothing_stands_are_forgotten(ann):
    event = make_event()
    person = User.objects.get(username="Ann")
    long_ago = timezone.now() - datetime.timedelta(days=2)
    for mark, typed in (("empty", None), ("typed", {"title": ["Kept."]})):
        OpenForm.objects.create(mark=mark, editor=person, seen_at=long_ago, typed=typed)

    keep(ann, open_form(ann, "event", event.pk), event, typed=None)

    assert OpenForm.objects.exclude(event=event.pk).get().mark == "typed"


def test_only_who_may_edit_the_event_keeps_anything(ann, client):
    event = make_event(status="published")
    form = open_form(ann, "event", event.pk)
    contributor = client_of(make_member("Contributor"))

    assert keep(client, form, event).status_code == 302
    assert keep(contributor, form, event).status_code == 403
    assert keep(ann, form, event).status_code == 200
    assert keep(contributor, form, None).status_code == 403  # the mark is another's
    assert ann.get(KEEP).status_code == 405
    assert OpenForm.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"mark": "", "event": null}', '{"mark": "1", "event": "2"}',
     '{"mark": "1", "event": null, "typed": {"title": "no list"}}',
     '{"mark": "1", "event": 9223372036854775808}', '{"mark": "\\u0000", "event": null}'],
)  # fmt: skip
def test_what_is_no_form_is_refused(ann, body):
    assert ann.post(KEEP, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("pk", [12, 2**63, 10**30])
def test_a_form_of_no_event_is_answered_whatever_is_sent(ann, pk):
    form = open_form(ann, "event", make_event().pk) | {"mark": "a\x00b", "title": "\x00"}

    answer = ann.post(f"/admin/events/event/{pk}/change/", form)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")

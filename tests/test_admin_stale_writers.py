"""Forms that are sent at the very same time.

Only PostgreSQL lets them in together.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events.admin.saving import SavingAdmin
from events.models import Event, OpenForm, Version
from tests.desk import address, client_of, make_editor, open_form, saved
from tests.factories import make_event
from tests.test_models_counts_writers import run, together, until_somebody_waits

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def sender(client, where, form, answers):
    """What sends a form and notes how it was answered: 302 if it was saved."""
    return lambda: answers.append(client.post(where, form).status_code)


def test_a_new_event_sent_twice_is_made_once():
    ann = client_of(make_editor("Ann"))
    form = open_form(ann, "event") | {"date": "2004-08-09", "title": "Once."}
    answers = []
    send = sender(ann, address("event", "add"), form, answers)

    together(send, send)

    assert answers == [302, 302]
    assert Event.objects.get().title == "Once."
    assert Version.objects.count() == 1
    assert OpenForm.objects.count() == 0


def test_of_two_texts_one_is_saved_and_one_is_asked_about():
    event = make_event(title="Before.")
    where, answers, sends = address("event", "change", event.pk), [], []
    for name in ("Ann", "Ben"):
        client = client_of(make_editor(name))
        form = open_form(client, "event", event.pk) | {"title": f"{name}'s."}
        sends.append(sender(client, where, form, answers))

    together(*sends)

    assert sorted(answers) == [200, 302]
    assert Version.objects.count() == 2


def test_what_is_kept_while_it_is_saved_is_not_left_over(monkeypatch):
    event = make_event(title="Before.")
    ann = client_of(make_editor("Ann"))
    form = open_form(ann, "event", event.pk) | {"title": "After."}
    typed = {name: [value] for name, value in form.items() if isinstance(value, str)}
    told = {"mark": form["mark"], "event": event.pk, "typed": typed}
    write, answers, keeping = SavingAdmin.write_version, [], []

    def keep():
        answers.append(ann.post(address("event", "keep"), told, "application/json").json())

    def write_and_keep(*args):
        write(*args)
        keeping.append(pool.submit(run, keep))
        until_somebody_waits()

    monkeypatch.setattr(SavingAdmin, "write_version", write_and_keep)
    with ThreadPoolExecutor(1) as pool:
        saved(ann.post(address("event", "change", event.pk), form))
        keeping[0].result()

    assert answers == [{"saved": Version.objects.get(form=form["mark"]).pk, "others": []}]
    assert OpenForm.objects.count() == 0

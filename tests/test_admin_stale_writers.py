"""Forms that are sent at the very same time.

Only PostgreSQL lets them in together.
"""

import pytest
from django.db import connection

from events.models import Event, OpenForm, Version
from tests.desk import address, client_of, make_editor, open_form
from tests.factories import make_event
from tests.test_models_counts_writers import together

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

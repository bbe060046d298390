"""Who logs in, and from where."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from newsroom.security import client_address

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
RIGHT, WRONG = "a-long-password", "a-guess"


@pytest.fixture
def people(db):
    for name in ("editor", "curator"):
        User.objects.create_user(name, password=RIGHT, is_staff=True)


def log_in(password, name="editor", address=HOME):
    data = {"username": name, "password": password, "next": "/admin/"}
    return Client(REMOTE_ADDR=address).post("/admin/login/", data)


def guess(times):
    return [log_in(WRONG).status_code for _ in range(times)]


@pytest.mark.usefixtures("people")
def test_too_many_guesses_lock_that_name_out_at_that_address():
    assert guess(10) == [200] * 9 + [429]

    locked = log_in(RIGHT)

    assert locked.status_code == 429
    assert "Too many wrong passwords for this name." in locked.text
    assert "script-src 'self'" in locked["Content-Security-Policy"]
    assert log_in(RIGHT, name="curator").status_code == 302
    assert log_in(RIGHT, address=ELSEWHERE).status_code == 302


@pytest.mark.usefixtures("people")
def test_a_lock_opens_after_a_quarter_of_an_hour():
    guess(11)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))

    assert log_in(RIGHT).status_code == 302


@pytest.mark.usefixtures("people")
def test_the_right_password_forgets_the_wrong_ones():
    guess(9)
    assert log_in(RIGHT).status_code == 302

    assert not AccessAttempt.objects.exists()
    assert guess(9) == [200] * 9


@pytest.mark.usefixtures("people")
def test_no_password_is_kept_of_an_attempt():
    guess(1)

    [attempt] = AccessAttempt.objects.values()
    assert WRONG not in str(attempt)


@pytest.mark.usefixtures("people")
def test_who_may_not_is_told_so_and_where_to_go(client):
    client.force_login(User.objects.get(username="editor"))

    refused = client.get("/admin/events/event/add/")

    assert refused.status_code == 403
    assert "This is not open to you." in refused.text
    assert '<a href="/admin/">To the desk</a>' in refused.text


@pytest.mark.usefixtures("people")
def test_an_old_form_is_refused_with_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="editor"))

    refused = client.post("/admin/events/event/add/", {"title": "A truce begins."})

    assert refused.status_code == 403
    assert "This form cannot be taken any more." in refused.text
    assert "style-src 'self'" in refused["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("behind_proxy", "told", "address"),
    [
        (False, None, HOME),
        (False, ELSEWHERE, HOME),
        (True, None, HOME),
        (True, ELSEWHERE, ELSEWHERE),
        (True, f"1.2.3.4, {ELSEWHERE}", ELSEWHERE),
    ],
)
def test_only_a_proxy_of_ours_says_where_a_request_is_from(settings, behind_proxy, told, address):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": told} if told else {}

    request = RequestFactory(REMOTE_ADDR=HOME).get("/", headers=headers)

    assert client_address(request) == address

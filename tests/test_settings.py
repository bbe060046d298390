"""The settings stop the start with a sentence that names a bad variable."""

import os
import subprocess
import sys

import pytest

LOAD = "import newsroom.settings as s; print(s.DEBUG, s.DATABASES['default']['ENGINE'])"


def load_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", LOAD], env=known | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': write 1 for on, 0 for off."),
        ({"SECURE_HSTS_SECONDS": "long"}, "SECURE_HSTS_SECONDS is 'long': write a whole number."),
        ({"TIME_ZONE": "Mars"}, "TIME_ZONE is 'Mars': write a name such as Europe/Berlin."),
        ({"LANGUAGE_CODE": "xx"}, "LANGUAGE_CODE is 'xx': write a code such as en or zh-hans."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud': write DEBUG or INFO or WARNING"),
        ({"SITE_LICENCE_URL": "javascript:1"}, "SITE_LICENCE_URL is 'javascript:1': write an"),
        ({"EDITIONS": "xx=https://xx.example"}, "EDITIONS has 'xx=https://xx.example': write"),
        ({"EDITIONS": "zh-hans=//zh.example"}, "EDITIONS has 'zh-hans=//zh.example': write"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL begins with 'mysql:'"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(environment, sentence):
    outcome = load_settings(**{"SECRET_KEY": "secret"} | environment)

    assert outcome.returncode == 1
    assert sentence in outcome.stderr


def test_debug_is_off_and_the_database_sqlite_unless_told():
    assert load_settings(SECRET_KEY="secret").stdout == "False django.db.backends.sqlite3\n"


def test_database_url_moves_to_postgresql():
    outcome = load_settings(SECRET_KEY="secret", DATABASE_URL="postgres://me@host/name", DEBUG="1")

    assert outcome.stdout == "True django.db.backends.postgresql\n"

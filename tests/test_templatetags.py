"""How the readers' pages print dates, hosts and titles."""

import datetime

import pytest
from django.utils.translation import override

from events.templatetags.chronicle import host, long_date, measure, short_date

DAY = datetime.date(2004, 8, 9)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "9 August 2004", "9 August"),
        ("en-gb", "9 August 2004", "9 August"),
        ("zh-hans", "2004年8月9日", "8月9日"),
        ("de", "9. August 2004", "9. August"),
    ],
)
def test_dates_are_printed_as_the_language_does(language, long, short):
    with override(language):
        assert (long_date(DAY), short_date(DAY)) == (long, short)


def test_early_years_keep_four_digits():
    assert long_date(datetime.date(843, 8, 10)) == "10 August 0843"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.paper.example/a?b", "paper.example"),
        (" http://user:secret@paper.example:8080/ ", "paper.example"),
    ],
)
def test_a_host_is_printed_without_what_is_not_its_name(url, name):
    assert host(url) == name


@pytest.mark.parametrize(
    ("length", "size"), [(0, ""), (130, ""), (131, "long"), (320, "long"), (321, "very-long")]
)
def test_titles_are_measured(length, size):
    assert measure("x" * length) == size

"""How much happened when, as bars."""

import datetime

import pytest

from events.views.charts import make_chart


def months(*pairs):
    return {datetime.date(year, month, 1): number for (year, month), number in pairs}


def test_a_short_time_is_shown_by_month():
    chart = make_chart(months(((2004, 8), 3), ((2004, 10), 1)))

    assert [(bar.label, bar.number, bar.x, bar.height) for bar in chart.bars] == [
        ("August 2004", 3, 0, 100),
        ("September 2004", 0, 10, 0),
        ("October 2004", 1, 20, 33),
    ]
    assert (chart.highest.label, chart.width) == ("August 2004", 30)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (2001, 2004, ["2001", "2002", "2003", "2004"]),
        (1901, 2021, ["1900–1909", "2020–2029"]),
        (1, 2021, ["0001–0099", "2000–2099"]),
        (9981, 9999, ["9981", "9999"]),
    ],
)
def test_the_longer_the_time_the_longer_the_steps(first, last, labels):
    chart = make_chart(months(((first, 1), 1), ((last, 12), 1)))

    assert {bar.label for bar in chart.filled} <= set(labels)
    assert (chart.bars[0].label, chart.bars[-1].label) == (labels[0], labels[-1])
    assert chart.bars[0].number == chart.bars[-1].number == 1


def test_the_smallest_number_is_seen():
    assert make_chart(months(((2004, 1), 1), ((2004, 2), 10_000))).bars[0].height == 2


def test_nothing_makes_no_chart():
    assert make_chart({}) is None

"""Paths, dates and file names as the archive writes them."""

import datetime

import pytest

from events.legacy.grammar import file_slug, link_target
from events.legacy.grammar.paths import dashed, slashed

DAY = datetime.date(2004, 8, 9)


@pytest.mark.parametrize(
    ("date", "dash", "slash"),
    [
        (DAY, "2004-08-9", "2004/08/9"),
        (datetime.date(1999, 12, 31), "1999-12-31", "1999/12/31"),
        (datetime.date(312, 10, 28), "0312-10-28", "0312/10/28"),
    ],
)
def test_months_are_padded_and_days_are_not(date, dash, slash):
    assert dashed(date) == dash
    assert slashed(date) == slash


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("/news/2004/08/9/a-b.md", (DAY, "a-b")),
        ("/zh/news/2004/08/9/甲.md", (DAY, "甲")),
        ("/news/2004/08/9/.md", (DAY, "")),
        ("/news/2004/08/9/index.md", (DAY, "index")),
        ("/news/2004/02/30/a.md", None),
        ("/news/2004/13/1/a.md", None),
        ("/news/2004/08/09/a.md", None),
        ("/news/2004/8/9/a.md", None),
        ("/news/2004/08/9/a.html", None),
        ("/news/2004/08/9/a/b.md", None),
        ("/en/news/2004/08/9/a.md", None),
        ("news/2004/08/9/a.md", None),
        ("http://a.example/news/2004/08/9/a.md", None),
        ("/opinion/2017/04/4/a/index.md", None),
        ("", None),
    ],
)
def test_a_link_leads_to_a_day_and_a_slug_or_nowhere(link, target):
    assert link_target(link) == target


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A dam breaks.", "a-dam-breaks"),
        ("  U.S. 3.4% 'x' (y)  ", "u-s-3-4-x-y"),
        (" " + "a" * 200, "a" * 139),
        ("a" * 139 + " b", "a" * 139),
        ("奥得河: 大坝,决口 14.2%。", "奥得河-大坝决口-142"),
        (" " + "中" * 60, "中" * 59),
        ("Été à Zürich", "Été-à-Zürich"),
        ("甲_乙", "甲_乙"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_file_is_named_after_its_title(title, slug):
    assert file_slug(title) == slug

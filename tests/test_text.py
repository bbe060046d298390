"""Rules about text."""

from itertools import islice

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.text import (
    RESERVED_SLUGS,
    SLUG_LENGTH,
    free_slug,
    is_web_link,
    make_slug,
    slug_candidates,
    spelling_key,
    validate_one_line,
    validate_web_link,
    without_nul,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Baghdad", "BAGHDAD"),
        ("Straße", "STRASSE"),
        ("ＢＢＣ", "bbc"),
        ("ﬁnance", "finance"),
        ("Zu\u0308rich", "Zürich"),
        ("İzmir", "i̇zmir"),
    ],
)
def test_spellings_that_differ_in_case_or_form_have_one_key(one, other):
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jalal-Abad", "Jalalabad"),
        ("Zürich", "Zurich"),
        ("中国", "中國"),
        ("The Hague", "Hague"),
        ("U.S.", "US"),
        ("New  York", "New York"),
    ],
)
def test_coarser_likeness_is_not_one_key(one, other):
    assert spelling_key(one) != spelling_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert spelling_key(spelling_key(text)) == spelling_key(text)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Fighting in Najaf!", "fighting-in-najaf"),
        ("嫦娥四号降落", "嫦娥四号降落"),
        ("Élections à Zürich", "élections-à-zürich"),
        ("زلزال في المغرب", "زلزال-في-المغرب"),
        ("  outer   spaces  ", "outer-spaces"),
        ("C++", "c"),
        ("a/b\\c?d#e%f", "abcdef"),
        ("!!! ???", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_of_every_script_and_nothing_else(title, slug):
    assert make_slug(title) == slug


def test_a_long_slug_is_cut_at_a_word():
    assert make_slug("abcde " * 20) == "-".join(["abcde"] * 13)


def test_a_slug_of_just_the_length_stays_whole():
    assert make_slug(f"{'a' * 39} {'b' * 40}") == f"{'a' * 39}-{'b' * 40}"


def test_a_word_that_ends_at_the_cut_stays():
    assert make_slug(f"{'a' * 39} {'b' * 40} c") == f"{'a' * 39}-{'b' * 40}"


def test_a_word_longer_than_a_slug_is_cut_within():
    assert make_slug("中" * 200) == "中" * SLUG_LENGTH


@given(st.text(max_size=300))
def test_a_slug_is_short_and_fits_an_address(title):
    slug = make_slug(title)

    assert len(slug) <= SLUG_LENGTH
    assert not set(slug) & set("/?#%+ \n\x00")
    assert slug == slug.strip("-")


def test_candidates_count_from_two():
    assert list(islice(slug_candidates("storm"), 3)) == ["storm", "storm-2", "storm-3"]


@pytest.mark.parametrize("word", sorted(RESERVED_SLUGS))
def test_a_reserved_word_is_no_candidate(word):
    assert next(slug_candidates(word)) == f"{word}-2"


def test_index_is_reserved():
    assert "index" in RESERVED_SLUGS


def test_the_first_free_slug_is_taken():
    assert free_slug("storm", set()) == "storm"
    assert free_slug("storm", {"storm", "storm-3"}) == "storm-2"
    assert free_slug("storm", {"storm", "storm-2"}) == "storm-3"


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://a.example/ü?q=1#x", " https://a.example ", "HTTP://A.B"]
)
def test_http_addresses_with_a_host_are_links(url):
    assert is_web_link(url) is True
    validate_web_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example/page",
        "//a.example",
        "/page",
        "https://",
        "http:/a.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "mailto:a@b.example",
        "url=http://a.example",
        "http://[broken",
    ],
)
def test_everything_else_is_no_link(url):
    assert is_web_link(url) is False
    with pytest.raises(ValidationError, match="http"):
        validate_web_link(url)


@pytest.mark.parametrize("mark", list("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
def test_a_line_break_of_any_kind_is_refused(mark):
    with pytest.raises(ValidationError, match="one line"):
        validate_one_line(f"first{mark}second")


@pytest.mark.parametrize("text", ["", "one line", "tab\tand\u00a0spaces\u3000", "中文"])
def test_one_line_is_taken(text):
    validate_one_line(text)


def test_nul_is_taken_out_and_nothing_else():
    assert without_nul("\0a\0\0 \1\\0美") == "a \1\\0美"

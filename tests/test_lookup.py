"""One event is found by every form of its address, and by nothing else."""

import datetime
from urllib.parse import quote

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.addresses import read_address
from events.lookup import events_named, find_event, readings, redirects_of
from events.models import Redirect, Status
from tests.factories import make_entity, make_event, make_page, make_source

DAY = datetime.date(2004, 8, 9)
TOMORROW = timezone.now() + datetime.timedelta(days=1)
CHINESE = "纳杰夫之战"


@pytest.fixture
def event(db):
    """The event to find, among others that are nearly at the same address."""
    make_event(slug="najaf", date=datetime.date(2004, 8, 10))
    make_event(slug="najaf-2")
    make_event(slug="Najaf")
    return make_event(slug="najaf", short_id="abcdefghjk")


# --- Forms


FORMS = [
    # its address
    "/news/2004/08/09/najaf/",
    "news/2004/08/09/najaf",
    "/news/2004/08/09/najaf",
    "news/2004/08/09/najaf/",
    " /news/2004/08/09/najaf/ \n",
    "/news/2004/08/09/%6Eajaf/",
    # with a host
    "https://any.host/news/2004/08/09/najaf/",
    "http://127.0.0.1:8000/news/2004/08/09/najaf/",
    "HTTPS://ANY.HOST/news/2004/08/09/najaf",
    "//any.host/news/2004/08/09/najaf/",
    "any.host/news/2004/08/09/najaf/",
    "localhost:8000/news/2004/08/09/najaf/",
    "localhost/news/2004/08/09/najaf/",
    # with what a browser or a feed adds
    "https://any.host/news/2004/08/09/najaf/?page=2#related",
    "https://any.host/news/2004/08/09/najaf#related",
    # its short id
    "abcdefghjk",
    "/abcdefghjk/",
    "e/abcdefghjk",
    "/e/abcdefghjk/",
    "/e/abcdefghjk.json",
    "https://any.host/e/abcdefghjk/",
    "any.host/e/abcdefghjk",
    # a legacy address
    "/news/2004/08/9/najaf.md",
    "news/2004/08/9/najaf.md",
    "/news/2004/08/9/najaf.html",
    "/news/2004/08/9/najaf.json",
    "/news/2004/8/9/najaf.xml",
    "/news/2004/08/9/najaf",
    "/zh/news/2004/08/9/najaf.md",
    "zh/news/2004/08/9/najaf.html",
    "https://any.host/zh/news/2004/08/9/najaf.html",
    # a file
    "./news/2004/08/9/najaf.md",
    "../archive/news/2004/08/9/najaf.md",
    "/srv/archive.2004/news/2004/08/9/najaf.md",
    "/srv/news/2003/archive/zh/news/2004/08/9/najaf.md",
    "file:///srv/archive/news/2004/08/9/najaf.md",
]


def test_every_form_of_an_address_finds_the_event(event):
    assert {text: find_event(text) for text in FORMS} == dict.fromkeys(FORMS, event)


@pytest.mark.parametrize("form", ["{}", "{}/", "/zh{}.html", "https://any.host{}/?a=%20"])
@pytest.mark.parametrize("encode", [str, quote])
def test_an_address_in_another_script_may_be_encoded_or_not(db, encode, form):
    event = make_event(slug=CHINESE)
    make_event()

    assert find_event(form.format(encode(f"/news/2004/08/9/{CHINESE}"))) == event


@pytest.mark.parametrize("slug", ["100%25", "50%-off", "why?", "c#", "a.md", "a&b=c", "a:b", "e"])
@pytest.mark.parametrize("encode", [str, quote])
def test_a_name_may_look_like_something_else(db, encode, slug):
    make_event(slug="other")
    event = make_event(slug=slug)

    assert find_event(f"/news/2004/08/09/{encode(slug)}/") == event
    assert find_event(encode(f"archive/news/2004/08/9/{slug}.md")) == event


def test_an_address_is_read_as_encoded_before_it_is_read_as_it_stands(db):
    decoded, _as_it_stands = make_event(slug="aA"), make_event(slug="a%41")

    assert find_event("/news/2004/08/09/a%41/") == decoded


# --- Old addresses


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/news/2003/01/02/old/", "/news/2003/01/2/old.md"),
        ("/news/2003/01/02/old.md/", "https://any.host/news/2003/01/2/old.md"),
        ("/news/2006/05/13//", "news/2006/05/13/.md"),
        ("/news/2006/05/13//", "/news/2006/05/13//"),
        ("/leaders/najaf/", "any.host/leaders/najaf.html"),
        ("/leaders/najaf/", "leaders/najaf"),
        ("/leaders/najaf/", "HTTPS://ANY.HOST/leaders/najaf/#life"),
        ("/najaf/", "najaf"),
    ],
)
def test_whatever_redirects_to_an_event_finds_it(event, path, text):
    Redirect.objects.create(path=path, event=event)

    assert find_event(text) == event


def test_a_moved_event_is_found_at_both_addresses(event):
    old = event.address
    event.slug, event.date = "battle", datetime.date(2004, 8, 5)
    event.save()

    assert find_event(old) == event
    assert find_event("/news/2004/08/5/battle.md") == event


@pytest.mark.raw_writes
def test_the_event_that_lives_at_an_address_comes_before_a_redirect(event):
    Redirect.objects.bulk_create([Redirect(path=event.address, event=make_event())])

    assert find_event(event.address) == event


def test_redirects_to_other_things_find_no_event(event):
    Redirect.objects.create(path="/old/entity/", entity=make_entity())
    Redirect.objects.create(path="/old/source/", source=make_source())
    Redirect.objects.create(path="/old/page/", page=make_page())
    Redirect.objects.create(path="/old/day/", day=DAY)

    assert [find_event(f"/old/{name}/") for name in ("entity", "source", "page", "day")] == [
        None
    ] * 4


def test_redirects_come_likeliest_first_with_their_targets(event, django_assert_num_queries):
    Redirect.objects.create(path="/news/2003/01/02/a.md/", event=make_event())
    Redirect.objects.create(path="/news/2003/01/02/a/", event=event)
    Redirect.objects.create(path="/news/2003/01/03/a/", event=make_event())

    with django_assert_num_queries(1):
        redirects = redirects_of(read_address("/news/2003/01/2/a.md"))
        assert redirects[0].event == event

    assert [redirect.path for redirect in redirects] == [
        "/news/2003/01/02/a/",
        "/news/2003/01/02/a.md/",
    ]


# --- Which of several


def test_a_suffix_is_taken_for_one_before_it_is_taken_for_a_part_of_the_name(db):
    long, short = make_event(slug="law.md"), make_event(slug="law")

    assert events_named(DAY, ["law", "law.md"]) == [short, long]
    assert find_event("news/2004/08/9/law.md") == short
    assert find_event("/news/2004/08/09/law.md/") == long


@pytest.mark.parametrize(
    "hidden",
    [{"status": Status.DRAFT}, {"status": Status.REVIEW}, {"publish_at": TOMORROW}],
)
def test_what_readers_get_comes_before_what_they_may_not_see(db, hidden):
    draft = make_event(slug="law", **hidden)
    assert find_event("/news/2004/08/9/law.md") == draft

    public = make_event(slug="law.md")
    assert find_event("/news/2004/08/9/law.md") == public
    assert find_event("/news/2004/08/09/law/") == draft


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("text", ["/news/2004/08/9/law.md", "lawlawlaww", "/news/2003/01/02/old/"])
def test_an_event_is_found_whatever_its_status(db, status, text):
    event = make_event(slug="law", short_id="lawlawlaww", status=status)
    Redirect.objects.create(path="/news/2003/01/02/old/", event=event)

    assert find_event(text) == event


# --- Nothing


NONSENSE = [
    "",
    " ",
    "/",
    "//",
    "///",
    ".",
    "..",
    "https://",
    "https://any.host",
    "https://any.host/",
    "https://[any.host",
    "\0",
    "%00",
    "/news/2004/08/09/najaf\0/",
    "/news/2004/08/09/najaf%00/",
    "abcdefghjk\0",
    "\udcff",
    "/news/2004/08/09/\ud800/",
    "%ff%fe",
    "/news/",
    "/news/2004/08/",
    "/news/2004/08/09/",
    "/news/2004/08/9/index.md",
    "/news/2004/02/30/najaf/",
    "/news/0000/01/01/najaf/",
    "/news/2004/08/09/najaf/more/",
    "/news/2004/08/11/najaf/",
    "/news/2004/08/09/NAJAF/",
    "najaf",
    "abcdefghj",
    "ABCDEFGHJK",
    "/e/",
    "/e/abcdefghjk/more/",
    "/entities/najaf/",
    "%",
    "_",
]


def test_anything_else_finds_nothing(event):
    assert [text for text in NONSENSE if find_event(text)] == []


def test_a_very_long_text_finds_nothing(event):
    parts = ["a", "a.", "/", "/e/", "a/", ":", "%41", "/news/2004/08/09/", "名"]

    assert [part for part in parts if find_event(part * 20_000)] == []


# --- Cost, and bounds


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("/news/2004/08/09/najaf/", 2),  # the event, redirects
        ("https://any.host/news/2004/08/9/najaf.md?a=b#c", 2),
        ("/e/abcdefghjk/", 2),
        ("/srv/archive/news/2004/08/9/najaf.md", 3),  # redirects of the whole path
    ],
)
def test_finding_costs_few_queries(event, django_assert_num_queries, text, queries):
    with django_assert_num_queries(queries):
        assert find_event(text) == event


def test_a_plain_address_has_one_reading():
    assert readings("/news/2004/08/09/najaf/") == ["/news/2004/08/09/najaf/"]
    assert readings("news/2004/08/9/najaf.md") == ["/news/2004/08/9/najaf.md"]


@given(st.text() | st.text("/.:%0a?#enws24 名\0\ud800"))
def test_any_text_has_a_few_readings_that_databases_take(text):
    paths = readings(text)

    assert len(paths) <= 4
    for path in paths:
        assert path.startswith("/")
        assert "\0" not in path
        assert path.encode().decode() == path

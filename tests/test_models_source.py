"""Sources and the citations of events."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from events.models import Citation, Source, Status
from tests.constraints import refused
from tests.factories import make_citation, make_event, make_source

pytestmark = pytest.mark.django_db


# --- Sources


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("BBC News", "bbc-news"),
        ("新华网", "新华网"),
        ("[[BBC", "bbc"),
        (" ", "source"),
        ("Index", "index-2"),
    ],
)
def test_a_source_has_a_slug_of_its_name(name, slug):
    assert make_source(name).slug == slug


def test_names_with_one_slug_get_numbers():
    assert [make_source(name).slug for name in ("BBC", "bbc", "BBC!")] == ["bbc", "bbc-2", "bbc-3"]


def test_two_sources_with_one_name_are_refused():
    make_source("BBC")

    with refused():
        Source.objects.bulk_create([Source(name="BBC", slug="other")])


def test_two_sources_with_one_address_are_refused():
    make_source("BBC")

    with refused():
        Source.objects.bulk_create([Source(name="Other", slug="bbc")])


def test_a_name_with_a_line_break_is_invalid():
    with pytest.raises(ValidationError) as refusal:
        Source(name="two\nlines").full_clean()

    assert set(refusal.value.message_dict) == {"name"}


def test_an_unused_source_is_deleted():
    make_source().delete()

    assert not Source.objects.exists()


def test_a_cited_source_is_not_deleted_and_says_why():
    source = make_source("BBC")
    make_citation(make_event(status=Status.DRAFT), source=source)

    with pytest.raises(ProtectedError) as refusal:
        source.delete()

    assert refusal.value.args[0] == (
        "“BBC” cannot be deleted: 1 citation names it. Change those first."
    )
    assert Source.objects.get() == source


def test_a_cited_source_is_not_deleted_among_others_either():
    free, cited = make_source("AP"), make_source("BBC")
    for _time in range(2):
        make_citation(make_event(), source=cited)

    with pytest.raises(ProtectedError) as refusal:
        Source.objects.all().delete()

    assert refusal.value.args[0] == (
        "“BBC” cannot be deleted: 2 citations name it. Change those first."
    )
    assert list(Source.objects.all()) == [free, cited]


def test_unused_sources_are_deleted_together():
    make_citation(make_event(), source=make_source("BBC"))
    make_source("AP")

    Source.objects.filter(citations=None).delete()

    assert [source.name for source in Source.objects.all()] == ["BBC"]


# --- Citations


def test_citations_stand_in_their_order():
    event = make_event()
    second, first = make_citation(event, position=2), make_citation(event, position=1)

    assert list(event.citations.all()) == [first, second]


@pytest.mark.parametrize("position", [0, -1])
def test_a_position_below_one_is_refused(position):
    make_citation(make_event())

    with refused():
        Citation.objects.update(position=position)


def test_a_citation_goes_with_its_event_and_leaves_its_source():
    citation = make_citation(make_event())

    citation.event.delete()

    assert not Citation.objects.exists()
    assert Source.objects.get() == citation.source


def test_an_address_is_kept_letter_for_letter():
    url = " HTTP://a.example/" + "x" * 2000 + "?q=ü (1) "
    citation = make_citation(make_event(), url=url)
    citation.refresh_from_db()

    assert citation.url == url


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example/1", True),
        ("javascript:alert(1)", False),
        ("/images/1.png", False),
        ("", False),
    ],
)
def test_only_web_addresses_may_become_links(url, is_link):
    citation = Citation(url=url, image=url, archived_url=url)

    assert citation.is_link is is_link
    assert citation.image_is_link is is_link
    assert citation.archived_is_link is is_link


def test_the_printed_name_tells_none_from_an_empty_one():
    event = make_event()
    make_citation(event)
    make_citation(event, printed="")

    assert [citation.printed for citation in event.citations.all()] == [None, ""]

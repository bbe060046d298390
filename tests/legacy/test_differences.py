"""What a trial run shows: new events, and what would change in known ones."""

import pytest

from events.legacy.differences import excerpts
from events.models import Event
from tests.factories import make_event
from tests.legacy.tables import all_rows
from tests.legacy.texts import NEXT, bring, cite, day, event, item, page, related

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
WHERE = "/news/2004/08/09/a-dam-breaks/ (news/2004/08/9/a-dam-breaks.md)"


def shown(files, **options) -> list[str]:
    """What a trial run of these files would change; it changes nothing."""
    before = all_rows()
    report = bring(files, dry_run=True, **options)
    assert all_rows() == before
    return list(report.differences.sentences())


def test_new_events_are_shown_with_the_file_that_knows_most_of_them():
    make_event(title="Written here.")
    files = event(A, related=(related(C, "Rain", NEXT),)) | day(item(A), item(B))

    assert shown(files) == [
        "new event: 2004-08-09 A dam breaks. (news/2004/08/9/a-dam-breaks.md)",
        "new event: 2004-08-09 Rain falls. (news/2004/08/9/index.md)",
        "new event: 2004-08-10 The valley is empty. (news/2004/08/9/a-dam-breaks.md)",
    ]


def test_an_archive_that_is_here_shows_nothing():
    files = event(A, lead="Dam", citations=(cite(),)) | day(item(A, context="Dam, Rain"))
    bring(files)

    assert shown(files) == []


def test_fields_are_shown_before_and_after():
    bring(event(A, lead="Dam", description="Water."))

    assert shown(event(A, lead="Barrage", description="Mud.")) == [
        WHERE,
        "  lead: “Dam” → “Barrage”",
        "  description: “Water.” → “Mud.”",
        "  + entity: Barrage",
        "  file: news/2004/08/9/a-dam-breaks.md has other bytes",
    ]


def test_sources_are_shown_as_added_and_removed():
    bring(event(A, citations=(cite(), cite("Other", "https://o.example/"))))

    assert shown(
        event(A, citations=(cite(image="https://i.example/1"), cite("New", "https://n/")))
    )[1:-1] == [
        "  - source: The Gazette https://gazette.example/1",
        "  - source: Other https://o.example/",
        "  + source: The Gazette https://gazette.example/1 https://i.example/1",
        "  + source: New https://n/",
    ]


def test_sources_in_another_order_are_shown_as_that():
    one, other = cite(), cite("Other", "https://o.example/")
    bring(event(A, citations=(one, other)))

    assert shown(event(A, citations=(other, one)))[1] == "  sources: in another order"


def test_entities_of_known_events_are_shown():
    bring(event(A) | event(B, NEXT))

    assert shown(event(A, related=(related(B, "Rain, Valley", NEXT),))) == [
        WHERE,
        "  + entity: Rain",
        "  + entity: Valley",
        "  file: news/2004/08/9/a-dam-breaks.md has other bytes",
        "/news/2004/08/10/rain-falls/ (news/2004/08/9/a-dam-breaks.md)",
        "  + entity: Rain",
        "  + entity: Valley",
    ]


def test_an_event_that_gets_its_own_file_is_shown_as_such():
    bring(day(item(A)))

    assert shown(event(A))[:2] == [
        WHERE,
        "  origin: “line of a list page” → “file of its own”",
    ]


@pytest.mark.raw_writes
def test_an_event_is_headed_by_the_address_it_has():
    bring(event(A))
    Event.objects.filter(title=A).update(slug="dam", title="The dam.")

    assert shown(event(A, description="More."))[0] == (
        "/news/2004/08/09/dam/ (news/2004/08/9/a-dam-breaks.md)"
    )


def test_pages_are_shown():
    bring(page("faq/README.md", "Questions"))

    assert shown(page("faq/README.md", "Questions", "Others.\n") | page("a/README.md", "A")) == [
        "new page: /a/",
        "page: /faq/",
        "  text: “Words.\n” → “Others.\n”",
    ]


def test_what_an_editor_changed_shows_only_where_it_is_to_be_overwritten():
    files = event(A, lead="Dam", description="Water.")
    bring(files)
    known = Event.objects.get(title=A)
    known.description = "Mine."
    known.save()
    known.entities.remove("Dam")

    assert shown(files) == []
    assert shown(files, overwrite=True) == [
        WHERE, "  description: “Mine.” → “Water.”", "  + entity: Dam",
    ]  # fmt: skip


def test_the_report_of_a_trial_run_is_on_lines():
    lines = list(bring(page("faq/README.md", "Questions", "A\nB\n"), dry_run=True).lines())

    assert lines[0] == "new page: /faq/"
    assert all(line.isprintable() for line in lines)


def test_an_import_gathers_no_differences():
    assert bring(event(A)).differences is None


def test_a_long_text_is_shortened_around_what_differs():
    old = "a" * 500 + "old" + "z" * 500

    assert excerpts(old, old.replace("old", "new")) == (
        "…" + "a" * 20 + "old" + "z" * 20 + "…",
        "…" + "a" * 20 + "new" + "z" * 20 + "…",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "a", ("", "a")),
        ("same", "same", ("same", "same")),
        ("b" * 200, "", ("b" * 80 + "…", "")),
        ("b" * 100, "b" * 101, ("…" + "b" * 20, "…" + "b" * 21)),
        ("c" * 80, "d" * 80, ("c" * 80, "d" * 80)),
    ],
)
def test_excerpts(old, new, expected):
    assert excerpts(old, new) == expected

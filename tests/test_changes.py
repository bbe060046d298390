"""The public list of versions: which there are, and what each changed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.changes import MOST_TOKENS, difference, public_changes
from events.models import Change, Event, EventFile, Status
from events.models.history import unrecorded

from .factories import make_event

TIME = datetime.datetime(2018, 1, 17, 12, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
STORM = "/news/2004/08/9/storm.md"
WIND = "/news/2004/08/9/wind.md"


def marked(old: str, new: str) -> str:
    """The difference of two titles with [-what is removed-] and {+what is added+}."""
    signs = {"kept": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return "".join(signs[part.kind].format(part.text) for part in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Rain falls.", "Rain falls.", "Rain falls."),
        ("Heavy rain falls.", "Heavy snow falls.", "Heavy [-rain-]{+snow+} falls."),
        ("Rain falls.", "Rain falls again.", "Rain falls{+ again+}."),
        ("Elections, 2010: Voters vote.", "Voters vote.", "[-Elections, 2010: -]Voters vote."),
        (
            "All of the old towns are flooded by rain.",
            "All of the new cities are flooded by rain.",
            "All of the [-old towns-]{+new cities+} are flooded by rain.",
        ),
        ("Rains fall on it.", "Rain fall on it.", "[-Rains-]{+Rain+} fall on it."),
        ("大雨落在城里。", "大雪落在城裡。", "大[-雨-]{+雪+}落在城[-里-]{+裡+}。"),
        ("大雨落在 Paris 城。", "大雨落在 London 城。", "大雨落在 [-Paris-]{+London+} 城。"),
        ("It rains.", "Nothing else happens.", "[-It rains.-]{+Nothing else happens.+}"),
        ("", "Rain.", "{+Rain.+}"),
        ("Rain.", "", "[-Rain.-]"),
        ("", "", ""),
    ],
)
def test_a_difference_is_told_by_word_or_by_letter_where_words_are_not_parted(old, new, shown):
    assert marked(old, new) == shown


TITLES = st.text(st.sampled_from("ab 天地.,-"), max_size=60)


@given(TITLES, TITLES)
def test_a_difference_holds_both_titles(old, new):
    parts = difference(old, new)

    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new
    assert all(part.text for part in parts)


def test_titles_too_long_to_compare_take_each_others_place():
    many = MOST_TOKENS
    old, new = "雨地" * many, "地雨" * many
    shared = "天" * 3 * many

    assert marked(shared + old, shared + new) == f"{shared}[-{old}-]{{+{new}+}}"


# --- Versions


def versions(event: Event) -> list[tuple[str, str, str]]:
    """Kind, title and address of each version that readers are told of."""
    found = public_changes(Event.objects.for_page().get(pk=event.pk))
    return [(version.kind.value, version.title, version.address) for version in found]


def make_storm(**overrides) -> Event:
    return make_event(**{"title": " A storm comes. ", "slug": "storm"} | overrides)


def change(event: Event, **fields) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


def bring(event: Event, *rows: tuple, path: str = "a.md", of: Event | None = None) -> EventFile:
    """An archive's list of versions: (kind, title, path, time)."""
    file = EventFile.objects.create(event=of or event, path=path, digest="0")
    for position, (kind, title, where, at) in enumerate(rows, start=1):
        Change.objects.create(
            event=event, file=file, position=position, kind=kind, title=title, path=where, at=at
        )
    return file


FROM_WIND = [("first", "A wind comes.", WIND, TIME), ("current", " A storm comes. ", STORM, None)]


@pytest.mark.django_db
class TestVersions:
    def test_an_event_that_never_changed_has_none(self):
        assert versions(make_storm()) == []

    def test_what_was_changed_here_is_told_in_order(self):
        event = make_storm()
        change(event, title="A storm goes.")
        change(event, slug="calm", date=datetime.date(2004, 8, 10))

        assert versions(event) == [
            ("first", "A storm comes.", ""),
            ("update", "A storm goes.", ""),
            ("current", "A storm goes.", "/news/2004/08/10/calm/"),
        ]

    def test_an_archives_list_is_told_with_its_times(self):
        event = make_storm()
        bring(event, *FROM_WIND)

        assert versions(event) == [
            ("first", "A wind comes.", ""),
            ("current", "A storm comes.", "/news/2004/08/09/storm/"),
        ]
        assert [version.at for version in public_changes(event)] == [TIME, None]

    def test_an_archives_list_is_continued_by_what_is_changed_here(self):
        event = make_storm()
        bring(event, *FROM_WIND)
        change(event, title="A storm goes.")

        assert [row[:2] for row in versions(event)] == [
            ("first", "A wind comes."),
            ("update", "A storm comes."),
            ("current", "A storm goes."),
        ]

    def test_of_several_lists_the_longest_speaks(self):
        event = make_storm()
        bring(event, ("first", "Short.", WIND, TIME), FROM_WIND[1])
        bring(event, FROM_WIND[0], ("update", "Then.", WIND, TIME), FROM_WIND[1], path="b.md")

        assert [title for _kind, title, _address in versions(event)] == [
            "A wind comes.", "Then.", "A storm comes."
        ]  # fmt: skip

    def test_what_an_archive_tells_of_changes_here_is_told_once(self):
        event = make_storm()
        change(event, title="A storm goes.")
        rows = event.changes.values_list("kind", "title", "path", "at")
        bring(event, *[(kind, t, p, None if kind == "current" else at) for kind, t, p, at in rows])

        assert [row[:2] for row in versions(event)] == [
            ("first", "A storm comes."),
            ("current", "A storm goes."),
        ]

    def test_the_present_version_is_the_last_whatever_was_told(self):
        event = make_storm()
        change(event, title="A storm goes.")
        with unrecorded():
            change(event, title="All is calm.")

        assert [row[:2] for row in versions(event)] == [
            ("first", "A storm comes."),
            ("update", "A storm goes."),
            ("current", "All is calm."),
        ]

    def test_one_version_alone_is_no_list(self):
        event = make_storm()
        bring(event, FROM_WIND[1])

        assert versions(event) == []

    @pytest.mark.parametrize("path", ["//evil.example/x.md", "/api/", "/news/2004/02/31/x.md"])
    def test_an_address_that_no_event_has_is_not_told(self, path):
        event = make_storm()
        bring(event, ("first", "Old.", STORM, TIME), ("update", "Then.", path, TIME), FROM_WIND[1])

        assert [address for _kind, _title, address in versions(event)] == [
            "", "", "/news/2004/08/09/storm/"
        ]  # fmt: skip

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
    def test_a_list_of_a_file_whose_event_is_not_public_is_not_told(self, status):
        event, secret = make_storm(), make_event(status=status)
        bring(event, *FROM_WIND, of=secret)

        assert versions(event) == []
        assert public_changes(Event.objects.get(pk=event.pk)) == []

    @pytest.mark.parametrize("edition", ["", "/zh"])
    @pytest.mark.parametrize(
        ("status", "told"),
        [(Status.PUBLISHED, 2), (Status.DRAFT, 0), (Status.REVIEW, 0), (Status.WITHDRAWN, 0)],
    )
    def test_a_title_that_is_another_events_now_is_as_public_as_that(self, edition, status, told):
        event = make_storm()
        make_event(slug="wind", title="A wind comes. ", status=status)
        bring(event, ("first", "A wind comes.", f"{edition}{WIND}", TIME), FROM_WIND[1])

        assert len(versions(event)) == told

    def test_a_title_stays_when_a_draft_takes_its_address(self):
        event = make_storm()
        change(event, title="A storm goes.", slug="calm")
        make_storm(title="Something else.", status=Status.DRAFT)

        assert [row[1] for row in versions(event)] == ["A storm comes.", "A storm goes."]

    def test_the_cost_does_not_grow_with_versions(self):
        event = make_storm()
        counts = []
        for number in range(1, 4):
            change(event, title=f"Storm {number}.", slug=f"storm-{number}")
            with CaptureQueriesContext(connection) as queries:
                versions(event)
            counts.append(len(queries))

        assert counts[0] == counts[2]

"""Merging two events: nothing said of either is lost, and undo is exact."""

import datetime

import pytest

from events.curation import merge_events
from events.curation.common import CannotMerge
from events.curation.previews import preview_events
from events.legacy.exporter import Plan, archive_files
from events.models import (
    Event,
    ImportKey,
    ListLine,
    Placement,
    Status,
)
from events.operations import undo
from tests.factories import make_citation, make_entity, make_event, make_source
from tests.legacy.tables import rows_but_runs
from tests.legacy.texts import bring, cite, day, event, item, related

pytestmark = pytest.mark.django_db

PAPER = cite("Paper", "https://p.example/1")
TWICE = (related("A dam broke.", "Ohio"), related("A dam breaks.", "Ohio"))
ARCHIVE = (
    event("A dam breaks.", lead="Dam", citations=(cite(),), related=(related("It rains.", "Ohio"),))
    | event("A dam broke.", lead="Ohio", description="More.", citations=(PAPER,))
    | event("It rains.", related=TWICE)
    | day(item("A dam breaks.", lead="Dam"), item("A dam broke."), item("It rains."))
)


def the(title: str) -> Event:
    return Event.objects.get(title=title)


def exported() -> list[tuple[str, str]]:
    return sorted(archive_files(Plan("en")))


def plainly(text: str) -> str:
    """What a file says without its marked fields."""
    return text.partition("### Newsroom:")[0]


def rows() -> dict[str, list[tuple]]:
    """All rows, but for versions and times of change, which go on, and the log."""
    found = rows_but_runs()
    for name in ("Operation", "Version", "DayCount"):
        del found[f"events.{name}"]
    found["events.Event"] = [
        {name: value for name, value in row.items() if name != "version"}
        for row in Event.objects.order_by("pk").values()
    ]
    return {name: some for name, some in found.items() if not name.startswith("events.Search")}


def test_sources_are_joined_and_those_that_say_the_same_are_not_doubled():
    kept, other, paper = make_event(), make_event(), make_source("Paper")
    same = {"source": paper, "url": "https://p.example/1"}
    make_citation(kept, **same)
    make_citation(other, **same)
    make_citation(other, source=paper, url="https://p.example/2")
    make_citation(other, archived_url="https://a.example/1", **same)

    merge_events(kept, other)

    found = kept.citations.values_list("position", "url", "archived_url")
    assert list(found) == [
        (1, "https://p.example/1", ""),
        (2, "https://p.example/2", ""),
        (3, "https://p.example/1", "https://a.example/1"),
    ]


def test_the_log_names_events_in_so_many_letters_as_a_line_holds():
    kept, other = make_event(title="A dam " + "breaks " * 30), make_event(title="A dam broke.")

    operation = merge_events(kept, other)

    shown = preview_events(kept, [make_event()]).changes[0]
    short = "A dam " + "breaks " * 13 + "br…"
    assert operation.subject == f"“A dam broke.” → “{short}”"
    assert f"“{short}”" in shown


def test_entities_are_united_and_what_the_kept_one_has_stays():
    kept = make_event(entities=["Dam", "Ohio"], lead=make_entity("Ohio River"), description="Ours.")
    other = make_event(
        entities=["Ohio", "Rain"], lead=make_entity("Rainfall"), description="Theirs."
    )

    merge_events(kept, other)

    kept.refresh_from_db()
    assert [str(entity) for entity in kept.entities.all()] == ["Dam", "Ohio", "Rain"]
    assert (str(kept.lead), kept.description) == ("Ohio River", "Ours.")


def test_what_the_kept_one_has_not_it_takes_and_a_description_may_be_given():
    lead = make_entity("Ohio")
    for given, expected in (("", "Theirs."), ("Both.", "Both.")):
        kept, other = make_event(), make_event(lead=lead, lead_text="OHIO", description="Theirs.")

        merge_events(kept, other, description=given)

        kept.refresh_from_db()
        assert (kept.lead_label, kept.description) == ("OHIO", expected)


def test_addresses_of_the_other_lead_to_the_kept_one(client):
    kept, other = (
        make_event(title="Kept"),
        make_event(title="Other", date=datetime.date(2004, 9, 1)),
    )
    other.slug = "renamed"
    other.save()

    merge_events(kept, other)

    for path in ("/news/2004/09/01/other/", "/news/2004/09/01/renamed/", f"/e/{other.short_id}/"):
        assert client.get(path).headers["Location"] == kept.get_absolute_url()


def test_no_address_is_told_of_a_draft_that_nobody_saw(client):
    kept, other = make_event(), make_event(status=Status.DRAFT)

    merge_events(kept, other)

    assert client.get(other.get_absolute_url()).status_code == 404


def test_pins_and_hides_move_but_never_to_the_placeditself():
    kept, other, third, fourth = (make_event() for _number in range(4))
    for placed, target, kind in [
        (kept, other, "pin"), (other, kept, "pin"), (other, third, "hide"), (kept, third, "pin"),
        (fourth, other, "hide"), (other, fourth, "pin"),
    ]:  # fmt: skip
        Placement.objects.create(event=placed, other=target, kind=kind)

    merge_events(kept, other)

    found = {*Placement.objects.values_list("event", "other", "kind")}
    assert found == {
        (kept.pk, third.pk, "pin"), (fourth.pk, kept.pk, "hide"), (kept.pk, fourth.pk, "pin"),
    }  # fmt: skip


def test_files_print_the_same_and_the_import_knows_the_placedby_both():
    bring(ARCHIVE)
    files = dict(exported())

    merge_events(the("A dam breaks."), the("A dam broke."))

    after = dict(exported())
    assert after.keys() == files.keys()
    [path] = [path for path in files if "a-dam-broke" in path]
    assert plainly(after[path]) == plainly(files[path])
    before = rows()
    bring(ARCHIVE)
    assert rows() == before
    assert not Event.objects.filter(title="A dam broke.").exists()


def test_undoing_gives_back_every_row_and_every_file():
    bring(ARCHIVE)
    kept, other = the("A dam breaks."), the("A dam broke.")
    Placement.objects.create(event=the("It rains."), other=other, kind="pin")
    before, files = rows(), exported()

    operation = merge_events(kept, other)
    assert {*ListLine.objects.values_list("event", flat=True)} == {kept.pk, the("It rains.").pk}
    undo(operation, None)

    assert rows() == before
    assert exported() == files


def test_events_written_here_come_back_with_their_keys():
    kept, other = make_event(), make_event()

    operation = merge_events(kept, other)
    assert [key.event for key in ImportKey.objects.all()] == [kept]
    undo(operation, None)

    assert not ImportKey.objects.exists()


def test_readers_do_not_lose_an_placedto_a_draft():
    kept, other = make_event(status=Status.DRAFT), make_event()

    with pytest.raises(CannotMerge, match="publish that first"):
        merge_events(kept, other)

    assert Event.objects.count() == 2

"""The command: exit status, what it prints, and that it is one list of checks."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from events.integrity import CHECKS, Check
from events.management.commands.check_archive import SHOWN
from events.models import Entity, EventEntity, Tally
from tests.factories import make_entity, make_event
from tests.stored import assert_exact

pytestmark = [pytest.mark.django_db, pytest.mark.raw_writes]

ALL_EXACT = [f"{check.name}: exact" for check in CHECKS]


def run(**options) -> tuple[int, list[str], str]:
    """The exit status, the lines printed, and the sentence on the error stream."""
    out = StringIO()
    status, complaint = 0, ""
    try:
        call_command("check_archive", stdout=out, **options)
    except CommandError as error:
        status, complaint = error.returncode, str(error)
    return status, out.getvalue().splitlines(), complaint


@pytest.fixture
def checks() -> Iterator[list[Check]]:
    """The list of checks, empty for a test to fill."""
    known = CHECKS[:]
    CHECKS.clear()
    yield CHECKS
    CHECKS[:] = known


def unrepairable(*sentences: str) -> Check:
    return Check("made up", lambda: sentences)


# --- All well: 0


def test_a_sound_archive_gets_a_line_for_each_check():
    make_event(entities=["Baghdad"])

    assert run() == (0, ALL_EXACT, "")
    assert run(repair=True) == (0, ALL_EXACT, "")
    assert run(verbosity=0) == (0, [], "")


# --- Differences: 1


def test_a_difference_is_printed_under_its_check():
    make_event(entities=["Baghdad"])
    Entity.objects.update(event_count=3)

    status, lines, complaint = run()

    assert status == 1
    assert [line for line in lines if line not in ALL_EXACT] == [
        "event counts of entities:",
        "  “Baghdad” is stored with 3 published events and has 1.",
        "  1 difference: --repair corrects them",
    ]
    assert complaint == (
        "1 difference. Run `manage.py check_archive --repair` to correct what it can."
    )


def test_a_check_writes_nothing_unless_repair_is_wanted():
    make_event(entities=["Baghdad"])
    Entity.objects.update(event_count=3)

    run()

    assert Entity.objects.get().event_count == 3


def test_quiet_keeps_the_status_and_the_sum():
    make_event()
    Tally.objects.update(number=0)

    assert run(verbosity=0)[:2] == (1, [])


def test_long_lists_are_cut_and_counted():
    for _number in range(SHOWN + 2):
        make_entity()
    Entity.objects.update(event_count=3)

    _status, lines, complaint = run()

    assert sum("is stored with" in line for line in lines) == SHOWN
    assert "  ... and 2 more" in lines
    assert f"  {SHOWN + 2} differences: --repair corrects them" in lines
    assert complaint.startswith(f"{SHOWN + 2} differences.")


def test_many_differences_are_counted_with_commas(checks):
    checks.append(Check("made up", lambda: map(str, range(SHOWN + 1234))))

    assert "  ... and 1,234 more" in run()[1]


def test_detailed_prints_all():
    for _number in range(SHOWN + 2):
        make_entity()
    Entity.objects.update(event_count=3)

    _status, lines, _complaint = run(verbosity=2)

    assert sum("is stored with" in line for line in lines) == SHOWN + 2
    assert not any("more" in line for line in lines)


def test_a_list_of_just_the_length_is_not_cut(checks):
    checks.append(Check("made up", lambda: ["A."] * SHOWN))

    assert not any("more" in line for line in run()[1])


def test_signs_that_a_terminal_would_obey_are_escaped():
    make_entity("Bag\x1b[2Jdad")
    Entity.objects.update(event_count=3)

    assert "  “Bag\\x1b[2Jdad” is stored with 3 published events and has 0." in run()[1]


# --- Repair


def test_repair_says_how_many_checks_again_and_is_content():
    make_event(slug="storm", entities=["Baghdad"])
    EventEntity.objects.update(day=None)

    days, counts, *rest = ALL_EXACT
    assert run(repair=True) == (
        0,
        [
            "days of taggings:",
            "  /news/2004/08/09/storm/ is tagged “Baghdad” with no day "
            "and should be with the day 731802 (2004-08-09).",
            "  1 difference: 1 corrected",
            counts,
            *rest,
            "Checked again:",
            days,
            counts,
            *rest,
        ],
        "",
    )
    assert_exact()


def test_what_an_editor_has_to_decide_stays_wrong(checks):
    checks.append(unrepairable("A is wrong: write B.", "C is wrong: write D."))

    assert run(repair=True) == (
        1,
        [
            "made up:",
            "  A is wrong: write B.",
            "  C is wrong: write D.",
            "  2 differences: an editor has to decide",
            "Checked again:",
            "made up:",
            "  A is wrong: write B.",
            "  C is wrong: write D.",
            "  2 differences: an editor has to decide",
        ],
        "2 differences left: an editor has to decide, as the lines above say.",
    )
    assert run()[2] == "2 differences: an editor has to decide, as the lines above say."


def test_a_repair_that_fails_is_taken_back(checks):
    make_entity("Baghdad")

    def repair() -> int:
        Entity.objects.update(event_count=7)
        raise DatabaseError("no room")

    checks.append(Check("made up", lambda: ["A is wrong."], repair))
    status, _lines, complaint = run(repair=True)

    assert status == 2
    assert complaint.startswith("The database refused: no room.")
    assert Entity.objects.get().event_count == 0


# --- One list of checks


def test_a_check_that_is_added_is_run_and_repaired(checks):
    make_event(entities=["Baghdad"])
    wrong = ["The lamp is off."]

    def repair() -> int:
        wrong.clear()
        return 1

    checks.append(Check("lamps", lambda: wrong, repair))

    assert run() == (
        1,
        ["lamps:", "  The lamp is off.", "  1 difference: --repair corrects them"],
        "1 difference. Run `manage.py check_archive --repair` to correct what it can.",
    )
    assert run(repair=True)[0] == 0
    assert run() == (0, ["lamps: exact"], "")


def test_a_check_is_named_before_it_starts(checks):
    out = StringIO()

    def find():
        assert out.getvalue() == "lamps:"
        return []

    checks.append(Check("lamps", find))
    call_command("check_archive", stdout=out)

    assert out.getvalue() == "lamps: exact\n"


def test_checks_have_names_of_their_own():
    assert len({check.name for check in CHECKS}) == len(CHECKS)


@pytest.mark.django_db(transaction=True)
def test_all_checks_run_outside_a_transaction():
    """A cursor that stays open while others ask, and locks, need different things there."""
    make_event(entities=["Baghdad"])
    EventEntity.objects.update(day=None)
    Entity.objects.update(event_count=3)

    assert not connection.in_atomic_block
    assert run()[0] == 1
    assert run(repair=True)[0] == 0
    assert_exact()

"""Stored counts: each change adds to them exactly, once, and under locks taken in one order."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events import desk
from events.models import Entity, Event, Status, Tally, settling
from events.models import counts as rules
from events.models.counts import (
    add_to_counts,
    add_to_total,
    published,
    recount,
    recount_total,
)
from events.models.settling import settled
from tests.factories import make_entity, make_event
from tests.stored import assert_exact, counts, total

pytestmark = pytest.mark.django_db

FAR_OFF = "2999-01-01T00:00Z"


class Interruption(Exception):
    """Something goes wrong in the middle."""


def entity(name: str) -> Entity:
    return Entity.objects.get(name=name)


def statements(work: Callable[[], object], *tables: str) -> list[str]:
    """The statements that name one of these tables first; on SQLite a lock is a plain SELECT."""
    with CaptureQueriesContext(connection) as queries:
        work()
    first = re.compile(r'\w+ .*?(?:FROM |UPDATE |INTO )?"(events_\w+)"')
    return [
        query["sql"] for query in queries if (m := first.match(query["sql"])) and m[1] in tables
    ]


# --- The number of published events


def test_the_total_is_made_by_the_first_event():
    Tally.objects.all().delete()

    make_event()
    make_event(publish_at=FAR_OFF)
    make_event(status=Status.DRAFT)

    published_tallies = Tally.objects.filter(name=Tally.Name.PUBLISHED)
    assert [str(tally) for tally in published_tallies] == ["published events: 2"]


def test_no_difference_costs_nothing(django_assert_num_queries):
    rain = make_entity("Rain")

    with django_assert_num_queries(0):
        add_to_total(0)
        add_to_counts(Entity, Counter())
        add_to_counts(Entity, Counter({rain.pk: 0}))


@pytest.mark.parametrize("wrong", [None, 0, 7])
def test_the_total_is_counted_again(wrong):
    make_event()
    make_event(publish_at=FAR_OFF)
    make_event(status=Status.WITHDRAWN)
    Tally.objects.all().delete()
    if wrong is not None:
        Tally.objects.create(name=Tally.Name.PUBLISHED, number=wrong)

    recount_total()

    assert total() == published().count() == 2


# --- The counts of entities


@pytest.mark.raw_writes
@pytest.mark.raw_writes
def test_differences_are_added_to_those_named():
    names = [make_entity(name).pk for name in "abcd"]
    Entity.objects.update(event_count=5)

    add_to_counts(Entity, Counter(dict(zip(names, [2, -3, 2, 0], strict=True))))

    assert counts() == {"a": 7, "b": 2, "c": 7, "d": 5}


@pytest.mark.raw_writes
@pytest.mark.raw_writes
@pytest.mark.parametrize("asked", ["Rain", "Wind"])
def test_only_those_named_are_counted_again(asked):
    make_event(entities=["Rain", "Wind"])
    make_event(entities=["Rain", "Wind"], status=Status.DRAFT)
    Entity.objects.update(event_count=5)

    recount(Entity, [entity(asked).pk])

    assert counts() == {"Rain": 5, "Wind": 5} | {asked: 1}


def test_batches_leave_nobody_out(monkeypatch):
    monkeypatch.setattr(rules, "BATCH", 2)
    pks = [make_entity(name).pk for name in "abcde"]

    add_to_counts(Entity, Counter(dict.fromkeys(pks, 3)))
    assert counts() == dict.fromkeys("abcde", 3)

    recount(Entity, pks)
    assert_exact()


# --- One change within another


def test_all_is_left_to_the_outermost():
    event, draft = make_event(), make_event(status=Status.DRAFT, entities=["Wind"])

    def change() -> None:
        with settled():
            event.entities.add("Rain")
            event.entities.add("Wind")
            desk.set_status([draft], Status.PUBLISHED)
            with settled(event), settled(event, draft):
                event.entities.remove("Rain")
            assert (counts(), total()) == ({"Rain": 0, "Wind": 0}, 1)

    updates = statements(change, "events_entity", "events_tally")

    assert counts() == {"Rain": 0, "Wind": 2}
    assert sum(sql.startswith("UPDATE") for sql in updates) == 3  # with the generation
    assert_exact()


def test_a_change_and_its_contrary_touch_no_entity():
    event = make_event(entities=["Rain"])
    rain = entity("Rain")

    def change() -> None:
        with settled(event):
            event.entities.remove(rain)
            event.entities.add(rain)

    assert not any("event_count" in sql for sql in statements(change, "events_entity"))
    assert_exact()


def test_what_is_made_and_deleted_within_counts_nowhere():
    with settled():
        event = make_event(entities=["Rain"])
        make_event(entities=["Rain"])
        event.delete()

    assert counts() == {"Rain": 1}
    assert_exact()


def test_what_is_retagged_and_deleted_within_counts_nowhere():
    event = make_event(entities=["Rain"])
    make_event(entities=["Rain", "Wind"])

    with settled():
        event.entities.add("Wind")
        event.delete()

    assert counts() == {"Rain": 1, "Wind": 1}
    assert_exact()


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.DRAFT])
def test_an_event_with_an_id_of_its_own_counts_like_any(status):
    event = make_event(pk=1_000_000, entities=["Rain"], status=status)

    assert counts() == {"Rain": int(status == Status.PUBLISHED)}
    assert_exact()

    event.delete()
    assert_exact()


def test_a_copy_counts_once():
    event = make_event(entities=["Rain"])

    event.pk, event.slug, event.short_id = None, "", "copy"
    event.save()

    assert (total(), counts()) == (2, {"Rain": 1})
    assert_exact()


def test_events_made_in_bulk_within_count():
    new = Event(date="2004-08-09", title="New", slug="new", position=1, status=Status.PUBLISHED)

    with settled(new):
        Event.objects.bulk_create([new])

    assert total() == 1


# --- Failures


def test_a_failure_takes_the_counts_back():
    event, draft = make_event(entities=["Rain"]), make_event(status=Status.DRAFT)

    with pytest.raises(Interruption), settled(event):
        event.entities.add("Wind")
        desk.set_status([draft], Status.PUBLISHED)
        make_event(entities=["Rain"])
        raise Interruption

    assert (counts(), total()) == ({"Rain": 1}, 1)
    assert_exact()


def test_the_next_change_after_a_failure_counts():
    event = make_event()
    with suppress(Interruption), settled(event):
        raise Interruption

    event.entities.add("Rain")

    assert counts() == {"Rain": 1}


@pytest.mark.parametrize("savepoint", [False, True])
def test_a_failure_within_that_is_caught_counts_what_is_left(savepoint):
    event = make_event(entities=["Rain"])

    with settled():
        event.entities.add("Wind")
        inner = transaction.atomic() if savepoint else nullcontext()
        with suppress(Interruption), inner, settled(event):
            event.entities.remove("Rain")
            make_event(entities=["Rain"])
            raise Interruption

    assert (counts(), total()) == ({"Rain": 1, "Wind": 1}, 1 if savepoint else 2)
    assert_exact()


# --- Many at once


def make_tagged(number: int, **fields) -> list[Event]:
    """Events that share an entity; each has one of its own."""
    return [make_event(entities=["shared", f"{n} of {number}"], **fields) for n in range(number)]


def delete_all(events: list[Event]) -> None:
    Event.objects.filter(pk__in=[event.pk for event in events]).delete()


@pytest.mark.parametrize(
    ("change", "before"),
    [
        (lambda events: desk.set_status(events, Status.PUBLISHED), Status.DRAFT),
        (lambda events: desk.set_status(events, Status.WITHDRAWN), Status.PUBLISHED),
        (delete_all, Status.PUBLISHED),
    ],
    ids=["publish", "withdraw", "delete"],
)
def test_counts_of_two_and_of_three_events_cost_the_same(change, before):
    recount_total()
    verbs = []
    for number in (2, 3):
        events = make_tagged(number, status=before)
        written = statements(partial(change, events), "events_entity", "events_tally")
        verbs.append([sql.split()[0] for sql in written if '"label"' not in sql])
        assert_exact()

    # Entities, but for what the search reads of them: a lock, then those with one difference and
    # those with another; the total and the generation.
    assert verbs[0] == verbs[1] == ["SELECT", "UPDATE", "UPDATE", "UPDATE", "UPDATE"]


@pytest.mark.parametrize(
    "some",
    [
        Event.objects.all,
        Event.objects.none,
        lambda: Event.objects.newest_first().published(),
        lambda: Event.objects.filter(entities__name__in=["Rain", "Wind"]),
        lambda: Event.objects.tagged(entity("Rain").pk),
    ],
    ids=["all", "none", "ordered", "joined", "annotated"],
)
@pytest.mark.parametrize("batch", [2, 500])
def test_deleting_many_leaves_counts_exact(some, batch, monkeypatch):
    monkeypatch.setattr(settling, "BATCH", batch)
    for status in (*Status, Status.PUBLISHED, Status.PUBLISHED):
        make_event(entities=["Rain", "Wind"], status=status)
    make_event(entities=["Snow"])
    left = Event.objects.count() - len({event.pk for event in some()})

    some().delete()

    assert Event.objects.count() == left
    assert_exact()


# --- Locks


def test_locks_are_taken_in_order_events_first_and_the_generation_last(monkeypatch):
    monkeypatch.setattr(rules, "BATCH", 2)
    monkeypatch.setattr(settling, "BATCH", 2)
    names = [make_entity(name).name for name in "edcba"]
    events = [make_event(status=Status.DRAFT, entities=reversed(names)) for _n in range(3)]

    with CaptureQueriesContext(connection) as queries:
        desk.set_status(reversed(events), Status.PUBLISHED)

    pks = [event.pk for event in events]
    sql = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    tags = sorted(Entity.objects.values_list("pk", flat=True))
    in_pairs = [("event", pks[:2]), ("event", pks[2:])]
    assert [lock for statement in sql if (lock := locked_rows(statement))] == [
        *in_pairs, *in_pairs, *(("entity", tags[start : start + 2]) for start in (0, 2, 4))
    ]  # fmt: skip
    written = [re.search('"?(events_[a-z]+)"?', statement)[1] for statement in sql[-4:]]
    assert written == ["events_entitymonth", "events_daycount", "events_tally", "events_tally"]


def locked_rows(sql: str) -> tuple[str, list[int]] | None:
    """The table and the ids of a statement that locks rows in order of their ids."""
    among, lock = r"IN \(SELECT value FROM json_each\('\[([\d, ]+)\]'\)\)", ""
    if connection.vendor == "postgresql":
        among, lock = r"= ANY\('{([\d,]+)}'.*\)", " FOR (?:NO KEY )?UPDATE"
    pattern = (
        rf'SELECT .* FROM "events_(\w+)" WHERE "events_\1"."id" {among} '
        rf'ORDER BY (?:"events_\1"."id"|1) ASC{lock}$'
    )
    found = re.match(pattern, sql)
    return found and (found[1], [int(pk) for pk in found[2].split(",")])

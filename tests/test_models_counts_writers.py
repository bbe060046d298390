"""Stored counts under two writers at the same time: none waits for ever, and nothing is lost.

Only PostgreSQL lets them in together.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections, transaction

from events import desk
from events.models import Entity, Event, Placement, Status
from events.models.counts import recount, recount_total
from events.models.settling import settled
from events.models.tagging import EntityTagManager
from tests.factories import make_entity, make_event
from tests.stored import assert_exact

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]

TURNS = 10
# Seconds until writers meet, or one waits: more than a busy machine takes.
PATIENCE = 60


def entity(name: str) -> Entity:
    return Entity.objects.get(name=name)


def run(work: Callable[[], object]) -> None:
    """Do it on a connection of this thread."""
    try:
        work()
    finally:
        connections.close_all()


def together(*works: Callable[[], object]) -> None:
    """Do these at the same time, each in a thread; raise what one of them raises."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()


def until_somebody_waits() -> None:
    """Return as soon as another connection waits for a lock of this one."""
    sql = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted"
    given_up = time.monotonic() + PATIENCE
    while time.monotonic() < given_up:
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def whole(change: Callable[[Event], object], event: Event) -> None:
    with transaction.atomic():
        change(event)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            lambda event: event.entities.add("Rain"),
            lambda event: recount(Entity, [entity("Rain").pk]),
        ),
        (lambda event: make_event(), lambda event: recount_total()),
        (
            lambda event: desk.set_status([event], Status.WITHDRAWN),
            lambda event: Event.objects.get(pk=event.pk).entities.add("Rain"),
        ),
        (
            lambda event: Event.objects.get(pk=event.pk).delete(),
            lambda event: Event.objects.filter(pk=event.pk).delete(),
        ),
    ],
    ids=["recount", "recount of the total", "retag", "delete"],
)
def test_who_had_to_wait_sees_what_was_committed_meanwhile(first, second):
    event = make_event(entities=["Wind"])
    make_event(entities=["Rain"])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            read_before = Event.objects.get(pk=event.pk)
            first(event)
            waiting = pool.submit(run, lambda: whole(second, read_before))
            until_somebody_waits()
        waiting.result()

    assert_exact()


def test_writers_in_opposite_orders_never_wait_for_each_other_for_ever():
    names = [make_entity(f"Entity {number}").name for number in range(6)]
    shared = [make_event(entities=names[:3]).pk for _number in range(3)]

    def write(names: list[str], shared: list[int]) -> None:
        for turn in range(TURNS):
            events = [Event.objects.get(pk=pk) for pk in shared]
            with settled():
                mine = make_event(entities=names[turn % 3 :])
                events[0].entities.set(names[turn % 2 :: 2])
            mine.entities.set(names[turn % 5 :])
            desk.set_status(events, [Status.DRAFT, Status.PUBLISHED][turn % 2])
            Event.objects.filter(pk=mine.pk).delete()

    together(partial(write, names, shared), partial(write, names[::-1], shared[::-1]))

    assert_exact()


def test_what_goes_and_what_comes_is_locked_at_once(monkeypatch):
    one, other = make_event(entities=["Rain"]), make_event(entities=["Wind"])
    meeting, add = threading.Barrier(2, timeout=PATIENCE), EntityTagManager.add

    def add_when_both_have_removed(self, *tags, **kwargs) -> None:
        meeting.wait()
        add(self, *tags, **kwargs)

    monkeypatch.setattr(EntityTagManager, "add", add_when_both_have_removed)
    together(lambda: one.entities.set(["Wind"]), lambda: other.entities.set(["Rain"]))

    assert_exact()


def tag_and_lead(event: Event, tag: str, lead: str, other: Event) -> None:
    event.entities.add(tag)
    event.lead = entity(lead)
    event.save()


def pin(event: Event, tag: str, lead: str, other: Event) -> None:
    Placement.objects.create(event=event, other=other, kind=Placement.Kind.PIN)


@pytest.mark.parametrize("change", [tag_and_lead, pin])
def test_writers_who_refer_to_what_the_other_one_counts_do_not_wait_for_ever(change):
    one, other = make_event(), make_event()
    make_event(entities=["Rain", "Wind"])
    meeting = threading.Barrier(2, timeout=PATIENCE)

    def write(event: Event, tag: str, lead: str, other: Event) -> None:
        with settled(event):
            change(event, tag, lead, other)
            meeting.wait()  # both refer to what the other one counts next

    together(partial(write, one, "Rain", "Wind", other), partial(write, other, "Wind", "Rain", one))

    assert_exact()

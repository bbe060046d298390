"""Stored counts and days after changes in any order."""

import datetime
import random

import pytest

from events import desk
from events.models import Entity, Event, Status
from tests.factories import make_event
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
NEXT_DAY = datetime.date(2004, 8, 10)


def change_something(draw: random.Random, names: list[str]) -> None:
    """Go through one door, picked by chance."""
    event = draw.choice(list(Event.objects.order_by("pk")))
    some = draw.sample(names, draw.randint(0, 3))
    rows = [Entity.objects.get_or_create(name=name)[0] for name in some]
    doors = [
        lambda: event.entities.add(*some),
        lambda: event.entities.add(*rows),
        lambda: event.entities.remove(*some),
        lambda: event.entities.remove(*rows),
        lambda: event.entities.set(some),
        lambda: event.entities.set(rows, clear=True),
        lambda: event.entities.clear(),
        lambda: desk.set_status([event], draw.choice(list(Status))),
        lambda: save(event, date=DAY + datetime.timedelta(days=draw.randint(-500, 500))),
        lambda: save(event, status=draw.choice(list(Status)), date=NEXT_DAY),
        lambda: event.delete(),
        lambda: Event.objects.filter(pk__in=[event.pk, event.pk + 1]).delete(),
        lambda: make_event(entities=some, status=draw.choice(list(Status))),
    ]
    draw.choice(doors)()


def save(event: Event, **fields) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_changes_leaves_counts_and_days_exact(seed):
    draw = random.Random(seed)
    names = [f"Entity {number}" for number in range(6)]
    for _step in range(40):
        if Event.objects.count() < 3:
            make_event(entities=draw.sample(names, 2))
        change_something(draw, names)
        assert_exact()

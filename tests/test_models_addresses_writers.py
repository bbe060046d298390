"""Moves by two writers at the same time: none waits for ever, no address is lost.

Only PostgreSQL lets them in together.
"""

from contextlib import suppress

import pytest
from django.db import IntegrityError, connection

from events.models import Event, Redirect
from tests.factories import make_entity, make_event, make_page, make_source
from tests.test_models_counts_writers import TURNS, together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def mover(row, **fields):
    """What moves this row as another writer has it in hand now."""
    mine = type(row)._default_manager.get(pk=row.pk)
    for name, value in fields.items():
        setattr(mine, name, value)
    return mine.save


@pytest.mark.parametrize(
    ("make", "field", "address"),
    [
        pytest.param(make_event, "slug", "/news/2004/08/09/{}/", id="event"),
        pytest.param(make_entity, "slug", "/entities/{}/", id="entity"),
        pytest.param(make_source, "slug", "/sources/{}/", id="source"),
        pytest.param(make_page, "path", "/{}/", id="page"),
    ],
)
def test_a_row_that_two_move_at_once_is_found_at_every_address_it_had(make, field, address):
    def place(name: str) -> str:
        return f"/{name}/" if field == "path" else name

    row = make(**{field: place("a")})
    for turn in range(TURNS):
        together(mover(row, **{field: place(f"b{turn}")}), mover(row, **{field: place(f"c{turn}")}))

    row.refresh_from_db()
    names = ["a", *(f"{letter}{turn}" for turn in range(TURNS) for letter in "bc")]
    every = {address.format(name) for name in names}
    assert set(Redirect.objects.values_list("path", flat=True)) == every - {row.address}


def test_versions_that_two_tell_at_once_are_one_list():
    event = make_event(title="First.")
    for turn in range(TURNS):
        together(mover(event, title=f"B {turn}."), mover(event, title=f"C {turn}."))

    kinds = list(event.changes.in_order().values_list("kind", flat=True))
    assert kinds == ["first", *["update"] * (2 * TURNS - 1), "current"]
    assert event.changes.in_order().last().title == Event.objects.get().title


def test_rows_that_follow_and_swap_each_other_leave_addresses_sound():
    one, other = make_event(slug="a"), make_event(slug="x")
    for turn in range(TURNS):
        for leader, follower in [(one, other), (other, one)]:
            free = Event.objects.get(pk=leader.pk).slug
            follow = mover(follower, slug=free)
            together(mover(leader, slug=f"{turn}-{leader.pk}"), lambda save=follow: quietly(save))

    assert len(set(Event.objects.values_list("slug", flat=True))) == 2


def quietly(save) -> None:
    """Save, unless the address is still another's."""
    with suppress(IntegrityError):
        save()

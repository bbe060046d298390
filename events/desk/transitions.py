"""An event's way from a draft to the public, and back: the moves, and who may make them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event, Status
from events.models.settling import settled

User = AbstractUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Move:
    """A step from some statuses to another one. `name` stands in forms and addresses."""

    name: str
    label: Promise
    sources: frozenset[Status]
    target: Status

    def is_public(self, event: Event) -> bool:
        """Say whether readers see what it does: it goes to, or leaves, what they know."""
        known = {Status.PUBLISHED, Status.WITHDRAWN}
        return self.target in known or event.status in known


PROPOSE = Move("propose", _("Propose"), frozenset({Status.DRAFT}), Status.REVIEW)
PUBLISH = Move(
    "publish",
    _("Publish"),
    frozenset({Status.DRAFT, Status.REVIEW, Status.WITHDRAWN}),
    Status.PUBLISHED,
)
WITHDRAW = Move("withdraw", _("Withdraw"), frozenset({Status.PUBLISHED}), Status.WITHDRAWN)
BACK = Move(
    "back",
    _("Back to draft"),
    frozenset({Status.REVIEW, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.DRAFT,
)
MOVES = {move.name: move for move in (PROPOSE, PUBLISH, WITHDRAW, BACK)}


def owns(user: User, event: Event) -> bool:
    """Say whether the user wrote the event here, and still writes events."""
    mine = event.owner_id is not None and event.owner_id == user.pk
    return mine and user.has_perm("events.add_event")


def may_see(user: User, event: Event) -> bool:
    """Say whether the user may look at the event at the desk."""
    return sees_all(user) or owns(user, event)


def sees_all(user: User) -> bool:
    """Say whether the user may look at everybody's events."""
    return user.has_perm("events.view_event") or user.has_perm("events.change_event")


def may_edit(user: User, event: Event) -> bool:
    """Say whether the user may change the event: editors each one, others their own drafts."""
    own_draft = event.status == Status.DRAFT and owns(user, event)
    return own_draft or user.has_perm("events.change_event")


def may_delete(user: User, event: Event) -> bool:
    """Say whether the user may delete the event: editors each one, others drafts nobody read."""
    unread = event.status == Status.DRAFT and not event.was_seen()
    return (unread and owns(user, event)) or user.has_perm("events.delete_event")


def may_make(user: User, move: Move, event: Event) -> bool:
    """Say whether the user may make this move of an event in whatever status."""
    if move.is_public(event):
        return user.has_perm("events.publish_event")
    return owns(user, event) or user.has_perm("events.change_event")


def open_moves(user: User, event: Event) -> list[Move]:
    """Return the moves that the event can make now and that the user may make."""
    fitting = (move for move in MOVES.values() if event.status in move.sources)
    return [move for move in fitting if may_make(user, move, event)]


def set_status(events: Iterable[Event], status: Status) -> list[Event]:
    """Give events a status, all or none; return those that had another one.

    Each is saved by itself, so that versions, stored days and counts follow: about ten queries
    for an event that changes.
    """
    changed = [event for event in events if event.status != status]
    with settled(*changed):
        for event in changed:
            event.status = status
            event.save(update_fields=["status"])
    return changed

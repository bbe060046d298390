"""What an event's form was opened on, and what has become of the event since."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import QueryDict

from events.models import Version
from events.models.forms import OPENED
from events.versions import Content

SALT = "events.form"
# Names the fields that both sides had changed when the form was last shown.
UNDECIDED = "undecided"
Fields = dict[str, Any]


def new_mark() -> str:
    """Return what tells one opening of a form from all others."""
    return secrets.token_hex(16)


def sign(fields: Fields) -> str:
    """Return the fields of an event for a form to carry along."""
    return signing.dumps(fields, salt=SALT, compress=True)


@dataclass
class Opening:
    """A form that came back, or is shown for the first time.

    now: the event as it is; None of a new one. base: its fields when the form was opened; None if
    that cannot be told any more. by_itself: what has changed since is this form's own doing: it was
    sent twice, or again from the browser's past. was_new: it was opened on no event, and what it
    leaves empty was filled when it was saved. is_shown: it is only shown, not saved.
    """

    now: Content | None = None
    base: Fields | None = None
    by_itself: bool = False
    was_new: bool = False
    is_shown: bool = False
    merged: list[str] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        """Whether the event is another than the form was opened on, as far as it shows it."""
        if self.now is None or self.base is None:
            return self.now is not None
        return any(self.moved(name) for name in self.base)

    def has_news(self, data: QueryDict) -> bool:
        """Say whether a form with this data has to merge, or something was to be decided in it."""
        return self.now is not None and (self.is_stale or self.by_itself or UNDECIDED in data)

    def moved(self, name: str) -> bool:
        """Say whether a field of the event has changed since the form was opened."""
        return self.base is None or self.base[name] != self.now.fields[name]

    def rows(self, name: str) -> tuple[dict[int, Fields], dict[int, Fields]]:
        """Return by id the rows around the event, "citations" or "placements": then, and now."""
        then = (self.base or {}).get(name, [])
        return _by_id(then), _by_id(self.now.fields[name])


def unsign(told: str) -> Fields | None:
    """Return the fields that a form carried along; None if it cannot tell them."""
    try:
        return signing.loads(told, salt=SALT)
    except signing.BadSignature:
        return None


def _by_id(rows: list[Fields]) -> dict[int, Fields]:
    return {row["id"]: row for row in rows}


def read_opening(data: QueryDict, now: Content | None, saved: Version | None) -> Opening:
    """Return what a form that was sent was opened on.

    saved: the version that this very form has made already. A form that tells nothing is taken for
    one of the event as it is.
    """
    if now is None:
        return Opening()
    if saved:
        return Opening(now, saved.content, by_itself=True)
    told = data.get(OPENED)
    return Opening(now, unsign(told) if told else now.fields)

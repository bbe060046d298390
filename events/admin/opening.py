"""What an event's form was opened on, and what has become of the event since."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from events.models import Takedown, Version
from events.models.forms import OPENED
from events.versions import Content, contents

SALT = "events.form"
# Names the fields that both sides had changed when the form was last shown.
UNDECIDED = "undecided"
Fields = dict[str, Any]


def new_mark() -> str:
    """Return what tells one opening of a form from all others."""
    return secrets.token_hex(16)


def sign(fields: Fields) -> str:
    """Return the fields of an event, and the time, for a form to carry along."""
    now = timezone.now().isoformat()
    return signing.dumps({"at": now, "fields": fields}, salt=SALT, compress=True)


@dataclass
class Opening:
    """A form that came back, or is shown for the first time.

    now: the event as it is; None of a new one. base: its fields when the form was opened; None if
    that cannot be told any more. by_itself: what has changed since is this form's own doing: it was
    sent twice, or again from the browser's past. was_new: it was opened on no event, and what it
    leaves empty was filled when it was saved. is_shown: it is only shown, not saved. taken_down: a
    text of the event was taken down since, and may still stand in the form.
    """

    now: Content | None = None
    base: Fields | None = None
    by_itself: bool = False
    was_new: bool = False
    is_shown: bool = False
    taken_down: bool = False
    merged: list[str] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        """Whether the event is another than the form was opened on, as far as it shows it."""
        if self.now is None or self.base is None:
            return self.now is not None
        return any(self.moved(name) for name in self.base)

    def has_news(self, data: QueryDict) -> bool:
        """Say whether a form with this data has to merge, or something was to be decided in it."""
        news = self.is_stale or self.by_itself or self.taken_down or UNDECIDED in data
        return self.now is not None and news

    def moved(self, name: str) -> bool:
        """Say whether a field of the event has changed since the form was opened."""
        return self.base is None or self.base[name] != self.now.fields[name]

    def rows(self, name: str) -> tuple[dict[int, Fields], dict[int, Fields]]:
        """Return by id the rows around the event, "citations" or "placements": then, and now."""
        then = (self.base or {}).get(name, [])
        return _by_id(then), _by_id(self.now.fields[name])


def unsign(told: str) -> tuple[Fields | None, datetime.datetime | None]:
    """Return the fields that a form carried along, and when; None if it cannot tell them."""
    try:
        opened = signing.loads(told, salt=SALT)
    except signing.BadSignature:
        return None, None
    return opened["fields"], datetime.datetime.fromisoformat(opened["at"])


def taken_down_since(at: datetime.datetime | None, **row: int | None) -> bool:
    """Say whether a text of an event, or of an entity, was taken down after a time (`event=id`)."""
    return at is not None and Takedown.objects.filter(at__gte=at, **row).exists()


def _by_id(rows: list[Fields]) -> dict[int, Fields]:
    return {row["id"]: row for row in rows}


def read_opening(data: QueryDict, event: int, saved: Version | None) -> Opening:
    """Return what a form of an event (id) that was sent was opened on.

    saved: the version that this very form has made already. A form that tells nothing is taken for
    one of the event as it is.
    """
    now = contents([event]).get(event)
    if now is None:
        return Opening()
    told = data.get(OPENED)
    base, at = unsign(told) if told else (now.fields, saved and saved.at)
    opening = Opening(now, base)
    if saved:
        opening = Opening(now, saved.content, by_itself=True)
    opening.taken_down = taken_down_since(at, event=event)
    return opening

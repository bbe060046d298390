"""Writing versions, of one event or of thousands at once.

Who writes them holds the events by `settled()`: their numbers follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from events.bulk import in_batches, insert_rows
from events.models import Version

from .contents import Content, contents

COLUMNS = (
    "event_id",
    "number",
    "kind",
    "editor_id",
    "at",
    "comment",
    "content",
    "names",
    "beside",
    "form",
)
Contents = Mapping[int, Content]
Row = tuple[Any, ...]
Kind = Version.Kind


@dataclass(frozen=True, slots=True)
class Saving:
    """Who saves, what kind of version comes of it, and why. form: see `Version`."""

    editor: AbstractBaseUser | None
    kind: str = Kind.EDITED
    comment: str = ""
    form: str | None = None


def write_versions(
    before: Contents,
    after: Contents,
    saving: Saving,
    beside: Mapping[int, Any] | None = None,
) -> int:
    """Write a version of each event that was another before; return how many were written.

    An event only in `after` is new, one only in `before` is gone; beside: by id, the rows that it
    took along. What an event was before is written as well, where no version says so yet.
    """
    changed = [pk for pk in sorted({*before, *after}) if _differ(before.get(pk), after.get(pk))]
    written = 0
    for pks in in_batches(changed):
        # Asked before rows are sent: on PostgreSQL nothing else can be while they are.
        last = _last_versions(pks)
        rows = _rows(pks, last, before, after, saving, beside or {})
        written += insert_rows(Version, COLUMNS, rows)
    return written


@contextmanager
def versioned(events: Iterable[int], saving: Saving) -> Iterator[None]:
    """Wrap a change of events with these ids: a version is written of each that is another then.

    About ten queries for every 500 events.
    """
    pks = list(events)
    before = contents(pks)
    yield
    write_versions(before, contents(pks), saving)


def _differ(before: Content | None, after: Content | None) -> bool:
    return not (before and after) or before.fields != after.fields


def _rows(
    events: Iterable[int],
    last: Mapping[int, tuple[int, dict[str, Any]]],
    before: Contents,
    after: Contents,
    saving: Saving,
    beside: Mapping[int, Any],
) -> Iterator[Row]:
    """Yield the rows of changed events' versions, in order; last: see `_last_versions`."""
    now, editor = timezone.now(), saving.editor and saving.editor.pk
    for pk in events:
        number, known = last.get(pk, (0, None))
        if pk in before and before[pk].fields != known:
            number += 1
            yield _as_it_was(pk, number, before[pk])
        content = after.get(pk) or before[pk]
        kind = saving.kind if pk in after else Kind.DELETED
        what = (content.fields, content.names, beside.get(pk), saving.form)
        yield (pk, number + 1, kind, editor, now, saving.comment, *what)


def _last_versions(events: list[int]) -> dict[int, tuple[int, dict[str, Any]]]:
    """Return by event the number and the content of its last version."""
    later = Version.objects.filter(event=OuterRef("event")).order_by("-number").values("number")
    rows = Version.objects.filter(event__among=events, number=Subquery(later[:1]))
    return {row.event_id: (row.number, row.content) for row in rows}


def _as_it_was(event: int, number: int, content: Content) -> Row:
    """Return the version of a state that no form of the desk has made: its first one, or what an
    import or a command has made of it since.
    """
    if number > 1:
        kind, editor, at = Kind.ELSEWHERE, None, content.updated_at
    else:
        kind = Kind.IMPORTED if content.is_imported else Kind.WRITTEN
        editor, at = content.owner, content.created_at
    return (event, number, kind, editor, at, "", content.fields, content.names, None, None)

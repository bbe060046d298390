"""Giving rows back the state they had before an operation, as long as nothing depends on it."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from events.bulk import in_batches
from events.models import Event, Operation, Version
from events.models.settling import about_to_change, settled
from events.versions import Saving, contents

from .dependents import left_behind, obstacles
from .images import put_back, read_changes
from .renaming import tell_search
from .versioning import write_changed


class CannotUndo(Exception):
    """Something depends on an operation; `sentences` name it."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def undo(operation: Operation, editor: AbstractBaseUser | None) -> None:
    """Write every row as it was before an operation; counts and the search follow.

    An event keeps what was changed of it since; its version goes on counting.

    Raises:
        CannotUndo: if rows are not as the operation left them, or cannot be as they were.
    """
    with settled():
        stored = Operation.objects.select_for_update(no_key=True).get(pk=operation.pk)
        _refuse_if([] if stored.undone_at is None else [_("It has been undone before.")])
        _refuse_if([] if stored.changes else [_("What it needs was lost by a takedown.")])
        about_to_change(stored.changes["events"])
        tables, before = read_changes(stored.changes), contents(stored.changes["events"])
        _refuse_if(obstacles(stored, tables))
        for model, table in tables.items():
            put_back(model, table)
        _refuse_if(left_behind(tables))
        tell_search(tables)
        _count_versions(stored.changes["events"])
        write_changed(before, before, Saving(editor, Version.Kind.UNDONE, str(stored)))
        stored.undone_at, stored.undone_by = timezone.now(), editor
        stored.save(update_fields=["undone_at", "undone_by"])
    operation.undone_at, operation.undone_by = stored.undone_at, editor


def _refuse_if(sentences: list[str]) -> None:
    if sentences:
        raise CannotUndo(sentences)


def _count_versions(events: list[int]) -> None:
    """Let forms that are open know that the events are others now."""
    for batch in in_batches(events):
        Event.objects.filter(pk__among=batch).update(version=F("version") + 1)

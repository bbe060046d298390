"""Changing many rows through one door that keeps each of them as it was and as it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models import CASCADE, DO_NOTHING, PROTECT, F, ProtectedError, QuerySet
from django.utils import timezone

from events.bulk import in_batches
from events.models import Event, Operation
from events.models.settling import about_to_change, settled

from .images import (
    COUNTS,
    Image,
    Model,
    delete_raw,
    difference,
    images_of,
    plain,
    read_images,
    tell_names,
    write_changes,
)

# By model, the column that tells a row's event.
EVENT_COLUMN = {
    "event": "id",
    "evententity": "content_object_id",
    "citation": "event_id",
    "placement": "event_id",
}


class Recorder:
    """Writes rows in bulk and remembers them; their events are locked and get a new version.

    The rules that a row's `save()` keeps are the caller's to keep.
    """

    def __init__(self) -> None:
        self.before: dict[Model, dict[int, Image | None]] = defaultdict(dict)
        self.events: set[int] = set()

    def hold(self, rows: QuerySet) -> list[int]:
        """Remember rows as they are, before they are changed; return their ids."""
        images = read_images(rows)
        self.before[rows.model] = images | self.before[rows.model]
        tell_names(rows.model, images)
        self._touch(rows.model, images.values())
        return list(images)

    def update(self, rows: QuerySet, **values: Any) -> list[int]:
        """Give rows the same values; return their ids."""
        pks = self.hold(rows)
        for batch in in_batches(pks):
            rows.model._base_manager.filter(pk__in=batch).update(**values)
        return pks

    def create(self, model: Model, rows: Iterable[models.Model]) -> list[Any]:
        """Insert new rows, and return them."""
        made = model._base_manager.bulk_create(rows)
        self.before[model] |= dict.fromkeys(row.pk for row in made)
        columns = [field.attname for field in model._meta.concrete_fields if not field.generated]
        self._touch(model, ({c: plain(getattr(row, c)) for c in columns} for row in made))
        return made

    def delete(self, rows: QuerySet) -> None:
        """Delete rows and what belongs to them.

        Raises:
            ProtectedError: if something that does not belong to them uses them.
        """
        pks = self.hold(rows)
        for relation in rows.model._meta.related_objects:
            if relation.related_model._meta.model_name not in COUNTS:
                self._release(relation, pks)
        delete_raw(rows.model, pks)

    def _release(self, relation: models.ManyToOneRel, pks: list[int]) -> None:
        """Deal with what refers to rows that go, as the relation says."""
        for batch in in_batches(pks):
            column, manager = relation.field.attname, relation.related_model._base_manager
            owned = manager.filter(**{f"{column}__in": batch})
            if relation.on_delete is CASCADE:
                self.delete(owned)
            elif relation.on_delete is PROTECT and owned.exists():
                raise ProtectedError("Something uses what is to be deleted.", set(owned[:1]))
            elif relation.on_delete not in {PROTECT, DO_NOTHING}:
                self.update(owned, **{column: None})

    def _touch(self, model: Model, images: Iterable[Image]) -> None:
        """Lock the events that these rows are of."""
        if column := EVENT_COLUMN.get(model._meta.model_name):
            events = {image[column] for image in images} - self.events
            about_to_change(events)
            self.events |= events

    def finish(self, operation: Operation) -> None:
        """Write the operation, and new versions of the events."""
        changed = Event.objects.filter(pk__in=sorted(self.events))
        stamp = {"version": F("version") + 1, "updated_at": timezone.now()}
        for batch in in_batches(sorted(self.events)):
            self.update(changed.filter(pk__in=batch), **stamp)
        tables = {
            model: difference(model, before, images_of(model, before))
            for model, before in self.before.items()
        }
        for model, before in self.before.items():
            tell_names(model, before)
        operation.changes = write_changes(tables, self.events)
        operation.save()


@contextmanager
def recording(operation: Operation, *, events: Iterable[int] = ()) -> Iterator[Recorder]:
    """Wrap an operation: what is written through the recorder is kept with it, and it is saved.

    events: ids of all that are known to change, whose locks are taken first and in order; also of
    those that are only found by other words afterwards.
    """
    with settled():
        about_to_change(events)
        recorder = Recorder()
        yield recorder
        recorder.finish(operation)

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
from events.models import Event, Operation, Version
from events.models.settling import about_to_change, settled
from events.versions import Content, Saving, contents

from .images import (
    Image,
    Model,
    Table,
    delete_raw,
    difference,
    images_of,
    read_images,
    referring,
    write_changes,
)
from .renaming import tell_search
from .versioning import write_changed

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
        self.contents: dict[int, Content] = {}

    def take(self, events: Iterable[int]) -> None:
        """Lock events that are about to change, and remember what they are."""
        fresh = {*events} - self.contents.keys()
        about_to_change(fresh)
        self.contents |= contents(sorted(fresh))

    def hold(self, rows: QuerySet, columns: Iterable[str] = ()) -> list[int]:
        """Remember rows before they are changed, in all columns or these; return their ids."""
        images, known = read_images(rows, columns), self.before[rows.model]
        for pk, image in images.items():
            earlier = known.get(pk, {})
            known[pk] = None if earlier is None else image | earlier
        self._touch(rows.model, images.values())
        return list(images)

    def update(self, rows: QuerySet, **values: Any) -> list[int]:
        """Give rows the same values, by column (`lead_id`, not `lead`); return their ids."""
        event = EVENT_COLUMN.get(rows.model._meta.model_name)
        pks = self.hold(rows, [*values, *filter(None, [event])])
        if pks and event in values:
            self._touch(rows.model, [values])
        for batch in in_batches(pks):
            rows.model._base_manager.filter(pk__among=batch).update(**values)
        return pks

    def create(self, model: Model, rows: Iterable[models.Model]) -> list[Any]:
        """Insert new rows, and return them."""
        wanted = list(rows)
        self._touch(model, (vars(row) for row in wanted))
        made = model._base_manager.bulk_create(wanted)
        self.before[model] |= dict.fromkeys(row.pk for row in made)
        return made

    def delete(self, rows: QuerySet) -> None:
        """Delete rows and what belongs to them.

        Raises:
            ProtectedError: if something that does not belong to them uses them.
        """
        pks = self.hold(rows)
        for relation in referring(rows.model):
            self._release(relation, pks)
        delete_raw(rows.model, pks)

    def _release(self, relation: models.ManyToOneRel, pks: list[int]) -> None:
        """Deal with what refers to rows that go, as the relation says."""
        for batch in in_batches(pks):
            column, manager = relation.field.attname, relation.related_model._base_manager
            owned = manager.filter(**{f"{column}__among": batch})
            if relation.on_delete is CASCADE:
                self.delete(owned)
            elif relation.on_delete is PROTECT and owned.exists():
                raise ProtectedError("Something uses what is to be deleted.", set(owned[:1]))
            elif relation.on_delete not in {PROTECT, DO_NOTHING}:
                self.update(owned, **{column: None})

    def _touch(self, model: Model, images: Iterable[Image]) -> None:
        """Take the events that these rows are of."""
        if column := EVENT_COLUMN.get(model._meta.model_name):
            events = {image[column] for image in images} - self.events
            self.take(events)
            self.events |= events

    def finish(self, operation: Operation) -> None:
        """Write the operation, and new versions of the events."""
        stamp = {"version": F("version") + 1, "updated_at": timezone.now()}
        for batch in in_batches(sorted(self.events)):
            self.update(Event.objects.filter(pk__among=batch), **stamp)
        tables = {model: self._became(model) for model in self.before}
        tell_search(tables)
        write_changed(self.contents, self.events, _saving(operation))
        operation.changes = write_changes(tables, self.events)
        operation.save()

    def _became(self, model: Model) -> Table:
        """Return what the rows of a model have become; of those only changed, what was changed."""
        before = self.before[model]
        whole = any(image is None for image in before.values())
        columns = {column for image in before.values() for column in image or ()}
        return difference(model, before, images_of(model, before, () if whole else columns))


def _saving(operation: Operation) -> Saving:
    """Return what the versions of the events say of an operation."""
    comment = operation.comment or str(operation)
    return Saving(operation.editor, Version.Kind.OPERATION, comment)


@contextmanager
def recording(operation: Operation, *, events: Iterable[int] = ()) -> Iterator[Recorder]:
    """Wrap an operation: what is written through the recorder is kept with it, and it is saved.

    events: ids of all that are known to change, whose locks are taken first and in order.
    """
    with settled():
        recorder = Recorder()
        recorder.take(events)
        yield recorder
        recorder.finish(operation)

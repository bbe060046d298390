"""Deleting events so that they can be recovered, with all that goes along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, Model, OuterRef, QuerySet

from events.models import (
    Change,
    Citation,
    Event,
    EventEntity,
    EventFile,
    ImportKey,
    ImportLine,
    ListLine,
    Placement,
    Redirect,
    RelatedLine,
    Version,
)
from events.models.archive import id_key
from events.models.settling import settled

from .contents import contents
from .plain import plain, put_back, to_python
from .resolving import find_entities, known
from .writing import Saving, write_versions

# What goes with an event, each after what it names, and by which lookup it is the event's.
ALONG: tuple[tuple[type[Model], str], ...] = (
    (EventEntity, "content_object"),
    (Citation, "event"),
    (Placement, "event"),
    (Placement, "other"),
    (EventFile, "event"),
    (Change, "event"),
    (RelatedLine, "file__event"),
    (RelatedLine, "target"),
    (ListLine, "event"),
    (Redirect, "event"),
)
# What stays, but names the event no more.
LET_GO: tuple[type[Model], ...] = (ImportKey, ImportLine)
Beside = dict[str, list[dict[str, Any]]]


def delete_events(
    events: Iterable[Event], editor: AbstractBaseUser | None, comment: str = ""
) -> None:
    """Delete events, all or none; their last versions keep what it takes to recover them.

    The number of queries does not grow with theirs.
    """
    pks = [event.pk for event in events]
    rows = Event.objects.filter(pk__in=pks)
    with settled(*rows.only("pk")):
        before, beside = contents(pks), _beside(pks)
        rows.delete()
        write_versions(before, {}, Saving(editor, comment=comment), beside)


def _beside(events: list[int]) -> dict[int, Beside]:
    """Return by event its own row, and those that go along with it or let it go, by model."""
    beside: dict[int, Beside] = {pk: defaultdict(list) for pk in events}
    let_go = [(model, "event") for model in LET_GO]
    for model, lookup in [(Event, "pk"), *ALONG, *let_go]:
        found = model._base_manager.filter(**{f"{lookup}__in": events})
        for row in found.annotate(_owner=F(lookup)).order_by("pk").values():
            owner = row.pop("_owner")
            beside[owner][model._meta.model_name].append(
                {name: plain(value) for name, value in row.items()}
            )
    return beside


def recoverable() -> QuerySet[Version]:
    """Return the last versions of deleted events that are still gone, the latest first."""
    later = Version.objects.filter(event=OuterRef("event"), number__gt=OuterRef("number"))
    there = Event.objects.filter(pk=OuterRef("event"))
    deleted = Version.objects.filter(kind=Version.Kind.DELETED).order_by("-pk")
    return deleted.exclude(Exists(later)).exclude(Exists(there))


def recover(version: Version, editor: AbstractBaseUser | None, comment: str = "") -> Event:
    """Make a deleted event again, as its last version has it, under its old id and address.

    What goes with it comes back as far as what it names is still there; a slug that another event
    of its date has by now is made anew.
    """
    beside = version.beside
    with settled():
        event = _recovered(version)
        for model in dict.fromkeys(model for model, _lookup in ALONG if model is not Redirect):
            put_back(model, _standing(model, beside.get(model._meta.model_name, [])))
        for row in beside.get("redirect", []):
            Redirect.objects.leave(row["path"], event)
        for model in LET_GO:
            pks = [row["id"] for row in beside.get(model._meta.model_name, [])]
            model._base_manager.filter(pk__in=pks, event=None).update(event=event)
        # Left behind by the deletion.
        ImportKey.objects.filter(digest=id_key(event.short_id), event=None).delete()
        saving = Saving(editor, Version.Kind.RECOVERED, comment)
        write_versions({}, contents([event.pk]), saving)
    return event


def _recovered(version: Version) -> Event:
    """Save the event's own row; only its version is counted on from where it was."""
    [row] = version.beside["event"]
    [row] = _standing(Event, [row | {"lead_id": None}])
    event = Event(**{name: to_python(Event, name, value) for name, value in row.items()})
    lead = version.content["lead"]
    event.lead = find_entities(version, {lead} - {None}).get(lead)
    if event.slug_rivals().filter(slug=event.slug).exists():
        event.slug = ""
    event.save(force_insert=True)
    kept = {"created_at": to_python(Event, "created_at", row["created_at"])}
    Event.objects.filter(pk=event.pk).update(**kept, lead_text=row["lead_text"])
    return event


def _standing(model: type[Model], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows without what is gone: without the name of it, or not at all."""
    rows = [dict(row) for row in rows]
    for field in model._meta.concrete_fields:
        if not field.is_relation:
            continue
        name = field.attname
        there = known(field.related_model, (row[name] for row in rows))
        for row in rows:
            row[name] = row[name] if row[name] in there else None
        if not field.null:
            rows = [row for row in rows if row[name] is not None]
    return rows

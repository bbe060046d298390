"""Bringing an earlier version of an event back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from events.bulk import reserve_ids
from events.models import Citation, Event, Picture, Placement, Version
from events.models.settling import settled

from .contents import CITATION_FIELDS, FIELDS, PLACEMENT_FIELDS
from .plain import put_back, to_python
from .resolving import find_entities, find_sources, known
from .writing import Saving, versioned

# Whether readers see the event is decided now, not by what was once.
PUBLICATION = ("status", "publish_at", "withdrawn_reason")


def restore(version: Version, editor: AbstractBaseUser | None, comment: str = "") -> Event:
    """Make an event what it was in a version, but for its publication; a new version says so.

    Its citations and pins come back with their ids; entities and sources that are gone are found
    by their names or made again; pins of events that are gone stay away. A slug that another event
    has by now is made anew.
    """
    event = Event.objects.get(pk=version.event_id)
    saving = Saving(editor, Version.Kind.RESTORED, comment)
    with settled(event), versioned([event.pk], saving):
        entities = find_entities(version, _entities(version.content))
        _restore_fields(event, version.content, entities)
        event.entities.set([entities[pk] for pk in version.content["entities"]])
        _put_back(Citation, event, CITATION_FIELDS, _citations(version))
        _put_back(Placement, event, PLACEMENT_FIELDS, _placements(version.content))
    return event


def _entities(content: dict[str, Any]) -> set[int]:
    return {*content["entities"], content["lead"]} - {None}


def _restore_fields(event: Event, content: dict[str, Any], entities: dict[int, Any]) -> None:
    for name in FIELDS:
        if name not in (*PUBLICATION, "lead"):
            setattr(event, name, to_python(Event, name, content[name]))
    event.lead = entities.get(content["lead"])
    if event.slug_rivals().filter(slug=event.slug).exists():
        event.slug = ""
    event.save()
    # To save it with another lead drops how that one was printed.
    Event.objects.filter(pk=event.pk).update(lead_text=content["lead_text"])


def _citations(version: Version) -> list[dict[str, Any]]:
    rows = version.content["citations"]
    sources = find_sources(version)
    pictures = known(Picture, (row["picture"] for row in rows))
    return [
        row
        | {
            "source": sources[row["source"]].pk,
            "picture": row["picture"] if row["picture"] in pictures else None,
        }
        for row in rows
    ]


def _placements(content: dict[str, Any]) -> list[dict[str, Any]]:
    rows = content["placements"]
    others = known(Event, (row["other"] for row in rows))
    editors = known(get_user_model(), (row["editor"] for row in rows))
    return [
        row | {"editor": row["editor"] if row["editor"] in editors else None}
        for row in rows
        if row["other"] in others
    ]


def _put_back(
    model: type[Citation | Placement],
    event: Event,
    names: tuple[str, ...],
    rows: list[dict[str, Any]],
) -> None:
    """Give the event these rows and no others; one whose id another event's row has gets a new."""
    model.objects.filter(event=event.pk).delete()
    taken = known(model, (row["id"] for row in rows))
    fresh = iter(reserve_ids(model, len(taken)))
    columns = [model._meta.get_field(name).attname for name in names]
    put_back(
        model,
        [
            {column: row[name] for column, name in zip(columns, names, strict=True)}
            | {"event_id": event.pk, "id": next(fresh) if row["id"] in taken else row["id"]}
            for row in rows
        ],
    )

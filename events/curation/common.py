"""What merges of all kinds have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.addresses import read_address
from events.models import Event, EventEntity, Operation, Redirect
from events.models.addresses import TARGETS, AddressedModel
from events.operations import Recorder

Row = TypeVar("Row", bound=models.Model)
Editor = AbstractBaseUser | None
LONGEST_TITLE = 100


class CannotMerge(Exception):
    """A merge would lose something; the message is for people."""


def locked(kept: Row, others: Iterable[Row]) -> tuple[Row, list[Row]]:
    """Return rows as they are now, held against whoever would use or change them; the kept first.

    Raises:
        CannotMerge: if one is gone, is given twice, or there is nothing to merge.
    """
    model, wanted = type(kept), [row.pk for row in others]
    rows = {
        row.pk: row
        for row in model.objects.filter(pk__in=[kept.pk, *wanted])
        .order_by("pk")
        .select_for_update()
    }
    if not wanted or len(rows) != len(wanted) + 1:
        raise CannotMerge(_("One of them is gone, or was chosen twice."))
    return rows[kept.pk], [rows[pk] for pk in wanted]


def describe(names: Sequence[object], kept: object) -> str:
    """Return what is merged into what, in words that stay when the rows are gone."""
    return " + ".join(f"“{name}”" for name in names) + f" → “{kept}”"


def short(event: Event) -> str:
    """Return the title of an event as a sentence can hold it: it may be a whole paragraph."""
    return Truncator(event.headline).chars(LONGEST_TITLE)


def an_operation(
    kind: str, kept: models.Model, subject: str, editor: Editor, comment: str
) -> Operation:
    """Return the operation, not yet saved."""
    return Operation(
        kind=kind,
        subject=subject,
        model=kept._meta.model_name,
        thing=kept.pk,
        editor=editor,
        comment=comment,
    )


def redirect(rows: Recorder, gone: AddressedModel, kept: AddressedModel, *paths: str) -> None:
    """Let the old addresses of a row that goes, and these, lead to the one that stays."""
    name = kept._meta.model_name
    rows.update(gone.old_addresses.all(), **{f"{name}_id": kept.pk})
    wanted = {read_address(path).path for path in paths}
    rows.delete(Redirect.objects.filter(path__in=wanted))
    target = {**dict.fromkeys(TARGETS), name: kept}
    rows.create(Redirect, [Redirect(path=path, **target) for path in sorted(wanted)])


def retag(rows: Recorder, taggings: models.QuerySet, entity: int) -> None:
    """Give taggings another entity; those of events that have it already go."""
    has = EventEntity.objects.filter(tag=entity, content_object=models.OuterRef("content_object"))
    rows.delete(taggings.filter(models.Exists(has)))
    rows.update(taggings, tag_id=entity)


def events_with(entities: Iterable[int]) -> set[int]:
    """Return the ids of the events tagged with, or led by, one of these entities."""
    wanted = [*entities]
    tagged = EventEntity.objects.filter(tag__in=wanted).values_list("content_object", flat=True)
    led = Event.objects.filter(lead__in=wanted).values_list("pk", flat=True)
    return {*tagged, *led}

"""Merging two events that are one: sources joined, entities united, addresses and files kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.legacy.fields import present_value
from events.legacy.verbatim import keep_printed
from events.models import Citation, Event, ImportKey, Operation, Placement
from events.models.addresses import page_url
from events.models.archive import id_key
from events.operations import Recorder, recording

from .common import CannotMerge, Editor, an_operation, describe, locked, redirect, short

# What tells citations apart, but for their place.
SAID = ("source_id", "url", "image", "picture_id", "alt", "archived_url")
# What files may leave to the event to say.
PRINTED = ("title", "description", "lead", "citations", "slug")


def merge_events(
    kept: Event, other: Event, editor: Editor = None, comment: str = "", *, description: str = ""
) -> Operation:
    """Make two events one; the files of the other go on printing what they print.

    description: what the kept event says then; left empty, its own, or else the other's.

    Raises:
        CannotMerge: if one is gone, or readers would lose an event that they can see.
    """
    with transaction.atomic():
        subject = describe([short(other)], short(kept))
        operation = an_operation(Operation.Kind.MERGE_EVENTS, kept, subject, editor, comment)
        with recording(operation, events=[kept.pk, other.pk]) as rows:
            kept, [other] = locked(kept, [other])
            refuse_loss(kept, other)
            _move_files(rows, kept, other)
            _join_sources(rows, kept, other)
            _unite_entities(rows, kept, other, description)
            _move_placements(rows, kept, other)
            _move_addresses(rows, kept, other)
            rows.delete(Event.objects.filter(pk=other.pk))
    return operation


def refuse_loss(kept: Event, other: Event) -> None:
    """Refuse to merge what readers see into what they do not.

    Raises:
        CannotMerge: saying so.
    """
    if other.is_public and not kept.is_public:
        raise CannotMerge(
            _("Readers see “%(other)s” and not “%(kept)s”: publish that first, or keep the other.")
            % {"other": other.headline, "kept": kept.headline}
        )


def _join_sources(rows: Recorder, kept: Event, other: Event) -> None:
    """Add the other's citations behind the kept one's, but for those that say nothing new."""
    known = set(kept.citations.values_list(*SAID))
    last = kept.citations.aggregate(last=Max("position"))["last"] or 0
    for citation in other.citations.all():
        said = tuple(getattr(citation, name) for name in SAID)
        row = Citation.objects.filter(pk=citation.pk)
        if said in known:
            rows.delete(row)
        else:
            last += 1
            rows.update(row, event_id=kept.pk, position=last)


def _unite_entities(rows: Recorder, kept: Event, other: Event, description: str) -> None:
    """Give the kept event what it has not: entities, a lead, a description."""
    has = kept.taggings.values("tag")
    rows.delete(other.taggings.filter(tag__in=has))
    rows.update(other.taggings.all(), content_object_id=kept.pk)
    fields = {"description": description or kept.description or other.description}
    if kept.lead_id is None and not kept.lead_text:
        fields |= {"lead_id": other.lead_id, "lead_text": other.lead_text}
    rows.update(Event.objects.filter(pk=kept.pk), **fields)


def _move_placements(rows: Recorder, kept: Event, other: Event) -> None:
    """Let pins and hides of the other be the kept one's, where it has none; none of itself."""
    both = [kept.pk, other.pk]
    rows.delete(Placement.objects.filter(event__in=both, other__in=both))
    here, there = kept.placements.values("other"), kept.placed_in.values("event")
    rows.delete(other.placements.filter(other__in=here))
    rows.delete(other.placed_in.filter(event__in=there))
    rows.update(other.placements.all(), event_id=kept.pk)
    rows.update(other.placed_in.all(), other_id=kept.pk)


def _move_files(rows: Recorder, kept: Event, other: Event) -> None:
    """Let the files that tell the other, or name it, be of the kept one, and print the same."""
    told = [other.files.all(), other.list_lines.all(), other.named_in.all()]
    for queryset in told:
        rows.hold(queryset)
    for name in PRINTED:
        keep_printed(other, name, present_value(other, name))
    for queryset, column in zip(told, ("event_id", "event_id", "target_id"), strict=True):
        rows.update(queryset, **{column: kept.pk})
    rows.update(other.changes.exclude(file=None), event_id=kept.pk)
    rows.update(other.import_keys.all(), event_id=kept.pk)
    key = id_key(other.short_id)
    if not ImportKey.objects.filter(digest=key).exists():
        rows.create(ImportKey, [ImportKey(digest=key, event=kept)])


def _move_addresses(rows: Recorder, kept: Event, other: Event) -> None:
    """Let all addresses of the other lead to the kept event, if anybody may know them."""
    known = [other.address, page_url("short", other.short_id)] if other.was_seen() else []
    redirect(rows, other, kept, *known)

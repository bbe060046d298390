"""Merging sources: the citations of several become those of one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from events.models import Citation, Operation, Source
from events.operations import Recorder, recording

from .common import Editor, an_operation, describe, locked, redirect


def merge_sources(
    kept: Source, others: Iterable[Source], editor: Editor = None, comment: str = ""
) -> Operation:
    """Make several sources one: citations and addresses of the others become its.

    Files go on printing the names that they print, and an import knows the source by them.

    Raises:
        CannotMerge: if one of them is gone.
    """
    others = list(others)
    with transaction.atomic():
        subject = describe([other.name for other in others], kept.name)
        operation = an_operation(Operation.Kind.MERGE_SOURCES, kept, subject, editor, comment)
        cited = Citation.objects.filter(source__in=[other.pk for other in others])
        with recording(operation, events={*cited.values_list("event", flat=True)}) as rows:
            kept, others = locked(kept, others)
            for other in others:
                _merge(rows, kept, other)
            home = next((other.homepage for other in others if other.homepage), "")
            if home and not kept.homepage:
                rows.update(Source.objects.filter(pk=kept.pk), homepage=home)
    return operation


def _merge(rows: Recorder, kept: Source, other: Source) -> None:
    rows.update(other.citations.filter(printed=None), printed=other.name)
    rows.update(other.citations.all(), source_id=kept.pk)
    redirect(rows, other, kept, other.address)
    rows.delete(Source.objects.filter(pk=other.pk))

"""A form of an event as it was filled in, read as a draft: nothing is saved by that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone

from events.drafting import NOBODY, Draft
from events.models import Citation, Entity, Event, Placement, Source
from events.text import PLACE

_FIRST, LAST = (validator.limit_value for validator in PLACE)
# What a citation says even where the form will refuse it.
SAID = {"url", "image", "alt"}


def read_draft(form: forms.ModelForm, formsets: list[forms.BaseInlineFormSet]) -> Draft:
    """Return what a bound form says as far as it can be understood; it need not be valid.

    What the form does not ask of this person is as it is stored.
    """
    form.is_valid()
    event = form.instance
    by_model = {formset.model: formset for formset in formsets}
    draft = Draft(
        event,
        _entities(form),
        list(_citations(by_model.get(Citation), event)),
        list(_placements(by_model.get(Placement), event)),
    )
    _complete(draft)
    return draft


def _complete(draft: Draft) -> None:
    """Give the event what only a stored one has, and let it know what it is shown with."""
    event, now = draft.event, timezone.now()
    event.pk = event.pk or NOBODY
    event.date = event.date or timezone.localdate()
    event.position = event.position or LAST
    event.slug = event.slug or event.slug_base()
    event.created_at = event.created_at or now
    event.updated_at = event.updated_at or now
    event.has_changed = draft.is_stored
    event.entities.know(draft.entities)
    event._prefetched_objects_cache["citations"] = draft.citations


def _entities(form: forms.ModelForm) -> list[Entity]:
    """Return the entities chosen, by name."""
    chosen = form.cleaned_data.get("entities")
    if chosen is None:
        chosen = form.instance.entities.all() if form.instance.pk else []
    return sorted(chosen, key=lambda entity: entity.name)


def _citations(formset: forms.BaseInlineFormSet | None, event: Event) -> Iterator[Citation]:
    """Yield the citations in their order, those that name a source."""
    rows = []
    for form, citation in _rows(formset, event, "citations"):
        if new := form.cleaned_data.get("new_source") if form else "":
            citation.source = Source(name=new)
            citation.source.slug = citation.source.slug_base()
        for name in SAID & {*form.fields} if form else ():
            setattr(citation, name, form[name].value() or "")
        if citation.source_id or new:
            rows.append(citation)
    yield from sorted(rows, key=lambda row: (row.position or LAST, row.pk or LAST))


def _placements(formset: forms.BaseInlineFormSet | None, event: Event) -> Iterator[Placement]:
    """Yield the pins and hides in the order they were made, those that name an event."""
    for _form, placement in _rows(formset, event, "placements"):
        if placement.other_id and placement.kind:
            yield placement


def _rows(
    formset: forms.BaseInlineFormSet | None, event: Event, name: str
) -> Iterator[tuple[forms.ModelForm | None, Any]]:
    """Yield each row of a formset that is to stay, with its form; without one, the stored rows."""
    if formset is None:
        stored = getattr(event, name).all() if event.pk else []
        yield from ((None, row) for row in stored)
        return
    formset.is_valid()
    for form in formset.forms:
        said = getattr(form, "cleaned_data", {})
        is_there = form.instance.pk or form.has_changed()
        if is_there and not said.get(DELETION_FIELD_NAME):
            yield form, form.instance

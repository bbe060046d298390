"""Merging two events that are one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.curation import merge_events
from events.curation.previews import Preview, preview_events
from events.models import Event, Operation, Placement

from .merging import CommentForm, Merging


class JoinedForm(CommentForm):
    """What one event made of two says then."""

    description = forms.CharField(
        label=_("Description"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("Both, one below the other: keep what is worth keeping."),
    )
    field_order = ["description", "comment"]


class EventMerging(Merging):
    """Two events of the list, of which one is kept."""

    picked = Placement._meta.get_field("other")
    most_merged = 2

    def rank(self, row: Event) -> tuple[Any, ...]:
        return (not row.is_public, row.pk)

    def preview(self, kept: Event, others: Sequence[Event]) -> Preview:
        return preview_events(kept, others)

    def get_merge_form(
        self, request: HttpRequest, kept: Event | None, others: list[Event]
    ) -> CommentForm:
        """Ask for the description only where both events have one."""
        texts = [row.description for row in (kept, *others) if row and row.description.strip()]
        if len({*texts}) < 2:
            return CommentForm(request.POST or None)
        return JoinedForm(request.POST or None, initial={"description": "\n\n".join(texts)})

    def do_merge(
        self, kept: Event, others: Sequence[Event], request: HttpRequest, words: dict[str, str]
    ) -> Operation:
        [other] = others
        text = words.get("description", "").replace("\r\n", "\n")
        return merge_events(kept, other, request.user, words["comment"], description=text)

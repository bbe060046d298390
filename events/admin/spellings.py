"""A form that knows whether an entity of the name is there already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from events.models import Entity
from events.picking import meanings

from .forms import EntityForm


class SpeltForm(EntityForm):
    """An entity; for a name that others are known by, these are offered first."""

    another = forms.BooleanField(
        label=_("It is another one"),
        required=False,
        help_text=_("Tick this if it is none of those that are known by its name."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("name", "")
        if name and "name" in self.changed_data and not cleaned.get("another"):
            known = [entity for entity in meanings(name) if entity.pk != self.instance.pk]
            if known:
                self.add_error("name", self._offer(known))
        return cleaned

    def _offer(self, known: list[Entity]) -> ValidationError:
        """Return the refusal, with links to what is there."""
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a> ({})',
            (
                (reverse("admin:events_entity_change", args=[e.pk]), e.name, e.event_count)
                for e in known
            ),
        )
        text = _("Known by this name: {}. Choose that, or tick “It is another one” below.")
        return ValidationError(format_html(text, links), code="known")

"""Forms that leave alone what nobody touched.

Imported values may be such as no editor could type: outer spaces, other line ends, addresses that
are none. They come back from a browser altered, or would be refused. So a value counts as touched
only if it differs from what a browser would send back of the stored one; untouched values stay
as they are stored, and are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminSplitDateTime,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _


class VerbatimField(forms.CharField):
    """Text whose line ends are LF; `strip=False` also keeps outer spaces that somebody typed."""

    def to_python(self, value: Any) -> str:
        return _unix_lines(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.required and not value.strip():
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return not self.disabled and self._sent(initial) != self._sent(data)

    def _sent(self, text: str | None) -> str:
        """Return what a browser sends of `text`, but with LF: one-line inputs drop line ends."""
        text = _unix_lines(text or "")
        return text if isinstance(self.widget, forms.Textarea) else text.replace("\n", "")


def _unix_lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)


class NamedDateTime(AdminSplitDateTime):
    """A date and a time, of which each box says its name."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for box, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            box.attrs["aria-label"] = name


class NumbersMixin:
    """Shows a refused choice that is no row's id as none, where Django's own select fails."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [pk for pk in value if pk.isdecimal()], attr)


class SelectMultiple(NumbersMixin, AutocompleteSelectMultiple):
    """An autocomplete picker of many rows. They are taken away one by one, not all at a touch."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


class LoadedSelect(NumbersMixin, AutocompleteSelect):
    """An autocomplete select that does not ask the database for a row its form has in hand."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        field = self.choices.field
        if field.loaded is None or value != [str(field.loaded.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = field.label_from_instance(field.loaded)
        options.append(self.create_option(name, field.loaded.pk, label, True, len(options)))
        return [(None, options, 0)]


class LoadedChoiceField(forms.ModelChoiceField):
    """A choice that costs no query while it is the one its form's row has (see `LoadedSelect`)."""

    loaded: Model | None = None

    def __init__(self, *, label_of: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label_of = label_of

    def label_from_instance(self, obj: Model) -> str:
        return self.label_of(obj)

    def to_python(self, value: Any) -> Model | None:
        if self.loaded is not None and str(value) == str(self.loaded.pk):
            return self.loaded
        return super().to_python(value)


class DeskForm(forms.ModelForm):
    """A form that keeps untouched text and choices as they are stored.

    `judged` gives, by field, a validator for touched values only.
    """

    judged: dict[str, Callable[[str], None]] = {}
    # Shown with what somebody had typed, not sent to be saved: nothing is judged.
    is_shown = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, LoadedChoiceField) and not self.instance._state.adding:
                field.loaded = getattr(self.instance, name)

    @property
    def untouched(self) -> list[str]:
        """The text and loaded fields of a stored row in which nothing was changed."""
        if self.instance._state.adding:
            return []
        kept = (VerbatimField, LoadedChoiceField)
        names = [name for name in self._meta.fields if isinstance(self.fields.get(name), kept)]
        return [name for name in names if name not in self.changed_data]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_shown:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_shown

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.untouched:
            cleaned[name] = getattr(self.instance, name)
            self.errors.pop(name, None)
        for name, validator in self.judged.items():
            self._judge(name, validator)
        return cleaned

    def _judge(self, name: str, validator: Callable[[str], None]) -> None:
        value = self.cleaned_data.get(name)
        if not value or name not in self.changed_data:
            return
        try:
            validator(value)
        except ValidationError as error:
            self.add_error(name, error)

    def _get_validation_exclusions(self) -> set[str]:
        """Spare untouched values the model's validators too (and a query for each choice)."""
        return super()._get_validation_exclusions() | set(self.untouched)

    def _post_clean(self) -> None:
        """Judge a stored row only if something of it was changed; its constraints cost queries."""
        if self.instance._state.adding or self.has_changed():
            super()._post_clean()


class DeskFormSet(forms.BaseInlineFormSet):
    """Rows of which the untouched ones cost no query each."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if not form.instance._state.adding:
            key = form.fields[self._pk_field.name]
            known = LoadedChoiceField(
                queryset=key.queryset, initial=key.initial, required=False, widget=key.widget
            )
            known.loaded = form.instance
            form.fields[self._pk_field.name] = known
        if delete := form.fields.get(DELETION_FIELD_NAME):
            delete.widget.attrs["aria-label"] = delete.label

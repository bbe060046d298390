"""Forms that never overwrite what somebody else has saved since they were opened.

What only one side has changed merges by itself: the form that came back gets the other side's
values, as if it had been opened on the event as it is now. Where both have changed the same field,
both texts are shown until the editor has chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.changes import Part, difference
from events.models import Event
from events.versions import to_python

from .fields import DeskForm
from .opening import UNDECIDED, Opening, new_mark, sign

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides have changed. name: in the form. mine, theirs: as people read it."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def parts(self) -> list[Part]:
        """What is there now, with what the form would make of it."""
        return difference(self.theirs, self.mine)

    @property
    def choice(self) -> str:
        """The name of the buttons to choose by."""
        return choice_name(self.name)


def choice_name(name: str) -> str:
    """Return the name under which a form sends what was chosen for a field."""
    return f"choice-{name}"


TAKEN_DOWN = _(
    "A text of this event was taken down for good after you had opened this form. Nothing is saved "
    "yet: see that the text does not stand here any more, then save again."
)


class Aside(forms.CharField):
    """What a form sends along with the event's own fields: it is no change of the event."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class OpenedForm(DeskForm):
    """The form of an event, which knows what it was opened on."""

    mark = Aside(required=False, max_length=32, widget=forms.HiddenInput)
    opened = Aside(required=False, widget=forms.HiddenInput)
    comment = Aside(
        required=False,
        max_length=500,
        label=_("Comment"),
        help_text=_("Why you change it, for the history; readers do not see it."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    opening = Opening()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        self.initial["mark"] = new_mark()
        if self.is_bound and self.opening.has_news(self.data):
            self._merge()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.opening.taken_down:
            self.add_error(None, TAKEN_DOWN)
        for conflict in self.conflicts:
            self.add_error(
                conflict.name, _("Something else was saved here meanwhile. Choose above.")
            )
        return cleaned

    def _merge(self) -> None:
        """Give the form what the other side has changed, and find what both have."""
        data = self.data.copy()
        data[self.add_prefix("opened")] = sign(self.opening.now.fields)
        merging = Merging(data, self.opening)
        for name in [name for name in self.fields if name in self.opening.now.fields]:
            base = (self.opening.base or {}).get(name)
            now = self.opening.now.fields[name]
            values = (to_python(Event, name, base), to_python(Event, name, now))
            merging.merge(self[name], *values, moved=self.opening.moved(name))
        self.data, self.conflicts = data, merging.conflicts
        self.opening.merged += merging.merged


class Merging:
    """The merging of a form's data, in place, field by field."""

    def __init__(self, data: QueryDict, opening: Opening) -> None:
        self.data = data
        self.is_known, self.was_new = opening.base is not None, opening.was_new
        self.undecided = set(data.getlist(UNDECIDED))
        # What this form has saved itself may hold what was taken down of it since.
        self.asks_all = opening.by_itself and opening.taken_down
        self.conflicts: list[Conflict] = []
        self.merged: list[str] = []

    def merge(self, bound: forms.BoundField, base: Any, now: Any, *, moved: bool) -> None:
        """Merge one field, whose value was `base` when the form was opened and is `now`."""
        mine, name = bound.data, bound.html_name
        if isinstance(now, list):
            self._merge_items(bound, base, now)
        elif self.was_new and not any(mine or ""):  # a text or a list of texts
            put(self.data, name, bound.field, now)
        elif not moved:
            self._decide(bound, now)
        elif self.is_known and not bound.field.has_changed(base, mine):
            put(self.data, name, bound.field, now)
            self.merged.append(str(bound.label))
        elif bound.field.has_changed(now, mine):
            self.conflicts.append(conflict(bound, now))

    def _merge_items(self, bound: forms.BoundField, base: list[int] | None, now: list[int]) -> None:
        """Merge what each side has added and removed; without a base nothing was removed."""
        mine = {int(pk) for pk in bound.data or [] if str(pk).isdecimal()}
        strange = [pk for pk in bound.data or [] if not str(pk).isdecimal()]
        before = set(now if base is None else base)
        items = (set(now) | (mine - before)) - (before - mine)
        if base is not None and set(now) != before:
            self.merged.append(str(bound.label))
        self.data.setlist(bound.html_name, [*map(str, sorted(items)), *strange])

    def _decide(self, bound: forms.BoundField, now: Any) -> None:
        """Follow the editor's choice between two texts that were shown; without one, ask again."""
        name = bound.html_name
        is_asked = self.asks_all or name in self.undecided
        if not is_asked or not bound.field.has_changed(now, bound.data):
            return
        choice = self.data.get(choice_name(name))
        if choice == THEIRS:
            put(self.data, name, bound.field, now)
        elif choice != MINE:
            self.conflicts.append(conflict(bound, now))


def conflict(bound: forms.BoundField, now: Any) -> Conflict:
    """Return both sides of a field as people read them."""
    mine, theirs = (in_words(bound.field, value) for value in (bound.data, now))
    return Conflict(bound.html_name, str(bound.label), mine, theirs)


def in_words(field: forms.Field, value: Any) -> str:
    """Return a field's value, as stored or as a browser sends it, as people read it."""
    if isinstance(field, forms.ModelChoiceField):
        try:
            row = field.to_python(value)
        except forms.ValidationError:
            row = None
        return field.label_from_instance(row) if row else "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    if isinstance(value, list):
        return " ".join(filter(None, value))
    return "" if value is None else str(field.prepare_value(value)).replace("\r\n", "\n")


def put(data: QueryDict, name: str, field: forms.Field, value: Any) -> None:
    """Write into a form's data what a browser would send of a field's value."""
    for key, sent in _sent(name, field.widget, field.prepare_value(value)):
        if isinstance(sent, list):
            data.setlist(key, sent)
        else:
            data[key] = "" if sent is None else str(sent)


def _sent(name: str, widget: forms.Widget, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        for suffix, part, piece in parts:
            yield from _sent(f"{name}{suffix}", part, piece)
    else:
        yield name, widget.format_value(value)

"""Rows around an event that somebody else may have changed, added or removed since.

As in `stale`, the data of the form set is rewritten as if it had been opened on the rows as they
are now: each row by its id, its fields one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .fields import DeskFormSet
from .opening import UNDECIDED, Fields, Opening
from .stale import Conflict, Merging, choice_name, put

DELETE = "DELETE"
ID = "id"


@dataclass(slots=True)
class Row:
    """A row of a form set as it was sent. place: its number there; None if it was not sent."""

    place: int | None
    pk: int | None
    removed: bool = False


class MergingFormSet(DeskFormSet):
    """The rows of a kind around an event; their prefix is the name of the kind in contents."""

    opening = Opening()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        self.puts_picture_aside = False
        opening = self.opening
        if self.is_bound and opening.has_news(self.data):
            merging = RowMerging(self)
            self.data, self.files = merging.data, merging.files
            self.conflicts, self.puts_picture_aside = merging.conflicts, merging.puts_picture_aside
            opening.merged += merging.merged

    def full_clean(self) -> None:
        super().full_clean()
        if self.opening.is_shown:
            return
        if self.puts_picture_aside:
            text = _(
                "Another picture was saved meanwhile: bring yours again if it is to replace it."
            )
            self._non_form_errors.append(text)
        for conflict in self.conflicts:
            self._non_form_errors.append(
                _("Something else was saved as “%(label)s” meanwhile. Choose above.")
                % {"label": conflict.label}
            )


class RowMerging:
    """The merging of a form set's rows. data, files: those of the form set afterwards."""

    def __init__(self, formset: MergingFormSet) -> None:
        self.formset, self.prefix = formset, formset.prefix
        self.sent, self.sent_files = formset.data, formset.files or MultiValueDict()
        self.base, self.now = formset.opening.rows(self.prefix)
        others = {key: values for key, values in self.sent.lists() if not self._is_own(key)}
        self.data = QueryDict(mutable=True)
        for key, values in others.items():
            self.data.setlist(key, values)
        self.files = MultiValueDict()
        self.conflicts: list[Conflict] = []
        self.merged: list[str] = []
        self.puts_picture_aside = False
        self._merge()

    @cached_property
    def fields(self) -> dict[str, forms.Field]:
        """The fields of a row by name, but for those that only tell which row it is."""
        return self.formset.form().fields

    def _merge(self) -> None:
        rows = [row for place in range(self._number()) if (row := self._row(place))]
        named = {row.pk for row in rows}
        rows += [Row(None, pk) for pk in self.now if pk not in named]
        added = {pk for pk in self.now if pk not in self.base}
        if added - named or (self.base.keys() - self.now.keys()):
            self.merged.append(str(self.formset.model._meta.verbose_name_plural))
        stored = [row for row in rows if row.pk in self.now]
        for place, row in enumerate([*stored, *(row for row in rows if row not in stored)]):
            self._write(place, row)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored))
        for name in ("MIN_NUM_FORMS", "MAX_NUM_FORMS"):
            self.data[f"{self.prefix}-{name}"] = self.sent.get(f"{self.prefix}-{name}", "")

    def _is_own(self, key: str) -> bool:
        return key.startswith(f"{self.prefix}-")

    def _number(self) -> int:
        """Return how many rows were sent."""
        told = self.sent.get(f"{self.prefix}-TOTAL_FORMS", "")
        return min(int(told), self.formset.absolute_max) if told.isdecimal() else 0

    # Which rows there are

    def _row(self, place: int) -> Row | None:
        """Return a row that was sent; None if the other side has removed it, and it is as it was.

        One that was changed here comes back as a new one: rather that than a text lost.
        """
        told = self._told(place, ID)
        row = Row(place, int(told) if told.isdecimal() else None, bool(self._told(place, DELETE)))
        if row.pk is None:
            made = self._made_before(place)
            return row if made is None else (Row(None, made) if made in self.now else None)
        if row.pk in self.base and row.pk not in self.now:
            if row.removed or not self._is_touched(place, self.base[row.pk]):
                return None
            row.pk = None
        return row

    def _made_before(self, place: int) -> int | None:
        """Return the id of the row that this form made of a new one when it was sent before."""
        if not self.formset.opening.by_itself:
            return None
        told = {self._told(number, ID) for number in range(self._number())}
        rows = ((pk, row) for pk, row in self.base.items() if str(pk) not in told)
        return next((pk for pk, row in rows if not self._is_touched(place, row, True)), None)

    # Their fields

    def _write(self, place: int, row: Row) -> None:
        """Write a row into the new data, merged where it is stored."""
        prefix = f"{self.prefix}-{place}"
        if row.place is not None:
            self._copy(row.place, prefix)
        if row.pk is None:
            self.data[f"{prefix}-{ID}"] = ""
        if row.pk not in self.now:
            return
        self.data[f"{prefix}-{ID}"] = str(row.pk)
        now = self.now[row.pk]
        if row.place is None:
            for name, field in self._stored_fields(now):
                put(self.data, f"{prefix}-{name}", field, now[name])
        else:
            self._merge_fields(place, row)

    def _copy(self, place: int, prefix: str) -> None:
        """Copy what was sent of a row under the number that it has now."""
        old = f"{self.prefix}-{place}-"
        for source, target in ((self.sent, self.data), (self.sent_files, self.files)):
            for key, values in source.lists():
                if key.startswith(old):
                    target.setlist(f"{prefix}-{key.removeprefix(old)}", values)

    def _merge_fields(self, place: int, row: Row) -> None:
        """Merge a stored row; one that is removed here and changed there stays, as it is there."""
        now, base = self.now[row.pk], self.base.get(row.pk, self.now[row.pk])
        form = self.formset.form(self.data, self.files, prefix=f"{self.prefix}-{place}")
        if row.removed and now == base:
            return
        self.data.pop(form.add_prefix(DELETE), None)
        merging = Merging(self.data, self.formset.opening)
        merging.undecided = self._undecided(form, row)
        for name, _field in self._stored_fields(now):
            moved = not merging.is_known or base[name] != now[name]
            merging.merge(form[name], base[name], now[name], moved=moved)
        self.conflicts += merging.conflicts
        self.merged += merging.merged
        if now.get("picture") != base.get("picture"):
            self._put_picture_aside(form)

    def _put_picture_aside(self, form: forms.ModelForm) -> None:
        """Do not replace a picture that the other side has brought or taken away meanwhile."""
        brought = self.files.pop(form.add_prefix("upload"), None)
        removed = self.data.pop(form.add_prefix("upload-clear"), None)
        if brought or removed:
            self.puts_picture_aside = True

    def _undecided(self, form: forms.ModelForm, row: Row) -> set[str]:
        """Return the fields of a row that were to be decided, and note the choice, by new names."""
        sent = set(self.sent.getlist(UNDECIDED))
        names = [name for name in self.fields if self._name(row.place, name) in sent]
        for name in names:
            chosen = self.sent.get(choice_name(self._name(row.place, name)), "")
            self.data[choice_name(form.add_prefix(name))] = chosen
        return {form.add_prefix(name) for name in names}

    def _stored_fields(self, row: Fields) -> list[tuple[str, forms.Field]]:
        return [(name, field) for name, field in self.fields.items() if name in row]

    def _is_touched(self, place: int, stored: Fields, is_new: bool = False) -> bool:
        """Say whether a row that was sent says anything else than a stored one.

        is_new: what it leaves empty was filled when it was stored.
        """
        form = self.formset.form(self.sent, self.sent_files, prefix=f"{self.prefix}-{place}")
        return any(
            field.has_changed(stored[name], form[name].data)
            for name, field in self._stored_fields(stored)
            if form[name].data or not is_new
        )

    def _told(self, place: int, name: str) -> str:
        return self.sent.get(self._name(place, name), "")

    def _name(self, place: int, name: str) -> str:
        return f"{self.prefix}-{place}-{name}"

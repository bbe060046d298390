"""Rows that may be deleted only while nothing uses them."""

from __future__ import annotations

from typing import Any

from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from .settling import SettledModel, SettledQuerySet


class ProtectedModel(SettledModel):
    """A row that may be deleted only while nothing uses it."""

    class Meta:
        abstract = True

    def usage(self) -> list[str]:
        """Return a phrase for each kind of use of this row; none if it is free."""
        raise NotImplementedError

    def usage_refusal(self) -> str:
        """Return the sentence that says why this row cannot be deleted, or ''."""
        usage = self.usage()
        if not usage:
            return ""
        return _("“%(name)s” cannot be deleted: %(usage)s. Change those first.") % {
            "name": self,
            "usage": _(" and ").join(usage),
        }

    def refuse_if_used(self) -> None:
        """Raise ProtectedError with `usage_refusal()` if anything uses this row."""
        if refusal := self.usage_refusal():
            raise ProtectedError(refusal, {self})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this row.

        Raises:
            ProtectedError: with a sentence, if anything uses it.
        """
        self.refuse_if_used()
        return super().delete(*args, **kwargs)


class ProtectedQuerySet(SettledQuerySet):
    """Rows that may be deleted only while nothing uses them."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these rows.

        Raises:
            ProtectedError: with a sentence, if one of them is in use; then none is deleted.
        """
        for row in self:
            row.refuse_if_used()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

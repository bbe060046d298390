"""Addresses that never die: redirects, and the rows that leave one behind when they move."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.db import models, transaction
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy

from events.text import free_slug

TARGETS = ("event", "entity", "source", "page", "day")


def _one_target() -> Q:
    """Return the condition that a redirect has exactly one target."""
    return Q.create(
        [Q(**{f"{name}__isnull": name != given for name in TARGETS}) for given in TARGETS],
        connector=Q.OR,
    )


class Redirect(models.Model):
    """An old address of a thing, in the form of this site's own pages, not percent-encoded."""

    path = models.CharField(gettext_lazy("old address"), max_length=500, unique=True)
    event = models.ForeignKey(
        "events.Event", null=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    entity = models.ForeignKey(
        "events.Entity", null=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    source = models.ForeignKey(
        "events.Source", null=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    page = models.ForeignKey(
        "events.Page", null=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    day = models.DateField(null=True)

    class Meta:
        verbose_name = gettext_lazy("old address")
        verbose_name_plural = gettext_lazy("old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=_one_target(), name="redirect_one_target"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> Any:
        """The row (or date) this address leads to."""
        return next(value for name in TARGETS if (value := getattr(self, name)) is not None)


class AddressedModel(models.Model):
    """A row with an address made of its own fields.

    It gets a free slug when it has none, and a redirect from its old address when it moves.
    A subclass names the redirect's field by its model name and gives `slug_base()`.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; fill an empty slug, and let an old address lead to the new one."""
        if not self.slug:
            base = self.slug_base()
            rivals = self.slug_rivals().filter(slug__startswith=base)
            self.slug = free_slug(base, set(rivals.values_list("slug", flat=True)))
        with transaction.atomic():
            old = self.stored_address()
            super().save(*args, **kwargs)
            new = self.stored_address()
            if old != new:
                self._leave_redirect(old, new)

    @property
    def address(self) -> str:
        """The path of its page as people write it, not percent-encoded."""
        return unquote(self.get_absolute_url())

    def slug_base(self) -> str:
        """Return the slug this row would like."""
        raise NotImplementedError

    def slug_rivals(self) -> models.QuerySet[Any]:
        """Return the rows that may not have the same slug."""
        return type(self)._default_manager.exclude(pk=self.pk)

    def stored_address(self) -> str:
        """Return the address of this row as it is in the database, '' if it has none there."""
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        try:
            return stored.address if stored else ""
        except NoReverseMatch:
            return ""

    def _leave_redirect(self, old: str, new: str) -> None:
        """Make `old` lead here, and `new` nowhere else: an address is either living or old."""
        Redirect.objects.filter(path=new).delete()
        if old:
            target = {**dict.fromkeys(TARGETS), self._meta.model_name: self}
            Redirect.objects.update_or_create(path=old, defaults=target)

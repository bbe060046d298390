"""Addresses that never die: redirects, and the rows that leave one behind when they move.

An address is either living or old, and an old one leads to its thing in one step.
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from functools import lru_cache
from typing import Any, Self
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import gettext_lazy

from events.addresses import day_of, day_path, read_address
from events.text import free_slug

from .living import is_living
from .settling import SettledModel, settled

# Long lists name the same things again and again.
KNOWN_ADDRESSES = 10_000
TARGETS = ("event", "entity", "source", "page", "day")


def page_url(name: str, *args: Any) -> str:
    """Return the address of a page by the name of its pattern, percent-encoded."""
    return _page_url(name, get_script_prefix(), *args)


@lru_cache(KNOWN_ADDRESSES)
def _page_url(name: str, prefix: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def _one_target() -> Q:
    """Return the condition that a redirect has exactly one target."""
    return Q.create(
        [Q(**{f"{name}__isnull": name != given for name in TARGETS}) for given in TARGETS],
        connector=Q.OR,
    )


class RedirectQuerySet(models.QuerySet):
    """Old addresses."""

    def leave(self, path: str, target: MovableModel) -> None:
        """Let `path` lead to this row from now on, unless another page lives there."""
        fields = {**dict.fromkeys(TARGETS), target._meta.model_name: target}
        with suppress(ValidationError):
            self.update_or_create(path=read_address(path).path, defaults=fields)


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

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("old address")
        verbose_name_plural = gettext_lazy("old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=_one_target(), name="redirect_one_target"),
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what led here, leads on to the same target. Raises what `clean` does."""
        with transaction.atomic():
            self.clean()
            super().save(*args, **kwargs)
            if day := day_of(self.path):
                Redirect.objects.filter(day=day).update(**self._targets())

    def clean(self) -> None:
        """Bring the address into this site's own form, and lead straight to where it ends.

        Raises:
            ValidationError: if a page lives at the address, or it would lead to itself.
        """
        self.path = read_address(self.path).path
        if self._is_circular():
            text = gettext_lazy("%(path)s would lead to itself.")
        elif is_living(self.path):
            text = gettext_lazy("%(path)s is a page's own address: it cannot lead elsewhere.")
        else:
            return
        raise ValidationError(text, code="living", params={"path": self.path})

    @property
    def target(self) -> Any:
        """The row (or date) this address leads to."""
        return next(value for name in TARGETS if (value := getattr(self, name)) is not None)

    @target.setter
    def target(self, thing: MovableModel | datetime.date) -> None:
        given = "day" if isinstance(thing, datetime.date) else thing._meta.model_name
        for name in TARGETS:
            setattr(self, name, thing if name == given else None)

    def _targets(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TARGETS}

    def _is_circular(self) -> bool:
        """Lead straight to the end, where days lead to days; say whether there is none."""
        seen = {self.path}
        while self.day and (path := day_path(self.day)) not in seen:
            seen.add(path)
            further = Redirect.objects.filter(path=path).first()
            if further is None:
                return False
            for name, value in further._targets().items():
                setattr(self, name, value)
        return self.day is not None


class MovableModel(SettledModel):
    """A row with an address; when that changes, the old one leads to the new one.

    A redirect's field for a model is named like it.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and settle what follows from a move."""
        with settled():
            before = self.stored()
            super().save(*args, **kwargs)
            self.settle(before, self.stored())

    @property
    def address(self) -> str:
        """The path of its page as people write it, not percent-encoded."""
        return unquote(self.get_absolute_url())

    def stored(self) -> Self | None:
        """Return this row as it is in the database, None if it is not there.

        Until the transaction ends nobody else moves it.
        """
        rows = type(self)._default_manager.select_for_update(no_key=True)
        return rows.filter(pk=self.pk).first() if self.pk else None

    def was_seen(self) -> bool:
        """Whether readers may know this row's address, so that it has to stay good."""
        return True

    def living_addresses(self) -> list[str]:
        """Return the addresses that are living because of this row, its own first."""
        try:
            return [self.address]
        except NoReverseMatch:
            return []

    def settle(self, before: Self | None, after: Self) -> None:
        """Keep addresses either living or old, after this row was saved."""
        old, new = ([] if row is None else row.living_addresses() for row in (before, after))
        if fresh := set(new) - set(old):
            Redirect.objects.filter(path__in=fresh).delete()
        if old and old[0] not in new and before.was_seen():
            Redirect.objects.leave(old[0], self)


class AddressedModel(MovableModel):
    """A row whose address ends with its slug; it gets a free one when it has none.

    A subclass gives `slug_base()`.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; fill an empty slug."""
        if not self.slug:
            self.slug = self.slug_base()
            self.slug = free_slug(self.slug, self._slugs_taken())
        super().save(*args, **kwargs)

    def slug_base(self) -> str:
        """Return the slug this row would like."""
        raise NotImplementedError

    def slug_rivals(self) -> models.QuerySet[Any]:
        """Return the rows that may not have the same slug."""
        return type(self)._default_manager.exclude(pk=self.pk)

    def _slugs_taken(self) -> set[str]:
        """Return the slugs like this row's that others have, or had: those addresses lead there."""
        rivals = self.slug_rivals().filter(slug__startswith=self.slug)
        stem = self.address.removesuffix("/")
        old = Redirect.objects.filter(path__startswith=stem)
        if self.pk:
            old = old.exclude(**{self._meta.model_name: self.pk})
        folder = len(stem) - len(self.slug)
        paths = old.values_list("path", flat=True)
        return {*rivals.values_list("slug", flat=True), *(path[folder:-1] for path in paths)}

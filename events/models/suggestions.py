"""Pairs of entities that are probably one, and what editors said of them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .entity import Entity


class SuggestionQuerySet(models.QuerySet):
    """Pairs of entities."""

    def waiting(self) -> Self:
        """Keep those of which nobody has said anything yet, the likeliest first."""
        return self.filter(verdict="").order_by("-score", "pk")


class Suggestion(models.Model):
    """Two entities that may be one. Merging them takes the row away, and undoing brings it back."""

    class Verdict(models.TextChoices):
        WAITING = "", _("waiting")
        NEVER = "never", _("never again")

    first = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("entity")
    )
    second = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="+", verbose_name=_("other entity")
    )
    score = models.PositiveSmallIntegerField(_("likeness"), help_text=_("Up to 100."))
    evidence = models.JSONField(
        _("evidence"), default=dict, help_text=_("By kind of likeness, how much of it there is.")
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict.choices, blank=True, default=Verdict.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            # Serves "what is suggested for this entity".
            models.UniqueConstraint(fields=["first", "second"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suggestion_in_order"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "never"]), name="suggestion_verdict_valid"
            ),
        ]
        indexes = [
            # Serves the list of what is waiting, the likeliest first.
            models.Index(fields=["verdict", "-score", "id"], name="suggestion_by_score"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"

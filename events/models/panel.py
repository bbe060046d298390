"""What editors say about a panel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .settling import SettledModel


class Placement(SettledModel):
    """An editor's pin or hide of one event in another event's panel."""

    class Kind(models.TextChoices):
        PIN = "pin", _("pin to the top")
        HIDE = "hide", _("hide")

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="placements")
    other = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="placed_in",
        verbose_name=_("related event"),
    )
    kind = models.CharField(_("placement"), max_length=4, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        verbose_name=_("editor"),
    )
    created_at = models.DateTimeField(_("placed"), auto_now_add=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "other"], name="placement_once"),
            models.CheckConstraint(condition=~Q(event=F("other")), name="placement_not_itself"),
            models.CheckConstraint(
                condition=Q(kind__in=["pin", "hide"]), name="placement_kind_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other}"

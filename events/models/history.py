"""What readers may know of an event's earlier versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """An earlier (or the current) title and address of an event, in public order."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first version")
        UPDATE = "update", _("update")
        CURRENT = "current", _("current version")

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="changes")
    file = models.ForeignKey(
        "events.EventFile", null=True, on_delete=models.CASCADE, related_name="changes"
    )
    position = models.PositiveIntegerField(default=1)
    title = models.TextField(_("title"))
    path = models.TextField(_("address"))
    at = models.DateTimeField(_("time"), null=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="change_position_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "update", "current"]), name="change_kind_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title.strip()}"

"""What was taken down for good: that it was, when, by whom and why, but not what it said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Takedown(models.Model):
    """A text that was purged from an event or an entity, and from all that remembered it."""

    event = models.ForeignKey(
        "events.Event",
        null=True,
        on_delete=models.SET_NULL,
        related_name="takedowns",
        verbose_name=_("event"),
    )
    entity = models.ForeignKey(
        "events.Entity",
        null=True,
        on_delete=models.SET_NULL,
        related_name="takedowns",
        verbose_name=_("entity"),
    )
    short_id = models.CharField(_("short id"), max_length=16, help_text=_("Of the event."))
    reason = models.TextField(
        _("reason"), help_text=_("It stays. Say why, but not what was taken down.")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    places = models.JSONField(
        _("places"), default=dict, help_text=_("How many, by what it was taken from.")
    )

    class Meta:
        verbose_name = _("takedown")
        verbose_name_plural = _("takedowns")
        ordering = ["-pk"]
        # It is only ever made by taking something down, and never goes.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.short_id or self.entity or '–'}: {self.reason}"

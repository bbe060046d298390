"""The editors' history: what an event was after each save.

Readers never see it; what they may know of earlier versions is a `Change`. An event that nobody
has edited has no row here: the first edit writes what it was before, too.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What somebody did to one event alone. SQLite knows no list of values again in an index.
BY_HAND = Q(~Q(kind="imported"), ~Q(kind="elsewhere"), ~Q(kind="operation"), ~Q(kind="undone"))


class Version(models.Model):
    """All that editors set of an event, as it was from one save to the next.

    content: by name, the fields of the event and, as "entities", "citations" and "placements", what
    stands around it; rows are named by their ids. names: what those ids were called then, by model.
    beside: the rows that a deleted event took along.
    """

    class Kind(models.TextChoices):
        IMPORTED = "imported", _("brought by an import")
        WRITTEN = "written", _("written")
        EDITED = "edited", _("edited")
        ELSEWHERE = "elsewhere", _("changed by an import or a command")
        OPERATION = "operation", _("changed together with others")
        UNDONE = "undone", _("change undone")
        RESTORED = "restored", _("restored")
        DELETED = "deleted", _("deleted")
        RECOVERED = "recovered", _("recovered")

    # The number stays when the event is deleted: only so can it be recovered.
    event = models.ForeignKey(
        "events.Event",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="versions",
        verbose_name=_("event"),
    )
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("time"))
    comment = models.TextField(_("comment"), blank=True)
    content = models.JSONField()
    names = models.JSONField(default=dict)
    beside = models.JSONField(null=True)
    form = models.CharField(  # noqa: DJ001 - many versions come from no form: NULL is not unique
        max_length=32,
        null=True,
        unique=True,
        help_text=_("The mark of the form it was last saved by: nothing is saved twice."),
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            # Serves an event's history.
            models.UniqueConstraint(fields=["event", "number"], name="version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_positive"),
        ]
        indexes = [
            # Serves the list of deleted events, newest first.
            models.Index(
                fields=["-id"], condition=Q(kind="deleted"), name="version_of_deleted_event"
            ),
            # Serves the last changes on the desk's front, among thousands of merged events.
            models.Index(fields=["-id"], condition=BY_HAND, name="version_by_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"

"""What the files of a legacy archive say that cannot be derived from the other rows.

Nothing here is shown to readers; it lets an import know its own again, and an export give the
same files back. A column that is NULL says "as the event has it".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.text import digest

if TYPE_CHECKING:
    from .event import Event


class ImportKey(models.Model):
    """An identity under which an archive speaks of an event: date and title, a file, a short id.

    No editing changes it, and a deleted event leaves it behind with no event, so that nothing
    comes back by the next import.
    """

    digest = models.CharField(max_length=32, unique=True)
    event = models.ForeignKey(
        "events.Event", null=True, on_delete=models.SET_NULL, related_name="import_keys"
    )

    class Meta:
        verbose_name = _("import key")
        verbose_name_plural = _("import keys")

    def __str__(self) -> str:
        return self.digest


def id_key(short_id: str) -> str:
    """Return the import key of an event whose file gives its short id."""
    return digest(f"id\n{short_id}".encode())


def leave_keys(events: Iterable[Event]) -> None:
    """Leave behind the keys of events written here, lest an export of them bring them back."""
    ids = (event.short_id for event in events if event.origin == "desk" and event.pk)
    keys = [ImportKey(digest=id_key(short_id)) for short_id in ids]
    ImportKey.objects.bulk_create(keys, ignore_conflicts=True)


class EventFile(models.Model):
    """A file of an archive that tells an event."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500, unique=True)
    digest = models.CharField(max_length=32, help_text=_("Of the file's bytes."))
    form = models.JSONField(
        default=dict, help_text=_("The marks of the generation that wrote the file.")
    )
    title = models.TextField(null=True)  # noqa: DJ001 - NULL: as the event has it
    description = models.TextField(null=True)  # noqa: DJ001 - NULL: as the event has it
    lead = models.TextField(null=True)  # noqa: DJ001 - NULL: as the event has it
    citations = models.JSONField(null=True, help_text=_("NULL: as the event has them."))
    cover_image = models.TextField(null=True)  # noqa: DJ001 - NULL: no such line
    run = models.ForeignKey(
        "events.ImportRun",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("The one that read it as it is."),
    )

    class Meta:
        verbose_name = _("event file")
        verbose_name_plural = _("event files")

    def __str__(self) -> str:
        return self.path


class RelatedLine(models.Model):
    """One line of a file's Related list, kept as data: it cannot be computed again."""

    file = models.ForeignKey(
        EventFile, on_delete=models.CASCADE, related_name="related_lines", db_index=False
    )
    position = models.PositiveIntegerField()
    target = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="named_in")
    title = models.TextField(null=True)  # noqa: DJ001 - NULL: the target's own
    path = models.TextField(null=True)  # noqa: DJ001 - NULL: the target's own
    context = models.TextField(blank=True)

    class Meta:
        verbose_name = _("related line")
        verbose_name_plural = _("related lines")
        constraints = [
            # Serves "the lines of a file, in order".
            models.UniqueConstraint(fields=["file", "position"], name="related_line_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="related_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.target}"


class ListPage(models.Model):
    """A file of an archive that lists events: the index of a day, or a front page."""

    path = models.CharField(max_length=500, unique=True)
    digest = models.CharField(max_length=32)
    date = models.DateField(null=True, db_index=True, help_text=_("Empty for a front page."))
    twin = models.CharField(
        max_length=500, blank=True, help_text=_("Another file with the very same bytes.")
    )
    form = models.JSONField(
        default=dict, help_text=_("Its marks and headings: all but the events it lists.")
    )

    class Meta:
        verbose_name = _("list page")
        verbose_name_plural = _("list pages")

    def __str__(self) -> str:
        return self.path


class ListLine(models.Model):
    """One event as a list page names it."""

    class Second(models.TextChoices):
        NONE = "none", _("none")
        EMPTY = "empty", _("an empty line")
        CONTEXT = "context", _("context")
        DESCRIPTION = "description", _("description")

    page = models.ForeignKey(
        ListPage, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    position = models.PositiveIntegerField()
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="list_lines")
    title = models.TextField(null=True)  # noqa: DJ001 - NULL: the event's own
    path = models.TextField(null=True)  # noqa: DJ001 - NULL: the event's own
    lead = models.TextField(null=True)  # noqa: DJ001 - NULL: no lead is printed
    second = models.CharField(max_length=11, choices=Second.choices)
    text = models.TextField(null=True)  # noqa: DJ001 - NULL: the event's own description

    class Meta:
        verbose_name = _("list line")
        verbose_name_plural = _("list lines")
        constraints = [
            # Serves "the lines of a page, in order".
            models.UniqueConstraint(fields=["page", "position"], name="list_line_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="list_line_positive"),
            models.CheckConstraint(
                condition=Q(second__in=["none", "empty", "context", "description"]),
                name="list_line_second_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.event}"

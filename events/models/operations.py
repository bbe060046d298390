"""What editors did to many rows at once, kept so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OperationQuerySet(models.QuerySet):
    """Operations."""

    def standing(self) -> OperationQuerySet:
        """Keep those that have not been undone."""
        return self.filter(undone_at=None)

    def briefly(self) -> OperationQuerySet:
        """Bring what a line of the log prints, and not the rows, which may be many."""
        return self.select_related("editor", "undone_by").defer("changes")


class Operation(models.Model):
    """One change of many rows: who did what to which, and all it takes to undo it.

    `events.operations` writes and undoes it. The names of what it was done to are kept as words,
    since what is merged is gone.
    """

    class Kind(models.TextChoices):
        MERGE_ENTITIES = "merge_entities", _("entities merged")
        SPLIT_ENTITY = "split_entity", _("entity split")
        SET_KIND = "set_kind", _("kind set")
        MERGE_SOURCES = "merge_sources", _("sources merged")
        MERGE_EVENTS = "merge_events", _("events merged")
        PUBLISH = "publish", _("events published")
        WITHDRAW = "withdraw", _("events withdrawn")
        DRAFT = "draft", _("events made drafts")
        TAG = "tag", _("entities added")
        UNTAG = "untag", _("entities removed")
        SET_LEAD = "set_lead", _("lead set")

    kind = models.CharField(_("what was done"), max_length=20, choices=Kind.choices)
    subject = models.TextField(_("to what"))
    model = models.CharField(
        max_length=20, blank=True, help_text=_("Of the row that was left, its model's name.")
    )
    thing = models.BigIntegerField(null=True, help_text=_("The id of that row."))
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    comment = models.TextField(_("comment"), blank=True)
    changes = models.JSONField(
        default=dict, help_text=_("Each row before and after, as `events.operations` writes it.")
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["-pk"]
        permissions = [("curate", _("Can merge and split, and undo that"))]
        indexes = [
            # Serves "what was done to this", latest first.
            models.Index(fields=["model", "thing", "-id"], name="operation_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    def numbers(self) -> Iterator[str]:
        """Yield for each kind of row how many were changed, deleted and made."""
        for name, table in self.changes.get("rows", {}).items():
            kind = apps.get_model("events", name)._meta.verbose_name_plural
            changed = {pk for alike in table["changed"] for _was, pks in alike["was"] for pk in pks}
            numbers = {
                _("changed"): len(changed),
                _("deleted"): len(table["gone"]),
                _("new"): len(table["new"]),
            }
            told = ", ".join(f"{number:,} {word}" for word, number in numbers.items() if number)
            if told:
                yield f"{kind}: {told}"

"""What imports did: a run for each, and a line for whatever a person may want to look at again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import of an archive, written in the same transaction as the rows it brought.

    A trial run leaves none, and neither does one that was killed.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused: files failed and it was strict")

    path = models.TextField(_("archive"))
    options = models.JSONField(_("options"), default=dict, help_text=_("Those that were given."))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.DONE
    )
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    files = models.JSONField(_("files"), default=dict, help_text=_("How many, by what they were."))
    events = models.JSONField(_("events"), default=dict, help_text=_("How many, by what came."))
    rows = models.JSONField(_("rows added"), default=dict)
    noted = models.JSONField(_("lines"), default=dict, help_text=_("How many, by kind."))

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["done", "refused"]), name="import_run_outcome_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.path}"


class ImportLine(models.Model):
    """A line of an import's report, such as a problem, a field kept or a look-alike."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("problem")
        KEPT = "kept", _("kept")
        DOUBT = "doubt", _("doubtful")
        LOOKALIKE = "lookalike", _("look-alike")
        LEFT_OUT = "left_out", _("left out")

    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="lines",
        db_index=False,
        verbose_name=_("run"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    path = models.TextField(_("file or address"), blank=True)
    line = models.PositiveIntegerField(_("line"), null=True)
    event = models.ForeignKey(
        "events.Event",
        null=True,
        on_delete=models.SET_NULL,
        related_name="import_lines",
        verbose_name=_("event"),
    )
    field = models.CharField(_("field"), max_length=20, blank=True)
    here = models.TextField(
        _("expected, or here"), blank=True, help_text=_("Of a kept field, what it holds here.")
    )
    archive = models.TextField(
        _("found in the archive"), blank=True, help_text=_("What the file says instead.")
    )

    class Meta:
        verbose_name = _("import line")
        verbose_name_plural = _("import lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["problem", "kept", "doubt", "lookalike", "left_out"]),
                name="import_line_kind_valid",
            ),
        ]
        indexes = [
            # Serves "the lines of a run", all or of one kind, in order.
            models.Index(fields=["run", "kind", "id"], name="import_line_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.path}"

"""Long-form pages."""

from __future__ import annotations

from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.text import validate_one_line

from .addresses import MovableModel


class Page(MovableModel):
    """A long-form page (an essay, the questions and answers) at an address of its own."""

    path = models.CharField(
        _("address"), max_length=300, unique=True, help_text=_("Starts with a slash: /faq/.")
    )
    title = models.TextField(_("title"), validators=[validate_one_line])
    author = models.TextField(_("author"), blank=True, validators=[validate_one_line])
    date = models.DateField(_("date"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    file = models.CharField(max_length=300, blank=True, editable=False)
    twin = models.CharField(max_length=300, blank=True, editable=False)
    form = models.JSONField(default=dict, editable=False)
    imported = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("Digest of what the import last wrote: tells an editor's change."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.title or self.path

    def get_absolute_url(self) -> str:
        return quote(self.path)

"""Merging rows of a list: a page that shows what it would do, and a button that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.curation.common import CannotMerge
from events.curation.previews import Preview
from events.models import Operation

from .base import DeskAdmin
from .fields import SelectMultiple

MEDIA = forms.Media(css={"all": ["events/curation.css"]})


class CommentForm(forms.Form):
    """Why something is done; kept in the log and in the history of each event."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        strip=True,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Kept in the log, and in the history of each event."),
    )


class Merging:
    """What the admin of rows that curators merge has: an action of the list, and a page of its own.

    The admin gives `picked`, a foreign key to its model, and the two functions below.
    """

    picked: Field
    most_merged = 50

    def preview(self, kept: Any, others: Sequence[Any]) -> Preview:
        """Return what merging would do."""
        raise NotImplementedError

    def do_merge(
        self, kept: Any, others: Sequence[Any], request: HttpRequest, words: dict[str, str]
    ) -> Operation:
        """Merge; words: what the page's form says."""
        raise NotImplementedError

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.curate")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        name = f"events_{self.opts.model_name}_merge"
        return [path("merge/", view, name=name), *super().get_urls()]

    @admin.action(
        permissions=["curate"], description=_("Merge the selected %(verbose_name_plural)s…")
    )
    def merge(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        pks = list(queryset.values_list("pk", flat=True)[: self.most_merged + 1])
        if len(pks) > self.most_merged:
            text = _("Merge at most %d at once.") % self.most_merged
            self.message_user(request, text, messages.ERROR)
            return None
        return HttpResponseRedirect(merge_address(self.opts.model_name, pks))

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a merge would do, and do it when it is sent.

        `ids` are all rows, `into` is the one that is kept; left out, it is the most used.
        """
        if not self.has_curate_permission(request):
            raise PermissionDenied
        kept, others = self._rows(request)
        form = self.get_merge_form(request, kept, others)
        if request.method == "POST" and others and form.is_valid():
            return self._merged(request, kept, others, form.cleaned_data)
        pks = [row.pk for row in (kept, *others) if row]
        picker = self._picker(pks)
        return TemplateResponse(
            request,
            "admin/events/curated/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Merge %(names)s") % {"names": self.opts.verbose_name_plural},
                "opts": self.opts,
                "media": self.media + picker.media + MEDIA,
                "form": form,
                "picker": picker,
                "preview": self.preview(kept, others) if others else None,
                "ids": pks,
            },
        )

    def _rows(self, request: HttpRequest) -> tuple[Any, list[Any]]:
        """Return the row that is kept and the others, as far as they are there."""
        said = request.POST if request.method == "POST" else request.GET
        pks = {int(pk) for pk in said.getlist("ids") if pk.isdecimal()}
        rows = list(self.get_queryset(request).filter(pk__in=sorted(pks)[: self.most_merged]))
        rows.sort(key=lambda row: (str(row.pk) != said.get("into"), *self.rank(row)))
        return (rows[0], rows[1:]) if rows else (None, [])

    def rank(self, row: Any) -> tuple[Any, ...]:
        """Return by what rows are put in order, the one that is most likely kept first."""
        return (-row.event_count, row.pk)

    def get_merge_form(self, request: HttpRequest, kept: Any, others: list[Any]) -> CommentForm:
        """Return the form of the page, with what was sent."""
        return CommentForm(request.POST or None)

    def _picker(self, pks: list[int]) -> forms.Form:
        """Return the form in which rows are added, or taken out."""
        picker = forms.Form(initial={"ids": pks})
        field = forms.ModelMultipleChoiceField(
            self.model._default_manager.all(),
            label=_("Make one of these"),
            widget=SelectMultiple(self.picked, self.admin_site),
        )
        field.label_from_instance = self.chosen_label
        picker.fields["ids"] = field
        return picker

    def _merged(
        self, request: HttpRequest, kept: Any, others: list[Any], words: dict[str, str]
    ) -> HttpResponse:
        """Merge, say so with a way back, and show what was kept."""
        try:
            operation = self.do_merge(kept, others, request, words)
        except CannotMerge as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            address = merge_address(self.opts.model_name, [row.pk for row in (kept, *others)])
            return HttpResponseRedirect(f"{address}&into={kept.pk}")
        tell_done(self, request, operation)
        name = f"admin:events_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[kept.pk]))


def merge_address(model: str, pks: Sequence[int]) -> str:
    """Return the page on which these rows may be merged."""
    address = reverse(f"admin:events_{model}_merge")
    return f"{address}?{'&'.join(f'ids={pk}' for pk in pks)}"


def tell_done(row_admin: DeskAdmin, request: HttpRequest, operation: Operation) -> None:
    """Say what was done, with a link to where it is undone."""
    address = reverse("admin:events_operation_change", args=[operation.pk])
    text = format_html('{} <a href="{}">{}</a>', operation, address, _("Log and undo"))
    row_admin.message_user(request, text, messages.SUCCESS)

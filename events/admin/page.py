"""Long-form pages, and the list of old addresses."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.addresses import day_path
from events.lookup import find_target
from events.models import Page, Redirect

from .base import DeskAdmin
from .fields import DeskForm
from .forms import PageForm


@admin.register(Page)
class PageAdmin(DeskAdmin):
    """Long-form pages."""

    form = PageForm
    fields = ["path", "title", "author", "date", "text", "previous_addresses"]
    readonly_fields = ["previous_addresses"]
    list_display = ["path", "title", "author", "date"]
    search_fields = ["path", "title", "author"]
    search_help_text = _("Address, title or author.")


class RedirectForm(DeskForm):
    """An old address, and any address of what it is to lead to."""

    to = forms.CharField(
        label=_("leads to"),
        max_length=1000,
        widget=AdminTextInputWidget,
        help_text=_("The address of an event, a day, an entity, a source or a page of this site."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "to" in self.fields and not self.instance._state.adding:
            self.initial["to"] = address_of(self.instance.target)

    def clean_path(self) -> str:
        path = self.cleaned_data["path"]
        if "path" in self.changed_data and not re.fullmatch(r"/[^\s?#]*", path):
            raise ValidationError(_("Write it like /old/address/, without spaces."), code="path")
        return path

    def clean_to(self) -> str:
        """Find what is meant; an old address stands for what it leads to by now."""
        text = self.cleaned_data["to"]
        if "to" in self.changed_data:
            thing = find_target(text)
            if thing is None:
                raise ValidationError(_("Nothing of this site has this address."), code="to")
            self.instance.target = thing
        return text

    def _post_clean(self) -> None:
        """Leave it to the row what it cannot be only where both addresses can be read."""
        if not self.errors:
            super()._post_clean()


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Old addresses and where they lead; most come of themselves when something moves."""

    form = RedirectForm
    list_display = ["path", "target"]
    list_select_related = ["event", "entity", "source", "page"]
    search_fields = ["path"]
    search_help_text = _("A part of the old address.")
    fields = ["path", "to"]

    @admin.display(description=_("leads to"))
    def target(self, obj: Redirect) -> Any:
        return obj.target

    @admin.display(description=_("leads to"))
    def to(self, obj: Redirect) -> str:
        return address_of(obj.target)

    def view_on_site(self, obj: Redirect) -> str:
        return obj.path


def address_of(thing: Any) -> str:
    """Return the address of a redirect's target."""
    return day_path(thing) if isinstance(thing, datetime.date) else thing.address

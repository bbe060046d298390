"""Forms with rules of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminFileWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
)
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from events.models import Entity, Event, Picture, Source
from events.models.living import is_free_form
from events.pictures import LARGEST_FILE, NotAPicture, StoredPicture, prepare
from events.text import RESERVED_SLUGS, spelling_key, validate_one_line, validate_web_link

from .fields import DeskForm, DeskFormSet
from .opening import sign, taken_down_since, unsign
from .stale import Aside, OpenedForm
from .workflow import MovingForm

KEY_LENGTH = 500
SLUG_BYTES = 250  # an export names files by slugs
_slug_letters = RegexValidator(
    r"^[-\w]+\Z",
    _("Use letters and digits of any script, hyphens and underscores."),
    code="slug",
)
_page_path = RegexValidator(
    r"^(/(?!\.\.?/)[-\w.]+)+/\Z",
    _("Write it like /faq/: with a slash before and after, and without spaces."),
    code="path",
)


NAME_TAKEN_DOWN = _(
    "A name of this entity was taken down for good after you had opened this form. Nothing is "
    "saved: load the page again."
)


def validate_slug(slug: str) -> None:
    """Refuse what cannot be the last part of an address.

    Raises:
        ValidationError: if `slug` holds anything but word characters and hyphens, or is reserved.
    """
    _slug_letters(slug)
    if len(slug.encode()) > SLUG_BYTES:
        raise ValidationError(_("This is too long for a file's name."), code="max_length")
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This name is reserved. Choose another one."), code="reserved")


def validate_page_path(path: str) -> None:
    """Refuse what cannot be the address of a long-form page.

    Raises:
        ValidationError: if `path` is not written like an address, or all such are of other things.
    """
    _page_path(path)
    if not is_free_form(path):
        text = _("Addresses like this belong to other things. Choose another one.")
        raise ValidationError(text, code="reserved")


class EntitiesField(forms.ModelMultipleChoiceField):
    """The entities of an event, chosen by their names, which tell them apart as labels may not."""

    def label_from_instance(self, obj: Entity) -> str:
        return obj.name


class EventForm(OpenedForm, MovingForm):
    """An event without its entities' names: those are picked, so commas in them mean nothing."""

    judged = {"slug": validate_slug}

    class Meta:
        widgets = {
            "title": AdminTextareaWidget(attrs={"rows": 2}),
            "lead_text": AdminTextInputWidget(),
            "withdrawn_reason": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "date" in self.changed_data and "slug" in self.untouched:
            self._check_address(cleaned)
        return cleaned

    def _check_address(self, cleaned: dict[str, Any]) -> None:
        """Refuse a date on which another event has this slug: an untouched one is not validated."""
        date, slug = cleaned.get("date"), cleaned.get("slug")
        if not (date and slug):
            return
        if Event.objects.filter(date=date, slug=slug).exclude(pk=self.instance.pk).exists():
            text = _("Another event of that date has this slug. Change it under “Address”.")
            self.add_error("date", text)


class CitationForm(DeskForm):
    """A citation of a known source, or of a new one by its name."""

    new_source = forms.CharField(
        label=_("or a new source"),
        max_length=500,
        required=False,
        validators=[validate_one_line],
        widget=AdminTextInputWidget(),
        help_text=_("Its name, if the list does not have it."),
    )

    upload = forms.FileField(
        label=_("Picture to show"),
        required=False,
        widget=AdminFileWidget,
        help_text=_(
            "JPEG, PNG, WebP, GIF or AVIF. It is kept here, without where and when it was taken, "
            "and shown in place of the one at the address."
        ),
    )

    judged = {
        "url": validate_web_link,
        "image": validate_web_link,
        "archived_url": validate_web_link,
    }

    class Meta:
        widgets = {
            "url": AdminTextInputWidget(attrs={"inputmode": "url"}),
            "image": AdminTextInputWidget(attrs={"inputmode": "url"}),
            "archived_url": AdminTextInputWidget(attrs={"inputmode": "url"}),
            "alt": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            self.fields["source"].required = False
        if "position" in self.fields:
            self.fields["position"].required = False
        self.initial["upload"] = self.instance.own_picture
        if self.instance._state.adding:
            self.initial["position"] = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known, new = cleaned.get("source"), cleaned.get("new_source")
        if new and known and "source" in self.changed_data:
            self.add_error("new_source", _("Choose a source or name a new one, not both."))
        elif not (new or known or self.has_error("source") or self.has_error("new_source")):
            self.add_error("source", _("Choose a source, or name a new one."))
        if self._brought and not cleaned.get("alt", "").strip():
            self.add_error("alt", _("Say what the picture shows, for those who cannot see it."))
        return cleaned

    def clean_upload(self) -> StoredPicture | Picture | bool | None:
        """Return a new picture as it will be stored, False to take away the one there is."""
        upload = self.cleaned_data["upload"]
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            return prepare(upload.read(LARGEST_FILE + 1))
        except NotAPicture as error:
            raise ValidationError(str(error), code="picture") from error

    @property
    def _brought(self) -> StoredPicture | None:
        """The picture that came with the form."""
        upload = self.cleaned_data.get("upload")
        return upload if isinstance(upload, StoredPicture) else None

    def save(self, commit: bool = True) -> Any:
        if new := self.cleaned_data.get("new_source"):
            self.instance.source = source_named(new)
        if {"source", "new_source"} & set(self.changed_data):
            self.instance.printed = None
        if self._brought:
            self.instance.picture = Picture.objects.keep(self._brought)
        elif self.cleaned_data["upload"] is False:
            self.instance.picture = None
        if self.instance.position is None:
            last = self.instance.event.citations.aggregate(last=Max("position"))["last"]
            self.instance.position = (last or 0) + 1
        return super().save(commit)


def source_named(name: str) -> Source:
    """Return the source of that name, in whatever case; make it if there is none."""
    return Source.objects.filter(name__iexact=name).first() or Source.objects.create(name=name)


class PlacementForm(DeskForm):
    """A pin or a hide."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        other = cleaned.get("other")
        if other and other.pk == self.instance.event_id:
            self.add_error("other", _("An event is not in its own panel. Choose another one."))
        return cleaned


class EntityForm(DeskForm):
    """An entity. What was opened before a name of it was taken down does not bring that back."""

    judged = {"slug": validate_slug}
    opened = Aside(required=False, widget=forms.HiddenInput)

    class Meta:
        widgets = {"description": AdminTextareaWidget(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = sign({})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _fields, at = unsign(cleaned.get("opened", ""))
        if self.instance.pk and taken_down_since(at, entity=self.instance.pk):
            self.add_error(None, NAME_TAKEN_DOWN)
        return cleaned


class SourceForm(DeskForm):
    """A source."""

    judged = {"slug": validate_slug}


class PageForm(DeskForm):
    """A long-form page."""

    judged = {"path": validate_page_path}

    class Meta:
        help_texts = {
            "path": _("Like /faq/. When it changes, the old address leads to the new one.")
        }


class AliasFormSet(DeskFormSet):
    """The other spellings of an entity, each once by the key that spellings are compared by."""

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            spelling = form.cleaned_data.get("spelling") if form.is_valid() else None
            if not spelling or form in self.deleted_forms:
                continue
            key = spelling_key(spelling)
            if key in seen or (form.has_changed() and key in self._stored(form)):
                form.add_error("spelling", _("This spelling is already there."))
            if len(key) > KEY_LENGTH:
                form.add_error("spelling", _("This spelling is too long."))
            seen.add(key)

    def _stored(self, changed: DeskForm) -> set[str]:
        """Return the keys that the other rows have now: two of them cannot swap in one go."""
        kept = [form for form in self.initial_forms if form not in self.deleted_forms]
        return {form.instance.key for form in kept if form is not changed}

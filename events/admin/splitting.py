"""The page on which chosen events of an entity are given another meaning of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget, AutocompleteSelect
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from events.curation import split_entity
from events.models import Entity, Event, EventEntity
from events.text import validate_one_line

from .fields import NumbersMixin
from .merging import MEDIA, CommentForm, tell_done

# So many events are shown to choose from, the newest that fit.
SHOWN = 200
TAG = EventEntity._meta.get_field("tag")


class OneSelect(NumbersMixin, AutocompleteSelect):
    """An autocomplete picker of one row."""


class NarrowingForm(forms.Form):
    """Which events of the entity are shown."""

    words = forms.CharField(label=_("Words of the title"), required=False)
    beside = forms.ModelChoiceField(Entity.objects.all(), label=_("Also about"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=AdminDateWidget)
    until = forms.DateField(label=_("To"), required=False, widget=AdminDateWidget)

    def events_of(self, entity: Entity) -> QuerySet[Event]:
        """Return the entity's events that fit, newest first; an invalid form narrows nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        tagged = EventEntity.objects.filter(tag=entity).values("content_object")
        events = Event.objects.filter(Q(pk__in=tagged) | Q(lead=entity))
        for word in said.get("words", "").split():
            events = events.filter(title__icontains=word)
        if beside := said.get("beside"):
            both = EventEntity.objects.filter(tag=beside).values("content_object")
            events = events.filter(pk__in=both)
        if since := said.get("since"):
            events = events.filter(date__gte=since)
        if until := said.get("until"):
            events = events.filter(date__lte=until)
        return events.briefly().newest_first()


class SplitForm(CommentForm):
    """The other meaning, an entity that is there or a new one."""

    meaning = forms.ModelChoiceField(Entity.objects.all(), label=_("Entity"), required=False)
    new_name = forms.CharField(
        label=_("or a new one"),
        max_length=500,
        required=False,
        validators=[validate_one_line],
        widget=AdminTextInputWidget,
        help_text=_("Its name, with brackets to tell it apart, as in President (France)."),
    )
    field_order = ["meaning", "new_name", "comment"]

    def __init__(self, *args: Any, entity: Entity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entity = entity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        meaning, name = cleaned.get("meaning"), cleaned.get("new_name")
        if bool(meaning) == bool(name):
            raise ValidationError(_("Choose an entity or name a new one."))
        if name and Entity.objects.filter(name=name).exists():
            self.add_error("new_name", _("It exists: choose it above."))
        if meaning == self.entity:
            self.add_error("meaning", _("Choose another one than that which is split."))
        return cleaned

    def target(self) -> Entity:
        """Return the other meaning; a new one is of the same kind, and printed alike."""
        if found := self.cleaned_data["meaning"]:
            return found
        entity = self.entity
        return Entity(name=self.cleaned_data["new_name"], label=str(entity), kind=entity.kind)


class SplitView(PermissionRequiredMixin, FormView):
    """Shows the events of an entity to choose from, and gives those chosen the other meaning."""

    permission_required = "events.curate"
    raise_exception = True
    form_class = SplitForm
    template_name = "admin/events/curated/split.html"
    admin: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.narrowing = NarrowingForm(request.GET)
        self._give_picker(self.narrowing, "beside")

    def _give_picker(self, form: forms.Form, name: str) -> None:
        field = form.fields[name]
        field.widget = OneSelect(TAG, self.admin.admin_site)
        field.widget.choices = field.choices
        field.label_from_instance = self.admin.chosen_label

    @property
    def entity(self) -> Entity:
        return get_object_or_404(Entity, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"entity": self.entity}

    def get_form(self, form_class: type[SplitForm] | None = None) -> SplitForm:
        form = super().get_form(form_class)
        self._give_picker(form, "meaning")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entity, form = self.entity, kwargs.get("form") or self.get_form()
        events = list(self.narrowing.events_of(entity)[: SHOWN + 1])
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Split"),
            "opts": self.admin.opts,
            "original": entity,
            "media": self.admin.media + form.media + self.narrowing.media + MEDIA,
            "narrowing": self.narrowing,
            "events": events[:SHOWN],
            "has_more": len(events) > SHOWN,
            "chosen": self.request.POST.getlist("events"),
        }
        return super().get_context_data(**kwargs | {"form": form}) | context

    def form_valid(self, form: SplitForm) -> HttpResponse:
        entity = form.entity
        pks = [int(pk) for pk in self.request.POST.getlist("events") if pk.isdecimal()]
        events = self.narrowing.events_of(entity)
        if "all" in self.request.POST:
            chosen = list(events.order_by().values_list("pk", flat=True))
        else:
            chosen = list(events.order_by().filter(pk__in=pks[:SHOWN]).values_list("pk", flat=True))
        if not chosen:
            form.add_error(None, _("Choose at least one event."))
            return self.form_invalid(form)
        words = self.request.user, form.cleaned_data["comment"]
        operation = split_entity(entity, form.target(), chosen, *words)
        tell_done(self.admin, self.request, operation)
        return HttpResponseRedirect(reverse("admin:events_entity_change", args=[entity.pk]))

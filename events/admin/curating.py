"""What curators do with entities: merge, split, say of what kind many of them are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from events.curation import merge_entities, set_kind
from events.curation.previews import Preview, preview_entities
from events.models import Entity, Event, EventEntity, Operation

from .merging import Merging, tell_done
from .splitting import SplitView

NONE = "-"


class KindForm(ActionForm):
    """The action of a list, and the kind that one of them gives."""

    new_kind = forms.ChoiceField(
        label=_("Kind:"),
        required=False,
        choices=[("", "---------"), *Entity.Kind.choices, (NONE, _("none"))],
    )


class UseFilter(admin.SimpleListFilter):
    """Entities that events have, as tag or lead, public or not; and those that none has."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", _("unused")), ("some", _("in use"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        tagged = Exists(EventEntity.objects.filter(tag=OuterRef("pk")))
        led = Exists(Event.objects.filter(lead=OuterRef("pk")))
        if self.value() == "none":
            return queryset.filter(~tagged, ~led, event_count=0)
        return queryset.filter(tagged | led) if self.value() == "some" else queryset


class Curating(Merging):
    """Entities at the hands of curators."""

    change_form_template = "admin/events/curated/change_form.html"
    action_form = KindForm
    actions = ["merge", "give_kind"]
    picked = EventEntity._meta.get_field("tag")

    def preview(self, kept: Entity, others: Sequence[Entity]) -> Preview:
        return preview_entities(kept, others)

    def do_merge(
        self, kept: Entity, others: Sequence[Entity], request: HttpRequest, words: dict[str, str]
    ) -> Operation:
        return merge_entities(kept, others, request.user, words["comment"])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(SplitView.as_view(admin=self))
        return [path("<int:pk>/split/", view, name="events_entity_split"), *super().get_urls()]

    @admin.action(permissions=["curate"], description=_("Give the selected entities a kind"))
    def give_kind(self, request: HttpRequest, queryset: QuerySet) -> None:
        if not self.has_curate_permission(request):
            raise PermissionDenied
        kind = request.POST.get("new_kind")
        if kind not in {*Entity.Kind.values, NONE}:
            self.message_user(request, _("Choose a kind beside the action."), messages.ERROR)
            return
        if operation := set_kind(queryset, "" if kind == NONE else kind, request.user):
            tell_done(self, request, operation)
        else:
            self.message_user(request, _("All of them are of that kind."))

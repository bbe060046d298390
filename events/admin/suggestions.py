"""Pairs of entities that are probably one, for a curator to decide about."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from events.models import Suggestion

from .imports import RecordAdmin
from .merging import merge_address

WORDS = {
    "spelling": _("%d %% alike by letters"),
    "script": _("the same but for script, accents or signs"),
    "words": _("the same words"),
    "initials": _("initials of the other"),
    "alias": _("a spelling in common"),
    "neighbours": ngettext_lazy("%d neighbour in common", "%d neighbours in common"),
}
# Those that say how much of it there is.
COUNTED = {"spelling", "neighbours"}


class VerdictFilter(admin.SimpleListFilter):
    """Pairs that are waiting, unless those are asked for that are not to be suggested again."""

    title = _("verdict")
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("never", _("never again"))]

    def choices(self, changelist: Any) -> Any:
        every, *others = super().choices(changelist)
        return [every | {"display": _("waiting")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verdict=self.value() or "")


@admin.register(Suggestion)
class SuggestionAdmin(RecordAdmin):
    """Suggestions, the likeliest first."""

    list_display = ["score", "one", "other", "reasons", "decide"]
    list_display_links = None
    list_filter = [VerdictFilter]
    list_select_related = ["first", "second"]
    sortable_by: list[str] = []
    ordering = ["-score", "pk"]
    actions = ["never_again", "suggest_again"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_curate_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.curate")

    @admin.display(description=_("entity"))
    def one(self, obj: Suggestion) -> str:
        return self._entity(obj.first)

    @admin.display(description=_("other entity"))
    def other(self, obj: Suggestion) -> str:
        return self._entity(obj.second)

    def _entity(self, entity: Any) -> str:
        address = reverse("admin:events_entity_change", args=[entity.pk])
        text = '<a href="{}"><bdi>{}</bdi></a> · {}'
        return format_html(text, address, entity.name, entity.event_count)

    @admin.display(description=_("evidence"))
    def reasons(self, obj: Suggestion) -> str:
        found = [name for name in WORDS if name in obj.evidence]
        return " · ".join(
            str(WORDS[name] % obj.evidence[name] if name in COUNTED else WORDS[name])
            for name in found
        )

    @admin.display(description=_("merge"))
    def decide(self, obj: Suggestion) -> str:
        address = merge_address("entity", [obj.first_id, obj.second_id])
        return format_html('<a href="{}">{}</a>', address, _("Merge…"))

    @admin.action(permissions=["curate"], description=_("Never suggest the selected pairs again"))
    def never_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Suggestion.Verdict.NEVER)

    @admin.action(permissions=["curate"], description=_("Suggest the selected pairs again"))
    def suggest_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Suggestion.Verdict.WAITING)

    def _decide(self, request: HttpRequest, pairs: QuerySet, verdict: str) -> None:
        if not self.has_curate_permission(request):
            raise PermissionDenied
        rows = Suggestion.objects.filter(pk__in=list(pairs.values_list("pk", flat=True)))
        number = rows.update(verdict=verdict, decided_by=request.user, decided_at=timezone.now())
        text = ngettext("%d pair is decided.", "%d pairs are decided.", number)
        self.message_user(request, text % number, messages.SUCCESS)

"""The form of the search: its fields and the operators of its text mean the same, and combine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, Filter, FilterSet

from events.models import Event
from events.models.querysets import EventQuerySet
from events.search.asking import Question, read_question
from events.search.finding import BEST, NEWEST, Search
from events.search.naming import things_named
from events.search.questions import make_search

DATE_INPUT = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
UNKNOWN = {
    "entity": _("No entity is called this."),
    "source": _("No source is called this."),
}
ORDERS = [(BEST, _("best first")), (NEWEST, _("newest first"))]


class SearchForm(forms.Form):
    """What one may look for; it is cleaned to `search`."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("to", _("This day is before the first one."))
        question = read_question(cleaned.get("q") or "")
        fields = [(kind, name) for kind in UNKNOWN if (name := cleaned.get(kind))]
        ids = things_named([*fields, *question.names, *question.unwanted_names])
        for kind, name in fields:
            if not ids[kind, name]:
                self.add_error(kind, forms.ValidationError(UNKNOWN[kind], code="unknown"))
        question.names += fields
        question.between(first, last)
        return cleaned | {"search": make_search(question, ids, cleaned.get("order") or "")}


class EventFilter(FilterSet):
    """Public events; use it only if `is_valid()`: what is invalid filters nothing."""

    q = CharFilter(label=_("Text"), max_length=200)
    entity = CharFilter(label=_("Entity"), max_length=500)
    source = CharFilter(label=_("Source"), max_length=500)

    class Meta:
        model = Event
        form = SearchForm
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Add the two dates, of which one is named by a word of Python's own, and the order."""
        first = DateFilter("date", label=_("From"), **DATE_INPUT)
        last = DateFilter("date", label=_("To"), **DATE_INPUT)
        order = ChoiceFilter(label=_("Order"), choices=ORDERS, empty_label=None)
        return super().get_filters() | {"from": first, "to": last, "order": order}

    @property
    def search(self) -> Search | None:
        """The search that is asked for; None if the form has errors."""
        if not self.is_bound:
            return make_search(Question(), {})
        return self.form.cleaned_data["search"] if self.is_valid() else None

    def filter_queryset(self, queryset: EventQuerySet) -> EventQuerySet:
        """Keep the newest events that fit, as many as the search looks at."""
        if self.search is None or self.search.is_empty:
            return queryset
        return queryset.filter(search_entry__place__among=self.search.hits.places)

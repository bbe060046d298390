"""Finding events by text, entity, source and date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, DateFilter, Filter, FilterSet

from events.models import Entity, Event, EventEntity, Source
from events.models.querysets import EventQuerySet
from events.text import make_slug, spelling_key

MOST_WORDS = 12
DATE_INPUT = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class SearchForm(forms.Form):
    """What one may look for; names are cleaned to the ids of the rows they mean."""

    def clean_entity(self) -> list[int]:
        """Return the ids of the entities meant: a spelling may mean several."""
        name = self.cleaned_data["entity"]
        if not name:
            return []
        if not (found := entities_named(name)):
            raise forms.ValidationError(_("No entity is called this."), code="unknown")
        return found

    def clean_source(self) -> list[int]:
        """Return the id of the source meant."""
        name = self.cleaned_data["source"]
        if not name:
            return []
        if not (found := sources_named(name)):
            raise forms.ValidationError(_("No source is called this."), code="unknown")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("to", _("This day is before the first one."))
        return cleaned


class EventFilter(FilterSet):
    """Public events; use `qs` only if `is_valid()`: what is invalid filters nothing."""

    q = CharFilter(label=_("Text"), method="with_text", max_length=200)
    entity = CharFilter(label=_("Entity"), method="with_entity", max_length=500)
    source = CharFilter(label=_("Source"), method="with_source", max_length=500)

    class Meta:
        model = Event
        form = SearchForm
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Add the two dates; the name of one of them is a word of Python's own."""
        first = DateFilter("date", "gte", label=_("From"), **DATE_INPUT)
        last = DateFilter("date", "lte", label=_("To"), **DATE_INPUT)
        return super().get_filters() | {"from": first, "to": last}

    def with_text(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Keep the events that have each of the words in title, description or an entity's name."""
        for word in value.replace('"', " ").split()[:MOST_WORDS]:
            named = EventEntity.objects.filter(tag__name__icontains=word).values("content_object")
            events = events.filter(
                Q(title__icontains=word) | Q(description__icontains=word) | Q(pk__in=named)
            )
        return events

    def with_entity(self, events: EventQuerySet, name: str, value: list[int]) -> EventQuerySet:
        """Keep the events with one of these entities."""
        if len(value) == 1:
            return events.tagged(value[0])
        taggings = EventEntity.objects.filter(tag__in=value)
        return events.filter(pk__in=taggings.values("content_object"))

    def with_source(self, events: EventQuerySet, name: str, value: list[int]) -> EventQuerySet:
        """Keep the events that cite one of these sources."""
        return events.citing(value)


def entities_named(text: str) -> list[int]:
    """Return the ids of the entities called this."""
    spelt = Entity.objects.filter(aliases__key=spelling_key(text))
    return closest(named(Entity, text), slugged(Entity, text), spelt, loosely(Entity, text))


def sources_named(text: str) -> list[int]:
    """Return the ids of the sources called this."""
    return closest(named(Source, text), slugged(Source, text), loosely(Source, text))


def named(model: type[Model], text: str) -> QuerySet[Any]:
    return model._default_manager.filter(name=text)


def slugged(model: type[Model], text: str) -> QuerySet[Any]:
    return model._default_manager.filter(slug=text)


def loosely(model: type[Model], text: str) -> QuerySet[Any]:
    return slugged(model, make_slug(text))


def closest(*ways: QuerySet[Any]) -> list[int]:
    """Return the ids of the first of these sets that is not empty. One query."""
    numbered = [
        rows.order_by().annotate(way=Value(number)).values_list("way", "pk")
        for number, rows in enumerate(ways)
    ]
    found = sorted(numbered[0].union(*numbered[1:]))
    return [pk for way, pk in found if way == found[0][0]]

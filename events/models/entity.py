"""Entities and their other spellings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.models import TagBase

from events.text import make_slug, spelling_key, validate_one_line

from .addresses import AddressedModel, page_url
from .initials import Initial
from .protection import ProtectedModel, ProtectedQuerySet
from .settling import SettledModel, SettledQuerySet, renaming, written_in_bulk
from .spelling import InSmallLetters

if TYPE_CHECKING:
    from .querysets import EventQuerySet


class Entity(AddressedModel, ProtectedModel, TagBase):
    """A person, place, organisation, conflict, thing or topic that events are about."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        PLACE = "place", _("place")
        ORGANISATION = "organisation", _("organisation")
        CONFLICT = "conflict", _("conflict")
        THING = "thing", _("thing")
        TOPIC = "topic", _("topic")

    name = models.CharField(
        _("name"),
        max_length=500,
        unique=True,
        validators=[validate_one_line],
        help_text=_("No other entity's name; brackets tell it apart, as in Georgia (country)."),
    )
    label = models.CharField(
        _("label"),
        max_length=500,
        blank=True,
        validators=[validate_one_line],
        help_text=_("What readers see. Left empty, it is the name."),
    )
    slug = models.CharField(
        _("slug"),
        max_length=255,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of its address. Left empty, it is made from the name; "
            "when it changes, the old address leads to the new one."
        ),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("Shown at the top of its page; markdown.")
    )
    same_as = models.URLField(
        _("same as"),
        max_length=500,
        blank=True,
        help_text=_("A page that says what this is, such as a Wikidata item."),
    )
    event_count = models.PositiveIntegerField(
        _("events"), default=0, editable=False, help_text=_("Number of published events.")
    )

    initial = models.GeneratedField(
        expression=Initial("slug"),
        output_field=models.CharField(max_length=10),
        db_persist=True,
        help_text=_("Under which letter or script the index lists it."),
    )

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["", "person", "place", "organisation", "conflict", "thing", "topic"]
                ),
                name="entity_kind_valid",
            ),
        ]
        indexes = [
            # Serves the admin's list and picker: the most used first.
            models.Index(fields=["-event_count", "name"], name="entity_by_use"),
            # Serve the index by letter and by kind, and which of these there are.
            models.Index(fields=["initial", "-event_count", "name"], name="entity_by_initial"),
            models.Index(fields=["kind", "-event_count", "name"], name="entity_by_kind"),
            # Serve the names that stand in a text; most entities have no label of their own.
            models.Index(InSmallLetters("name"), name="entity_by_small_name"),
            models.Index(
                InSmallLetters("label"), condition=Q(label__gt=""), name="entity_by_small_label"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; its events are found by what it is called now."""
        same = Entity.objects.filter(pk=self.pk, name=self.name, label=self.label)
        called = self.pk and same.exists()
        with renaming(tagged_with([] if called else [self.pk])):
            super().save(*args, **kwargs)
            written_in_bulk(named=[] if called else [self.pk])

    def get_absolute_url(self) -> str:
        return page_url("entity", self.slug)

    def public_events(self) -> EventQuerySet:
        """Return the events that make it public itself: readers see no entity without one."""
        return apps.get_model("events", "Event").objects.published().tagged(self.pk)

    def slug_base(self) -> str:
        """Return the slug its name asks for."""
        return make_slug(self.name) or "entity"

    def usage(self) -> list[str]:
        """Say what uses this entity: a phrase for each kind of use, none if it is free."""
        tagged, led = self.taggings.count(), self.led_events.count()
        phrases = [
            (tagged, ngettext("%d event has it as tag", "%d events have it as tag", tagged)),
            (led, ngettext("%d event has it as lead", "%d events have it as lead", led)),
        ]
        return [phrase % number for number, phrase in phrases if number]


def tagged_with(entities: Iterable[int | None]) -> EventQuerySet:
    """Return the events, public or not, that have one of these entities (ids) as tag or lead."""
    entities = [pk for pk in entities if pk]
    events = apps.get_model("events", "Event").objects
    if not entities:
        return events.none()
    taggings = apps.get_model("events", "EventEntity").objects.filter(tag__in=entities)
    led = events.filter(lead__in=entities).order_by().values("pk")
    return events.filter(pk__in=taggings.values("content_object").union(led))


class AliasQuerySet(SettledQuerySet):
    """Other spellings of entities."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these spellings; no event is found by them any more."""
        entities = set(self.values_list("entity", flat=True))
        with renaming(tagged_with(entities), entities):
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Alias(SettledModel):
    """Another spelling of an entity; one spelling may mean several entities."""

    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("entity")
    )
    spelling = models.CharField(_("spelling"), max_length=500, validators=[validate_one_line])
    key = models.CharField(max_length=500, editable=False)

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["spelling"]
        constraints = [
            # Serves "which entities does this spelling mean".
            models.UniqueConstraint(fields=["key", "entity"], name="alias_once_per_entity"),
        ]

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key that its spelling has; its entity's events are found by it."""
        self.key = spelling_key(self.spelling)
        stored = Alias.objects.filter(pk=self.pk).values_list("entity", flat=True)
        entities = {*stored, self.entity_id}
        with renaming(tagged_with(entities), entities):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the spelling; no event is found by it any more."""
        with renaming(tagged_with([self.entity_id]), [self.entity_id]):
            return super().delete(*args, **kwargs)

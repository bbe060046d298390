"""Rules about many rows: what is public, what a list shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from .archive import leave_keys
from .settling import settled

if TYPE_CHECKING:
    from .event import Event


class EventQuerySet(models.QuerySet):
    """Events; `published()` is the only place that knows what is public."""

    def published(self) -> EventQuerySet:
        """Keep the public events: published, and their publish time reached."""
        now = timezone.now()
        return self.filter(status="published").filter(
            Q(publish_at__isnull=True) | Q(publish_at__lte=now)
        )

    def scheduled(self) -> EventQuerySet:
        """Keep the published events whose publish time is still to come."""
        return self.filter(status="published", publish_at__gt=timezone.now())

    def on_day(self, date: datetime.date) -> EventQuerySet:
        """Keep the events of one date, in their order."""
        return self.filter(date=date).order_by("position", "pk")

    def tagged(self, entity: int, *others: int) -> EventQuerySet:
        """Keep published events with the entity of this id, and let them carry their `day`.

        Ordered by that, they come out of the index of the taggings, however many there are.
        others: entities they must have as well; each is looked up by event, so the first one
        had better be the rarest.
        """
        events = self.filter(taggings__tag=entity, taggings__day__isnull=False)
        taggings = apps.get_model("events", "EventEntity").objects
        for other in others:
            events = events.filter(
                Exists(taggings.filter(content_object=OuterRef("pk"), tag=other))
            )
        return events.annotate(day=F("taggings__day"))

    def citing(self, sources: Iterable[int]) -> EventQuerySet:
        """Keep the events that cite one of the sources with these ids."""
        citations = apps.get_model("events", "Citation").objects.filter(source__in=sources)
        return self.filter(pk__in=citations.values("event"))

    def newest_first(self) -> EventQuerySet:
        """Order by date, newest first, and within a day by position."""
        return self.order_by("-date", "position", "pk")

    def before(self, event: Event) -> EventQuerySet:
        """Keep what happened before an event, the nearest first."""
        day = Q(position__lt=event.position) | Q(position=event.position, pk__lt=event.pk)
        # The first condition says nothing new, but lets a database begin at the right place.
        events = self.filter(Q(date__lt=event.date) | day, date__lte=event.date)
        return events.order_by("-date", "-position", "-pk")

    def after(self, event: Event) -> EventQuerySet:
        """Keep what happened after an event, the nearest first."""
        day = Q(position__gt=event.position) | Q(position=event.position, pk__gt=event.pk)
        events = self.filter(Q(date__gt=event.date) | day, date__gte=event.date)
        return events.order_by("date", "position", "pk")

    def for_cards(self) -> EventQuerySet:
        """Bring what a line of a list prints, in two queries however long the list is."""
        return self.select_related("lead").defer("imported").prefetch_related("entities")

    def briefly(self) -> EventQuerySet:
        """Bring what names an event and its lead, in one query."""
        return self.select_related("lead").defer("description", "imported")

    def for_page(self) -> EventQuerySet:
        """Bring what an event's own page prints of itself, entities aside, in two queries.

        Whether it was ever changed is brought, too; what changed costs more (`public_changes`).
        """
        citations = apps.get_model("events", "Citation").objects.select_related("source", "picture")
        changes = apps.get_model("events", "Change").objects.filter(event=OuterRef("pk"))
        events = self.select_related("lead").annotate(has_changed=Exists(changes))
        return events.prefetch_related(Prefetch("citations", citations))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these events and keep the entities' stored counts exact."""
        mine = self.model.objects.filter(pk__in=self.order_by().values("pk"))
        mine = list(mine.only("pk", "origin", "short_id"))
        with settled(*mine):
            leave_keys(mine)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

"""Rules about many rows: what is public, what a list shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from .archive import leave_keys
from .history import readers_changes
from .settling import settled


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

    def tagged(self, entity: int) -> EventQuerySet:
        """Keep published events with the entity of this id, and let them carry their `day`.

        Ordered by that, they come out of the index of the taggings, however many there are.
        """
        taggings = self.filter(taggings__tag=entity, taggings__day__isnull=False)
        return taggings.annotate(day=F("taggings__day"))

    def citing(self, sources: Iterable[int]) -> EventQuerySet:
        """Keep the events that cite one of the sources with these ids."""
        citations = apps.get_model("events", "Citation").objects.filter(source__in=sources)
        return self.filter(pk__in=citations.values("event"))

    def newest_first(self) -> EventQuerySet:
        """Order by date, newest first, and within a day by position."""
        return self.order_by("-date", "position", "pk")

    def for_cards(self) -> EventQuerySet:
        """Bring what a line of a list prints, in two queries however long the list is."""
        return self.select_related("lead").prefetch_related("entities")

    def briefly(self) -> EventQuerySet:
        """Bring what names an event and its lead, in one query."""
        return self.select_related("lead").defer("description", "imported")

    def for_page(self) -> EventQuerySet:
        """Bring what an event's own page prints besides its panel, in five queries."""
        citations = apps.get_model("events", "Citation").objects.select_related("picture")
        around = Prefetch("citations", citations), "citations__source", readers_changes()
        return self.for_cards().prefetch_related(*around)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these events and keep the entities' stored counts exact."""
        mine = self.model.objects.filter(pk__in=self.order_by().values("pk"))
        mine = list(mine.only("pk", "origin", "short_id"))
        with settled(*mine):
            leave_keys(mine)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

"""What stands beside an event: its panel, its day, and what its lead did before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from events.models import Event
from events.models.querysets import EventQuerySet
from events.related import RelatedEvent, Weights, panel

SAME_DAY = 8
OF_LEAD = 3

IN_TIME = attrgetter("date", "position", "pk")


@dataclass
class Beside:
    """The events beside one event, all brought by one query besides the ranking of the panel.

    same_day: the first ones of its date. earlier, later: the nearest of the same lead, in the
    order of time.
    """

    event: Event
    weights: Weights
    panel: list[RelatedEvent] = field(default_factory=list)
    same_day: list[Event] = field(default_factory=list)
    earlier: list[Event] = field(default_factory=list)
    later: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.panel = self.find_panel()

    def find_panel(self) -> list[RelatedEvent]:
        """Return the panel; what it fetches brings the rest."""
        return panel(self.event, weights=self.weights, fetch=self.fetch)

    def fetch(self, ids: Iterable[int]) -> dict[int, Event]:
        """Return the public events with these ids, and sort out what else came with them."""
        wanted = Event.objects.filter(pk__in=ids).union(*self.near(), all=True)
        found = Event.objects.published().defer("description", "imported")
        events = {event.pk: event for event in found.filter(pk__in=wanted.values("pk"))}
        self.sort_out(sorted(events.values(), key=IN_TIME))
        return events

    def sort_out(self, others: list[Event]) -> None:
        """Keep what belongs to the day and to the lead; more than those may be among them."""
        event, lead = self.event, self.event.lead_id
        self.same_day = [other for other in others if other.date == event.date][:SAME_DAY]
        of_lead = [other for other in others if lead and other.lead_id == lead]
        self.earlier = [other for other in of_lead if IN_TIME(other) < IN_TIME(event)][-OF_LEAD:]
        self.later = [other for other in of_lead if IN_TIME(other) > IN_TIME(event)][:OF_LEAD]

    def near(self) -> list[EventQuerySet]:
        """Return sets of events that hold the nearest ones by day and by lead."""
        public = Event.objects.published().exclude(pk=self.event.pk)
        sets = [public.on_day(self.event.date)[:SAME_DAY]]
        if self.event.lead_id:
            mine = public.filter(lead=self.event.lead_id)
            sets += [mine.before(self.event)[:OF_LEAD], mine.after(self.event)[:OF_LEAD]]
        # A part of a union may not be cut itself on SQLite, but what it asks for may.
        return [Event.objects.filter(pk__in=some.values("pk")) for some in sets]

"""Free slugs and positions for new events, beside those that their days have already."""

from __future__ import annotations

import datetime
from collections import defaultdict

from events.bulk import look_up
from events.models import Event
from events.text import free_slug

from .identity import short_id_of
from .records import Known


class Places:
    """The slugs and positions taken on the days of some new events."""

    def __init__(self, new: list[Known]) -> None:
        self._taken: dict[datetime.date, set[str]] = defaultdict(set)
        self._last: dict[datetime.date, int] = defaultdict(int)
        days = {known.date for known in new}
        stored = look_up(Event.objects.all(), "date", days, "date", "slug", "position")
        for date, slug, position in stored:
            self._taken[date].add(slug)
            self._last[date] = max(self._last[date], position)
        for known in new:
            self._last[known.date] = max(self._last[known.date], known.position or 0)

    def slug(self, known: Known) -> str:
        """Return the event's own slug, or one near it, and take it."""
        taken = self._taken[known.date]
        slug = free_slug(known.slug or short_id_of(known), taken)
        taken.add(slug)
        return slug

    def position(self, known: Known) -> int:
        """Return the event's own position, or the next after all others of its day."""
        if known.position:
            return known.position
        self._last[known.date] += 1
        return self._last[known.date]

"""Free slugs and positions for new events, beside those that their days have already."""

from __future__ import annotations

import datetime
from collections import defaultdict

from events.bulk import look_up
from events.models import Event
from events.text import free_slug, new_short_id

from .identity import short_id_for
from .records import Known


class Places:
    """The slugs and positions taken on the days of some new events."""

    def __init__(self, new: list[Known]) -> None:
        self._ids: set[str] = set()
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
        own = known.extra.get("slug") or known.slug
        slug = free_slug(own or short_id_for(known.date, known.title), taken)
        taken.add(slug)
        return slug

    def short_id(self, known: Known) -> str:
        """Return the id that the event's file gives, or the one made from date and title.

        Should two files give the same one, the second event gets another.
        """
        own = short_id_for(known.date, known.title)
        wanted = known.extra.get("id") or own
        short_id = next(some for some in (wanted, own, new_short_id()) if some not in self._ids)
        self._ids.add(short_id)
        return short_id

    def position(self, known: Known) -> int:
        """Return the event's own position, or the next after all others of its day."""
        if known.position:
            return known.position
        self._last[known.date] += 1
        return self._last[known.date]

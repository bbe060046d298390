"""Pins and hides in panels, as the files of events tell them."""

from __future__ import annotations

from events.bulk import look_up
from events.models import Event, Placement

from .grammar import link_target
from .records import Address, Known
from .report import ImportReport
from .rows import Tie


def write_placements(ties: dict[Known, Tie], report: ImportReport) -> None:
    """Write the placements of new events; what names no event here is reported."""
    told = [
        (known, tie.pk, kind, link)
        for known, tie in ties.items()
        if tie.is_new
        for place in known.extra.get("panel", ())
        for kind, link in place.items()
    ]
    pks = _events({target for *_rest, link in told if (target := link_target(link))})
    rows: dict[tuple[int, int], Placement] = {}
    for known, pk, kind, link in told:
        other = pks.get(link_target(link))
        if other in {None, pk}:
            report.doubts.append((f"{known.date}: {kind} of {link}", "no other event here"))
        else:
            rows[pk, other] = Placement(event_id=pk, other_id=other, kind=kind)
    Placement.objects.bulk_create(rows.values())


def _events(addresses: set[Address]) -> dict[Address | None, int]:
    """Return the ids of events by date and slug."""
    days = {date for date, _slug in addresses}
    rows = look_up(Event.objects.all(), "date", days, "date", "slug", "pk")
    return {(date, slug): pk for date, slug, pk in rows}

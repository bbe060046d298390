"""How good the panels of real archives are, beside the Related lists those archives came with.

    python -m benchmarks.panel_quality                  # the archives of LEGACY_ARCHIVES
    python -m benchmarks.panel_quality --keep PATH ...

Each archive is imported into the empty database of DATABASE_URL and deleted again, or found there
as an earlier run with --keep left it. All panels of all its public events are computed, with the
bounds as they are and with none, and held against the exact ranking of all pairs of events: some
minutes. A list is an event's panel, or what its file says of related events; a place is one line
of it.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.core.management import call_command

from benchmarks.exact_panels import ExactPanels
from benchmarks.import_legacy import ARCHIVES, NAMES, empty_tables
from benchmarks.related_tables import table
from events.legacy.importer import import_archive
from events.models import Event, RelatedLine
from events.ranking import Bounds
from events.related import BOUNDS, MILLION, PANEL_SIZE, RelatedEvent, panels

FREQUENT = 10
LEFT_OUT = f"lists that leave out an event with a higher score, windows of {BOUNDS.window}"
LEFT_OUT_UNBOUNDED = "the same, windows without bounds"
UNTRUE = "scores that are not the exact ones"
FREQUENT_ALONE = f"places that rest on one of the {FREQUENT} most frequent entities alone"
NEVER = "events in no list"
TARGETS = {
    LEFT_OUT: "<= 0.1 %",
    LEFT_OUT_UNBOUNDED: "0",
    UNTRUE: "0",
    FREQUENT_ALONE: "< 5 %",
    NEVER: "fewer than Related lists",
}
UNBOUNDED = Bounds(window=10**9, finalists=10**9)
# So many millionths of a millionth may a score lose on its way through a float.
TOLERANCE = 10


class Place(NamedTuple):
    """A line of a list: an event, the name of what alone it rests on or '', its score if known."""

    event: int
    alone: str
    score: int = 0


Lists = dict[int, list[Place]]  # by event
Cells = dict[str, str]  # by figure


@dataclass
class Wrong:
    """Of the panels that were checked: those that leave out a better place, and untrue scores."""

    panels: int = 0
    left_out: int = 0
    untrue: int = 0

    def check(self, places: list[Place], scores: dict[int, int]) -> None:
        """Count what is wrong with a panel; `scores` has all who may be in it."""
        shown = {place.event for place in places}
        full = len(places) == PANEL_SIZE
        least = min((scores.get(other, 0) for other in shown), default=0) if full else 0
        self.panels += 1
        self.left_out += any(score > least for pk, score in scores.items() if pk not in shown)
        self.untrue += sum(
            abs(scores.get(place.event, 0) - place.score) > TOLERANCE for place in places
        )


def main(arguments: list[str] | None = None) -> None:
    """Print a table with two columns for each archive that is there."""
    options = parse(arguments)
    call_command("migrate", verbosity=0)
    columns: dict[str, Cells] = {}
    for number, path in enumerate(options.paths, start=1):
        if not path.exists():
            print(f"panel quality of {path.name}: left out, it is not there")
            continue
        imported = bring(path)
        name = path.name.split(".")[0]
        columns[f"{name}, panels"], columns[f"{name}, Related lists"] = measure()
        if imported and (number < len(options.paths) or not options.keep):
            empty_tables()
    print(*quality_table(columns), sep="\n")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How good the panels of real archives are.")
    default = [ARCHIVES / name for name in NAMES]
    parser.add_argument("paths", nargs="*", type=Path, default=default, metavar="PATH")
    parser.add_argument("--keep", action="store_true", help="leave the last archive in place")
    return parser.parse_args(arguments)


def bring(path: Path) -> bool:
    """Import the archive, unless the database holds just that; return whether it was imported.

    Raises:
        SystemExit: if it holds anything else, with a sentence.
    """
    held = Event.objects.count()
    report = import_archive(path, dry_run=bool(held))
    if held and report.events["unchanged"] != held:
        sys.exit(f"The database holds other events than {path.name}: name another database.")
    return not held


# --- Lists


def computed_lists(bounds: Bounds = BOUNDS) -> Lists:
    """Return the panels of all public events."""
    computed = panels(Event.objects.published().order_by("pk").iterator(), bounds=bounds)
    return {event.pk: [_place(place) for place in some] for event, some in computed}


def _place(place: RelatedEvent) -> Place:
    alone = place.context[0].name if len(place.context) == 1 else ""
    return Place(place.event.pk, alone, round(place.score * MILLION**2))


def imported_lists() -> Lists:
    """Return what the files of public events say; of lines to events that are not public, none."""
    public = Event.objects.published()
    lines = RelatedLine.objects.filter(file__event__in=public, target__in=public)
    lists: Lists = {}
    for event, other, context in lines.order_by("pk").values_list(
        "file__event", "target", "context"
    ):
        lists.setdefault(event, []).append(Place(other, context))
    return lists


# --- Figures


def measure() -> tuple[Cells, Cells]:
    """Return the figures of the panels and of the imported lists."""
    exact = ExactPanels()
    bounded, unbounded = computed_lists(), computed_lists(UNBOUNDED)
    wrong, wrong_unbounded = Wrong(), Wrong()
    for event in exact.days:
        scores = exact.scores(event)
        wrong.check(bounded[event], scores)
        wrong_unbounded.check(unbounded[event], scores)
    cells = {
        LEFT_OUT: share(wrong.left_out, wrong.panels),
        LEFT_OUT_UNBOUNDED: share(wrong_unbounded.left_out, wrong.panels),
        UNTRUE: f"{wrong.untrue + wrong_unbounded.untrue:,}",
    }
    return figures(exact, bounded) | cells, figures(exact, imported_lists())


def figures(exact: ExactPanels, lists: Lists) -> Cells:
    """Return what can be said of panels and of imported lists alike."""
    places = [place for some in lists.values() for place in some]
    frequent, names = exact.frequent(FREQUENT), {*exact.names.values()}
    sharing = [event for event in exact.days if exact.shares(event)]
    empty = sum(not lists.get(event) for event in sharing)
    return {
        "public events": f"{len(exact.days):,}",
        "those that share an entity with another": f"{len(sharing):,}",
        "places in all lists": f"{len(places):,}",
        FREQUENT_ALONE: share(sum(place.alone in frequent for place in places), len(places)),
        "places that rest on any one alone": share(
            sum(place.alone in names for place in places), len(places)
        ),
        NEVER: f"{len(exact.days.keys() - {place.event for place in places}):,}",
        "empty lists of events that share an entity": f"{empty:,}",
    }


def share(part: int, whole: int) -> str:
    """Return a share in per cent, and the number it is made of."""
    return f"{100 * part / max(whole, 1):.2f} % ({part:,})"


def quality_table(columns: dict[str, Cells]) -> list[str]:
    """Return the lines of a table: a row for each figure, with its target."""
    names = dict.fromkeys(figure for cells in columns.values() for figure in cells)
    rows = [
        [figure, TARGETS.get(figure, ""), *(cells.get(figure, "") for cells in columns.values())]
        for figure in names
    ]
    return table(["", "target", *columns], rows)


if __name__ == "__main__":
    main()

"""Copy the pictures that citations name."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from events.copying import (
    PAUSE,
    CopyReport,
    Pace,
    Wanted,
    copy_picture,
    in_turn,
    link_known,
    tidy,
    wanted_pictures,
    without_lost,
)
from events.fetching import Policy
from events.legacy.report import plain
from events.pictures import LARGEST_FILE

from .export_legacy import date
from .import_legacy import positive

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Copies the pictures that citations of public events name, so that readers see them here. "
        "End it at any time: the next run goes on. What failed for good is not asked for again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=positive, help="copy at most so many pictures")
        parser.add_argument(
            "--since", type=date, metavar="DATE", help="only of events from YYYY-MM-DD on"
        )
        parser.add_argument(
            "--pause",
            type=float,
            default=PAUSE,
            metavar="SECONDS",
            help="leave a host alone between two of its pictures (default: 1)",
        )
        parser.add_argument(
            "--retry", action="store_true", help="ask again for what was given up before"
        )
        parser.add_argument(
            "--tidy", action="store_true", help="also delete pictures that no citation shows"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = CopyReport()
        try:
            self.copy(report, options)
            tidied = tidy() if options["tidy"] else 0
        except KeyboardInterrupt:
            self.say(report, options)
            raise CommandError("Stopped; the next run goes on.", returncode=130) from None
        except (Error, OSError) as error:
            self.say(report, options)
            raise CommandError(f"{error}. What was copied is kept.", returncode=2) from error
        self.say(report, options)
        if options["tidy"] and options["verbosity"] > 0:
            self.stdout.write(f"{tidied:,} files deleted that nothing showed")

    def copy(self, report: CopyReport, options: dict[str, Any]) -> None:
        """Copy what is wanted and not here yet."""
        wanted = wanted_pictures(options["since"])
        missing = link_known(wanted)
        report.counts["known"] = len(wanted) - len(missing)
        due = missing if options["retry"] else without_lost(missing)
        report.counts["given up before"] = len(missing) - len(due)
        policy = make_policy()
        now = due[: options["limit"]]
        report.counts["left"] = len(due) - len(now)
        for one in self.shown(in_turn(now, Pace(options["pause"])), len(now), options):
            copy_picture(one, policy, report)

    def shown(
        self, wanted: Iterable[Wanted], number: int, options: dict[str, Any]
    ) -> Iterable[Wanted]:
        """Show on a terminal how far it has come."""
        quiet = options["verbosity"] == 0 or not sys.stderr.isatty()
        return tqdm(wanted, "pictures", number, unit="", leave=False, disable=quiet)

    def say(self, report: CopyReport, options: dict[str, Any]) -> None:
        """Print why what failed, and the counts."""
        if options["verbosity"] > 0:
            for line in lines(report, detailed=options["verbosity"] > 1):
                self.stdout.write(plain(line))


def make_policy() -> Policy:
    """Return what a fetch of this site may do."""
    agent = f"newsroom ({settings.SITE_NAME}; keeps copies of the pictures it cites)"
    return Policy(agent.encode("ascii", "replace").decode(), LARGEST_FILE)


def lines(report: CopyReport, *, detailed: bool = False) -> list[str]:
    """Return what to say of a run; `detailed` names every failure."""
    failures = [f"{one.event}: {one.address}: {reason}" for one, reason in report.failures]
    shown = failures if detailed else failures[:SHOWN]
    more = len(failures) - len(shown)
    names = ("copied", "known", "failed", "given up before", "left")
    return [
        *shown,
        *([f"... and {more:,} more; --verbosity 2 names them"] if more else []),
        "pictures: " + ", ".join(f"{report.counts[name]:,} {name}" for name in names),
    ]

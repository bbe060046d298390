"""Check that what is stored agrees with the rows."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from events.integrity import CHECKS, Check
from events.legacy.report import plain
from events.models.counts import renew_generation

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Checks that what is stored (days, counts, addresses, keys) agrees with the events. "
        "With --repair, corrects what bulk and raw writes have left behind. "
        "Exit status: 0 all exact, 1 differences are left, 2 the database could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="correct what is wrong, then check again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        repair = options["repair"]
        try:
            wrong = self.run_checks(repair=repair)
            if repair:
                renew_generation()  # what was written past all doors is news, too
            if wrong and repair:
                self.say("Checked again:")
                wrong = self.run_checks()
        except DatabaseError as error:
            sentence = (
                f"The database refused: {error}. "
                "If a table is missing, run `manage.py migrate` first."
            )
            raise CommandError(sentence, returncode=2) from error
        if wrong:
            raise CommandError(summary(wrong, repaired=repair))

    def run_checks(self, *, repair: bool = False) -> dict[Check, int]:
        """Run all checks, each followed by its repair if wanted; return those that found some."""
        found = {check: self.run_check(check, repair=repair) for check in CHECKS}
        return {check: number for check, number in found.items() if number}

    def run_check(self, check: Check, *, repair: bool) -> int:
        """Run a check, and its repair if wanted; return how many differences it found."""
        self.say(f"{check.name}:", ending="")
        number = self.list_differences(check.find())
        if not number:
            self.say(" exact")
        elif not check.repair:
            self.say(f"  {differences(number)}: an editor has to decide")
        elif not repair:
            self.say(f"  {differences(number)}: --repair corrects them")
        else:
            self.say(f"  {differences(number)}: {check.run_repair():,} corrected")
        return number

    def list_differences(self, sentences: Iterable[str]) -> int:
        """Print the first sentences, or all if that is wanted; return how many there are."""
        number = 0
        for number, sentence in enumerate(sentences, start=1):
            if number == 1:
                self.say()
            if number <= SHOWN or self.verbosity > 1:
                self.say(f"  {plain(sentence)}")
        if number > SHOWN and self.verbosity < 2:
            self.say(f"  ... and {number - SHOWN:,} more")
        return number

    def say(self, text: str = "", ending: str = "\n") -> None:
        """Print at once: a check of a large archive takes its time."""
        if self.verbosity > 0:
            self.stdout.write(text, ending=ending)
            self.stdout.flush()


def summary(wrong: dict[Check, int], *, repaired: bool) -> str:
    """Return how much is wrong, and what to do about it."""
    number = differences(sum(wrong.values()))
    if repaired:
        return f"{number} left: an editor has to decide, as the lines above say."
    if any(check.repair for check in wrong):
        return f"{number}. Run `manage.py check_archive --repair` to correct what it can."
    return f"{number}: an editor has to decide, as the lines above say."


def differences(number: int) -> str:
    return f"{number:,} difference" if number == 1 else f"{number:,} differences"

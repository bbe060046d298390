"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction


@dataclass(frozen=True, slots=True)
class Check:
    """A rule about what is stored, and how to make it hold again.

    find: yields a sentence for each difference; it may have to yield millions, so it reads as it
    goes. repair: makes the rule hold and returns how many rows it changed; None if an editor has
    to decide, and then each sentence says what to do.
    """

    name: str
    find: Callable[[], Iterable[str]]
    repair: Callable[[], int] | None = None

    def run_repair(self) -> int:
        """Repair in one transaction, and return how many rows that changed."""
        if self.repair is None:
            return 0
        with transaction.atomic():
            return self.repair()

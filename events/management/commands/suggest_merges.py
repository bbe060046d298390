"""Compute which entities are probably one."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from events.curation.suggesting import suggest


class Command(BaseCommand):
    help = "Compute which entities are probably one, for curators to decide in the admin."

    def handle(self, *args: Any, **options: Any) -> None:
        number = suggest()
        text = ngettext("%s pair is suggested.", "%s pairs are suggested.", number)
        self.stdout.write(text % f"{number:,}")

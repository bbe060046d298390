"""Whether a page is still what a reader has: one validator for all of them.

An edited event enters the panels of others, and a renamed entity stands on thousands of pages; so
every page is news as soon as anything public is. The validator changes with each public write, with
each publish time that is reached, at midnight, with the deployed files and settings, and it differs
by address, language and format. It costs one query, whatever the page would.
"""

from __future__ import annotations

import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import get_language

from events.models import Event, Tally

# What of the settings readers see.
SHOWN = (
    "SITE_NAME",
    "SITE_TAGLINE",
    "SITE_LICENCE",
    "SITE_LICENCE_URL",
    "SITE_ATTRIBUTION",
    "EDITIONS",
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "REMOTE_IMAGES",
    "CARD_FONTS",
    "EDITIONS",
)
DEPLOYED = ("events", "newsroom", "templates", "static", "locale", "requirements.txt")


Generation = tuple[int, datetime.datetime | None]


def validator(generation: Generation, url: str, format: str) -> str:
    """Return the entity tag of a page: its absolute address, and the format it answers in."""
    shown = [getattr(settings, name, "") for name in SHOWN]
    facts = (deployed(), shown, generation, timezone.localdate(), get_language(), url, format)
    return f'W/"{digest(repr(facts).encode())}"'


def read_generation() -> Generation:
    """Return the generation of the site, and the newest publish time reached. One query.

    Read it before a page is made: what is written meanwhile then makes that stale.
    """
    due = Event.objects.published().filter(publish_at__isnull=False).order_by("-publish_at")
    tally = Tally.objects.filter(name=Tally.Name.GENERATION)
    found = tally.values_list("number", Subquery(due.values("publish_at")[:1])).first()
    return found or (0, None)


@cache
def deployed() -> str:
    """Return what names the files that are running here: read once in a process."""
    found, base = blake2b(digest_size=12), Path(settings.BASE_DIR)
    for path in sorted(_files(base)):
        found.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _files(base: Path) -> list[Path]:
    """Return the files that make pages what they are."""
    roots = [base / name for name in DEPLOYED]
    inside = [path for root in roots for path in root.rglob("*") if "__pycache__" not in path.parts]
    return [path for path in (*roots, *inside) if path.is_file()]


def digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()

"""The events application."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.db import connection
from django.db.migrations import Migration
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from .among import register


class EventsConfig(AppConfig):
    """Events, their sources and entities, and everything that shows or edits them."""

    name = "events"
    verbose_name = _("Chronicle")

    def ready(self) -> None:
        register()
        post_migrate.connect(fill_search, sender=self)
        post_migrate.connect(analyze, sender=self)
        post_migrate.connect(fill_groups, sender=self)


def fill_search(**_signal: Any) -> None:
    """Fill the searches of an archive of before there were any, once all tables are up to date."""
    from .models.search import SearchEntry, rebuild
    from .models.words import EntityWord, rebuild_words

    if apps.get_model("events", "Event").objects.exists() and not SearchEntry.objects.exists():
        rebuild()
    if apps.get_model("events", "Entity").objects.exists() and not EntityWord.objects.exists():
        rebuild_words()


def analyze(plan: Sequence[tuple[Migration, bool]] = (), **_signal: Any) -> None:
    """Let SQLite look at its tables after a migration of ours; `flush` tells of none.

    It makes most changes of a table by making the table anew, and forgets what it knew of its
    rows; without that its plans of panels and searches are slow ones.
    """
    ours = any(migration.app_label == EventsConfig.name for migration, _backwards in plan)
    if ours and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def fill_groups(**signal: Any) -> None:
    """Make the groups of the desk: the permissions of all tables are known by now."""
    from .desk.roles import make_groups

    make_groups(**signal)

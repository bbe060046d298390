"""The events application."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    """Events, their sources and entities, and everything that shows or edits them."""

    name = "events"
    verbose_name = "Chronicle"

    def ready(self) -> None:
        post_migrate.connect(fill_search, sender=self)


def fill_search(**_signal: Any) -> None:
    """Fill the search of an archive of before there was one, once its tables are up to date."""
    from .models.search import SearchEntry, rebuild

    if apps.get_model("events", "Event").objects.exists() and not SearchEntry.objects.exists():
        rebuild()

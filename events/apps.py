"""The events application."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events, their sources and entities, and everything that shows or edits them."""

    name = "events"
    verbose_name = "Chronicle"

"""What stands in the database: every row as it is, or what the rows say whatever their ids."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model

from events.models import (
    Entity,
    Event,
    EventFile,
    ImportKey,
    ImportLine,
    ImportRun,
    ListPage,
    Page,
    Picture,
    Redirect,
    SearchEntry,
    SearchText,
    Source,
    Tally,
)

TIMES_AND_COUNTERS = {"id", "created_at", "updated_at", "changed_at", "version", "run"}
GENERATION = Tally.Name.GENERATION

RUNS = {ImportRun, ImportLine}
# Made of the events, and named by their ids; `check_archive` compares it with them.
INDEX = {SearchEntry, SearchText}


def all_rows() -> dict[str, list[tuple]]:
    """Every row of every table."""
    return rows_of(apps.get_models(include_auto_created=True))


def rows_but_runs() -> dict[str, list[tuple]]:
    """Every row of every table but those in which an import says what it did, and that it was."""
    models = [model for model in apps.get_models(include_auto_created=True) if model not in RUNS]
    rows = rows_of(models)
    tallies = rows[Tally._meta.label]
    return rows | {Tally._meta.label: [row for row in tallies if row[0] != GENERATION]}


def rows_of(models: Iterable[type[Model]]) -> dict[str, list[tuple]]:
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in models
    }


def content(*without: str) -> dict[str, list[dict[str, Any]]]:
    """What the rows of the chronicle say: a row is named by what it is, not by its id.

    Which import brought a row, and what imports said, is no part of that.
    """
    skipped = TIMES_AND_COUNTERS | set(without)
    return {
        model.__name__: sorted(
            (
                {
                    field.name: _said(getattr(row, field.name))
                    for field in model._meta.concrete_fields
                    if field.name not in skipped
                }
                for row in model._base_manager.all()
                if row.pk != GENERATION
            ),
            key=repr,
        )
        for model in apps.get_app_config("events").get_models()
        if model not in RUNS | INDEX
    }


def _said(value: Any) -> Any:
    if isinstance(value, Event):
        return f"{value.date} {value.slug}"
    if isinstance(value, Entity | Source):
        return value.name
    if isinstance(value, Picture):
        return value.digest
    if isinstance(value, EventFile | ListPage):
        return value.path
    return value.pk if isinstance(value, Model) else value


def names_of(title: str) -> list[str]:
    """The entities of the event with this title, ignoring outer spaces."""
    [event] = [event for event in Event.objects.all() if event.headline == title]
    return sorted(event.entities.values_list("name", flat=True))


def titles() -> list[str]:
    """The titles of all events, by day and place."""
    return list(Event.objects.order_by("date", "position", "pk").values_list("title", flat=True))


def slugs() -> dict[str, str]:
    """The slug of each event by its title."""
    return dict(Event.objects.values_list("title", "slug"))


def clear() -> None:
    """Empty the tables of the chronicle, so that nothing is known from before."""
    for model in (Event, ImportKey, ListPage, Page, Redirect, Entity, Source, Picture):
        model.objects.all().delete()

"""Keeping what unchanged files print, when the archive changes the event they leave it to.

A NULL in a row of a file says "as the event has it". So before an import gives an event another
title, the rows of files that are not changed with it get the old one in words.
"""

from __future__ import annotations

from django.db.models import QuerySet

from events.models import Event, ListLine

from .records import news_path


def keep_printed(event: Event, name: str, value: object) -> None:
    """Write a field's value into every row that has left it to the event until now."""
    if name == "slug":
        _keep_paths(event, event.named_in.filter(path=None), "file__form__zh")
        _keep_paths(event, event.list_lines.filter(path=None), "page__form__zh")
        return
    described = event.list_lines.filter(second=ListLine.Second.DESCRIPTION)
    rows: dict[str, list[tuple[QuerySet, str]]] = {
        "title": [(event.named_in, "title"), (event.list_lines, "title"), (event.files, "title")],
        "description": [(described, "text"), (event.files, "description")],
        "lead": [(event.files, "lead")],
        "citations": [(event.files, "citations")],
    }
    for queryset, column in rows.get(name, []):
        queryset.filter(**{f"{column}__isnull": True}).update(**{column: value})


def _keep_paths(event: Event, lines: QuerySet, prefixed: str) -> None:
    """Write an event's path into lines that link to it, with or without /zh as their file has."""
    path = news_path(event.date, event.slug)
    lines.filter(**{prefixed: True}).update(path=f"/zh/{path}")
    lines.update(path=f"/{path}")

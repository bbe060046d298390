"""What is asked by the fields of the form and by the operators in its text, put together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from .asking import Question
from .documents import DAY_SHIFT, ENTITY, SOURCE
from .engines.asked import EARLIEST, LATEST, Phrase, Query
from .finding import Search
from .naming import Name

SIGNS = {"entity": ENTITY, "source": SOURCE}
Ids = Mapping[Name, list[int]]


def make_search(question: Question, ids: Ids, order: str = "") -> Search:
    """Return the search that a question asks for.

    ids: of all that it names (see `things_named`); hints say where a name means nothing.
    """
    for kind, name in dict.fromkeys([*question.names, *question.unwanted_names]):
        if not ids[kind, name]:
            question.hint(unknown(kind) % name)
    if question.is_empty:
        return Search(question, None, order)
    query = make_query(question, ids)
    return Search(question, query if is_askable(question, query) else None, order)


def unknown(kind: str) -> str:
    """Return the hint that nothing of a kind has a name."""
    return {
        "entity": _("No entity is called “%s”."),
        "source": _("No source is called “%s”."),
    }[kind]


def make_query(question: Question, ids: Ids) -> Query:
    """Return what the index is asked."""
    unwanted = [mark for name in question.unwanted_names for mark in marks(name, ids)]
    query = Query(
        wanted=tuple(question.wanted),
        unwanted=(*question.unwanted, *(Phrase((mark,)) for mark in unwanted)),
        marks=tuple(marks(name, ids) for name in question.names),
    )
    return within(query, question.first, question.last)


def within(query: Query, first: datetime.date | None, last: datetime.date | None) -> Query:
    """Return a query for events from one day to another, both included, as far as it reaches."""
    return replace(
        query,
        first=max(query.first, first.toordinal() << DAY_SHIFT if first else EARLIEST),
        last=min(query.last, (last.toordinal() + 1 << DAY_SHIFT) - 1 if last else LATEST),
    )


def marks(name: Name, ids: Ids) -> tuple[str, ...]:
    """Return the marks of what is called so."""
    return tuple(f"{SIGNS[name[0]]}{pk}" for pk in ids[name])


def is_askable(question: Question, query: Query) -> bool:
    """Say whether there is something to look for; if not, a hint says why."""
    if not all(query.marks):
        return False
    if query.first > query.last:
        question.hint(_("The last day is before the first one."))
        return False
    if query.unwanted and not (query.wanted or query.marks):
        question.hint(_("Say also what to look for, not only what to leave out."))
        return False
    return bool(query.wanted or query.marks or question.first or question.last)

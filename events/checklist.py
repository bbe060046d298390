"""What an editor may want to look at before an event is published. It warns and never blocks."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from events.changes import Part, difference
from events.drafting import Draft
from events.models import Citation, Event
from events.models.querysets import EventQuerySet
from events.search.tokens import tokens
from events.text import even_spaces, is_web_link

DAYS_APART = datetime.timedelta(days=7)
# So many events of those days are compared, and so many that are alike are shown.
MOST_COMPARED = 2_000
MOST_SHOWN = 3
# Two titles tell the same if so much of the shorter one's words stand in the other, and so many.
LEAST_SHARED = 0.7
FEWEST_SHARED = 4
# Names that are nobody's, and what a cut or broken address holds.
NOBODYS = re.compile(r"(^|\.)(example\.(com|net|org)|invalid|local|localhost|test)$")
BROKEN = re.compile(r"\s|…|\.\.\.")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about an event; `kind` names the rule, `about` the text that it is about."""

    kind: str
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """An event that may be the same one; `parts` is its title with what the draft's has instead."""

    event: Event
    parts: list[Part]
    citations: list[Citation]


def remarks(draft: Draft) -> list[Remark]:
    """Return what is to be said of an event by itself. No query."""
    return [*_of_event(draft), *_of_citations(draft.citations)]


def _of_event(draft: Draft) -> Iterator[Remark]:
    event = draft.event
    if event.date > timezone.localdate():
        yield Remark("future", _("The date lies in the future."))
    if event.lead_id and event.lead_id not in {entity.pk for entity in draft.entities}:
        yield Remark("lead", _("The lead is not among the entities."), str(event.lead))
    if not draft.citations:
        yield Remark("source", _("No source is given."))


def _of_citations(citations: list[Citation]) -> Iterator[Remark]:
    times = Counter(url for citation in citations if (url := citation.url.strip()))
    for url, number in times.items():
        if number > 1:
            yield Remark("duplicate", _("The same address stands here twice."), url)
        if why := looks_dead(url):
            yield Remark("dead", why, url)
    for citation in citations:
        pictured = citation.image.strip() or citation.shown_picture
        if pictured and not citation.alt.strip():
            text = _("A picture has no text alternative for those who cannot see it.")
            yield Remark("alt", text, str(citation.source))


def looks_dead(url: str) -> str:
    """Say why nobody will find a report at an address, by its looks alone; '' if they may."""
    if not is_web_link(url):
        return _("This is no address of the web, and will not become a link.")
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if BROKEN.search(url) or not _may_be_public(host):
        return _("This address looks broken.")
    if parts.path in {"", "/"} and not parts.query:
        return _("This address is that of a whole site, not of a report.")
    return ""


def _may_be_public(host: str) -> bool:
    """Say whether a host may be one that all can reach."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not NOBODYS.search(host)


# --- Other events


def alike(draft: Draft, visible: EventQuerySet) -> list[Alike]:
    """Return the events within a week that may be the same one, the likeliest first.

    They have nearly the same title, or cite the same address. visible: the events that the editor
    may know of. Three queries, and one more where one is found.
    """
    near = _near(draft, visible)
    likeness = {pk: _likeness(draft.event.title, title) for pk, title in near}
    for pk in _citing_the_same(draft, likeness):
        likeness[pk] += 1
    best = sorted((pk for pk, some in likeness.items() if some), key=lambda pk: -likeness[pk])
    events = Event.objects.for_page().in_bulk(best[:MOST_SHOWN])
    return [_compared(draft, events[pk]) for pk in best[:MOST_SHOWN] if pk in events]


def _near(draft: Draft, visible: EventQuerySet) -> list[tuple[int, str]]:
    """Return ids and titles of the events within a week."""
    date = draft.event.date
    days = (max(date, datetime.date.min + DAYS_APART) - DAYS_APART,
            min(date, datetime.date.max - DAYS_APART) + DAYS_APART)  # fmt: skip
    events = visible.filter(date__range=days).exclude(pk=draft.event.pk).newest_first()
    return list(events.values_list("pk", "title")[:MOST_COMPARED])


def _likeness(title: str, other: str) -> float:
    """Return how much of two titles is the same, 0 where that is too little."""
    if even_spaces(title).casefold() == even_spaces(other).casefold():
        return 1.0
    words, others = set(tokens(title)), set(tokens(other))
    shared, shorter = len(words & others), min(len(words), len(others))
    if shared < FEWEST_SHARED or shared < LEAST_SHARED * shorter:
        return 0.0
    return shared / len(words | others)


def _citing_the_same(draft: Draft, events: dict[int, float]) -> set[int]:
    """Return which of these events cite an address that the draft cites."""
    urls = {citation.url.strip() for citation in draft.citations} - {""}
    if not (urls and events):
        return set()
    citations = Citation.objects.filter(event__in=events, url__in=urls)
    return set(citations.order_by().values_list("event", flat=True))


def _compared(draft: Draft, event: Event) -> Alike:
    parts = difference(even_spaces(draft.event.title), even_spaces(event.title))
    return Alike(event, parts, list(event.citations.all()))

"""What the head of a page says to machines: title, description, times, linked data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.cards import card_url
from events.models import Entity, Event, Page, Source
from events.rendering import extract
from events.text import long_date

from . import parts, structured
from .here import Here
from .parts import Tree
from .structured import Trail

DESCRIPTION = 200
DATE_PAGES = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page is called, without the site's name, and what else its head says.

    data: its linked data. editions: (language, address) of the same page elsewhere. published and
    changed: of an event. image: the card that goes with a link to it.
    """

    title: str
    url: str
    description: str = ""
    data: Tree | None = None
    kind: str = "website"
    editions: Sequence[tuple[str, str]] = ()
    published: str = ""
    changed: str = ""
    image: str = ""


def front(events: Iterable[Event], here: Here) -> Head:
    """Return the head of the front page, which also tells of the site."""
    name = settings.SITE_NAME
    data = structured.graph(structured.website(here), structured.collection(name, events, here))
    return Head(name, here.page(), settings.SITE_TAGLINE, data, editions=editions(here))


def event(event: Event, here: Here) -> Head:
    """Return the head of an event's page (see `EventQuerySet.for_page`)."""
    trail = [*date_trail(event.date, 3), (event.headline, event.get_absolute_url())]
    card = card_url(event)
    image = here.absolute(card) if card else ""
    article = structured.article(event, here) | ({"image": image} if image else {})
    return Head(
        event.headline,
        here.page(),
        extract(event.description or event.headline, DESCRIPTION),
        structured.graph(article, structured.breadcrumbs(trail, here)),
        kind="article",
        published=parts.timestamp(parts.published_at(event)),
        changed=parts.timestamp(parts.changed_at(event)),
        image=image,
    )


def year(first: datetime.date, here: Here) -> Head:
    """Return the head of a year's page, which lists days."""
    return dated(date_format(first, "Y"), first, 1, (), here)


def month(first: datetime.date, events: Iterable[Event], here: Here) -> Head:
    """Return the head of a month's page."""
    return dated(date_format(first, "YEAR_MONTH_FORMAT"), first, 2, events, here)


def day(date: datetime.date, events: Iterable[Event], here: Here) -> Head:
    """Return the head of a day's page."""
    return dated(long_date(date), date, 3, events, here)


def dated(
    title: str, date: datetime.date, length: int, events: Iterable[Event], here: Here
) -> Head:
    """Return the head of the page of the first `length` parts of a date."""
    description = _("Events of %(date)s") % {"date": title}
    data = listing(
        title, events, date_trail(date, length), here, temporalCoverage=iso(date, length)
    )
    return Head(title, here.page(), description, data, editions=editions(here))


def entity(entity: Entity, events: Iterable[Event], here: Here) -> Head:
    """Return the head of an entity's page."""
    title = str(entity)
    said = extract(entity.description, DESCRIPTION)
    trail, about = [(title, entity.get_absolute_url())], structured.thing(entity, here)
    data = listing(title, events, trail, here, about=about)
    return Head(title, here.page(), said or _("Events with %(entity)s") % {"entity": title}, data)


def together(entities: Sequence[Entity], events: Iterable[Event], here: Here) -> Head:
    """Return the head of the page of entities together."""
    title = " + ".join(str(entity) for entity in entities)
    about = [structured.thing(entity, here) for entity in entities]
    data = listing(title, events, [(title, here.path)], here, about=about)
    return Head(title, here.page(), _("Events with %(entity)s") % {"entity": title}, data)


def on_this_day(title: str, events: Iterable[Event], here: Here) -> Head:
    """Return the head of the page of a day through the years."""
    data = listing(title, events, [(title, here.path)], here)
    description = _("Events of %(date)s") % {"date": title}
    return Head(title, here.page(), description, data, editions=editions(here))


def source(source: Source, events: Iterable[Event], here: Here) -> Head:
    """Return the head of a source's page."""
    title = str(source)
    data = listing(title, events, [(title, source.get_absolute_url())], here)
    description = _("Events that cite %(source)s") % {"source": title}
    return Head(title, here.page(), description, data)


def search(asked: Iterable[str], here: Here) -> Head:
    """Return the head of the search; what was looked for is part of its name."""
    title = ": ".join([_("Search"), *filter(None, [", ".join(asked)])])
    return Head(title, here.page())


def page(page: Page, here: Here) -> Head:
    """Return the head of any other page, called by its title."""
    title = str(page)
    trail = [(title, page.get_absolute_url())]
    data = structured.graph(structured.breadcrumbs(trail, here))
    return Head(title, here.page(), extract(page.text, DESCRIPTION), data)


def listing(name: str, events: Iterable[Event], trail: Trail, here: Here, **facts: object) -> Tree:
    """Return the linked data of a page that lists events."""
    return structured.graph(
        structured.collection(name, events, here, **facts), structured.breadcrumbs(trail, here)
    )


def date_trail(date: datetime.date, length: int) -> list[tuple[str, str]]:
    """Return the way to a date: by its year, and its month."""
    values = [date.year, date.month, date.day]
    return [
        (iso(date, number), reverse(f"events:{page}", args=values[:number]))
        for number, page in enumerate(DATE_PAGES[:length], 1)
    ]


def iso(date: datetime.date, length: int) -> str:
    """Return the first `length` parts of a date."""
    return "-".join(date.isoformat().split("-")[:length])


def editions(here: Here) -> list[tuple[str, str]]:
    """Return (language, address) of a page that every edition has, this one's first; or nothing."""
    if not settings.EDITIONS:
        return []
    others = [(language, f"{base}{here.path}") for language, base in settings.EDITIONS.items()]
    return [(settings.LANGUAGE_CODE, here.page()), *others]

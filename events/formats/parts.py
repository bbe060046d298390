"""What trees are made of: events, entities, citations and so on, as plain data.

A value is a text, a whole number, true or false, None, a list or another dict. What is no http(s)
address is never the value of a field that holds links.
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from events.changes import Version
from events.models import Citation, Entity, Event, Source
from events.related import RelatedEvent
from events.search.facets import Facet
from events.text import is_web_link

from .here import Here

Tree = dict[str, Any]

# The addresses of a citation.
ADDRESSES = ("url", "image", "archived_url")


def licence() -> Tree:
    """Return on what terms the texts may be used, and whom to name."""
    return {
        "name": settings.SITE_LICENCE,
        "url": settings.SITE_LICENCE_URL,
        "attribution": settings.SITE_ATTRIBUTION or settings.SITE_NAME,
    }


def event_line(event: Event, here: Here) -> Tree:
    """Return what names an event; needs the event's own row only."""
    return {
        "id": event.short_id,
        "url": here.absolute(event.get_absolute_url()),
        "permalink": here.absolute(reverse("events:short", args=[event.short_id])),
        "date": event.date.isoformat(),
        "title": event.title.strip(),
    }


def event_brief(event: Event, here: Here) -> Tree:
    """Return an event as a long list has it: without entities and description."""
    return event_line(event, here) | {"lead": lead(event, here)}


def event_card(event: Event, here: Here) -> Tree:
    """Return an event as a list has it (see `EventQuerySet.for_cards`)."""
    return event_brief(event, here) | {
        "description": event.description,
        "entities": [entity_name(entity, here) for entity in event.entities.all()],
    }


def dated_title(event: Event) -> str:
    """Return the title after the date: what an event is called where no date stands beside it."""
    return f"{event.date.isoformat()}: {event.headline}"


def published_at(event: Event) -> datetime.datetime:
    """Return since when a public event is, as far as that is known."""
    return event.publish_at or event.created_at


def changed_at(event: Event) -> datetime.datetime:
    """Return when a public event was last another one for readers."""
    return max(event.updated_at, published_at(event))


def lead(event: Event, here: Here) -> Tree | None:
    """Return the lead as it is printed, with the entity it is."""
    if not event.lead_label:
        return None
    return {
        "text": event.lead_label,
        "entity": entity_name(event.lead, here) if event.lead else None,
    }


def entity_name(entity: Entity, here: Here) -> Tree:
    """Return what names an entity."""
    return {
        "name": entity.name,
        "label": str(entity),
        "kind": entity.kind or None,
        "url": here.absolute(entity.get_absolute_url()),
    }


def source_name(source: Source, here: Here) -> Tree:
    """Return what names a source."""
    return {"name": source.name, "url": here.absolute(source.get_absolute_url())}


def citation(citation: Citation, here: Here) -> Tree:
    """Return a citation: its addresses if they are links, apart from those that are none."""
    texts = {name: getattr(citation, name) for name in ADDRESSES}
    return {
        "source": source_name(citation.source, here),
        **{name: web_link(text) for name, text in texts.items()},
        "picture": picture(citation, here),
        "not_links": [
            {"field": name, "text": text}
            for name, text in texts.items()
            if text and not is_web_link(text)
        ],
    }


def picture(citation: Citation, here: Here) -> Tree | None:
    """Return the picture that the page shows, None if it shows none."""
    shown = citation.shown_picture
    return shown and {
        "url": here.absolute(shown.get_absolute_url()),
        "width": shown.width,
        "height": shown.height,
        "alt": citation.alt.strip(),
    }


def web_link(text: str) -> str | None:
    """Return an http(s) address, None for anything else."""
    return text.strip() if is_web_link(text) else None


def place(place: RelatedEvent, here: Here) -> Tree:
    """Return a place of a panel: an event, and why it stands there."""
    return {
        "event": event_line(place.event, here),
        "context": [entity_name(entity, here) for entity in place.context],
        "pinned": place.pinned,
    }


def version(version: Version, here: Here) -> Tree:
    """Return a version of an event; an address that it brought leads to the event as it is now."""
    return {
        "kind": version.kind.value,
        "at": version.at and timestamp(version.at),
        "title": version.title,
        "url": here.absolute(quote(version.address)) if version.address else None,
    }


def timestamp(time: datetime.datetime) -> str:
    """Return a time in UTC, to the second: 2004-08-09T12:00:00Z."""
    return f"{time.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def facet(field: str, facet: Facet) -> Tree:
    """Return what many of the events found share, and the field of the search that asks for it."""
    count = facet.number
    return {"field": field, "value": facet.value, "label": facet.label, "count": count}

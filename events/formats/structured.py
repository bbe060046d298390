"""Pages as linked data (JSON-LD in the words of schema.org), for search engines and archives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from events.models import Citation, Entity, Event

from . import parts
from .here import Here
from .parts import Tree

TYPES = {
    Entity.Kind.PERSON: "Person",
    Entity.Kind.PLACE: "Place",
    Entity.Kind.ORGANISATION: "Organization",
    Entity.Kind.CONFLICT: "Event",
}
# Search engines show no more of a headline.
HEADLINE = 110

Trail = Sequence[tuple[str, str]]  # (name, address) from the front page down


def graph(*things: Tree) -> Tree:
    """Return things as one document."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def article(event: Event, here: Here) -> Tree:
    """Return an event (see `EventQuerySet.for_page`) as a report with its citations."""
    line, about = parts.event_line(event, here), topics(event)
    rest = [entity for entity in event.entities.all() if entity not in about]
    return {
        "@type": "NewsArticle",
        "@id": line["permalink"],
        "url": line["url"],
        "mainEntityOfPage": line["url"],
        "headline": shortened(event.headline),
        "articleBody": "\n\n".join(filter(None, [event.headline, event.description.strip()])),
        "temporalCoverage": line["date"],
        "datePublished": parts.timestamp(parts.published_at(event)),
        "dateModified": parts.timestamp(parts.changed_at(event)),
        "about": [thing(entity, here) for entity in about],
        "mentions": [thing(entity, here) for entity in rest],
        "citation": [report(citation, here) for citation in event.citations.all()],
        "author": publisher(here),
        **work(here),
    }


def shortened(title: str) -> str:
    """Return a title of at most `HEADLINE` characters."""
    return title if len(title) <= HEADLINE else f"{title[: HEADLINE - 1]}…"


def topics(event: Event) -> list[Entity]:
    """Return what an event is about: its lead, or else all it is tagged with."""
    return [event.lead] if event.lead else list(event.entities.all())


def thing(entity: Entity, here: Here) -> Tree:
    """Return an entity as what it is."""
    same = parts.web_link(entity.same_as)
    return {
        "@type": TYPES.get(entity.kind, "Thing"),
        "name": str(entity),
        "url": here.absolute(entity.get_absolute_url()),
        **({"sameAs": same} if same else {}),
    }


def report(citation: Citation, here: Here) -> Tree:
    """Return what a citation refers to; an address only if it is a link."""
    known = parts.citation(citation, here)
    links = {"url": known["url"], "archivedAt": known["archived_url"]}
    source = {"@type": "Organization", **known["source"]}
    return {
        "@type": "CreativeWork",
        "publisher": source,
        **{name: link for name, link in links.items() if link},
    }


def work(here: Here) -> Tree:
    """Return what is true of every page: its site, language, publisher and licence."""
    return {
        "inLanguage": settings.LANGUAGE_CODE,
        "isPartOf": {"@id": site_id(here)},
        "publisher": publisher(here),
        "license": settings.SITE_LICENCE_URL,
        "creditText": parts.licence()["attribution"],
    }


def site_id(here: Here) -> str:
    """Return by what other things refer to the site."""
    return here.absolute(f"{reverse('events:front')}#site")


def publisher(here: Here) -> Tree:
    """Return who publishes the site."""
    url = here.absolute(reverse("events:front"))
    return {"@type": "Organization", "name": parts.licence()["attribution"], "url": url}


def website(here: Here) -> Tree:
    """Return the site itself, and how it is searched."""
    target = f"{here.absolute(reverse('events:search'))}?q={{words}}"
    return {
        "@type": "WebSite",
        "@id": site_id(here),
        "name": settings.SITE_NAME,
        "url": here.absolute(reverse("events:front")),
        "description": settings.SITE_TAGLINE,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": publisher(here),
        "license": settings.SITE_LICENCE_URL,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=words",
        },
    }


def collection(name: str, events: Iterable[Event], here: Here, **facts: Any) -> Tree:
    """Return a list of events by their permanent addresses, which are short in every script."""
    links = [parts.event_line(event, here)["permalink"] for event in events]
    items = [
        {"@type": "ListItem", "position": number, "url": url} for number, url in enumerate(links, 1)
    ]
    return {
        "@type": "CollectionPage",
        "url": here.page(),
        "name": name,
        **facts,
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
        **work(here),
    }


def breadcrumbs(trail: Trail, here: Here) -> Tree:
    """Return the way from the front page to this one."""
    steps = [(settings.SITE_NAME, reverse("events:front")), *trail]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": here.absolute(path)}
            for number, (name, path) in enumerate(steps, 1)
        ],
    }

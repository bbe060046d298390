"""Feeds of lists: JSON Feed 1.1, and the same told as RSS 2.0 and Atom.

Their parts are paged as RFC 5005 has it. The same event is the same item in all of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from events.formats import parts
from events.formats.heads import Head
from events.formats.here import Here
from events.formats.parts import Tree
from events.formats.writing import cleaned, write_json
from events.models import Event

VERSION = "https://jsonfeed.org/version/1.1"
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def feed(head: Head, events: Iterable[Event], here: Here, older: str = "") -> Tree:
    """Return a part of a list as JSON Feed.

    head: of the list's page. events: with their citations at hand. older: the cursor of the next
    part, '' if there is none.
    """
    names = dict.fromkeys([head.title, settings.SITE_NAME])
    return {
        "version": VERSION,
        "title": " · ".join(names),
        "description": head.description or settings.SITE_TAGLINE,
        "home_page_url": here.whole().page(),
        "feed_url": here.page(here.format),
        **({"next_url": here.after(older)} if older else {}),
        "language": settings.LANGUAGE_CODE,
        "authors": authors(here),
        "_licence": parts.licence(),
        "items": [item(event, here) for event in events],
    }


def authors(here: Here) -> list[Tree]:
    """Return whom to name: the one author of everything here."""
    name = settings.SITE_ATTRIBUTION or settings.SITE_NAME
    return [{"name": name, "url": here.absolute(reverse("events:front"))}]


def item(event: Event, here: Here) -> Tree:
    """Return an event as an item: known by its permanent address, whatever changes."""
    line = parts.event_line(event, here)
    told = {"event": event, "here": here, "card": parts.event_card(event, here)}
    return {
        "id": line["permalink"],
        "url": line["url"],
        "title": parts.dated_title(event),
        "content_html": render_to_string("events/includes/feed_item.html", told).strip(),
        "date_published": parts.timestamp(parts.published_at(event)),
        "date_modified": parts.timestamp(parts.changed_at(event)),
        "tags": [str(entity) for entity in event.entities.all()],
        "_event": {"date": line["date"], "lead": event.lead_label or None},
    }


class Paged(SyndicationFeed):
    """What both forms of XML say besides what Django's do."""

    link = "link"

    def latest_post_date(self) -> datetime.datetime:
        """Return when the newest item changed; an empty feed never did."""
        return super().latest_post_date() if self.items else NEVER

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel in ("first", "next", "license"):
            if url := self.feed[rel]:
                handler.addQuickElement(self.link, None, {"rel": rel, "href": url})


class Rss(Paged, Rss201rev2Feed):
    """RSS 2.0; it has no word of its own for when an item changed."""

    link = "atom:link"

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class Atom(Paged, Atom1Feed):
    """Atom, with items in full."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        content = item["description"]
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("content", content, {"type": "html"})


def write(tree: Tree, format: str, first: str) -> str:
    """Return a feed as "feed.json", "rss" or "atom"; `first` is where its first part is."""
    tree = cleaned(tree)
    if format == "feed.json":
        return write_json(tree)
    made = {"rss": Rss, "atom": Atom}[format](
        title=tree["title"],
        link=tree["home_page_url"],
        description=tree["description"],
        subtitle=tree["description"],
        language=tree["language"],
        author_name=tree["authors"][0]["name"],
        author_link=tree["authors"][0]["url"],
        feed_url=tree["feed_url"],
        feed_copyright=f"{tree['_licence']['name']}, {tree['_licence']['attribution']}",
        first=first,
        next=tree.get("next_url"),
        license=tree["_licence"]["url"],
    )
    for entry in tree["items"]:
        made.add_item(
            title=entry["title"],
            link=entry["url"],
            description=entry["content_html"],
            pubdate=time_of(entry["date_published"]),
            updateddate=time_of(entry["date_modified"]),
            unique_id=entry["id"],
            unique_id_is_permalink=True,
            categories=entry["tags"],
        )
    return made.writeString("utf-8")


def time_of(text: str) -> datetime.datetime:
    """Return the time that `parts.timestamp` wrote."""
    return datetime.datetime.fromisoformat(text)

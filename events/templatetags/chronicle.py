"""How the readers' pages print things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.utils.formats import get_format
from django.utils.translation import gettext

from events import rendering
from events.models import Entity
from events.search import extracts
from events.search.engines.asked import Phrase
from events.search.extracts import Piece
from events.text import is_web_link, long_date, short_date

register = template.Library()

# Where a title begins to be set smaller, and where smaller still.
LONG, VERY_LONG = 130, 320
EXTRACT = 280  # characters of a description below what was found


@register.filter
def markdown(text: str, top: int = 2) -> str:
    """Print markdown; its highest heading gets the level `top`."""
    return rendering.render(text, top)


@register.filter
def markdown_at(text: str, address: str) -> str:
    """Print markdown for readers elsewhere; `address` is that of the page it stands on."""
    return rendering.render(text, base=address)


@register.filter
def extract(text: str, length: int = 280) -> str:
    """Print the beginning of markdown as plain text."""
    return rendering.extract(text, length)


@register.filter
def pieces(text: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """Cut a text so that the phrases looked for can be marked."""
    return extracts.pieces(text, phrases)


@register.filter
def extract_pieces(description: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """Cut what markdown says around the phrases looked for so that they can be marked."""
    return extracts.extract(rendering.plain(description), phrases, EXTRACT)


@register.filter
def host(url: str) -> str:
    """Print whose address this is: example.org."""
    return (urlsplit(url.strip()).hostname or "").removeprefix("www.")


@register.filter
def measure(title: str) -> str:
    """Say how long a title is: '', 'long' or 'very-long'; the stylesheet sets it accordingly."""
    if len(title) > VERY_LONG:
        return "very-long"
    return "long" if len(title) > LONG else ""


register.filter("is_web_link", is_web_link)
register.filter("long_date", long_date, expects_localtime=True)
register.filter("short_date", short_date)
register.filter("data_block", rendering.data_block)


@register.simple_tag(takes_context=True)
def entity_links(context: Context, entities: Iterable[Entity]) -> str:
    """Print entities as links, one after the other."""
    links = ((entity.get_absolute_url(), entity) for entity in entities)
    return rendering.links(links, f' dir="auto"{context["site"]["lang"]}', gettext(", "))


@register.simple_tag
def year_first() -> bool:
    """Say whether the reader's language writes the year before the day, as Chinese does."""
    return get_format("DATE_FORMAT").startswith("Y")

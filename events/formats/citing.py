"""How to cite an event: in words, as BibTeX, as CSL-JSON and as a wiki's template.

What is cited is its page here: since when that is public, and under its permanent address.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from events.addresses import CITATION_FORMATS
from events.models import Event
from events.text import even_spaces

from . import parts
from .here import Here
from .writing import NAMES, cleaned

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
IN_BIBTEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    # A brace with a backslash would still be counted, and has no partner.
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
# What a wiki's parser would take for markup of its own.
WIKI_MARKUP = re.compile(r"[\[\]{}<>|&~]|''+|__+|https?(?=://)")


class Way(NamedTuple):
    """A way to cite an event: its name, the text, and where that stands by itself."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What every way of citing says."""

    id: str
    title: str
    author: str
    site: str
    published: datetime.date
    url: str
    licence: str


def ways(event: Event, here: Here) -> list[Way]:
    """Return all ways to cite an event; needs the event's own row only."""
    return [
        Way(str(NAMES[format]), text(event, format, here), here.page(format))
        for format in sorted(CITATION_FORMATS, key=list(WRITERS).index)
    ]


def text(event: Event, format: str, here: Here) -> str:
    """Return how to cite an event, in one of `CITATION_FORMATS`."""
    return WRITERS[format](facts(event, here))


def facts(event: Event, here: Here) -> Facts:
    """Return what is said of an event."""
    licence = parts.licence()
    return Facts(
        id=event.short_id,
        title=cleaned(even_spaces(parts.dated_title(event))),
        author=licence["attribution"],
        site=settings.SITE_NAME,
        published=parts.published_at(event).astimezone(datetime.UTC).date(),
        url=parts.event_line(event, here)["permalink"],
        licence=licence["name"],
    )


def plain(facts: Facts) -> str:
    """Return the citation in words."""
    by = dict.fromkeys([facts.author, facts.site])
    words = {
        "title": facts.title,
        "by": ", ".join(by),
        "date": facts.published.isoformat(),
        "url": facts.url,
    }
    said = _("“%(title)s” %(by)s, %(date)s. %(url)s") % words
    return f"{said} ({facts.licence})\n" if facts.licence else f"{said}\n"


def bibtex(facts: Facts) -> str:
    """Return an entry of BibTeX, in UTF-8; a title keeps its capitals."""
    fields = {
        "title": f"{{{in_bibtex(facts.title)}}}",
        "author": f"{{{in_bibtex(facts.author)}}}",
        "howpublished": in_bibtex(facts.site),
        "year": str(facts.published.year),
        "url": facts.url,
        "note": in_bibtex(facts.licence),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    month = f"  month = {MONTHS[facts.published.month - 1]}\n"
    return f"@misc{{event-{facts.id},\n{''.join(lines)}{month}}}\n"


def in_bibtex(text: str) -> str:
    """Return a text as BibTeX and LaTeX print it."""
    return "".join(IN_BIBTEX.get(sign, sign) for sign in text)


def csl_json(facts: Facts) -> str:
    """Return a list with one item of CSL-JSON, as reference managers read it."""
    day = facts.published
    item = {
        "id": f"event-{facts.id}",
        "type": "webpage",
        "title": facts.title,
        "author": [{"literal": facts.author}],
        "container-title": facts.site,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": facts.url,
        "language": settings.LANGUAGE_CODE,
        "note": facts.licence,
    }
    lines = [f'  "{name}": {json.dumps(told, ensure_ascii=False)}' for name, told in item.items()]
    return "[{\n" + ",\n".join(lines) + "\n}]\n"


def wiki(facts: Facts) -> str:
    """Return the template of the Wikipedias for a page of the web."""
    fields = {
        "title": in_wiki(facts.title),
        "url": facts.url,
        "website": in_wiki(facts.site),
        "author": in_wiki(facts.author),
        "date": facts.published.isoformat(),
        "language": settings.LANGUAGE_CODE,
    }
    return f"{{{{cite web {' '.join(f'|{name}={value}' for name, value in fields.items())}}}}}\n"


def in_wiki(text: str) -> str:
    """Return a text that a wiki prints as it stands."""
    return WIKI_MARKUP.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), text)


WRITERS = {"txt": plain, "bib": bibtex, "csl.json": csl_json, "wiki": wiki}

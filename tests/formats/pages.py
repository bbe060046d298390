"""A small chronicle with a page of every kind, the schema of answers, and how XML says JSON."""

import datetime
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils import timezone
from jsonschema import Draft202012Validator

from events.formats.writing import ITEMS
from events.models import Alias, Change, Event, Placement, Status
from tests.factories import factory, make_citation, make_entity, make_event, make_page, make_source

SCHEMA = json.loads(Path(__file__).parents[2].joinpath("docs/formats.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
FORMATS = ("json", "md", "xml")
TYPES = {
    "json": "application/json",
    "md": "text/markdown",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
    "feed.json": "application/feed+json",
    "rss": "application/rss+xml",
    "txt": "text/plain",
    "wiki": "text/x-wiki",
}
DAY = datetime.date(2004, 8, 9)
TOMORROW = timezone.now() + datetime.timedelta(days=1)

# Without last slash and suffix.
PAGES = {
    "front": "/index",
    "years": "/news",
    "year": "/news/2004",
    "month": "/news/2004/08",
    "day": "/news/2004/08/09",
    "on_this_day": "/on-this-day/08-09",
    "event": "/news/2004/08/09/battle",
    "entity": "/entities/najaf",
    "together": "/entities/muqtada-al-sadr+najaf",
    "entities": "/entities",
    "source": "/sources/paper",
    "sources": "/sources",
    "search": "/search",
    "page": "/faq",
}
FEEDS = ("atom", "feed.json", "rss")
CITATIONS = ("bib", "csl.json", "txt", "wiki")
# What a page of a kind has besides what all have.
MORE = (
    dict.fromkeys(["front", "day", "entity", "together", "source", "search"], (*FEEDS, "csv"))
    | dict.fromkeys(["year", "month"], ("csv",))
    | {"event": CITATIONS}
)
HIDDEN = (
    {"status": Status.DRAFT},
    {"status": Status.REVIEW},
    {"status": Status.PUBLISHED, "publish_at": TOMORROW},
    {"status": Status.WITHDRAWN},
)


def offered(kind: str) -> list[str]:
    """The formats of a page of this kind, sorted."""
    return sorted([*FORMATS, *MORE.get(kind, ())])


def page_of(stem: str) -> str:
    """The address of the page whose formats stand at `stem` and a suffix."""
    return "/" if stem == "/index" else f"{stem}/"


@factory
def make_chronicle() -> Event:
    """An event that has one of everything, and what stands around it."""
    najaf, sadr = make_entity("Najaf", kind="place"), make_entity("Muqtada al-Sadr", label="Sadr")
    Alias.objects.create(entity=najaf, spelling="Nadschaf")
    event = make_event(
        slug="battle", title=" Fighting & <noise>. ", description="More *here*.\n\nEnd.", lead=sadr
    )
    event.entities.add(najaf, sadr)
    paper = make_source("Paper", homepage="https://paper.example/")
    make_citation(event, source=paper, url=" https://paper.example/1 ", image="https://i.example/a")
    make_citation(event, source=paper, url="javascript:alert(1)", archived_url="ftp://a.example/")
    Change.objects.create(event=event, title="Noise.", path="/news/2004/08/9/no.md", kind="first")
    related = make_event(date=datetime.date(2005, 1, 2), entities=["Najaf"])
    make_event(date=datetime.date(2099, 1, 2))
    Placement.objects.create(event=event, other=related, kind=Placement.Kind.PIN)
    make_page(path="/faq/", title="Questions", author="A. Nobody", date=DAY)
    return event


@factory
def hide_some(**fields: Any) -> None:
    """Events that no format may name, one for each way of not being public."""
    source = make_source("Paper 2")
    for number, hidden in enumerate(HIDDEN):
        event = make_event(title=f"Secret {number}", entities=["Najaf"], **fields, **hidden)
        make_citation(event, source=source)


def agrees(value: Any, element: ElementTree.Element) -> bool:
    """Whether an XML element says exactly what a value of JSON says."""
    if value is None:
        return element.attrib == {"nil": "true"} and not element.text and not len(element)
    if isinstance(value, dict):
        return [child.tag for child in element] == list(value) and all(
            agrees(item, child) for item, child in zip(value.values(), element, strict=True)
        )
    if isinstance(value, list):
        return [child.tag for child in element] == [ITEMS[element.tag]] * len(value) and all(
            agrees(item, child) for item, child in zip(value, element, strict=True)
        )
    text = json.dumps(value) if isinstance(value, bool) else str(value)
    return (element.text or "") == text and not len(element) and not element.attrib

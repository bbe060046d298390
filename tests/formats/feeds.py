"""What feeds have to be by the rules of their kind: JSON Feed 1.1, RSS 2.0, Atom (RFC 4287)."""

import datetime
import email.utils
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

ATOM = "{http://www.w3.org/2005/Atom}"
TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"
LINK = {"type": "string", "pattern": "^https?://[^/\\s]+/?[!-~]*$"}
AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "url": LINK, "avatar": LINK},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
OWN = {"^_[^.]+$": {"type": "object"}}  # names of one's own begin so
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": LINK,
        "feed_url": LINK,
        "next_url": LINK,
        "description": {"type": "string"},
        "user_comment": {"type": "string"},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "authors": AUTHORS,
        "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    },
    "patternProperties": OWN,
    "additionalProperties": False,
    "$defs": {
        "item": {
            "type": "object",
            "required": ["id"],
            "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
            "properties": {
                "id": {"type": "string", "minLength": 1},
                "url": LINK,
                "title": {"type": "string"},
                "content_html": {"type": "string"},
                "content_text": {"type": "string"},
                "summary": {"type": "string"},
                "date_published": {"type": "string", "pattern": TIME},
                "date_modified": {"type": "string", "pattern": TIME},
                "authors": AUTHORS,
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "patternProperties": OWN,
            "additionalProperties": False,
        }
    },
}
JSON_FEED_VALIDATOR = Draft202012Validator(JSON_FEED)


def faults_of_json(feed: dict) -> list[str]:
    """What is wrong with a JSON Feed."""
    schema = [error.message for error in JSON_FEED_VALIDATOR.iter_errors(feed)]
    return schema + twice(item["id"] for item in feed["items"])


def faults_of_rss(text: bytes) -> list[str]:
    """What is wrong with an RSS feed; raises if it is no XML."""
    root = ElementTree.fromstring(text)
    channel = root.find("channel")
    found = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["no RSS 2.0"]
    for name in ("title", "link", "description", "language", "lastBuildDate", "copyright"):
        found += counted(channel, name)
    found += wrong_times(channel, "lastBuildDate", email.utils.parsedate_to_datetime)
    found += wrong_links([channel.findtext("link")])
    for item in channel.findall("item"):
        for name in ("title", "link", "description", "guid", "pubDate", f"{ATOM}updated"):
            found += counted(item, name)
        found += wrong_times(item, "pubDate", email.utils.parsedate_to_datetime)
        found += wrong_times(item, f"{ATOM}updated", datetime.datetime.fromisoformat)
        if item.find("guid").get("isPermaLink", "true") == "true":
            found += wrong_links([item.findtext("guid")])
        found += wrong_links([item.findtext("link")])
    found += wrong_links(link.get("href") for link in root.iter(f"{ATOM}link"))
    return found + twice(guid.text for guid in root.iter("guid"))


def faults_of_atom(text: bytes) -> list[str]:
    """What is wrong with an Atom feed; raises if it is no XML."""
    root = ElementTree.fromstring(text)
    found = [] if root.tag == f"{ATOM}feed" else ["no Atom"]
    for name in ("title", "id", "updated", "author", "rights"):
        found += counted(root, f"{ATOM}{name}")
    links = Counter(
        (link.get("rel", "alternate"), link.get("type")) for link in root if is_link(link)
    )
    found += [f"two links {kind}" for kind, number in links.items() if number > 1]
    found += [] if ("self", None) in links else ["no link to itself"]
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("title", "id", "updated", "published", "content"):
            found += counted(entry, f"{ATOM}{name}")
        found += [] if entry.find(f"{ATOM}content").get("type") == "html" else ["no HTML"]
    for name in ("updated", "published"):
        for element in root.iter(f"{ATOM}{name}"):
            time = datetime.datetime.fromisoformat(element.text)
            found += [] if time.tzinfo else [f"{element.text} has no zone"]
    found += wrong_links(link.get("href") for link in root.iter(f"{ATOM}link"))
    found += [one for entry in root.iter(f"{ATOM}id") for one in wrong_links([entry.text])]
    return found + twice(entry.text for entry in root.findall(f"{ATOM}entry/{ATOM}id"))


def is_link(element: ElementTree.Element) -> bool:
    return element.tag == f"{ATOM}link"


def counted(parent: ElementTree.Element, name: str) -> list[str]:
    """A fault unless there is exactly one such element, with something in it."""
    found = parent.findall(name)
    said = [one for one in found if (one.text or "").strip() or len(one)]
    return [] if len(found) == len(said) == 1 else [f"{len(said)} of {len(found)} {name}"]


def wrong_times(parent: ElementTree.Element, name: str, parse) -> list[str]:
    text = parent.findtext(name) or ""
    try:
        return [] if parse(text).tzinfo else [f"{text} has no zone"]
    except ValueError:
        return [f"{name}: {text}"]


def wrong_links(urls: Iterator[str]) -> list[str]:
    """Addresses that are not absolute, or hold what has to be escaped."""
    return [
        f"no address: {url}"
        for url in urls
        if urlsplit(url).scheme not in {"http", "https"} or not url.isascii() or " " in url
    ]


def twice(ids: Iterator[str]) -> list[str]:
    return [f"{id} twice" for id, number in Counter(ids).items() if number > 1]

"""Forms as a browser would send them: `posted(html, "event_form") | {"title": "…"}`."""

import re
from html.parser import HTMLParser


def posted(html: str, form_id: str) -> dict[str, str | list[str]]:
    """What the browser sends of an untouched form: by name, a value or the values."""
    reader = FormReader(form_id)
    reader.feed(re.sub(r"\r\n?", "\n", html))
    return {
        name: values[0] if len(values) == 1 else values for name, values in reader.values.items()
    }


class FormReader(HTMLParser):
    """Collects the fields of one form of a page."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.select: str | None = None
        self.textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        elif self.inside and tag == "input":
            self.take_input(given)
        elif self.inside and tag == "select":
            self.select = given["name"]
        elif self.inside and tag == "option" and "selected" in given and self.select:
            self.add(self.select, given.get("value", ""))
        elif self.inside and tag == "textarea":
            self.textarea = (given["name"], [])

    def take_input(self, given):
        kind = given.get("type", "text")
        unchecked = kind in ("checkbox", "radio") and "checked" not in given
        if kind not in ("submit", "button") and not unchecked and "name" in given:
            self.add(given["name"], (given.get("value") or "").replace("\n", ""))

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            name, parts = self.textarea
            self.add(name, "".join(parts).removeprefix("\n").replace("\n", "\r\n"))
            self.textarea = None

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

"""Where an answer stands, so that all its links can be absolute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from events.addresses import FORMATS, LIST_FORMATS, format_address


@dataclass(frozen=True, slots=True)
class Here:
    """The page that is answered for.

    base: scheme and host. path: the page's own address, percent-encoded. query: what of the
    query chooses its content. format: the one asked for, '' for the page itself. offered: the
    formats that the page has.
    """

    base: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    offered: Collection[str] = FORMATS

    def absolute(self, path: str) -> str:
        """Return an address of this site with scheme and host."""
        return f"{self.base}{path}"

    def page(self, format: str = "", **query: str) -> str:
        """Return the page's address in a format, with its query and what is added to that."""
        asked = urlencode({**self.query, **query})
        url = self.absolute(format_address(self.path, format))
        return f"{url}?{asked}" if asked else url

    def after(self, cursor: str, path: str = "") -> str | None:
        """Return where the list goes on in the same format, None if it does not.

        path: of another list that it goes on in.
        """
        here = Here(self.base, path, format=self.format) if path else self
        return here.page(self.format, before=cursor) if cursor else None

    def whole(self) -> Here:
        """Return the same without a cursor: where the list begins."""
        query = {name: text for name, text in self.query.items() if name != "before"}
        return replace(self, query=query)

    def formats(self) -> dict[str, str]:
        """Return the page's address in each format; feeds and tables begin where the list does."""
        whole = self.whole()
        return {
            format: (whole if format in LIST_FORMATS else self).page(format)
            for format in sorted(self.offered)
        }

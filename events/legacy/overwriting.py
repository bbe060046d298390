"""What `--overwrite` puts in place of what an editor wrote.

The archive's words come back, but nothing that only an editor wrote is lost: a field in which the
archive says nothing stays, and so do sources that it does not cite.
"""

from __future__ import annotations

from typing import Any

_URL, _ARCHIVED = 1, 3  # places in a citation: name, address, image, archived copy


def put_back(name: str, said: Any, here: Any) -> Any:
    """Return the value for a field that an editor changed."""
    if name == "citations":
        return _joined(said, here)
    return said or here


def _joined(said: list[list[str]], here: list[list[str]]) -> list[list[str]]:
    """Return the archive's citations, with the archived copies known here, then the others here."""
    copies = {citation[_URL]: citation[_ARCHIVED] for citation in here}
    ours = [[*line[:_ARCHIVED], copies.get(line[_URL], "")] for line in said]
    cited = {line[_URL] for line in said}
    return ours + [citation for citation in here if citation[_URL] not in cited]

"""Writing over what an editor wrote: what `--overwrite` puts in its place, and never by chance.

The archive's words come back, but nothing that only an editor wrote is lost: a field in which the
archive says nothing stays, and so do sources that it does not cite.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from events.models import Event

from .citing import with_picture
from .failures import ImportFailure

_URL, _ARCHIVED = 1, 3  # places in a citation: name, address, image, archived copy


def put_back(name: str, said: Any, here: Any) -> Any:
    """Return the value for a field that an editor changed."""
    if name == "citations":
        return _joined(said, here)
    return said or here


def _joined(said: list[list[str]], here: list[list[str]]) -> list[list[str]]:
    """Return the archive's citations, with copies and pictures known here, then the others here."""
    known = {citation[_URL]: citation for citation in here}
    ours = [_with_ours(line, known[line[_URL]]) if line[_URL] in known else line for line in said]
    cited = {line[_URL] for line in said}
    return ours + [citation for citation in here if citation[_URL] not in cited]


def _with_ours(line: list[str], here: list[str]) -> list[str]:
    copied = [*line[:_ARCHIVED], line[_ARCHIVED] or here[_ARCHIVED], *line[_ARCHIVED + 1 :]]
    return with_picture(copied, here)


def refreshed(event: Event) -> bool:
    """Lock an event that is about to be written; read it anew if an editor saved it meanwhile.

    On SQLite nobody can: the import's transaction has the only right to write.

    Raises:
        ImportFailure: if it was deleted.
    """
    if not connection.features.has_select_for_update:
        return False
    row = Event.objects.select_for_update().filter(pk=event.pk)
    version = row.values_list("version", flat=True).first()
    if version is None:
        raise ImportFailure(
            f"{event.address}: it was deleted during the import. "
            "Nothing was imported: run this again."
        )
    if version == event.version:
        return False
    event.refresh_from_db()
    return True

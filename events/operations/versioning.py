"""Versions of the events that an operation, or undoing it, has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from events.versions import Content, Saving, contents, write_versions


def write_changed(before: Mapping[int, Content], events: Iterable[int], saving: Saving) -> None:
    """Write a version of each of these events that was there before and is another now.

    Those that go or come by an operation get none: undoing it brings them back as they were.
    """
    after = contents(sorted(pk for pk in events if pk in before))
    write_versions({pk: before[pk] for pk in after}, after, saving)

"""Small archives of made-up events, as {path: bytes}; the grammar itself writes the texts.

Parts are joined with `|`: `event("A dam breaks.") | day(item("A dam breaks."))`.
"""

import datetime
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from events.legacy.grammar import (
    ChangeLine,
    CitationLine,
    DayPage,
    EventFile,
    FrontPage,
    Item,
    LongPage,
    RelatedLine,
    Section,
    file_slug,
    write_day,
    write_event,
    write_front,
    write_long_page,
)
from events.legacy.grammar.paths import slashed
from events.legacy.importer import import_archive
from events.legacy.report import ImportReport

DAY = datetime.date(2004, 8, 9)
NEXT = datetime.date(2004, 8, 10)
LATER = datetime.date(2005, 12, 24)

Files = dict[str, bytes]


def path_of(title: str, date: datetime.date = DAY, slug: str | None = None) -> str:
    """Where the file of an event lies in the archive."""
    return f"news/{slashed(date)}/{file_slug(title) if slug is None else slug}.md"


def event(title: str, date: datetime.date = DAY, *, slug: str | None = None, **said: Any) -> Files:
    text = write_event(EventFile(date=date, title=title, **said))
    return {path_of(title, date, slug): text.encode()}


def cite(name: str = "The Gazette", url: str = "https://gazette.example/1", **said: Any):
    return CitationLine(name, url, **said)


def related(
    title: str, context: str, date: datetime.date = DAY, *, slug: str | None = None
) -> RelatedLine:
    return RelatedLine(title, f"/{path_of(title, date, slug)}", "Context", context)


def change(
    title: str, kind: str, at: str | None = None, *, slug: str | None = None, date=DAY
) -> ChangeLine:
    return ChangeLine(title, f"/{path_of(title, date, slug)}", kind, at)


def item(
    title: str,
    date: datetime.date = DAY,
    *,
    slug: str | None = None,
    lead: str | None = None,
    context: str | None = None,
    second: str | None = None,
) -> Item:
    if context is not None:
        second = f"_Context: {context}_"
    return Item(title, f"/{path_of(title, date, slug)}", lead, second)


def day(*items: Item, date: datetime.date = DAY, name: str = "index", **marks: Any) -> Files:
    text = write_day(DayPage(date, items, **marks))
    return {f"news/{slashed(date)}/{name}.md": text.encode()}


def front(*items: Item, date: datetime.date = DAY, name: str = "index") -> Files:
    text = write_front(FrontPage((Section("News", date, items),), opening=2))
    return {f"{name}.md": text.encode()}


def page(path: str, title: str, text: str = "Words.\n", **marks: Any) -> Files:
    return {path: write_long_page(LongPage(title, text, **marks)).encode()}


def write_folder(root: Path, files: Files) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def write_zip(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def examples(number: int) -> settings:
    """So many examples of whole archives; half of them where a run may not take long."""
    hasty = settings.get_current_profile_name() == "deterministic"
    many = number // 2 if hasty else number
    return settings(suppress_health_check=list(HealthCheck), max_examples=many)


def bring(files: Files, **options: Any) -> ImportReport:
    """Import these files, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        return import_archive(write_zip(Path(folder, "archive.zip"), files), **options)

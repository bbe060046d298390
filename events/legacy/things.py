"""What is told of entities, sources and the archive itself, in files of marked fields.

The old archives had no such files. There is one only where it says more than the files of events
do: what reading those into nothing would give needs no words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet

from events.bulk import in_batches
from events.models import Citation, Entity, Event, ImportKey, Page, Redirect, Source

from .grammar import DayPage, EventFile, Fields, FrontPage, Record, write_record
from .identity import page_key
from .names import JOINT, NameBook
from .statements import learn_file, learn_items
from .tree import ARCHIVE_FILE, Written
from .unsaid import public_entities
from .vocabulary import allot_slugs

Thing = Entity | Source
TOLD = {"entity": ("label", "kind", "description", "same_as"), "source": ("homepage",)}
MODELS: dict[str, type[Thing]] = {"entity": Entity, "source": Source}


def thing_files() -> Iterator[Written]:
    """Yield the files of entities and sources of which there is more to say than their names."""
    sources = Citation.objects.filter(event__in=Event.objects.published(), source=OuterRef("pk"))
    yield from _files("entities", "entity", public_entities())
    yield from _files("sources", "source", Source.objects.filter(Exists(sources)))


def _files(folder: str, kind: str, public: QuerySet) -> Iterator[Written]:
    slugs = dict(public.values_list("name", "slug"))
    given = allot_slugs(MODELS[kind], slugs)
    around = ["old_addresses", *(["aliases"] if kind == "entity" else [])]
    for batch in in_batches(public.order_by("slug").values_list("pk", flat=True)):
        for thing in MODELS[kind].objects.filter(pk__among=batch).prefetch_related(*around):
            told = _told(kind, thing, given[thing.name])
            if told:
                record = Record(kind, {"name": thing.name} | told)
                yield f"{folder}/{thing.slug}.md", write_record(record)


def _told(kind: str, thing: Thing, slug: str) -> Fields:
    """Return what there is to tell of a thing. slug: the one that its name alone would get."""
    told = {name: value for name in TOLD[kind] if (value := getattr(thing, name))}
    lists = {"addresses": sorted(old.path for old in thing.old_addresses.all())}
    if kind == "entity":
        lists["aliases"] = sorted(alias.spelling for alias in thing.aliases.all())
    told |= {name: value for name, value in lists.items() if value}
    return told | ({"slug": thing.slug} if thing.slug != slug else {})


def _deleted() -> list[str]:
    """Return the import keys of what was deleted here, lest it come back."""
    files = Page.objects.exclude(file="").values_list("file", flat=True)
    living = {page_key(file) for file in files}
    keys = ImportKey.objects.filter(event=None).order_by("digest")
    return [key for key in keys.values_list("digest", flat=True) if key not in living]


class Learner:
    """Sees what an export says, as an import of it will, and so whether that needs more words."""

    def __init__(self, book: NameBook) -> None:
        self.book = book
        self._learnt = NameBook()
        self._contexts: set[str] = set()

    def see_file(self, file: EventFile) -> None:
        """See the file of an event."""
        learn_file(self._learnt, file)
        self._contexts.update(line.context for line in file.related if JOINT in line.context)

    def see_list(self, page: DayPage | FrontPage) -> None:
        """See a list page."""
        parts = [page.items] if isinstance(page, DayPage) else [s.items for s in page.sections]
        items = [*chain.from_iterable(parts)]
        learn_items(self._learnt, items)
        self._contexts.update(c for item in items if (c := item.context) and JOINT in c)

    def absorb(self, other: Learner) -> None:
        """Take over what another has seen."""
        self._learnt.absorb(other._learnt)
        self._contexts |= other._contexts

    def archive_file(self) -> Iterator[Written]:
        """Yield the file of the archive itself, if there is anything to say."""
        self._learnt.settle()
        guessed = all(self._learnt.split(c) == self.book.split(c) for c in self._contexts)
        days = Redirect.objects.exclude(day=None).order_by("path").values_list("path", "day")
        fields = {
            "names": [] if guessed else sorted(self.book.joined),
            "deleted": _deleted(),
            "addresses": {path: day.isoformat() for path, day in days},
        }
        if told := {name: value for name, value in fields.items() if value}:
            yield ARCHIVE_FILE, write_record(Record("archive", told))

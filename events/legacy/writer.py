"""Writing what an archive says: new rows in bulk, known events field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from events.bulk import analyze, in_batches, insert_rows, look_up, reserve_ids
from events.integrity.addresses import repair_shadowed
from events.models import (
    Change,
    Citation,
    Entity,
    Event,
    EventEntity,
    EventFile,
    ImportKey,
    ImportRun,
    ListLine,
    ListPage,
    Origin,
    Redirect,
    RelatedLine,
    Source,
)
from events.models.counts import recount, recount_total
from events.models.tagging import counted

from . import rows
from .fields import Vocabulary, marks_of_event, update_event
from .gathering import Gathering
from .identity import Matches, fingerprint, keys_of, match
from .leaves import write_leaves
from .places import Places
from .records import Known, Listing, Telling
from .redirects import write_redirects
from .report import ImportReport, Kept
from .returning import returning
from .rows import Tie
from .statements import (
    learn_names,
    names_by_event,
    report_doubts,
    said_names,
    source_name,
    stored_names,
)
from .vocabulary import entity_ids, source_ids

# The tables that an import fills.
FILLED = [Event, EventEntity, Entity, Citation, EventFile, RelatedLine, ListPage, ListLine]


class Writer:
    """One import into the database, inside the caller's transaction.

    overwrite: what editors changed becomes what the archive says.
    """

    def __init__(
        self,
        gathering: Gathering,
        events: list[Known],
        report: ImportReport,
        progress: Callable[[Iterable[Any], str], Iterable[Any]],
        run: ImportRun,
        *,
        overwrite: bool = False,
    ) -> None:
        self.gathering = gathering
        self.events = events
        self.report = report
        self.progress = progress
        self.run = run
        self.overwrite = overwrite
        self.ties: dict[Known, Tie] = {}

    def write(self) -> None:
        """Write everything and count it."""
        before = _counts()
        matches = returning(self.events) | match(self.events)
        tellings, listings = self._changed_files()
        names = self._names(matches, tellings, listings)
        words = self._vocabulary(matches, names)
        with counted():
            self._update_known(matches)
        self._insert_new(matches, words)
        self._insert_taggings(names, words)
        self._insert_keys()
        self._insert_files(tellings)
        self._insert_lists(listings)
        write_redirects(self.ties)
        leaves = self.gathering.leaves.values()
        write_leaves(leaves, self.report, overwrite=self.overwrite)
        if self.report.differences:
            self.report.differences.conclude(self.ties, tellings)
        if self.report.events["created"]:
            analyze(FILLED)
        repair_shadowed()
        self.report.rows.update(_counts())
        self.report.rows.subtract(before)

    def _changed_files(self) -> tuple[list[Telling], list[Listing]]:
        """Return the files that say something new: those the database does not have as they are."""
        tellings = sorted(self.gathering.tellings.values(), key=lambda telling: telling.path)
        listings = sorted(self.gathering.listings.values(), key=lambda listing: listing.path)
        paths = [listing.path for listing in listings]
        twins = dict(look_up(ListPage.objects.all(), "twin", paths, "twin", "digest"))
        fresh = [listing for listing in listings if twins.get(listing.path) != listing.digest]
        return _changed(EventFile, tellings), _changed(ListPage, fresh)

    def _names(
        self, matches: Matches, tellings: list[Telling], listings: list[Listing]
    ) -> dict[Known, dict[str, None]]:
        """Return the names new to each event: said by changed files, and by none before.

        So an entity that an editor removed does not come back, unless what editors did is to be
        overwritten: then all that the archive names are, but not to events written here.
        """
        if self.overwrite:
            tellings = list(self.gathering.tellings.values())
            listings = list(self.gathering.listings.values())
        book = learn_names(self.gathering)
        report_doubts(book, self.gathering, self.report)
        living = [telling for telling in tellings if matches.get(telling.event, 0) is not None]
        names = names_by_event(said_names(living, listings, book), self.report)
        pks = {pk for known in names if (pk := matches.get(known))}
        if self.overwrite:
            desk = Event.objects.filter(origin=Origin.DESK)
            pks = {pk for (pk,) in look_up(desk, "pk", pks, "pk")}
        before = set().union(*(stored_names(some, book) for some in in_batches(pks)))
        leads = dict(look_up(Event.objects.all(), "pk", pks, "pk", "imported__lead"))
        for known, some in names.items():
            pk = matches.get(known)
            new = (name for name in some if (pk, name) not in before)
            names[known] = dict.fromkeys(n for n in new if fingerprint(n) != leads.get(pk))
        return names

    def _vocabulary(self, matches: Matches, names: dict[Known, dict[str, None]]) -> Vocabulary:
        """Return ids for the names needed, making entities and sources for new ones."""
        living = [known for known in self.events if matches.get(known, 0) is not None]
        wanted = {name for known in living for name in names.get(known, ())}
        cited = {
            source_name(line)
            for known in self.events
            if known not in matches
            for telling in known.tellings[:1]
            for line in telling.said.citations
        }
        return Vocabulary(entity_ids(wanted), source_ids(cited))

    def _update_known(self, matches: Matches) -> None:
        """Bring the events known before up to date."""
        by_pk: dict[int, list[Known]] = defaultdict(list)
        for known, pk in matches.items():
            if pk is None:
                self.report.events["deleted before"] += 1
            else:
                by_pk[pk].append(known)
        stored = Event.objects.select_related("lead").prefetch_related("citations__source")
        for batch in self.progress(list(in_batches(by_pk)), "known events compared"):
            for pk, event in stored.in_bulk(batch).items():
                changed = self._update(event, by_pk[pk])
                self.report.events["updated" if changed else "unchanged"] += 1

    def _update(self, event: Event, several: list[Known]) -> bool:
        """Bring one event up to date; report what was kept; say whether anything was changed.

        Of several events of the archive that are one here, the one with its title speaks.
        """
        titled = (
            known for known in several if fingerprint(known.title) == event.imported.get("title")
        )
        speaker = next(titled, several[0])
        speaker.position = min(
            (known.position for known in several if known.position), default=None
        )
        address = event.address if self.report.differences else ""
        update = update_event(event, speaker, overwrite=self.overwrite)
        kept = update.kept.items()
        self.report.kept += [Kept(event.address, name, *pair, event.pk) for name, pair in kept]
        if self.report.differences:
            self.report.differences.change_event(speaker, event.pk, address, update.changed)
        marks = event.imported or marks_of_event(event)
        tie = Tie(event.pk, event.slug, marks, event.counted_day)
        self.ties.update(dict.fromkeys(several, tie))
        return bool(update.changed)

    def _insert_new(self, matches: Matches, words: Vocabulary) -> None:
        """Insert the events that no import has known before, with their citations."""
        new = [known for known in self.events if known not in matches]
        places = Places(new)
        for known, pk in zip(new, reserve_ids(Event, len(new)), strict=True):
            self.ties[known] = Tie(pk, places.slug(known), {}, known.date.toordinal(), is_new=True)
        event_rows = (
            rows.new_event(known, self.ties[known], places.position(known), words, self.run.pk)
            for known in new
        )
        insert_rows(Event, rows.EVENT_COLUMNS, self.progress(event_rows, "events written"))
        self.report.events["created"] = len(new)
        self.report.events["by reference"] = sum(
            not known.tellings and not known.items for known in new
        )
        citations = rows.citation_rows(self.ties.items(), words)
        insert_rows(Citation, rows.CITATION_COLUMNS, citations)

    def _insert_taggings(self, names: dict[Known, dict[str, None]], words: Vocabulary) -> None:
        """Tag events with the entities of their names, and count those again."""
        old = {tie.pk for tie in self.ties.values() if not tie.is_new}
        pairs = set(
            look_up(EventEntity.objects.all(), "content_object", old, "tag_id", "content_object_id")
        )
        touched: set[int] = set()
        found = (
            (words.entities[name], tie.pk, tie.day)
            for known, tie in self.ties.items()
            for name in names.get(known, ())
        )
        fresh = _fresh_taggings(found, pairs, touched)
        if self.report.differences:
            fresh = self.report.differences.tag(fresh, words.entities)
        insert_rows(
            EventEntity,
            ("tag_id", "content_object_id", "day"),
            self.progress(fresh, "taggings written"),
        )
        recount(touched)
        if self.report.events["created"]:
            recount_total()

    def _insert_keys(self) -> None:
        """Remember every identity of the archive's events."""
        keys = {key: tie.pk for known, tie in self.ties.items() for key in keys_of(known)}
        stored = {key for (key,) in look_up(ImportKey.objects.all(), "digest", keys, "digest")}
        new = ((key, pk) for key, pk in keys.items() if key not in stored)
        insert_rows(ImportKey, ("digest", "event_id"), new)

    def _insert_files(self, tellings: list[Telling]) -> None:
        """Write what event files say, in place of what their last version said."""
        told = [telling for telling in tellings if telling.event in self.ties]
        _forget(EventFile, told)
        pks = list(zip(reserve_ids(EventFile, len(told)), told, strict=True))
        files = (
            rows.file_row(pk, telling, self.ties[telling.event], self.run.pk) for pk, telling in pks
        )
        insert_rows(EventFile, rows.FILE_COLUMNS, self.progress(files, "files written"))
        related = (row for pk, telling in pks for row in rows.related_rows(pk, telling, self.ties))
        insert_rows(
            RelatedLine, rows.RELATED_COLUMNS, self.progress(related, "related lines written")
        )
        changes = (
            row
            for pk, telling in pks
            for row in rows.change_rows(pk, telling, self.ties[telling.event])
        )
        insert_rows(Change, rows.CHANGE_COLUMNS, changes)

    def _insert_lists(self, listings: list[Listing]) -> None:
        """Write what list pages say, in place of what their last version said."""
        _forget(ListPage, listings)
        for batch in in_batches(listing.path for listing in listings):
            ListPage.objects.filter(twin__in=batch).update(twin="")
        pks = list(zip(reserve_ids(ListPage, len(listings)), listings, strict=True))
        insert_rows(
            ListPage, rows.LIST_COLUMNS, (rows.list_row(pk, listing) for pk, listing in pks)
        )
        lines = (row for pk, listing in pks for row in rows.line_rows(pk, listing, self.ties))
        insert_rows(ListLine, rows.LINE_COLUMNS, self.progress(lines, "list lines written"))


def _counts() -> dict[str, int]:
    """Return how many rows there are of each kind that the report names."""
    models = {"entities": Entity, "sources": Source, "citations": Citation, "redirects": Redirect}
    return {kind: model.objects.count() for kind, model in models.items()}


def _fresh_taggings(
    found: Iterable[tuple[int, int, int | None]], pairs: set[tuple[int, int]], touched: set[int]
) -> Iterator[tuple[int, int, int | None]]:
    """Yield each tagging that is not among `pairs`, once; collect the entities touched."""
    for tag, event, day in found:
        if (tag, event) not in pairs:
            pairs.add((tag, event))
            touched.add(tag)
            yield tag, event, day


def _changed(model: type[EventFile] | type[ListPage], files: list[Any]) -> list[Any]:
    """Return the files whose bytes the database has not seen at their path."""
    paths = (file.path for file in files)
    stored = dict(look_up(model.objects.all(), "path", paths, "path", "digest"))
    return [file for file in files if stored.get(file.path) != file.digest]


def _forget(model: type[EventFile] | type[ListPage], files: list[Any]) -> None:
    """Delete the rows of files, with the lines that hang on them."""
    for batch in in_batches(files):
        model.objects.filter(path__in=[file.path for file in batch]).delete()

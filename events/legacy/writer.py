"""Writing what an archive says: new rows in bulk, known events field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from events.bulk import analyze, in_batches, insert_rows, look_up, reserve_ids
from events.integrity.addresses import repair_chains, repair_shadowed
from events.models import (
    Change,
    Citation,
    Entity,
    Event,
    EventEntity,
    EventFile,
    ImportRun,
    ListLine,
    ListPage,
    Redirect,
    RelatedLine,
    Source,
)
from events.models.settling import settled, written_in_bulk

from . import rows
from .citing import picture_ids, source_of
from .fields import Update, Vocabulary, marked_fields, marks_of_event, update_event
from .gathering import Gathering
from .identity import Matches, fingerprint, forget_deleted, match, remember
from .leaves import write_leaves
from .placements import write_placements
from .places import Places
from .records import Known, Listing, Telling
from .redirects import write_redirects
from .report import ImportReport, Kept
from .rows import Tie
from .statements import (
    learn_names,
    marked_names,
    names_by_event,
    new_names,
    report_doubts,
    said_names,
)
from .thing_rows import last_ids, write_things
from .unchanged import News, find_news
from .vocabulary import entity_ids, source_ids
from .wording import one_line

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
        with settled():
            self._write()

    def _write(self) -> None:
        before = _counts()
        last = last_ids()
        matches = match(self.events)
        news = find_news(self.gathering, matches)
        names = self._names(matches, news)
        words = self._vocabulary(matches, names)
        self._update_known(matches, news.silenced)
        self._insert_new(matches, words)
        self._insert_taggings(names, words)
        heard = news.events()
        told = heard - news.quiet
        remember({known: tie for known, tie in self.ties.items() if tie.is_new or known in told})
        self._insert_files(news.tellings)
        self._insert_lists(news.listings)
        write_redirects({known: tie for known, tie in self.ties.items() if known in heard})
        write_placements(self.ties, self.report)
        write_things(self.gathering.things, last, self.report)
        forget_deleted(self.gathering.things.values(), self.ties.values())
        leaves = self.gathering.leaves.values()
        write_leaves(leaves, self.report, overwrite=self.overwrite)
        if self.report.differences:
            self.report.differences.conclude(self.ties, news.tellings)
        if self.report.events["created"]:
            analyze(FILLED)
        repair_shadowed()
        repair_chains()
        self.report.rows.update(_counts())
        self.report.rows.subtract(before)

    def _names(self, matches: Matches, news: News) -> dict[Known, dict[str, None]]:
        """Return the names new to each event: said by files with news, and by none before.

        So an entity that an editor removed does not come back, unless what editors did is to be
        overwritten: then all that the archive names are, but not to events written here. A file
        that tells all entities of its event is heard alone.
        """
        tellings, listings = news.tellings, news.listings
        if self.overwrite:
            tellings = list(self.gathering.tellings.values())
            listings = list(self.gathering.listings.values())
        book = learn_names(self.gathering)
        report_doubts(book, self.gathering, self.report)
        told = [
            telling
            for telling in tellings
            if matches.get(telling.event, 0) is not None and telling.event not in news.quiet
        ]
        whole = {known for known in self.events if "entities" in known.extra} | news.silenced
        said = (pair for pair in said_names(told, listings, book) if pair[0] not in whole)
        names = names_by_event(chain(said, marked_names(told)), self.report)
        return new_names(names, matches, book, again=self.overwrite)

    def _vocabulary(self, matches: Matches, names: dict[Known, dict[str, None]]) -> Vocabulary:
        """Return ids for the names needed, making entities and sources for new ones."""
        living = [known for known in self.events if matches.get(known, 0) is not None]
        wanted = {name for known in living for name in names.get(known, ())}
        new = [known for known in self.events if known not in matches]
        wanted |= {head for known in new if (head := marked_fields(known.extra).get("lead_entity"))}
        sources = source_ids(map(source_of, rows.cited(new)))
        return Vocabulary(entity_ids(wanted), sources, picture_ids(rows.cited(new)))

    def _update_known(self, matches: Matches, silenced: set[Known]) -> None:
        """Bring the events known before up to date, but for those of which nothing is heard."""
        by_pk: dict[int, list[Known]] = defaultdict(list)
        for known, pk in matches.items():
            if pk is None:
                self.report.events["deleted before"] += 1
            else:
                by_pk[pk].append(known)
        around = "citations__source", "citations__picture"
        stored = Event.objects.select_related("lead").prefetch_related(*around)
        for batch in self.progress(list(in_batches(by_pk)), "known events compared"):
            for pk, event in stored.in_bulk(batch).items():
                changed = self._update(event, by_pk[pk], heard=silenced.isdisjoint(by_pk[pk]))
                self.report.events["updated" if changed else "unchanged"] += 1

    def _update(self, event: Event, several: list[Known], *, heard: bool) -> bool:
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
        nothing = Update({}, {})
        update = update_event(event, speaker, overwrite=self.overwrite) if heard else nothing
        kept = update.kept.items()
        self.report.kept += [Kept(event.address, name, *pair, event.pk) for name, pair in kept]
        if self.report.differences:
            self.report.differences.change_event(speaker, event.pk, address, update.changed)
        marks = event.imported or marks_of_event(event)
        tie = Tie(event.pk, event.slug, marks, event.counted_day)
        if fingerprint(event.description) == marks.get("description"):
            tie.second = fingerprint(one_line(event.description))
        self.ties.update(dict.fromkeys(several, tie))
        return bool(update.changed)

    def _insert_new(self, matches: Matches, words: Vocabulary) -> None:
        """Insert the events that no import has known before, with their citations."""
        new = [known for known in self.events if known not in matches]
        places = Places(new)
        for known, pk in zip(new, reserve_ids(Event, len(new)), strict=True):
            tie = Tie(pk, places.slug(known), {}, known.date.toordinal(), is_new=True)
            tie.short_id = places.short_id(known)
            self.ties[known] = tie
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
        written_in_bulk(
            events=(self.ties[known].pk for known in new),
            sources=words.sources.values(),
            dates={known.date for known in new},
        )

    def _insert_taggings(self, names: dict[Known, dict[str, None]], words: Vocabulary) -> None:
        """Tag events with the entities of their names, and count those again."""
        old = {tie.pk for tie in self.ties.values() if not tie.is_new}
        pairs = set(
            look_up(EventEntity.objects.all(), "content_object", old, "tag_id", "content_object_id")
        )
        touched, retold = set(), set()
        found = (
            (words.entities[name], tie.pk, tie.day)
            for known, tie in self.ties.items()
            for name in names.get(known, ())
        )
        fresh = _fresh_taggings(found, pairs, touched, retold)
        if self.report.differences:
            fresh = self.report.differences.tag(fresh, words.entities)
        insert_rows(
            EventEntity,
            ("tag_id", "content_object_id", "day"),
            self.progress(fresh, "taggings written"),
        )
        written_in_bulk(events=retold, entities=touched)

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
            ListPage.objects.filter(twin__among=batch).update(twin="")
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
    found: Iterable[tuple[int, int, int | None]],
    pairs: set[tuple[int, int]],
    touched: set[int],
    retold: set[int],
) -> Iterator[tuple[int, int, int | None]]:
    """Yield each tagging that is not among `pairs`, once; collect its entities and events."""
    for tag, event, day in found:
        if (tag, event) not in pairs:
            pairs.add((tag, event))
            touched.add(tag)
            retold.add(event)
            yield tag, event, day


def _forget(model: type[EventFile] | type[ListPage], files: list[Any]) -> None:
    """Delete the rows of files, with the lines that hang on them."""
    for batch in in_batches(files):
        model.objects.filter(path__in=[file.path for file in batch]).delete()

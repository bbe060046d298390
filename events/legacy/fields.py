"""The fields of an event that an import writes, and when it may write over what is there.

Each field's value as last imported is remembered by a fingerprint. A field that still has it
follows the archive; one that has another value was changed by an editor, and is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from events.models import Citation, Entity, Event, Origin
from events.models.history import unrecorded
from events.models.settling import settled
from events.text import free_slug

from .citing import (
    as_known,
    as_printed,
    citation_fields,
    marked_citation,
    picture_ids,
    present_citations,
    said_citations,
    source_of,
)
from .differences import Pair
from .grammar import Fields
from .identity import fingerprint
from .overwriting import put_back, refreshed
from .records import Known, news_path
from .statements import NAME_LENGTH, description_of, lead_of
from .verbatim import keep_printed
from .vocabulary import entity_ids, source_ids

# A link knows less of an event than a line in a list, that less than its own file, and whoever
# wrote it here knows best.
KNOWLEDGE = [Origin.REFERENCE, Origin.LIST, Origin.FILE, Origin.DESK]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids of entities and sources by name, and of pictures by digest."""

    entities: dict[str, int]
    sources: dict[str, int]
    pictures: dict[str, int]


def origin_of(known: Known) -> Origin:
    """Return how the archive makes an event known."""
    if known.tellings:
        return Origin.FILE
    return Origin.LIST if known.items else Origin.REFERENCE


def said_fields(known: Known) -> dict[str, Any]:
    """Return the values of the fields that the archive speaks of."""
    said: dict[str, Any] = {
        "title": known.title,
        "lead": lead_of(known),
        "description": description_of(known),
        "position": known.position,
    }
    if known.tellings:
        said["citations"] = said_citations(known.tellings[0].said)
    said |= marked_fields(known.extra)
    return {name: value for name, value in said.items() if value is not None}


def marked_fields(extra: Fields) -> dict[str, Any]:
    """Return the values of the fields of which a file's marked section speaks."""
    said: dict[str, Any] = {}
    if "description" in extra:
        said["description"] = extra["description"]
    if "lead" in extra:
        said["lead_entity"] = (extra["lead"] or "").strip()
    if "sources" in extra:
        said["citations"] = [marked_citation(source) for source in extra["sources"]]
    if "entities" in extra:
        said["entities"] = sorted({name.strip() for name in extra["entities"]} - {""})
    return said


def marks_of(said: dict[str, Any]) -> dict[str, str]:
    """Return the fingerprints of values, by field."""
    return {name: fingerprint(value) for name, value in said.items()}


def present_value(event: Event, name: str) -> Any:
    """Return a field's value in the database, in the shape in which `said_fields` gives it."""
    if name == "citations":
        return present_citations(event)
    if name == "entities":
        return sorted(entity.name for entity in event.entities.all())
    if name == "lead_entity":
        return event.lead.name if event.lead else ""
    return getattr(event, "printed_lead" if name == "lead" else name)


# What a field holds of which no file has spoken: whatever else is there, an editor wrote.
NOTHING_SAID = marks_of({"lead": "", "description": "", "citations": []})
SPOKEN = ("title", *NOTHING_SAID)


def marks_of_event(event: Event) -> dict[str, str]:
    """Return the fingerprints of what an event says of itself."""
    return marks_of({name: present_value(event, name) for name in SPOKEN})


def is_edited(event: Event) -> bool:
    """Say whether an editor changed what an import has said of an event, or added to it."""
    return bool(edited_fields(event, SPOKEN))


def edited_fields(event: Event, names: Iterable[str]) -> list[str]:
    """Return which of these fields an editor has changed since an import last wrote them."""
    marks = NOTHING_SAID | event.imported
    return [n for n in names if not _has_mark(n, present_value(event, n), marks.get(n))]


def _has_mark(name: str, value: Any, mark: str | None) -> bool:
    """Say whether a value is what an import wrote, but for sources that were merged since."""
    return fingerprint(value) == mark or (
        name == "citations" and fingerprint(as_printed(value)) == mark
    )


@dataclass(frozen=True, slots=True)
class Update:
    """What became of a known event.

    changed: by field, the values before and after. kept: by field, the value here, which an
    editor wrote, and the archive's.
    """

    changed: dict[str, Pair]
    kept: dict[str, Pair]


@unrecorded()
def update_event(event: Event, known: Known, *, overwrite: bool = False) -> Update:
    """Bring an event up to what the archive says, but for what editors changed.

    overwrite: what they changed becomes what the archive says, where it says anything.
    """
    if event.origin == Origin.DESK:
        return Update({}, _unheard(event, known))
    origin = origin_of(known)
    risen = KNOWLEDGE.index(origin) > KNOWLEDGE.index(event.origin)
    said = _heard(event, known, risen=risen)
    decided, edited = _decide(event, said, overwrite=overwrite)
    if (decided.changed or risen) and refreshed(event):
        return update_event(event, known, overwrite=overwrite)
    shown = _kept(event, known, dict(decided.kept)) if said else {}
    changed = dict(decided.changed)
    _write(event, changed, edited)
    if risen:
        changed["origin"] = (event.get_origin_display(), origin.label)
        event.origin = origin
    if changed:
        event.imported |= marks_of({n: said[n] for n in said if n not in decided.kept})
        event.save()
    return Update(changed, shown)


def _decide(event: Event, said: dict[str, Any], *, overwrite: bool) -> tuple[Update, set[str]]:
    """Return what of the said is to be written and what is not, and what editors have changed."""
    here = {name: present_value(event, name) for name in said}
    if "citations" in said:
        said = said | {"citations": as_known(said["citations"], here["citations"])}
    present, marks = marks_of(here), marks_of(said)
    last = present | NOTHING_SAID | event.imported
    different = [name for name in said if present[name] != marks[name]]
    edited = {name for name in different if not _has_mark(name, here[name], last[name])}
    wanted = said | {n: put_back(n, said[n], here[n]) if overwrite else here[n] for n in edited}
    changed = {n: (here[n], wanted[n]) for n in different if wanted[n] != here[n]}
    kept = {n: (here[n], said[n]) for n in different if wanted[n] != said[n]}
    return Update(changed, kept), edited


def _write(event: Event, changed: dict[str, Pair], edited: set[str]) -> None:
    """Give fields their new values; files go on printing the old ones, but not an editor's."""
    for name, (old, new) in changed.items():
        if name not in edited:
            keep_printed(event, name, old)
        _SETTERS.get(name, setattr)(event, name, new)


def _unheard(event: Event, known: Known) -> dict[str, Pair]:
    """Return what a file says otherwise of an event that was written here."""
    said = said_fields(known) if known.tellings else {}
    pairs = {n: (present_value(event, n), value) for n, value in said.items() if n != "position"}
    return _kept(event, known, {n: pair for n, pair in pairs.items() if pair[0] != pair[1]})


def _kept(event: Event, known: Known, kept: dict[str, Pair]) -> dict[str, Pair]:
    """Return the fields that are kept as a person would compare them, the date among them."""
    if "lead" in kept:
        kept["lead"] = (event.lead_label, kept["lead"][1])
    return kept if event.date == known.date else {"date": (event.date, known.date), **kept}


def _heard(event: Event, known: Known, *, risen: bool) -> dict[str, Any]:
    """Return the fields in which the archive is heard: less is, where more was known before."""
    said, origin = said_fields(known), origin_of(known)
    if origin == Origin.REFERENCE:
        return {}
    if "entities" not in event.imported:
        # Nobody knows then which of them editors chose: they are added to, as by a plain file.
        said.pop("entities", None)
    if risen:
        return said | ({"slug": known.slug} if origin == Origin.FILE and known.slug else {})
    if origin != event.origin or not _is_own(event, known):
        return {name: said[name] for name in said.keys() & {"position"}}
    return said


def _is_own(event: Event, known: Known) -> bool:
    """Say whether the files that speak are the event's own, as far as that is here."""
    if not known.tellings or any(telling.address[1] == event.slug for telling in known.tellings):
        return True
    return not event.files.filter(path=news_path(event.date, event.slug)).exists()


def _set_slug(event: Event, name: str, value: str) -> None:
    """Give an event the name of its file; one that had it without a file gets another."""
    rivals = event.slug_rivals()
    holder = rivals.filter(slug=value).exclude(origin__in=[Origin.FILE, Origin.DESK]).first()
    if holder:
        keep_printed(holder, name, holder.slug)
        holder.slug = free_slug(value, set(rivals.values_list("slug", flat=True)) | {event.slug})
        holder.save()
    if not rivals.filter(slug=value).exists():
        event.slug = value


def _set_lead(event: Event, name: str, value: str) -> None:
    lead = value.strip()
    fits = 0 < len(lead) <= NAME_LENGTH
    event.lead_id = entity_ids([lead])[lead] if fits else None
    event.lead_text = value


def _set_citations(event: Event, name: str, value: list) -> None:
    fields = citation_fields(value, source_ids(map(source_of, value)), picture_ids(value))
    with settled(event):
        event.citations.all().delete()
        Citation.objects.bulk_create(Citation(event=event, **columns) for columns in fields)


def _set_lead_entity(event: Event, name: str, value: str) -> None:
    event.lead_id = entity_ids([value])[value] if value else None


def _set_entities(event: Event, name: str, value: list[str]) -> None:
    event.entities.set(Entity.objects.in_bulk(entity_ids(value).values()).values())


_SETTERS: dict[str, Callable[[Event, str, Any], None]] = {
    "slug": _set_slug,
    "lead": _set_lead,
    "lead_entity": _set_lead_entity,
    "citations": _set_citations,
    "entities": _set_entities,
}

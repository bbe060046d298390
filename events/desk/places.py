"""Where a text of an event, or of an entity, may stand: there, and in all that remembers it."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from events.models import (
    Alias,
    Change,
    Citation,
    Entity,
    Event,
    EventFile,
    ImportLine,
    ListLine,
    ListPage,
    OpenForm,
    Operation,
    Placement,
    Redirect,
    RelatedLine,
    Version,
)
from events.models.entity import tagged_with

from .words import Place, Words


def places_of_event(event: int) -> list[Place]:
    """Return where a text of the event (id, also of a deleted one) may stand."""
    return [*_places_now(event), *_places_of_the_past(event), *_places_of_imports(event)]


def _places_now(event: int) -> list[Place]:
    """Return where readers and editors see it."""
    placed = Q(event=event) | Q(other=event)
    return [
        Place(
            Event.objects.filter(pk=event),
            ("title", "lead_text", "description", "withdrawn_reason", "slug"),
        ),
        Place(
            Citation.objects.filter(event=event),
            ("alt", "printed", "url", "image", "archived_url"),
        ),
        Place(Placement.objects.filter(placed), ("reason",)),
        Place(Redirect.objects.filter(event=event), ("path",)),
    ]


def _places_of_the_past(event: int) -> list[Place]:
    """Return where it is told what the event was; other events' versions name those placed."""
    versions = Version.objects.filter(event=event)
    others = Version.objects.exclude(event=event).filter(names__event__has_key=str(event))
    return [
        Place(versions, ("comment", "content", "names", "beside")),
        Place(others, ("names",), ("event", str(event))),
        Place(others, ("content",), ("placements",)),
        Place(Change.objects.filter(event=event), ("title", "path")),
        Place(OpenForm.objects.filter(event=event), ("typed",)),
        Place(_operations(event), ("subject", "comment", "changes")),
        Place(_logged(Event, event), ("object_repr", "change_message")),
    ]


def _places_of_imports(event: int) -> list[Place]:
    """Return what is kept of an archive's files, so that an export gives them back."""
    files = EventFile.objects.filter(event=event)
    listed = ListLine.objects.filter(event=event)
    told = Q(event=event) | Q(path__in=files.values("path"))
    return [
        Place(
            RelatedLine.objects.filter(Q(file__event=event) | Q(target=event)),
            ("title", "path", "context"),
        ),
        Place(listed, ("title", "path", "lead", "text")),
        Place(ListPage.objects.filter(pk__in=listed.values("page")), ("form",)),
        Place(ImportLine.objects.filter(told), ("path", "here", "archive")),
        Place(
            files,
            ("path", "title", "description", "lead", "cover_image", "form", "citations"),
        ),
    ]


def _operations(event: int) -> QuerySet:
    """Return the operations that keep rows of the event; reads all operations."""
    rows = Operation.objects.exclude(changes={}).values_list("pk", "changes").iterator()
    pks = [pk for pk, changes in rows if event in changes["events"]]
    return Operation.objects.filter(pk__in=pks)


def _logged(model: type[Model], pk: int) -> QuerySet:
    """Return what Django's own log says of a row."""
    its_type = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(content_type=its_type, object_id=str(pk))


# --- Of entities


def places_of_entity(entity: int, words: Words) -> list[Place]:
    """Return where the words may stand as a name of the entity (id).

    What events say of it in sentences of their own is theirs.
    """
    return [
        Place(
            Entity.objects.filter(pk=entity), ("name", "label", "slug", "description", "same_as")
        ),
        Place(Alias.objects.filter(entity=entity), ("spelling",)),
        Place(Redirect.objects.filter(entity=entity), ("path",)),
        Place(Event.objects.filter(lead=entity), ("lead_text",)),
        *_where_it_is_remembered(entity, words),
        *_where_archives_name_it(entity),
    ]


def _where_it_is_remembered(entity: int, words: Words) -> list[Place]:
    """Return where it is told what the entity was called, and what was done to it by its names."""
    named = Version.objects.filter(names__entity__has_key=str(entity))
    led = Version.objects.filter(content__lead=entity)
    names = _names_with(entity, words)
    said, done = (
        Q.create([Q(**{f"{column}__contains": name}) for name in names], connector=Q.OR)
        for column in ("comment", "subject")
    )
    own = Q(model="entity", thing=entity)
    return [
        Place(named, ("names",), ("entity", str(entity))),
        Place(led, ("content",), ("lead_text",)),
        Place(Version.objects.filter(said) if names else Version.objects.none(), ("comment",)),
        Place(
            Operation.objects.filter(own | done if names else own),
            ("subject", "comment", "changes"),
        ),
        Place(_logged(Entity, entity), ("object_repr", "change_message")),
    ]


def _names_with(entity: int, words: Words) -> list[str]:
    """Return what the entity is called by these words."""
    called = Entity.objects.filter(pk=entity).values_list("name", "label", "aliases__spelling")
    names = {name for row in called for name in row if name}
    return sorted(name for name in names if words.purge(name) != name)


def _where_archives_name_it(entity: int) -> list[Place]:
    """Return what is kept of the files of its events, as far as that is no sentence of theirs."""
    events = tagged_with([entity]).order_by().values("pk")
    related = Q(file__event__in=events) | Q(target__in=events)
    return [
        Place(EventFile.objects.filter(event__in=events), ("lead", "form")),
        Place(ListLine.objects.filter(event__in=events), ("lead",)),
        Place(RelatedLine.objects.filter(related), ("context",)),
        Place(ImportLine.objects.filter(event__in=events), ("here", "archive")),
    ]

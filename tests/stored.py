"""Counts and days as they are stored, and as they have to be."""

from events.models import Entity, Event, EventEntity, Status, Tally


def counts() -> dict[str, int]:
    """The stored counts by entity."""
    return dict(Entity.objects.values_list("name", "event_count"))


def days() -> dict[str, int | None]:
    """The stored day by entity; each entity may be on one event only."""
    return dict(EventEntity.objects.values_list("tag__name", "day"))


def recounted() -> dict[str, int]:
    """What the counts have to be, from nothing but events and which entities they have."""
    published = Event.objects.filter(status=Status.PUBLISHED).values("pk")
    return {
        entity.name: entity.taggings.filter(content_object__in=published).count()
        for entity in Entity.objects.all()
    }


def wrong_days() -> list[tuple[str, int | None, int | None]]:
    rows = EventEntity.objects.select_related("tag", "content_object")
    found = [(row.tag.name, row.day, row.content_object.counted_day) for row in rows]
    return [row for row in found if row[1] != row[2]]


def total() -> int:
    """The stored number of published events."""
    return sum(Tally.objects.filter(name=Tally.Name.PUBLISHED).values_list("number", flat=True))


def assert_exact() -> None:
    """Stored and counted are the same: every entity, every tagging, all events."""
    assert counts() == recounted()
    assert total() == Event.objects.filter(status=Status.PUBLISHED).count()
    assert wrong_days() == []

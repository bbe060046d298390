"""Rows with unsurprising defaults: `make_event(title="…", entities=["Baghdad"])`."""

import datetime
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from events.models import Citation, Entity, Event, Page, Picture, Source, Status
from events.models.settling import settled
from events.pictures import prepare

_numbers = count(1)
# Whether a factory is at work.
making: ContextVar[bool] = ContextVar("making", default=False)


def factory(make: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate what only makes rows for tests to begin with (see `sound_archive`): settled once."""

    @wraps(make)
    def made(*args: Any, **kwargs: Any) -> Any:
        token = making.set(True)
        try:
            with settled():
                return make(*args, **kwargs)
        finally:
            making.reset(token)

    return made


@factory
def make_event(*, entities: list[str] | tuple[str, ...] = (), **overrides: Any) -> Event:
    """Return a saved, published event of 9 August 2004, tagged with entities of these names."""
    fields: dict[str, Any] = {
        "date": datetime.date(2004, 8, 9),
        "title": f"Event number {next(_numbers)} happens.",
        "status": Status.PUBLISHED,
    }
    event = Event.objects.create(**fields | overrides)
    if entities:
        event.entities.add(*entities)
    return event


@factory
def make_entity(name: str = "", **overrides: Any) -> Entity:
    """Return a saved entity."""
    return Entity.objects.create(name=name or f"Entity {next(_numbers)}", **overrides)


@factory
def make_source(name: str = "", **overrides: Any) -> Source:
    """Return a saved source."""
    return Source.objects.create(name=name or f"Source {next(_numbers)}", **overrides)


@factory
def make_citation(event: Event, **overrides: Any) -> Citation:
    """Return a saved citation of an event, of a source of its own unless one is given."""
    fields: dict[str, Any] = {
        "position": event.citations.count() + 1,
        "url": f"https://paper.example/{next(_numbers)}",
    }
    if "source" not in overrides:
        fields["source"] = make_source()
    return Citation.objects.create(event=event, **fields | overrides)


@factory
def make_page(**overrides: Any) -> Page:
    """Return a saved long-form page."""
    fields = {"path": f"/page-{next(_numbers)}/", "title": "About", "text": "Some *text*."}
    return Page.objects.create(**fields | overrides)


def image_bytes(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "teal", **options: Any
) -> bytes:
    """Return the bytes of a plain picture in a format; options are those of Pillow's `save`."""
    file = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, colour).save(file, kind, **options)
    return file.getvalue()


def bring_picture(copied_from: str = "", **look: Any) -> Picture:
    """Return a picture kept here, brought by an editor or copied; `look` as for `image_bytes`."""
    return Picture.objects.keep(prepare(image_bytes(**look)), copied_from)

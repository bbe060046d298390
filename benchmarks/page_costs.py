"""The cost of readers' pages and of their floors, on the invented archive of DATABASE_URL.

    python -m benchmarks.page_costs 40

prints one line of JSON: by kind of page, for each of so many addresses the milliseconds of page
and floor and the number of queries. The floor stands behind the same middleware, fetches the same
rows by the same queries, and prints each of them as a line, without a template.
"""

import datetime
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from types import NoneType
from typing import Any
from urllib.parse import urlencode

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, include, path, set_urlconf

from benchmarks.make_archive import invented_name, invented_word
from benchmarks.samples import refuse_real_archive
from events import urls as readers
from events.context_processors import site
from events.models import Entity, Event

TURNS = 3
# What generic views hand to templates besides the rows.
UNPRINTED = {"view", "form", "filter", "object_list", "event_list"}
LAZY = (property, cached_property)
PLAIN = (str, int, float, bool, datetime.date, datetime.timedelta, NoneType)


# --- The floor


def floor_of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view of a page's floor: it fetches the same rows, and prints them plainly."""
    if not hasattr(view, "view_class"):
        return view

    def render_to_response(self: Any, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        footer = site(self.request)["site"]["pages"]()
        shown = {name: value for name, value in context.items() if name not in UNPRINTED}
        lines: list[str] = []
        print_rows((shown, footer), lines, set())
        return HttpResponse("\n".join(lines))

    plain = type("Floor", (view.view_class,), {"render_to_response": render_to_response})
    return plain.as_view(**view.view_initkwargs)


def print_rows(thing: Any, lines: list[str], seen: set[int]) -> None:
    """Add a line for every row in a view's context, each once."""
    if isinstance(thing, PLAIN) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, Model):
        loaded = vars(thing)
        lines.append(" ".join(str(loaded.get(name)) for name in columns(type(thing))))
        inside = [*thing._state.fields_cache.values()]
        inside += loaded.get("_prefetched_objects_cache", {}).values()
    elif isinstance(thing, dict):
        inside = thing.values()
    elif isinstance(thing, Iterable):
        inside = thing
    else:
        inside = (getattr(thing, name) for name in parts(type(thing)))
    for part in inside:
        print_rows(part, lines, seen)


@cache
def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.fields]


@cache
def parts(kind: type) -> list[str]:
    """Return the attributes of our own things that are neither methods nor private."""
    if not kind.__module__.startswith("events."):
        return []
    fields = list(getattr(kind, "__dataclass_fields__", ()))
    named = [name for name, value in vars(kind).items() if isinstance(value, LAZY)]
    return [name for name in (*fields, *named) if not name.startswith("_")]


floors = [
    URLPattern(pattern.pattern, floor_of(pattern.callback), pattern.default_args, pattern.name)
    for pattern in readers.urlpatterns
]
urlpatterns = [path("", include((floors, "events")))]


# --- The addresses


def events_by_chance(draw: random.Random, number: int) -> list[Event]:
    most = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return list(Event.objects.filter(pk__in=draw.sample(range(1, most + 1), number)))


def events(draw: random.Random, number: int) -> Iterator[str]:
    return (event.get_absolute_url() for event in events_by_chance(draw, number))


def days(draw: random.Random, number: int) -> Iterator[str]:
    return (f"/news/{event.date:%Y/%m/%d}/" for event in events_by_chance(draw, number))


def entities(draw: random.Random, number: int) -> Iterator[str]:
    """Half of them the most frequent there are, half of events drawn by chance."""
    frequent = Entity.objects.order_by("-event_count", "pk")[: number // 2]
    drawn = (event.entities.first() for event in events_by_chance(draw, number - number // 2))
    return (entity.get_absolute_url() for entity in (*frequent, *drawn))


def searches(draw: random.Random, number: int) -> Iterator[str]:
    """Frequent words and rarer ones, two together, phrases, names of entities."""
    asked = (
        lambda rank: invented_word(rank),
        lambda rank: invented_word(rank * 97 % 5_000),
        lambda rank: f"{invented_word(rank)} {invented_word(rank + 1)}",
        lambda rank: f'"{invented_name(rank + 1)}"',
        lambda rank: f'entity:"{invented_name(rank + 1)}" {invented_word(rank)}',
    )
    for rank in range(number):
        words = asked[rank % len(asked)](rank // len(asked))
        yield f"/search/?{urlencode({'q': words})}"


KINDS: dict[str, Callable[[random.Random, int], Iterator[str]]] = {
    "event": events,
    "day": days,
    "entity": entities,
    "search": searches,
}


# --- Measuring


class Server:
    """The site as a server calls it, and the floor in its place."""

    def __init__(self) -> None:
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        # No `collectstatic` before a benchmark.
        settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(HTTP_HOST="localhost")

    def answer(self, address: str, *, floor: bool = False) -> HttpResponse:
        """Return what stands at an address, or its floor.

        Raises:
            SystemExit: if it is not answered as it should be.
        """
        request = self.factory.get(address)
        if floor:
            request.urlconf = "benchmarks.page_costs"
        response = self.handler.get_response(request)
        set_urlconf(None)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}.")
        return response

    def queries(self, address: str, *, floor: bool = False) -> int:
        """Return how many queries a page or its floor runs."""
        with CaptureQueriesContext(connection) as captured:
            self.answer(address, floor=floor)
        return len(captured)

    def cost(self, address: str) -> dict[str, float]:
        """Return the best milliseconds of a page and of its floor, taken by turns."""
        best = {"page": float("inf"), "floor": float("inf")}
        for _turn in range(TURNS):
            for name in best:
                start = time.perf_counter()
                self.answer(address, floor=name == "floor")
                best[name] = min(best[name], (time.perf_counter() - start) * 1000)
        return best


def measure(number: int) -> dict[str, list[dict[str, float]]]:
    """Return by kind of page the costs at so many addresses, each seen once before."""
    refuse_real_archive()
    served, costs = Server(), {}
    for kind, draw in KINDS.items():
        found = list(draw(random.Random(kind), number))
        for address in found:
            served.answer(address)
        queries = [served.queries(address) for address in found]
        if queries != [served.queries(address, floor=True) for address in found]:
            sys.exit(f"The floor of some {kind} page runs other queries than the page.")
        costs[kind] = [
            served.cost(address) | {"queries": number}
            for address, number in zip(found, queries, strict=True)
        ]
    return costs


if __name__ == "__main__":
    sys.modules["benchmarks.page_costs"] = sys.modules["__main__"]
    print(json.dumps(measure(int(sys.argv[1]))))

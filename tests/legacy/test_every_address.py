"""Every address of the archives leads to its thing, in one step and in the same format."""

import datetime
import random

import pytest

from events.addresses import read_address
from events.legacy.importer import import_archive
from events.models import Entity, Event, EventFile, Page, Source, Status
from tests.legacy.walking import (
    Asked,
    Known,
    Map,
    Walk,
    day_forms,
    event_forms,
    front_forms,
    list_forms,
    read,
    slug_forms,
)

pytestmark = [pytest.mark.django_db, pytest.mark.archive]

SEED = 20040809
SAMPLE = 12

ARCHIVES = [
    pytest.param("context-en-samples.tar.xz", id="English samples", marks=pytest.mark.verify),
    pytest.param("context-zh-2019-12-23.tar.xz", id="Chinese", marks=pytest.mark.verify),
    pytest.param("english-2004-2010.tar.xz", id="English", marks=pytest.mark.verify),
]


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_address_leads_to_its_thing(client, archives, name):
    import_archive(archives / name)
    known, walk, chance = read(archives / name), Walk(client), random.Random(SEED)

    ask_for_all(walk, known)
    ask_for_all_forms(walk, known, chance)
    ask_after_edits(walk, chance)

    assert walk.wrong == []
    assert walk.asked > len(known.files) + len(known.days)


def ask_for_all(walk: Walk, known: Known) -> None:
    """Each event, day, page and address of a list of changes, in one form."""
    places, mapped = known.files | known.linked, Map()
    assert {place for place in places if not mapped.page(place)} == set()
    for path, event in EventFile.objects.values_list("path", "event__slug"):
        assert read_address(mapped.page(place_of(f"/{path}"))).events[1] == [event]
    for place in sorted(places):
        walk.ask_in_passing(next(filter(is_html, event_forms(place, mapped.page(place)))))
    for date in sorted(known.days):
        walk.ask_in_passing(next(filter(is_html, day_forms(date))))
    for path in sorted(known.changes):
        for form in event_forms(place_of(path), mapped.page(place_of(path))):
            walk.ask(form)
    for path in sorted(known.others):
        ask_for_page(walk, path)


def ask_for_page(walk: Walk, path: str) -> None:
    """A long-form page by its file: it has no other formats, but for the text it is made of."""
    page = Page.objects.get(file=path[1:]).path
    folder = path.rpartition("/")[0]
    response = walk.client.get(path)
    assert (response.status_code == 200) == (page == path)
    assert walk.end(page) == 200
    if page == f"{folder}/":
        walk.ask(Asked(folder, page))
        walk.ask(Asked(f"{folder}/index.html", page))
        walk.ask(Asked(f"/zh{folder}/", page))


def ask_for_all_forms(walk: Walk, known: Known, chance: random.Random) -> None:
    """The front page, and some events and days, in every form."""
    mapped, days = Map(), sorted(known.days)
    for place in some(sorted(known.files), chance):
        for form in event_forms(place, mapped.page(place)):
            walk.ask(form)
    for date in some(days, chance):
        for form in day_forms(date):
            walk.ask(form)
    for form in front_forms():
        walk.ask(form)
    for date in some(days, chance)[:3]:
        for form in list_forms(f"/news/{date.year}/{date.month}", f"/news/{date:%Y/%m}/"):
            walk.ask(form)
        for form in list_forms(f"/news/{date.year}", f"/news/{date.year}/"):
            walk.ask(form)


def ask_after_edits(walk: Walk, chance: random.Random) -> None:
    """Old addresses of what was retitled, moved, renamed and withdrawn, one after the other."""
    public = Event.objects.published().order_by("pk")
    rows = chance.sample(list(public.values_list("pk", flat=True)), SAMPLE)
    events = [Event.objects.get(pk=pk) for pk in rows]
    old = {event.pk: [(event.date, event.slug)] for event in events}
    for number, event in enumerate(events):
        for edit in (retitle, redate, retitle)[: 1 + number % 3]:
            edit(event)
            old[event.pk].append((event.date, event.slug))
    for event in events[: SAMPLE // 3]:
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "A test."
        event.save()
        walk.gone.add(event.address)
    walk.seen.clear()
    for event in events:
        for place in old[event.pk]:
            for form in event_forms(place, event.address):
                walk.ask(form)
    ask_after_renames(walk, chance)


def retitle(event: Event) -> None:
    event.title, event.slug = f"{event.title.strip()} It was told anew.", ""
    event.save()


def redate(event: Event) -> None:
    event.date += datetime.timedelta(days=7)
    event.save()


def ask_after_renames(walk: Walk, chance: random.Random) -> None:
    """Old addresses of entities and sources that have other slugs now."""
    public = Event.objects.published()
    entities = Entity.objects.filter(taggings__content_object__in=public[:500])
    sources = Source.objects.filter(citations__event__in=public[:500])
    for rows in (entities, sources):
        for row in some(list(rows.distinct().order_by("pk")), chance)[:SAMPLE]:
            old = row.address
            for number in (1, 2):
                row.slug = f"{row.slug}-{number}"
                row.save()
            for form in slug_forms(old, row.address):
                walk.ask(form)


def some(things: list, chance: random.Random) -> list:
    return chance.sample(things, min(SAMPLE, len(things)))


def is_html(form: Asked) -> bool:
    return form.path.endswith(".html")


def place_of(path: str) -> tuple[datetime.date, str]:
    date, slugs = read_address(path).events
    return date, slugs[0]

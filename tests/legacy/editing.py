"""What editors do, at random: each act takes a source of choices and changes the chronicle."""

import datetime
from random import Random

from django.utils import timezone

from events.models import (
    Alias,
    Citation,
    Entity,
    Event,
    Page,
    Placement,
    Redirect,
    Source,
    Status,
)
from tests.factories import make_event

DATES = [datetime.date(2004, 8, 9), datetime.date(2004, 8, 10), datetime.date(2004, 8, 12)]
TITLES = ["A dam.", "A  dam.", " A dam", "Rain!", "Snow ](/news/2004/08/9/x.md)", "雨。", "index"]
NAMES = ["Dam", "Dam, Ohio", "Ohio", "Rain", "a](b", "Côte d’Ivoire"]
TEXTS = [
    "",
    "Water.",
    "First.\n\n- one\n- two\n",
    "### [x](/news/2004/08/9/x.md)",
    "_Context: Dam_",
]
URLS = ["https://paper.example/1", "https://paper.example/a_(b)) [IMG](c", "ftp://old.example"]
SLUGS = ["x", "y", "x-2", "a-dam", "雨", "(x)"]


def pick(random: Random, rows):
    """Any of some rows, None if there are none."""
    found = list(rows.order_by("pk"))
    return random.choice(found) if found else None


def edit_event(random: Random) -> None:
    if event := pick(random, Event.objects):
        field, values = random.choice(
            [
                ("title", TITLES), ("date", DATES), ("description", TEXTS),
                ("lead_text", ["", "Dam", "Dams", "Dam, Ohio"]), ("position", [1, 2, 7]),
                ("lead", [None, *Entity.objects.order_by("pk")]),
                ("status", list(Status)), ("status", [Status.PUBLISHED]),
                ("publish_at", [None, timezone.now() + datetime.timedelta(days=1)]),
            ]
        )  # fmt: skip
        setattr(event, field, random.choice(values))
        if field == "date" and event.slug_rivals().filter(slug=event.slug).exists():
            return
        event.save()


def withdraw(random: Random) -> None:
    if event := pick(random, Event.objects.published()):
        event.status, event.withdrawn_reason = Status.WITHDRAWN, random.choice(["", "Not so."])
        event.save()


def retitle_public(random: Random) -> None:
    """A change that readers are told of."""
    if event := pick(random, Event.objects.published()):
        event.title = random.choice(TITLES)
        event.save()


def rename_draft(random: Random) -> None:
    if event := pick(random, Event.objects.exclude(status=Status.PUBLISHED)):
        event.title, event.slug = random.choice(TITLES), ""
        event.save()


def pin_draft(random: Random) -> None:
    event, draft = pick(random, Event.objects.published()), make_event(status=Status.DRAFT)
    if event:
        Placement.objects.create(event=event, other=draft, kind=Placement.Kind.PIN)


def move_event(random: Random) -> None:
    event, slug = pick(random, Event.objects), random.choice(SLUGS)
    if event and not event.slug_rivals().filter(slug=slug).exists():
        event.slug = slug
        event.save()


def write_event(random: Random) -> None:
    make_event(
        title=random.choice(TITLES),
        date=random.choice(DATES),
        description=random.choice(TEXTS),
        entities=random.sample(NAMES, random.randint(0, 3)),
    )


def delete_event(random: Random) -> None:
    if event := pick(random, Event.objects):
        event.delete()


def choose_entities(random: Random) -> None:
    if event := pick(random, Event.objects):
        event.entities.set(random.sample(NAMES, random.randint(0, 3)))


def cite(random: Random) -> None:
    if event := pick(random, Event.objects):
        source, _made = Source.objects.get_or_create(name=random.choice(NAMES))
        Citation.objects.create(
            event=event,
            source=source,
            url=random.choice(URLS),
            image=random.choice(["", *URLS]),
            archived_url=random.choice(["", *URLS]),
            position=event.citations.count() + 1,
        )


def edit_citation(random: Random) -> None:
    if citation := pick(random, Citation.objects):
        if random.random() < 0.3:
            citation.delete()
            return
        citation.url, citation.printed = random.choice(URLS), random.choice([None, "Old ", ""])
        citation.save()


def edit_entity(random: Random) -> None:
    if entity := pick(random, Entity.objects):
        field, value = random.choice(
            [
                ("name", random.choice(NAMES)), ("label", "The Dam"), ("kind", "place"),
                ("slug", random.choice(SLUGS)), ("description", "Large."),
                ("same_as", "https://data.example/Q1"),
            ]
        )  # fmt: skip
        if field in {"name", "slug"} and Entity.objects.filter(**{field: value}).exists():
            return
        setattr(entity, field, value)
        entity.save()


def join_name(random: Random) -> None:
    """A name with a comma, as lines of context have between names."""
    entity, name = pick(random, Entity.objects), random.choice(["Dam, Rain", "Rain, Ohio", "Dam,"])
    if entity and not Entity.objects.filter(name=name).exists():
        entity.name = name
        entity.save()


def spell_entity(random: Random) -> None:
    if entity := pick(random, Entity.objects):
        spelling = random.choice(NAMES)
        if not entity.aliases.filter(spelling=spelling).exists():
            Alias.objects.create(entity=entity, spelling=spelling)


def edit_source(random: Random) -> None:
    if source := pick(random, Source.objects):
        field, value = random.choice(
            [("name", "The Paper"), ("homepage", "https://paper.example/"), ("slug", "paper")]
        )
        if not Source.objects.filter(**{field: value}).exists():
            setattr(source, field, value)
            source.save()


def place(random: Random) -> None:
    event, other = pick(random, Event.objects), pick(random, Event.objects)
    if event and event != other:
        kind = random.choice(list(Placement.Kind))
        Placement.objects.update_or_create(event=event, other=other, defaults={"kind": kind})


def edit_page(random: Random) -> None:
    page = pick(random, Page.objects)
    act = random.choice(["new", "edit", "delete"])
    path = random.choice(["/faq/", "/about/", "/about.us/", "/a/b/"])
    text = random.choice(["Words.\n", "#### by nobody\n", "", "\n\n# Head\n"])
    if act == "new" and not Page.objects.filter(path=path).exists():
        Page.objects.create(path=path, title=random.choice(TITLES), text=text)
    elif act == "edit" and page:
        page.text, page.author = text, random.choice(["", "Somebody"])
        page.date = random.choice([None, DATES[0]])
        page.save()
    elif act == "delete" and page:
        page.delete()


def move_page(random: Random) -> None:
    page = pick(random, Page.objects)
    path = random.choice(["/faq/", "/help/", "/a/b/", "/index/", "/newsroom/"])
    if page and not Page.objects.filter(path=path).exists():
        page.path = path
        page.save()


def lead_to_day(random: Random) -> None:
    Redirect.objects.get_or_create(path="/old/", defaults={"day": random.choice(DATES)})


ACTS = [
    edit_event, edit_event, move_event, write_event, delete_event, choose_entities, cite,
    edit_citation, edit_entity, spell_entity, edit_source, place, edit_page, lead_to_day,
    withdraw, retitle_public, rename_draft, pin_draft, join_name, move_page,
]  # fmt: skip


def edit(random: Random, acts: int) -> None:
    """Do so many acts."""
    for _act in range(acts):
        random.choice(ACTS)(random)

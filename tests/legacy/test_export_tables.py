"""Nothing is lost: what an editor or an import changes in any table shows in the exported bytes."""

import datetime
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import Model

from events.legacy.exporter import Plan, archive_files
from events.legacy.pictures import picture_files
from events.models import (
    Alias,
    Citation,
    DayCount,
    Entity,
    EntityMonth,
    EntityWord,
    Event,
    ImportLine,
    ImportRun,
    LostPicture,
    OpenForm,
    Operation,
    Page,
    Placement,
    Redirect,
    SearchEntry,
    SearchText,
    Source,
    SourceMonth,
    Status,
    Suggestion,
    Takedown,
    Tally,
    Version,
)
from tests.factories import bring_picture, make_event
from tests.legacy.tables import clear
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    Files,
    bring,
    change,
    cite,
    day,
    event,
    front,
    item,
    page,
    path_of,
    related,
)

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "A bridge falls.", "The valley is empty."
# Tables of which an export says nothing, and why.
UNTOLD = {
    Tally: "a count, derived from the events",
    DayCount: "derived likewise",
    EntityMonth: "derived likewise",
    SourceMonth: "derived likewise",
    SearchEntry: "derived likewise",
    SearchText: "derived likewise",
    EntityWord: "derived from what entities are called",
    ImportRun: "a log of what imports did here",
    ImportLine: "a line of that log",
    LostPicture: "an address that was of no use here",
    Operation: "a log of what editors did here to many rows at once",
    Version: "the editors' own history",
    OpenForm: "what an editor has not saved yet",
    Takedown: "a log of what is meant to be lost",
    Suggestion: "derived from the entities, with what editors of this desk say of it",
}
CHRONICLE = (
    event(
        A,
        lead="Dam",
        citations=(cite(),),
        related=(related(B, "Dam"),),
        changes=(change(C, "first"), change(A, "current")),
    )
    | event(B, related=(related(A, "Dam"),))
    | day(item(A, lead="Dam"), item(B, context="Dam"))
    | front(item(A), item(B))
    | page("faq/index.md", "FAQ")
)


def save(row: Model, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def named(title: str) -> Event:
    return Event.objects.get(title=title)


def entity() -> Entity:
    return Entity.objects.get(name="Dam")


def again(**said) -> None:
    """Import another file of A, as a later render of the archive has it."""
    told = {"citations": (cite(),), "related": (related(B, "Dam"),), "lead": "Dam"}
    bring(event(A, **told | said))


EDITS: dict[str, list[Callable[[], object]]] = {
    "Alias": [lambda: Alias.objects.create(entity=entity(), spelling="Dams")],
    "Change": [
        lambda: save(named(A), title="A dam is broken."),
        lambda: again(changes=(change(B, "first"), change(A, "current"))),
    ],
    "Citation": [
        lambda: save(Citation.objects.get(), url="https://paper.example/2"),
        lambda: save(Citation.objects.get(), image="https://paper.example/2.jpg"),
        lambda: save(Citation.objects.get(), archived_url="https://paper.example/copy"),
        lambda: save(Citation.objects.get(), printed="Gazette"),
        lambda: save(Citation.objects.get(), alt="A dam, broken."),
        lambda: Citation.objects.get().delete(),
    ],
    "Entity": [
        lambda: save(entity(), name="Dams"),
        lambda: save(entity(), label="The dam"),
        lambda: save(entity(), slug="a-dam"),
        lambda: save(entity(), kind="place"),
        lambda: save(entity(), description="Large.\n\nGrey."),
        lambda: save(entity(), same_as="https://data.example/Q1"),
    ],
    "Event": [
        lambda: save(named(A), date=NEXT),
        lambda: save(named(A), slug="dam"),
        lambda: save(named(A), lead=None),
        lambda: save(named(A), lead_text="Dams"),
        lambda: save(named(A), description="One.\n\nTwo."),
        lambda: save(named(A), position=3),
        lambda: save(named(A), status=Status.WITHDRAWN, withdrawn_reason="Not so."),
        lambda: save(named(A), status=Status.DRAFT),
        lambda: named(A).delete(),
        lambda: make_event(title="It rains.", date=LATER),
    ],
    "EventEntity": [
        lambda: named(A).entities.add("Rain"),
        lambda: named(A).entities.clear(),
    ],
    "EventFile": [lambda: again(cover_image="https://paper.example/cover.jpg")],
    "ImportKey": [lambda: named(A).delete()],
    "ListLine": [lambda: bring(day(item(A, lead="Dams"), item(B, context="Dam")))],
    "ListPage": [
        lambda: bring(day(item(A, lead="Dam"), item(B, context="Dam"), formats="/news/index"))
    ],
    "Page": [
        lambda: save(Page.objects.get(), path="/help/"),
        lambda: save(Page.objects.get(), title="Help"),
        lambda: save(Page.objects.get(), author="Somebody"),
        lambda: save(Page.objects.get(), date=DAY),
        lambda: save(Page.objects.get(), text="Other words.\n"),
        lambda: Page.objects.get().delete(),
    ],
    "Picture": [lambda: save(Citation.objects.get(), picture=bring_picture(), alt="A dam.")],
    "Placement": [
        lambda: Placement.objects.create(event=named(A), other=named(B), kind="pin"),
        lambda: Placement.objects.create(event=named(A), other=named(B), kind="hide"),
    ],
    "Redirect": [
        lambda: Redirect.objects.create(path="/old/", event=named(A)),
        lambda: Redirect.objects.create(path="/old/", entity=entity()),
        lambda: Redirect.objects.create(path="/old/", source=Source.objects.get()),
        lambda: Redirect.objects.create(path="/old/", page=Page.objects.get()),
        lambda: Redirect.objects.create(path="/old/", day=datetime.date(2004, 8, 9)),
    ],
    "RelatedLine": [lambda: again(related=(related(B, "Dam, Rain"),))],
    "Source": [
        lambda: save(Source.objects.get(), name="The Paper"),
        lambda: save(Source.objects.get(), slug="paper"),
        lambda: save(Source.objects.get(), homepage="https://paper.example/"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(table, edit, id=f"{table}-{number}")
    for table, edits in EDITS.items()
    for number, edit in enumerate(edits)
]


def exported() -> Files:
    texts = {path: text.encode() for path, text in archive_files(Plan("en"))}
    return texts | dict(picture_files())


@pytest.fixture(scope="module")
def before(written_for_module) -> Files:
    """What an export of the chronicle is before any edit."""
    bring(CHRONICLE)
    return exported()


def test_every_table_is_edited_here_or_known_not_to_be_told():
    told = set(EDITS) | {model.__name__ for model in UNTOLD}

    assert told == {model.__name__ for model in apps.get_app_config("events").get_models()}


@pytest.mark.parametrize(("table", "edit"), CASES)
def test_a_changed_row_shows_and_comes_back(before, table, edit):
    model = apps.get_model("events", table)
    rows = sorted(model.objects.values_list(), key=repr)

    edit()

    assert sorted(model.objects.values_list(), key=repr) != rows
    now = exported()
    assert now != before
    clear()
    assert bring(now).problems == []
    assert exported() == now


def test_the_chronicle_has_a_row_of_every_table_that_an_import_fills(before):
    by_editors = {"Alias", "Picture", "Placement", "Redirect"} | {
        model.__name__ for model in UNTOLD
    }

    models = apps.get_app_config("events").get_models()
    assert {m.__name__ for m in models if not m._base_manager.exists()} <= by_editors
    assert before[path_of(A)] == CHRONICLE[path_of(A)]

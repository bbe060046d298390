"""Files of entities and sources: what they tell, of whom, and how it comes back."""

import datetime

import pytest
from django.utils import timezone

from events.legacy.grammar import Record, write_record
from events.legacy.things import thing_files
from events.models import Alias, Entity, Redirect, Source, Status
from tests.factories import make_citation, make_entity, make_event, make_source
from tests.legacy.texts import Files, bring, cite, event

pytestmark = pytest.mark.django_db

DUE = timezone.now() + datetime.timedelta(days=1)
HIDDEN = [
    {"status": Status.DRAFT}, {"status": Status.REVIEW}, {"status": Status.WITHDRAWN},
    {"publish_at": DUE},
]  # fmt: skip
TOLD = event("A dam breaks.", lead="Dam", citations=(cite(),))


def record(of: str, path: str = "x.md", **fields) -> Files:
    return {path: write_record(Record(of, fields)).encode()}


def told() -> dict[str, str]:
    return dict(thing_files())


# --- Out


def test_a_name_alone_needs_no_file():
    make_citation(make_event(entities=["Dam"], lead=make_entity("Rain")))

    assert told() == {}


def test_what_editors_say_of_an_entity_is_told():
    fields = {"label": "The dam", "kind": "place", "description": "Large.\n", "slug": "d"}
    dam = make_entity("Dam", same_as="https://data.example/1", **fields)
    make_event(entities=["Dam"])
    Alias.objects.create(entity=dam, spelling="Dams")
    Redirect.objects.create(path="/old/", entity=dam)

    said = {"name": "Dam", "label": "The dam", "kind": "place", "description": "Large.\n"}
    said |= {"same_as": "https://data.example/1", "addresses": ["/old/"], "aliases": ["Dams"]}
    assert told() == {"entities/d.md": write_record(Record("entity", said | {"slug": "d"}))}


def test_what_editors_say_of_a_source_is_told():
    gazette = make_source("The Gazette", homepage="https://gazette.example/")
    make_citation(make_event(), source=gazette)

    said = {"name": "The Gazette", "homepage": "https://gazette.example/"}
    assert told() == {"sources/the-gazette.md": write_record(Record("source", said))}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_is_told_of_what_only_hidden_events_have(hidden):
    tagged, lead = make_entity("Secret", kind="place"), make_entity("Hidden", kind="place")
    Alias.objects.create(entity=tagged, spelling="Secrets")
    Redirect.objects.create(path="/secret/", entity=lead)
    one = make_event(entities=["Secret"], lead=lead, **hidden)
    make_citation(one, source=make_source("Secret", homepage="https://secret.example/"))

    assert told() == {}


# --- In


def test_what_is_told_fills_what_is_empty():
    bring(TOLD)
    bring(record("entity", name="Dam", label="The dam", kind="place", aliases=["Dams", "DAMS"]))

    dam = Entity.objects.get(name="Dam")
    assert (dam.label, dam.kind) == ("The dam", "place")
    assert [alias.spelling for alias in dam.aliases.all()] == ["Dams"]


@pytest.mark.raw_writes
def test_what_editors_wrote_is_kept_and_reported():
    bring(TOLD)
    Entity.objects.filter(name="Dam").update(label="Our dam")
    report = bring(record("entity", name="Dam", label="The dam"))

    assert Entity.objects.get(name="Dam").label == "Our dam"
    [kept] = report.kept
    assert (kept.address, kept.field, kept.here, kept.archive) == (
        "/entities/dam/", "label", "Our dam", "The dam",
    )  # fmt: skip


def test_new_things_swap_slugs():
    one = record("entity", "1.md", name="Dam", slug="rain")
    bring(one | record("entity", "2.md", name="Rain", slug="dam"))

    assert dict(Entity.objects.values_list("name", "slug")) == {"Dam": "rain", "Rain": "dam"}


def test_things_of_before_keep_their_slugs():
    bring(TOLD)
    bring(
        record("source", name="The Gazette", slug="g")
        | record("entity", "e.md", name="Dam", slug="d")
    )

    assert Source.objects.get().slug == "the-gazette"
    assert Entity.objects.get().slug == "dam"


def test_a_slug_that_is_taken_gets_a_number_that_is_free():
    for slug in ("dam", "dam-2"):
        make_entity(slug, slug=slug)
    bring(record("entity", name="Dam", slug="dam"))

    assert Entity.objects.get(name="Dam").slug == "dam-3"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "nonsense"), ("kind", "x" * 600), ("same_as", "javascript:alert(1)"),
        ("same_as", "https://x.example/" + "x" * 600), ("label", "a\u2028b"),
    ],
)  # fmt: skip
def test_what_no_editor_could_write_is_left_out_and_reported(field, value):
    report = bring(record("entity", name="Dam", description="Large.", **{field: value}))

    dam = Entity.objects.get()
    assert (getattr(dam, field), dam.description) == ("", "Large.")
    assert [doubt for doubt in report.doubts if f"/entities/dam/: {field}:" in doubt[0]]


@pytest.mark.parametrize(
    "path", ["", "x", "/x", "/x.md", "/zh/x/", "/news/2004/8/9/", "/" + "x" * 600 + "/"]
)
def test_an_address_that_nobody_asks_for_is_not_kept(path):
    bring(record("entity", name="Dam", addresses=[path]))

    assert not Redirect.objects.exists()


def test_an_address_that_leads_somewhere_stays_so():
    rain = make_entity("Rain")
    Redirect.objects.create(path="/old/", entity=rain)
    bring(record("entity", name="Dam", addresses=["/old/", "/older/"]))

    targets = dict(Redirect.objects.values_list("path", "entity__name"))
    assert targets == {"/old/": "Rain", "/older/": "Dam"}


def test_the_address_of_another_thing_is_not_taken():
    make_entity("Rain")
    bring(record("entity", name="Dam", addresses=["/entities/rain/"]))

    assert not Redirect.objects.exists()


def test_days_at_old_addresses_lead_straight_to_the_end():
    days = {"/a/": "2004-08-09", "/news/2004/08/09/": "2004-08-10"}
    bring(record("archive", addresses=days))

    days = dict(Redirect.objects.values_list("path", "day"))
    assert days == dict.fromkeys(["/a/", "/news/2004/08/09/"], datetime.date(2004, 8, 10))

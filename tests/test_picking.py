"""Entities are found by the words of all they are called, the last of which may be unfinished."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import picking
from events.models import Alias, Entity, EntityWord
from events.picking import entities_with, meanings
from tests.factories import make_entity, make_event
from tests.plans import learn_tables, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def entities():
    make_entity(name="Vladimir Putin")
    make_entity(name="Georgia (country)", label="Georgia")
    make_entity(name="São Paulo")
    make_entity(name="中华人民共和国", label="中国")
    Alias.objects.create(entity=make_entity(name="Myanmar"), spelling="Burma")


def found(text):
    return set(entities_with(text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("putin", {"Vladimir Putin"}),
        ("PUT vla", {"Vladimir Putin"} - {"Vladimir Putin"}),  # only the last word may go on
        ("putin vla", {"Vladimir Putin"}),
        ("vladimir georgia", set()),
        ("geo", {"Georgia (country)"}),
        ("(country)", {"Georgia (country)"}),
        ("sao", {"São Paulo"}),
        ("burm", {"Myanmar"}),
        ("中国", {"中华人民共和国"}),
        ("人民共和", {"中华人民共和国"}),
        ("共", {"中华人民共和国"}),
        ("国中", set()),
        ("utin", set()),
        ("?!", {"Vladimir Putin", "Georgia (country)", "São Paulo", "中华人民共和国", "Myanmar"}),
    ],
)
def test_entities_have_all_words(entities, text, names):
    assert found(text) == names


def test_many_that_fit_are_the_same_entities(entities, monkeypatch):
    few = {text: found(text) for text in ("m", "vladimir p", "国")}
    monkeypatch.setattr(picking, "MOST", 0)

    assert {text: found(text) for text in few} == few
    assert few["m"] == {"Myanmar"}


def test_of_many_that_fit_the_most_used_are_found(entities, monkeypatch):
    make_entity(name="Myrtle")
    make_event(entities=["Myanmar"])
    assert found("my") == {"Myanmar", "Myrtle"}
    monkeypatch.setattr(picking, "MOST", 1)
    monkeypatch.setattr(picking, "MOST_USED", 1)

    assert (found("my"), found("myr")) == ({"Myanmar"}, {"Myrtle"})


def test_what_a_spelling_means_is_found_among_any_number_that_begin_so(monkeypatch):
    short = [make_entity(name="Ba"), make_entity(name="国", label="國")]
    for name in ("Baghdad", "Bavaria", "国会", "国家"):
        make_event(entities=[name])
    monkeypatch.setattr(picking, "MOST", 1)
    monkeypatch.setattr(picking, "MOST_USED", 1)

    assert [meanings("BA"), meanings("国"), meanings("國")] == [[one] for one in (*short, short[1])]


def test_words_follow_the_names(entities):
    entity = Entity.objects.get(name="Myanmar")
    Entity.objects.filter(name="São Paulo").get().delete()
    entity.aliases.get().delete()
    entity.label = "Birma"
    entity.save()

    assert (found("burma"), found("birma"), found("paulo")) == (set(), {"Myanmar"}, set())
    assert not EntityWord.objects.filter(word=b"paulo").exists()


@pytest.mark.raw_writes
def test_beginnings_are_found_by_the_index():
    entity = make_entity(name="Vladimir Putin").pk
    noise = (EntityWord(entity_id=entity, word=b"noise%d" % number) for number in range(3000))
    EntityWord.objects.bulk_create(noise)
    learn_tables()
    with CaptureQueriesContext(connection) as queries:
        list(entities_with("vladimir pu"))

    assert len(queries) == 2
    assert "\n".join(plan(queries[0]["sql"])).count("entity_by_word") == 2


def test_many_that_fit_cost_one_query_more(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(picking, "MOST", 0)
    for names in (["Mali"], ["Mexico", "Myanmar"]):
        for name in names:
            make_entity(name=name)
        with django_assert_num_queries(3):
            found("m")

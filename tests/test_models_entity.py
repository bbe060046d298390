"""Entities and their other spellings."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from events.models import Alias, Entity, Status
from tests.constraints import refused
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db


# --- Name and address


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Muqtada al-Sadr", "muqtada-al-sadr"),
        ("中国", "中国"),
        ("Chicago, Illinois", "chicago-illinois"),
        ("C++", "c"),
        ("?!", "entity"),
    ],
)
def test_an_entity_has_a_slug_of_its_name(name, slug):
    assert make_entity(name).slug == slug


def test_names_with_one_slug_get_numbers():
    assert [make_entity(name).slug for name in ("C", "C+", "C++")] == ["c", "c-2", "c-3"]


def test_entities_without_letters_get_numbers():
    assert [make_entity(name).slug for name in ("?", "!")] == ["entity", "entity-2"]


def test_index_is_no_entitys_slug():
    assert make_entity("Index").slug == "index-2"


def test_entities_made_by_tagging_get_their_slugs_too():
    event = make_event(entities=["C", "C++", "Index"])

    assert sorted(event.entities.values_list("slug", flat=True)) == ["c", "c-2", "index-2"]


def test_a_long_name_is_taken():
    name = "Association of " + "very " * 90 + "old men"

    assert make_entity(name).name == name


def test_readers_see_the_label_or_else_the_name():
    assert str(make_entity("Georgia (country)", label="Georgia")) == "Georgia"
    assert str(make_entity("Georgia (state)")) == "Georgia (state)"


def test_a_name_with_a_line_break_is_invalid():
    with pytest.raises(ValidationError) as refusal:
        Entity(name="two\nlines").full_clean()

    assert set(refusal.value.message_dict) == {"name"}


def test_a_new_entity_has_no_events():
    assert make_entity().event_count == 0


# --- What the database refuses


def test_two_entities_with_one_name_are_refused():
    make_entity("Najaf")

    with refused():
        Entity.objects.bulk_create([Entity(name="Najaf", slug="other")])


def test_two_entities_with_one_address_are_refused():
    make_entity("Najaf")

    with refused():
        Entity.objects.bulk_create([Entity(name="Other", slug="najaf")])


def test_names_that_differ_in_case_are_two_entities():
    make_entity("Turkey")

    assert make_entity("turkey").slug == "turkey-2"


def test_an_unknown_kind_is_refused():
    make_entity()

    with refused("entity_kind_valid"):
        Entity.objects.update(kind="planet")


def test_every_kind_and_none_is_taken():
    make_entity()

    for kind in ["", *Entity.Kind.values]:
        assert Entity.objects.update(kind=kind) == 1


def test_a_negative_count_is_refused():
    make_entity()

    with refused():
        Entity.objects.update(event_count=-1)


# --- Deletion


def test_an_unused_entity_is_deleted_with_its_aliases():
    entity = make_entity("Najaf")
    Alias.objects.create(entity=entity, spelling="An-Najaf")

    entity.delete()

    assert not Entity.objects.exists()
    assert not Alias.objects.exists()


USES = [
    ({"entities": ["Najaf"]}, "1 event has it as tag"),
    ({"entities": ["Najaf"], "status": Status.DRAFT}, "1 event has it as tag"),
    ({"entities": ["Najaf"], "status": Status.WITHDRAWN}, "1 event has it as tag"),
    ({"lead": "Najaf"}, "1 event has it as lead"),
    (
        {"lead": "Najaf", "entities": ["Najaf"]},
        "1 event has it as tag and 1 event has it as lead",
    ),
]


@pytest.fixture(params=USES, ids=lambda use: use[1])
def used(request):
    """An entity in use, and the sentence that says so."""
    fields, usage = request.param
    entity = make_entity("Najaf")
    make_event(**fields | ({"lead": entity} if "lead" in fields else {}))
    return entity, f"“Najaf” cannot be deleted: {usage}. Change those first."


def test_a_used_entity_is_not_deleted_and_says_why(used):
    entity, sentence = used

    with pytest.raises(ProtectedError) as refusal:
        entity.delete()

    assert refusal.value.args[0] == sentence
    assert refusal.value.protected_objects == {entity}
    assert Entity.objects.get() == entity


def test_a_used_entity_is_not_deleted_among_others_either(used):
    entity, sentence = used
    free = [make_entity("Aden"), make_entity("Zagreb")]

    with pytest.raises(ProtectedError) as refusal:
        Entity.objects.all().delete()

    assert refusal.value.args[0] == sentence
    assert list(Entity.objects.all()) == [free[0], entity, free[1]]


def test_several_uses_are_counted():
    entity = make_entity("Najaf")
    for _time in range(2):
        make_event(entities=[entity], lead=entity)

    assert entity.usage() == ["2 events have it as tag", "2 events have it as lead"]


def test_unused_entities_are_deleted_together():
    make_event(entities=["Najaf"])
    make_entity("Aden")
    make_entity("Zagreb")

    Entity.objects.exclude(name="Najaf").delete()

    assert [entity.name for entity in Entity.objects.all()] == ["Najaf"]


def test_an_entity_is_free_once_its_last_tagging_is_gone():
    event = make_event(entities=["Najaf"])
    event.entities.clear()

    assert Entity.objects.get().usage_refusal() == ""
    Entity.objects.get().delete()


# --- Aliases


def test_an_alias_has_the_key_of_its_spelling():
    alias = Alias.objects.create(entity=make_entity(), spelling="ＡＮ-Najaf")

    assert alias.key == "an-najaf"
    alias.spelling = "Nedjef"
    alias.save()
    assert Alias.objects.get().key == "nedjef"


def test_one_key_of_one_entity_is_refused_twice():
    entity = make_entity()
    Alias.objects.create(entity=entity, spelling="President")

    with refused():
        Alias.objects.create(entity=entity, spelling="PRESIDENT")
    with refused():
        Alias.objects.bulk_create([Alias(entity=entity, spelling="other", key="president")])


def test_one_key_may_mean_several_entities():
    for _time in range(2):
        Alias.objects.create(entity=make_entity(), spelling="President")

    assert Alias.objects.filter(key="president").count() == 2

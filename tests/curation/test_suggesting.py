"""Which entities are suggested to be one, and which never are."""

import pytest
from django.core.management import call_command

from events.curation.folding import coarse, initials_of, numbers_in
from events.curation.pairing import Named, find_pairs
from events.curation.suggesting import read_names, suggest
from events.models import Alias, Suggestion
from tests.factories import make_entity, make_event

pytestmark = pytest.mark.django_db


def evidence_of(one: str, other: str) -> dict:
    """What speaks for entities of these names being one."""
    for name in (one, other):
        make_entity(name)
    [found] = [*find_pairs(read_names()).values()] or [{}]
    return found


def suggested() -> list[tuple[str, str, int]]:
    pairs = Suggestion.objects.waiting().select_related("first", "second")
    return [(pair.first.name, pair.second.name, pair.score) for pair in pairs]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("Boris Tadić", "Boris Tadic", {"script", "words"}),
        ("Al-Jazeera", "Al Jazeera", {"script"}),
        ("苹果公司", "蘋果公司", {"script"}),
        ("Muqtada al-Sadr", "Moqtada al-Sadr", {"spelling"}),
        ("Schwarzenegger", "Schwarzeneger", {"spelling"}),
        ("Zapatero, José Luis", "José Luis Zapatero", {"words"}),
        ("UN", "United Nations", {"initials"}),
        ("J. Smith", "John Smith", {"initials"}),
        ("Ohio", "OHIO", {"script", "alias"}),
        ("Ohio", "Texas", set()),
        ("Apollo 11 mission", "Apollo 12 mission", set()),
        ("World War I", "World War II", set()),
        ("第十九次全国代表大会", "第十七次全国代表大会", set()),
        ("Jane Smith", "John Smith", set()),
    ],
)
def test_what_speaks_for_two_names_being_one(one, other, kinds):
    assert evidence_of(one, other).keys() == kinds


def test_spellings_in_common_speak_for_it():
    old, new = make_entity("Burma"), make_entity("Myanmar")
    Alias.objects.create(entity=old, spelling="Birma")
    Alias.objects.create(entity=new, spelling="BIRMA")

    assert find_pairs(read_names()) == {(old.pk, new.pk): {"alias": True}}


def test_other_kinds_of_thing_are_never_one():
    make_entity("Paris", kind="place")
    make_entity("PARIS", kind="person")

    assert find_pairs(read_names()) == {}


def test_the_likeliest_come_first_and_neighbours_count():
    for name in ("Tadic", "Tadić", "Schwarzenegger", "Schwarzeneger", "WB", "Warren Buffett"):
        make_event(entities=[name])
    make_event(entities=["Schwarzenegger", "California"])
    make_event(entities=["Schwarzeneger", "California"])

    assert suggest() == 2

    assert suggested() == [("Tadic", "Tadić", 90), ("Schwarzenegger", "Schwarzeneger", 58)]


def test_what_events_name_side_by_side_is_two():
    make_event(entities=["Slovakian", "Slovenian", "Slovakia"])
    make_event(entities=["Slovakian team", "Slovakian teams"])
    make_event(entities=["Slovakian lake"])
    make_event(entities=["Slovakian lakes"])

    suggest()

    assert [pair[:2] for pair in suggested()] == [("Slovakian lake", "Slovakian lakes")]


def test_never_again_stays_and_the_others_are_computed_anew():
    never, waiting = (make_entity("Tadić"), make_entity("Tadic")), make_entity("Ohio")
    suggest()
    Suggestion.objects.update(verdict="never")
    make_entity("OHIO")

    call_command("suggest_merges", verbosity=0)
    waiting.delete()
    call_command("suggest_merges", verbosity=0)

    assert suggested() == []
    [left] = Suggestion.objects.all()
    assert (left.first, left.second, left.verdict) == (*never, "never")


def test_the_work_is_bounded_where_very_many_share_something():
    names = [f"Governor of {one}{other}" for one in "abcdefgh" for other in "abcdefgh"]
    named = [Named(pk, "", [name], frozenset([name])) for pk, name in enumerate(names)]

    assert 0 < len(find_pairs(named)) < 64 * 16


def test_folding_is_coarse():
    assert coarse("  Al-Jazeera! ") == coarse("ＡＬ ＪＡＺＥＥＲＡ") == "aljazeera"
    assert coarse("臺灣總統") == "台湾总统"
    assert [initials_of(name) for name in ("Bank of England", "Chad")] == ["be", ""]
    assert numbers_in("World War II of 1939") == ("II", "1939")

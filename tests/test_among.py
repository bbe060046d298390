"""Many values in one parameter."""

from datetime import date

import pytest
from django.db.models import Q

from events.models import Event, EventEntity, Source
from tests.factories import make_event
from tests.plans import learn_tables, plan

pytestmark = pytest.mark.django_db


def numbers(rows) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def test_rows_are_found_by_ids_in_any_collection():
    one, two, _other = (make_event(entities=["Najaf"]) for _ in range(3))
    ids = {one.pk: "", two.pk: "", two.pk + 1_000: ""}
    for some in (ids, [*ids], {*ids}, ids.keys()):
        assert numbers(Event.objects.filter(pk__among=some)) == [one.pk, two.pk]
        tagged = EventEntity.objects.filter(content_object__among=some)
        assert sorted(tagging.content_object_id for tagging in tagged) == [one.pk, two.pk]


def test_it_joins_other_conditions_and_is_negated():
    one, two, three = (make_event() for _ in range(3))
    assert numbers(Event.objects.filter(~Q(pk__among=[one.pk]), pk__lt=three.pk)) == [two.pk]
    assert numbers(Event.objects.exclude(pk__among=[one.pk, two.pk])) == [three.pk]


def test_texts_and_dates_are_looked_up_as_well():
    texts = ["Ein 'Zitat'", 'a "quote"', "a,b{}\\", "美国"]
    for number, title in enumerate([*texts, "other"], 1):
        make_event(title=title, date=date(2004, 8, number))
    found = Event.objects.order_by("pk").values_list("title", flat=True)
    assert [*found.filter(title__among=texts)] == texts
    days = {date(2004, 8, 2), date(2004, 8, 3), date(2005, 8, 3)}
    assert [*found.filter(date__among=days)] == texts[1:3]


def test_among_none_is_nothing():
    make_event()
    assert numbers(Event.objects.filter(pk__among=[])) == []


@pytest.mark.raw_writes
def test_rows_are_changed_through_it():
    one, other = make_event(position=1), make_event(position=2)
    assert Event.objects.filter(pk__among=[one.pk]).update(position=7) == 1
    assert dict(Event.objects.values_list("pk", "position")) == {one.pk: 7, other.pk: 2}


@pytest.mark.raw_writes
@pytest.mark.parametrize("column", ["pk", "slug"])
def test_values_are_one_parameter_and_looked_up_in_the_index(column):
    made = Source.objects.bulk_create(Source(name=f"{n}", slug=f"{n}") for n in range(3_000))
    learn_tables()
    some = [getattr(made[number], column) for number in (7, 2_000)]
    rows = Source.objects.filter(**{f"{column}__among": some}).order_by()
    sql, params = rows.query.sql_with_params()

    assert len(params) == 1
    steps = " ".join(plan(sql, params))
    assert "SEARCH events_source" in steps or "Index Scan" in steps

"""What is stored agrees with the rows: damage by bulk and raw writes is found and repaired."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.integrity import CHECKS, addresses
from events.models import Alias, Entity, Event, EventEntity, Page, Redirect, Status, Tally
from events.models.counts import recount_total
from events.models.dates import DatePath, DayNumber
from events.models.words import rewrite_words
from events.text import spelling_key
from tests.factories import make_citation, make_entity, make_event, make_page, make_source
from tests.stored import assert_exact

pytestmark = [pytest.mark.django_db, pytest.mark.raw_writes]

DAY = datetime.date(2004, 8, 9)
NEXT_DAY = datetime.date(2004, 8, 10)
STORM = "/news/2004/08/09/storm/"


def found() -> dict[str, list[str]]:
    """The sentences of the checks that find something."""
    lists = {check.name: list(check.find()) for check in CHECKS}
    return {name: sentences for name, sentences in lists.items() if sentences}


def repair() -> dict[str, int]:
    """How many rows each repair changed, of those that were needed in their turn."""
    return {check.name: check.run_repair() for check in CHECKS if list(check.find())}


@pytest.fixture
def rows_of_every_kind() -> None:
    """An archive in which all is well."""
    soon, before = timezone.now() + datetime.timedelta(1), timezone.now() - datetime.timedelta(1)
    storm = make_event(slug="storm", entities=["Baghdad", "Rain"], lead=make_entity("Dam"))
    make_citation(storm)
    make_event(slug="嫦娥 100% of a:b", title="嫦娥", entities=["Baghdad", "嫦娥"])
    make_event(status=Status.DRAFT, entities=["Baghdad", "Draft only"])
    make_event(status=Status.REVIEW, entities=["Baghdad"])
    make_event(status=Status.WITHDRAWN, entities=["Baghdad", "Rain"])
    make_event(publish_at=soon, entities=["Baghdad", "Tomorrow"])
    make_event(publish_at=before, date=datetime.date.max, entities=["Rain"])
    make_event(title="Indexes", slug="index-2", date=datetime.date.min)
    make_entity("Nobody", slug="100%-nobody")
    make_source("BBC")
    make_page(path="/faq/")
    Redirect.objects.create(path="/news/2004/08/11/", day=DAY)
    Redirect.objects.create(path="/news/2006/05/13//", event=storm)
    Redirect.objects.create(path="/faq/old/", page=Page.objects.get())
    for row, slug in [(storm, "big-storm"), (Entity.objects.get(name="Rain"), "rainfall")]:
        row.slug = slug
        row.save()
    for spelling in ("Bagdad", "ＢＡＧＨＤＡＤ"):
        Alias.objects.create(entity=Entity.objects.get(name="Baghdad"), spelling=spelling)
    Alias.objects.create(entity=Entity.objects.get(name="Nobody"), spelling="Bagdad")


def test_an_archive_without_rows_is_sound():
    assert found() == {}


@pytest.mark.usefixtures("rows_of_every_kind")
def test_an_archive_with_rows_of_every_kind_is_sound():
    assert found() == {}


@pytest.mark.usefixtures("rows_of_every_kind")
def test_repairs_change_nothing_that_is_sound():
    before = [list(model.objects.order_by("pk").values()) for model in (Event, Entity, Alias)]

    numbers = [check.run_repair() for check in CHECKS if check.name != "total of published events"]

    assert sum(numbers) == 0
    assert [list(m.objects.order_by("pk").values()) for m in (Event, Entity, Alias)] == before


def test_checks_ask_as_often_however_much_there_is():
    queries = []
    for number in (1, 3):
        for _row in range(number):
            event = make_event(entities=["Baghdad", make_entity().name])
            Alias.objects.create(entity=make_entity(), spelling="Bagdad")
            Redirect.objects.create(path=f"/old/{event.pk}/", event=event)
            make_page()
        Entity.objects.update(event_count=9)
        EventEntity.objects.update(day=1)
        Redirect.objects.filter(event=event).update(path=event.address)
        with CaptureQueriesContext(connection) as context:
            assert list(found()) == [
                "days of taggings",
                "event counts of entities",
                "months of entities",
                "old addresses",
            ]
        queries.append(len(context))

    assert queries[0] == queries[1]


# --- Dates in the database


@pytest.mark.parametrize(
    "date",
    [
        datetime.date(1, 1, 1),
        datetime.date(1582, 10, 4),
        datetime.date(1582, 10, 15),
        datetime.date(1900, 2, 28),
        datetime.date(1900, 3, 1),
        datetime.date(2000, 2, 29),
        datetime.date(2004, 8, 9),
        datetime.date(9999, 12, 31),
    ],
)
def test_the_database_numbers_dates_and_writes_them_as_python_does(date):
    make_event(date=date)

    row = Event.objects.values_list(DayNumber("date"), DatePath("date")).get()

    assert row == (date.toordinal(), date.isoformat().replace("-", "/"))


def test_the_database_makes_the_addresses_that_rows_have():
    make_event(slug="嫦娥 100% of a:b?c#d&e+f", date=datetime.date.min, entities=["100% 嫦娥"])
    make_event(slug="storm", date=datetime.date.max)
    make_source("100% 嫦娥")
    make_page(path="/意见/100%/")

    *things, days = addresses.living()

    assert [model.__name__ for model in (rows.model for rows in things)] == [
        "Event",
        "Entity",
        "Source",
        "Page",
    ]
    for rows in things[:3]:
        assert [row.own for row in rows] == [row.address for row in rows]
    assert things[3].get().own == "/意见/100%/"
    assert {row.own for row in days} == {"/news/0001/01/01/", "/news/9999/12/31/"}


# --- Days of taggings


def tagged_storm(**overrides) -> Event:
    return make_event(**{"slug": "storm", "entities": ["Baghdad"]} | overrides)


def test_a_date_written_in_bulk_leaves_a_wrong_day():
    tagged_storm()
    make_event(entities=["Baghdad", "Rain"])
    Event.objects.filter(slug="storm").update(date=NEXT_DAY)

    assert found() == {
        "days of taggings": [
            "/news/2004/08/10/storm/ is tagged “Baghdad” with the day 731802 (2004-08-09) "
            "and should be with the day 731803 (2004-08-10)."
        ],
        "counts of days": [
            "2004-08-09 is stored with 2 published events and has 1.",
            "2004-08-10 is stored with 0 published events and has 1.",
        ],
        "search": ["/news/2004/08/10/storm/ is not in the search as it is."],
    }
    assert repair() == {"days of taggings": 1, "counts of days": 2, "search": 1}
    assert found() == {}
    assert_exact()


def test_publishing_in_bulk_leaves_taggings_without_day():
    recount_total()
    tagged_storm(status=Status.DRAFT)
    Event.objects.update(status=Status.PUBLISHED)

    assert found() == {
        "days of taggings": [
            f"{STORM} is tagged “Baghdad” with no day "
            "and should be with the day 731802 (2004-08-09)."
        ],
        "counts of days": ["2004-08-09 is stored with 0 published events and has 1."],
        "total of published events": [
            "The number of published events is stored as 0; there are 1."
        ],
        "search": [f"{STORM} is not in the search as it is."],
    }
    # A count is compared with the days: its turn comes when those are right.
    assert repair() == {
        "days of taggings": 1,
        "event counts of entities": 1,
        "counts of days": 1,
        "months of entities": 1,
        "total of published events": 1,
        "search": 1,
    }
    assert found() == {}
    assert_exact()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_taking_back_in_bulk_leaves_taggings_with_a_day(status):
    tagged_storm()
    Event.objects.update(status=status)

    assert found()["days of taggings"] == [
        f"{STORM} is tagged “Baghdad” with the day 731802 (2004-08-09) and should be with no day."
    ]
    repair()
    assert found() == {}
    assert_exact()


def test_taggings_written_in_bulk_have_no_day_and_are_not_counted():
    event, entity = tagged_storm(), make_entity("Rain")
    EventEntity.objects.bulk_create([EventEntity(content_object=event, tag=entity)])

    assert found() == {
        "days of taggings": [
            f"{STORM} is tagged “Rain” with no day and should be with the day 731802 (2004-08-09)."
        ],
        "search": [f"{STORM} is not in the search as it is."],
    }
    assert repair() == {
        "days of taggings": 1, "event counts of entities": 1, "months of entities": 1, "search": 1
    }  # fmt: skip
    assert found() == {}
    assert_exact()


@pytest.mark.parametrize("day", [0, -1, 4_000_000])
def test_a_day_that_is_no_date_is_named_by_its_number(day):
    tagged_storm()
    EventEntity.objects.update(day=day)

    assert found()["days of taggings"] == [
        f"{STORM} is tagged “Baghdad” with the day {day} "
        "and should be with the day 731802 (2004-08-09)."
    ]
    repair()
    assert_exact()


def test_days_are_repaired_by_as_many_queries_however_many_there_are(django_assert_num_queries):
    check = CHECKS[0]
    numbers = []
    for events in (1, 3):
        for number in range(events):
            make_event(date=DAY + datetime.timedelta(number), entities=["Baghdad", "Rain"])
        EventEntity.objects.update(day=1)
        with django_assert_num_queries(4):  # a savepoint and its release among them
            numbers.append(check.run_repair())

    assert numbers == [2, 8]
    assert_exact()


# --- Counts of entities


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        (0, "“Baghdad” is stored with 0 published events and has 1."),
        (1234, "“Baghdad” is stored with 1,234 published events and has 1."),
    ],
)
def test_a_wrong_count_is_found(stored, sentence):
    tagged_storm(entities=["Baghdad", "Rain"])
    Entity.objects.filter(name="Baghdad").update(event_count=stored)

    assert found() == {"event counts of entities": [sentence]}
    assert repair() == {"event counts of entities": 1}
    assert found() == {}
    assert_exact()


def test_a_count_of_an_entity_without_events_is_found():
    make_entity("Nobody")
    Entity.objects.update(event_count=2)

    assert found() == {
        "event counts of entities": ["“Nobody” is stored with 2 published events and has 0."]
    }
    repair()
    assert_exact()


def test_taggings_and_events_deleted_by_raw_sql_are_still_counted():
    storm_id = tagged_storm(entities=["Baghdad", "Rain"]).pk
    make_event(entities=["Baghdad"])
    with connection.cursor() as cursor:
        storm = "(SELECT id FROM events_event WHERE slug = 'storm')"
        cursor.execute(f"DELETE FROM events_evententity WHERE content_object_id IN {storm}")
        cursor.execute("DELETE FROM events_event WHERE slug = 'storm'")

    assert found() == {
        "event counts of entities": [
            "“Baghdad” is stored with 2 published events and has 1.",
            "“Rain” is stored with 1 published events and has 0.",
        ],
        "counts of days": ["2004-08-09 is stored with 2 published events and has 1."],
        "months of entities": [
            "“Baghdad” is stored with 2 events in 2004-08, and has 1.",
            "“Rain” is stored with 1 events in 2004-08, and has 0.",
        ],
        "total of published events": [
            "The number of published events is stored as 2; there are 1."
        ],
        "search": [f"The search knows an event with the id {storm_id}, which is not there."],
    }
    assert repair() == {
        "event counts of entities": 2,
        "counts of days": 1,
        "months of entities": 2,
        "total of published events": 1,
        "search": 1,
    }
    assert found() == {}
    assert_exact()


# --- The total


def test_events_created_in_bulk_are_missing_in_the_total():
    make_event()
    fields = {"date": DAY, "position": 1, "version": 1}
    Event.objects.bulk_create(
        [
            Event(title="A", slug="a", status=Status.PUBLISHED, short_id="a", **fields),
            Event(title="B", slug="b", status=Status.DRAFT, short_id="b", **fields),
        ]
    )

    assert found() == {
        "counts of days": ["2004-08-09 is stored with 1 published events and has 2."],
        "total of published events": [
            "The number of published events is stored as 1; there are 2."
        ],
        "search": [
            "/news/2004/08/09/a/ is not in the search as it is.",
            "/news/2004/08/09/b/ is not in the search as it is.",
        ],
    }
    assert repair() == {"counts of days": 1, "total of published events": 1, "search": 2}
    assert found() == {}
    assert_exact()


def test_a_missing_total_is_found():
    make_event()
    make_event(status=Status.DRAFT)
    Tally.objects.all().delete()

    assert found() == {
        "total of published events": ["The number of published events is not stored; there are 1."]
    }
    repair()
    assert found() == {}
    assert_exact()


def test_no_total_is_needed_where_nothing_is_published():
    make_event(status=Status.DRAFT)
    Tally.objects.all().delete()

    assert found() == {}


# --- Slugs


def test_an_event_without_slug_gets_one_as_a_new_one_would():
    make_event(title="A storm.", slug="a-storm")
    event = make_event(title="A storm.", slug="b", entities=["Rain"])
    Event.objects.filter(pk=event.pk).update(slug="")

    assert found() == {"slugs": ["The event “A storm.” has no address: its slug is “”."]}
    assert repair() == {"slugs": 1}
    event.refresh_from_db()
    assert event.address == "/news/2004/08/09/a-storm-2/"
    assert found() == {}
    assert Redirect.objects.count() == 0
    assert_exact()


@pytest.mark.parametrize(
    ("make", "kind", "slug"),
    [(make_entity, "entity", "baghdad"), (make_source, "source", "baghdad")],
)
def test_an_entity_or_source_without_slug_gets_one(make, kind, slug):
    row = make("Baghdad")
    type(row).objects.update(slug="")

    assert found() == {"slugs": [f"The {kind} “Baghdad” has no address: its slug is “”."]}
    assert repair() == {"slugs": 1}
    row.refresh_from_db()
    assert row.slug == slug
    assert found() == {}


def test_a_slug_with_a_slash_makes_no_address():
    event = make_event(title="A storm.")
    Event.objects.update(slug="a/storm")

    assert found() == {"slugs": ["The event “A storm.” has no address: its slug is “a/storm”."]}
    repair()
    event.refresh_from_db()
    assert event.slug == "a-storm"
    assert found() == {}


def test_a_long_title_is_cut_in_a_sentence():
    make_event(title="A" * 200)
    Event.objects.update(slug="")

    assert found()["slugs"] == [f"The event “{'A' * 59}…” has no address: its slug is “”."]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            make_event,
            "/news/2004/08/09/index/ has the reserved slug “index”: "
            "give the event another one in the admin.",
        ),
        (
            make_entity,
            "/entities/index/ has the reserved slug “index”: "
            "give the entity another one in the admin.",
        ),
        (
            make_source,
            "/sources/index/ has the reserved slug “index”: "
            "give the source another one in the admin.",
        ),
    ],
)
def test_a_reserved_slug_is_for_an_editor_to_change(make, sentence):
    type(make(slug="a")).objects.update(slug="index")

    assert found() == {"reserved slugs": [sentence]}
    assert repair() == {"reserved slugs": 0}
    assert found() == {"reserved slugs": [sentence]}


# --- Old addresses


SHADOWS = [
    pytest.param(lambda: make_event(slug="storm"), STORM, id="event"),
    pytest.param(lambda: make_event(slug="storm", status=Status.DRAFT), STORM, id="draft"),
    pytest.param(lambda: make_event(slug="storm", status=Status.WITHDRAWN), STORM, id="withdrawn"),
    pytest.param(lambda: make_entity("100%", slug="嫦娥"), "/entities/嫦娥/", id="entity"),
    pytest.param(lambda: make_source("BBC"), "/sources/bbc/", id="source"),
    pytest.param(lambda: make_page(path="/faq/"), "/faq/", id="page"),
    pytest.param(lambda: make_event(slug="storm"), "/news/2004/08/09/", id="day"),
]


@pytest.mark.parametrize(("make", "path"), SHADOWS)
def test_a_redirect_from_a_living_address_is_deleted(make, path):
    make()
    other = make_event(title="Another one.", date=NEXT_DAY)
    kept = Redirect.objects.create(path="/news/2004/08/07/storm/", event=other)
    Redirect.objects.bulk_create([Redirect(path=path, event=other)])

    assert found() == {
        "old addresses": [
            f"{path} is a page's own address and cannot lead to “Another one.” as well."
        ]
    }
    assert repair() == {"old addresses": 1}
    assert found() == {}
    assert list(Redirect.objects.all()) == [kept]


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"publish_at": timezone.now() + datetime.timedelta(1)},
    ],
)
def test_a_day_without_public_events_may_lead_elsewhere(hidden):
    make_event(**hidden)
    Redirect.objects.create(path="/news/2004/08/09/", day=NEXT_DAY)

    assert found() == {}


def test_a_redirect_to_itself_is_deleted():
    Redirect.objects.bulk_create([Redirect(path="/news/2004/08/09/", day=DAY)])

    assert found() == {
        "old addresses": [
            "/news/2004/08/09/ is a page's own address and cannot lead to “2004-08-09” as well."
        ]
    }
    assert repair() == {"old addresses": 1}
    assert Redirect.objects.count() == 0


def test_each_redirect_is_named_once():
    make_event(slug="storm")
    make_event(slug="rain")
    Redirect.objects.bulk_create([Redirect(path="/news/2004/08/09/", day=DAY)])

    assert list(map(len, found().values())) == [1]


def test_an_event_that_moved_in_bulk_to_its_old_address_shadows_its_redirect():
    event = make_event(slug="storm")
    event.slug = "rain"
    event.save()
    Event.objects.update(slug="storm")

    assert len(found()["old addresses"]) == 1
    repair()
    assert found() == {}


# --- Aliases


def keys() -> dict[str, str]:
    return dict(Alias.objects.values_list("spelling", "key"))


def aliases_of(name: str, *spellings: str) -> None:
    entity = make_entity(name)
    for spelling in spellings:
        Alias.objects.create(entity=entity, spelling=spelling)


def right_keys() -> dict[str, str]:
    return {spelling: spelling_key(spelling) for spelling in keys()}


def test_a_wrong_key_is_rewritten():
    aliases_of("Baghdad", "ＢＡＧＨＤＡＤ", "Bagdad")
    aliases_of("Rain", "Regen")
    Alias.objects.filter(spelling="Bagdad").update(key="Bagdad")

    assert found() == {
        "keys of aliases": [
            "“Bagdad”, an alias of “Baghdad”, has the key “Bagdad” and should have “bagdad”."
        ]
    }
    assert repair() == {"keys of aliases": 1}
    assert keys() == right_keys()
    assert found() == {}


def test_aliases_written_in_bulk_have_no_keys():
    entities = [make_entity(), make_entity(), make_entity()]
    Alias.objects.bulk_create([Alias(entity=one, spelling="Café") for one in entities])

    assert len(found()["keys of aliases"]) == 3
    assert repair() == {"keys of aliases": 3, "words of entities": 3}
    assert keys() == right_keys()


def test_aliases_that_hold_the_keys_of_each_other_are_repaired():
    aliases_of("Baghdad", "A", "B", "C", "D")
    for spelling, turned in [("A", "?"), ("C", "A"), ("B", "C"), ("?", "B")]:
        Alias.objects.filter(spelling=spelling).update(spelling=turned)

    assert repair() == {"keys of aliases": 3}
    assert keys() == right_keys()
    assert found() == {}


def test_one_spelling_given_twice_is_for_an_editor_to_decide():
    aliases_of("Baghdad", "Bagdad", "X", "Z")
    Alias.objects.filter(spelling="X").update(spelling="BAGDAD")
    Alias.objects.filter(spelling="Z").update(spelling="X")  # whose key the other one has
    twins = [
        "“BAGDAD” and “Bagdad”, aliases of “Baghdad”, count as one spelling: "
        "delete one of them in the admin."
    ]

    assert found()["aliases given twice"] == twins
    assert repair() == {"keys of aliases": 1, "aliases given twice": 0, "words of entities": 1}
    assert found() == {"aliases given twice": twins}
    assert keys()["X"] == "x"

    Alias.objects.get(spelling="BAGDAD").delete()
    assert found() == {}


def test_two_new_aliases_of_one_spelling_are_told_apart():
    entity = make_entity("Baghdad")
    Alias.objects.bulk_create(
        [
            Alias(entity=entity, spelling="bagdad", key="1"),
            Alias(entity=entity, spelling="Bagdad", key="2"),
        ]
    )

    assert repair() == {"keys of aliases": 1, "aliases given twice": 0, "words of entities": 1}
    assert keys()["bagdad"] == "bagdad"
    assert list(found()) == ["aliases given twice"]


def test_an_old_address_in_another_form_is_brought_into_this_sites_own():
    event = make_event()
    Redirect.objects.bulk_create([Redirect(path="/news/2004/08/7/storm.md", event=event)])

    assert found() == {
        "forms of old addresses": [
            "/news/2004/08/7/storm.md is not in the form in which readers' addresses are read: "
            "/news/2004/08/07/storm/"
        ]
    }
    assert repair() == {"forms of old addresses": 1}
    assert list(Redirect.objects.values_list("path", "event")) == [
        ("/news/2004/08/07/storm/", event.pk)
    ]


@pytest.mark.parametrize("own", ["/news/2004/08/07/storm/", "/faq/"])
def test_an_old_address_in_another_form_gives_way_to_what_is_there(own):
    make_page(path="/faq/")
    event, other = make_event(), make_event()
    rows = [Redirect(path=f"{own}index.html", event=event)]
    if own != "/faq/":
        rows = [Redirect(path=f"{own[:-1]}.md", event=event), Redirect(path=own, event=other)]
    Redirect.objects.bulk_create(rows)

    assert repair() == {"forms of old addresses": 1}
    assert [redirect.event for redirect in Redirect.objects.all()] == [other][: len(rows) - 1]


def test_a_chain_of_old_days_is_shortened():
    event = make_event(date=datetime.date(2005, 1, 1))
    days = [datetime.date(2004, 8, day) for day in (1, 2, 3)]
    Redirect.objects.bulk_create(
        [
            Redirect(path="/news/2004/08/01/", day=days[1]),
            Redirect(path="/news/2004/08/02/", day=days[2]),
            Redirect(path="/news/2004/08/03/", event=event),
        ]
    )

    assert found() == {
        "chains of old addresses": [
            "/news/2004/08/01/ leads to an address that is old itself.",
            "/news/2004/08/02/ leads to an address that is old itself.",
        ]
    }
    assert repair() == {"chains of old addresses": 2}
    assert {redirect.target for redirect in Redirect.objects.all()} == {event}


def test_a_circle_of_old_days_is_broken():
    days = [datetime.date(2004, 8, day) for day in (1, 2, 3)]
    Redirect.objects.bulk_create(
        Redirect(path=f"/news/2004/08/0{number}/", day=days[number % 3]) for number in (1, 2, 3)
    )

    assert repair()["chains of old addresses"] == 3
    assert found() == {}


# --- Words of entities


def test_an_entity_written_in_bulk_has_no_words():
    Entity.objects.bulk_create([Entity(name="Holy city", slug="holy-city")])
    [gone] = Entity.objects.bulk_create([Entity(name="Gone", slug="gone")])
    rewrite_words([gone.pk])
    Entity.objects.filter(pk=gone.pk)._raw_delete("default")

    assert found() == {
        "words of entities": [
            "The entity “Holy city” is not found by the words of its names.",
            f"There are words of an entity with the id {gone.pk}, which is not there.",
        ]
    }
    assert repair() == {"words of entities": 2}
    assert found() == {}

"""Panels as readers see them on both sides of a change, whichever door it came through.

Two events share two entities, a bystander one of them. What changes is always the second one:
rain. Each reading is a request of its own, by somebody without a past.
"""

import datetime
import re
from collections.abc import Callable

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.cache import get_max_age
from django.utils.http import http_date

from events.models import Entity, Event, EventEntity, Status
from events.related import panel
from tests.desk import address, client_of, save_form, saved
from tests.factories import make_event
from tests.legacy.texts import Files, day, event, item, write_folder
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

DAM, RAIN, MILL = "A dam breaks.", "Rain falls.", "A mill burns."
DATES = {
    DAM: datetime.date(2004, 8, 9),
    RAIN: datetime.date(2004, 8, 10),
    MILL: datetime.date(2004, 8, 12),
}
ENTITIES = {DAM: ["River", "Valley"], RAIN: ["River", "Valley"], MILL: ["Fire", "Valley"]}
ADDRESSES = {
    DAM: "/news/2004/08/09/a-dam-breaks/",
    RAIN: "/news/2004/08/10/rain-falls/",
    MILL: "/news/2004/08/12/a-mill-burns/",
}
NEW_DATE, NEW_ADDRESS = datetime.date(2014, 8, 10), "/news/2014/08/10/rain-falls/"

# What readers find by title: the panel's titles and contexts, or the status of the answer.
Found = dict[str, list[tuple[str, str]] | int]
Headers = dict[str, dict[str, str]]  # of the question, by title
Door = dict[str, Callable[[], object]]  # what to do, by change

WHOLE: Found = {
    DAM: [(RAIN, "River, Valley"), (MILL, "Valley")],
    RAIN: [(DAM, "River, Valley"), (MILL, "Valley")],
    MILL: [(RAIN, "Valley"), (DAM, "Valley")],
}
WITHOUT: Found = {DAM: [(MILL, "Valley")], RAIN: 404, MILL: [(DAM, "Valley")]}
BEFORE: dict[str, Found] = {"published": WITHOUT}
AFTER: dict[str, Found] = {
    "entity removed": {
        DAM: [(RAIN, "River"), (MILL, "Valley")],
        RAIN: [(DAM, "River")],
        MILL: [(DAM, "Valley")],
    },
    "entity added": {
        DAM: [(RAIN, "River, Valley"), (MILL, "Valley")],
        RAIN: [(DAM, "River, Valley"), (MILL, "Fire, Valley")],
        MILL: [(RAIN, "Fire, Valley"), (DAM, "Valley")],
    },
    "published": WHOLE,
    "withdrawn": WITHOUT | {RAIN: 410},
    "re-dated": {
        DAM: [(MILL, "Valley"), (RAIN, "River, Valley")],
        RAIN: [(DAM, "River, Valley"), (MILL, "Valley")],
        MILL: [(DAM, "Valley"), (RAIN, "Valley")],
    },
    "deleted": WITHOUT,
}


def build(**rain) -> None:
    """Make the three events, the second one with these fields."""
    for title, date in DATES.items():
        fields = rain if title == RAIN else {}
        make_event(**{"title": title, "date": date, "entities": ENTITIES[title]} | fields)


def build_for(change: str) -> None:
    build(status=Status.DRAFT if change == "published" else Status.PUBLISHED)


def the_rain() -> Event:
    return Event.objects.get(title=RAIN)


# --- Readers


def shown(response: HttpResponse) -> list[tuple[str, str]] | int:
    """What the panel of a page lists; of any other answer, its status."""
    assert not get_max_age(response), "nobody may keep a page without asking again"
    assert "Expires" not in response.headers
    if response.status_code != 200:
        return response.status_code
    section = response.text.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    lines = []
    for line in section.split("<li>")[1:]:
        head, _context, names = line.partition('class="context"')
        [title] = re.findall(r"<a [^>]*>([^<]*)</a>", head)
        lines.append((title, ", ".join(re.findall(r"<a [^>]*>([^<]*)</a>", names))))
    return lines


def ask_all(moved: bool = False, headers: Headers | None = None) -> dict[str, HttpResponse]:
    """Every answer, by title, each to a reader of its own; moved: at the new address of rain."""
    where = ADDRESSES | ({RAIN: NEW_ADDRESS} if moved else {})
    return {
        title: Client().get(path, headers=(headers or {}).get(title))
        for title, path in where.items()
    }


def found(moved: bool = False, headers: Headers | None = None) -> Found:
    """What readers find."""
    return {title: shown(answer) for title, answer in ask_all(moved, headers).items()}


def if_newer(response: HttpResponse) -> dict[str, str]:
    """The headers by which a cache asks whether the answer that it has still holds.

    Without a date of change it may send the time when it asked.
    """
    headers = {"If-Modified-Since": response.headers.get("Last-Modified", http_date())}
    if "ETag" in response.headers:
        headers["If-None-Match"] = response.headers["ETag"]
    return headers


# --- The doors


def through_form(**changes) -> None:
    client = client_of(User.objects.create_superuser("editor"))
    assert saved(save_form(client, "event", the_rain().pk, changes))


def through_admin(page: str, *args, **data) -> None:
    client = client_of(User.objects.create_superuser("editor"))
    assert client.post(address("event", page, *args), data).status_code == 302


def act_on_list(action: str, **data) -> None:
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [the_rain().pk]}
    through_admin("changelist", **chosen | data)


def entities_picked(*names: str) -> list[int]:
    return list(Entity.objects.filter(name__in=names).values_list("pk", flat=True))


def execute(sql: str, **values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tag_in_bulk(name: str) -> None:
    tag = Entity.objects.get(name=name)
    EventEntity.objects.bulk_create([EventEntity(tag=tag, content_object=the_rain())])


def delete_by_sql() -> None:
    pk = the_rain().pk
    execute("DELETE FROM events_evententity WHERE content_object_id = %(pk)s", pk=pk)
    execute("DELETE FROM events_event WHERE id = %(pk)s", pk=pk)


def then_repair(write: Callable[[], object]) -> Callable[[], None]:
    """A write past all rules, and the command that has to follow it."""

    def write_and_repair() -> None:
        write()
        call_command("check_archive", "--repair", verbosity=0)

    return write_and_repair


def in_shell(*lines: str) -> Callable[[], None]:
    command = "\n".join([f"rain = Event.objects.get(title={RAIN!r})", *lines])
    return lambda: call_command("shell", command=command, verbosity=0)


ADMIN: Door = {
    "entity removed": lambda: through_form(entities=entities_picked("River")),
    "entity added": lambda: through_form(entities=entities_picked("Fire", "River", "Valley")),
    "published": lambda: through_form(move="publish"),
    "withdrawn": lambda: through_form(move="withdraw", withdrawn_reason="It was dry."),
    "re-dated": lambda: through_form(date="2014-08-10"),
    "deleted": lambda: through_admin("delete", the_rain().pk, post="yes"),
}
ADMIN_LIST: Door = {
    "published": lambda: act_on_list("publish", apply="1"),
    "deleted": lambda: act_on_list("delete_selected", post="yes"),
}
BULK: Door = {
    "entity removed": lambda: the_rain().taggings.filter(tag__name="Valley").delete(),
    "entity added": lambda: tag_in_bulk("Fire"),
    "published": lambda: Event.objects.filter(title=RAIN).update(status=Status.PUBLISHED),
    "withdrawn": lambda: execute(
        "UPDATE events_event SET status = 'withdrawn' WHERE title = %(title)s", title=RAIN
    ),
    "re-dated": lambda: Event.objects.filter(title=RAIN).update(date=NEW_DATE),
    "deleted": delete_by_sql,
}
SHELL: Door = {
    "entity removed": in_shell("rain.entities.remove('Valley')"),
    "entity added": in_shell("rain.entities.add('Fire')"),
    "published": in_shell(
        "from events import desk", "from events.models import Status",
        "desk.set_status([rain], Status.PUBLISHED)",
    ),
    "withdrawn": in_shell("rain.status = 'withdrawn'", "rain.save()"),
    "re-dated": in_shell(
        "import datetime", "rain.date = datetime.date(2014, 8, 10)", "rain.save()"
    ),
    "deleted": in_shell("rain.delete()"),
}  # fmt: skip
DOORS: dict[str, Door] = {
    "admin": ADMIN,
    "list of the admin": ADMIN_LIST,
    "bulk write and repair": {change: then_repair(write) for change, write in BULK.items()},
    "shell": SHELL,
}


@pytest.mark.parametrize(
    ("door", "change"), [(door, change) for door, changes in DOORS.items() for change in changes]
)
def test_a_change_shows_on_both_sides_at_once(door, change):
    build_for(change)
    assert found() == BEFORE.get(change, WHOLE)

    DOORS[door][change]()

    assert found(moved=change == "re-dated") == AFTER[change]
    assert_exact()


@pytest.mark.parametrize("door", ["admin", "shell"])
def test_the_old_address_of_a_re_dated_event_leads_to_the_new_one(door):
    build()

    DOORS[door]["re-dated"]()

    response = Client().get(ADDRESSES[RAIN])
    assert (response.status_code, response.url) == (301, NEW_ADDRESS)


# --- The import, which adds and corrects, and takes nothing away


def listed(title: str, *more: str) -> Files:
    date = DATES[title]
    context = ", ".join([*ENTITIES[title], *more])
    return day(item(title, date, context=context), date=date)


POURS = "It pours."
IMPORTED: dict[str, tuple[Found, Files]] = {
    "entity added": (AFTER["entity added"], listed(RAIN, "Fire")),
    "corrected": (
        {
            DAM: [(POURS, "River, Valley"), (MILL, "Valley")],
            RAIN: WHOLE[RAIN],
            MILL: [(POURS, "Valley"), (DAM, "Valley")],
        },
        event(POURS, DATES[RAIN], slug="rain-falls"),
    ),
}


@pytest.fixture
def bring(tmp_path) -> Callable[[Files], None]:
    """Puts files into an archive and imports that."""

    def bring(files: Files) -> None:
        call_command("import_legacy", write_folder(tmp_path, files), verbosity=0)

    return bring


@pytest.mark.parametrize("change", IMPORTED)
def test_an_import_of_a_changed_file_shows_on_both_sides_at_once(change, bring):
    bring(listed(DAM) | listed(RAIN) | listed(MILL) | event(RAIN, DATES[RAIN]))
    assert found() == WHOLE
    after, files = IMPORTED[change]

    bring(files)

    assert found() == after
    assert_exact()


def test_an_import_of_a_new_event_shows_on_both_sides_at_once(bring):
    bring(listed(DAM) | listed(MILL))
    assert found() == WITHOUT

    bring(listed(RAIN))

    assert found() == WHOLE
    assert_exact()


# --- Caches between us and the reader


@pytest.mark.parametrize("change", SHELL)
def test_who_asks_whether_a_page_has_changed_gets_the_new_one(change):
    build_for(change)
    questions = {title: if_newer(answer) for title, answer in ask_all().items()}

    SHELL[change]()

    assert found(moved=change == "re-dated", headers=questions) == AFTER[change]


# --- Events whose time is to come


NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""

    def set_clock(now: datetime.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_clock(NOW)
    return set_clock


def scored() -> dict[str, list[tuple[str, list[str], float]]]:
    """The panels of all public events, with scores."""
    return {
        event.title: [
            (place.event.title, [entity.name for entity in place.context], place.score)
            for place in panel(event)
        ]
        for event in Event.objects.published()
    }


def scored_if(**rain) -> dict[str, list[tuple[str, list[str], float]]]:
    """The same in a new archive where the second event has these fields."""
    Event.objects.all().delete()
    build(**rain)
    make_event(title="Something else happens.")
    return scored()


def schedule_in_form() -> None:
    build(status=Status.DRAFT)
    through_form(move="publish", publish_at_0="2026-03-01", publish_at_1="13:00:00")


@pytest.mark.parametrize(
    "schedule", [lambda: build(publish_at=NOW + HOUR), schedule_in_form], ids=["saved", "admin"]
)
def test_a_scheduled_event_enters_panels_when_its_time_comes(schedule, clock):
    schedule()
    assert the_rain().publish_at == NOW + HOUR
    assert found() == WITHOUT
    questions = {title: if_newer(answer) for title, answer in ask_all().items()}

    clock(NOW + HOUR - datetime.timedelta(microseconds=1))
    assert found() == WITHOUT

    clock(NOW + HOUR)
    assert found() == WHOLE
    assert found(headers=questions) == WHOLE
    assert_exact()


def test_a_scheduled_event_weighs_from_its_time_on_as_if_it_had_always_been_there(clock):
    waiting = scored_if(publish_at=NOW + HOUR)
    clock(NOW + HOUR)
    entered = scored()

    assert waiting == scored_if(status=Status.DRAFT)
    assert entered == scored_if()
    # The mill's place: the same context, another score.
    [before], [_rain, after] = waiting[DAM], entered[DAM]
    assert (before[:2], before[2] > after[2]) == (after[:2], True)


def test_an_event_taken_back_to_be_published_later_leaves_panels(clock):
    build()
    assert found() == WHOLE

    through_form(publish_at_0="2026-03-01", publish_at_1="13:00:00")
    assert found() == WITHOUT

    clock(NOW + HOUR)
    assert found() == WHOLE

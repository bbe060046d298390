"""Addresses that never die."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Event, Redirect, Status
from tests.constraints import refused
from tests.factories import make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
NEXT_DAY = datetime.date(2004, 8, 10)
LATER = datetime.date(2005, 12, 24)


def leads() -> dict[str, object]:
    """Every old address and where it leads."""
    return {redirect.path: redirect.target for redirect in Redirect.objects.all()}


def move(row, **fields) -> str:
    """Change the row; return the address it had before."""
    old = row.get_absolute_url()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return old


MAKERS = [
    pytest.param(make_event, id="event"),
    pytest.param(make_entity, id="entity"),
    pytest.param(make_source, id="source"),
]


# --- Moving


@pytest.mark.parametrize("make", MAKERS)
def test_a_new_row_has_no_old_address(make):
    make()

    assert leads() == {}


@pytest.mark.parametrize("make", MAKERS)
def test_a_row_that_stays_has_no_old_address(make):
    move(make())

    assert leads() == {}


@pytest.mark.parametrize("make", MAKERS)
def test_a_row_that_moves_leaves_a_redirect(make):
    row = make(slug="a")

    old = move(row, slug="b")

    assert old != row.get_absolute_url()
    assert leads() == {old: row}


@pytest.mark.parametrize("make", MAKERS)
def test_a_row_that_moves_twice_is_found_by_both_old_addresses(make):
    row = make(slug="a")

    first, second = move(row, slug="b"), move(row, slug="c")

    assert leads() == {first: row, second: row}


@pytest.mark.parametrize("make", MAKERS)
def test_a_row_that_moves_back_takes_its_redirect_away(make):
    row = make(slug="a")

    first = move(row, slug="b")
    second = move(row, slug="a")

    assert row.get_absolute_url() == first
    assert leads() == {second: row}


@pytest.mark.parametrize("make", MAKERS)
def test_a_row_that_moves_to_an_old_address_of_another_takes_it(make):
    one, other = make(slug="a"), make(slug="x")
    move(one, slug="b")

    left = move(other, slug="a")

    assert leads() == {left: other}


@pytest.mark.parametrize("make", MAKERS)
def test_two_rows_that_change_places_leave_no_wrong_redirect(make):
    one, other = make(slug="a"), make(slug="b")

    move(one, slug="c")
    move(other, slug="a")
    left = move(one, slug="b")

    assert leads() == {left: one}


@pytest.mark.parametrize("make", MAKERS)
def test_a_new_row_at_an_old_address_takes_it(make):
    one = make(slug="a")
    move(one, slug="b")

    make(slug="a")

    assert leads() == {}


def test_a_slug_that_is_made_leaves_old_addresses_alone():
    event = make_event(title="Storm")
    old = [move(event, slug="wind"), move(event, slug="storm-3")]

    assert make_event(title="Storm").slug == "storm-2"
    assert make_event(title="Storm").slug == "storm-4"
    assert make_event(title="Storm", date=NEXT_DAY).slug == "storm"
    assert leads() == dict.fromkeys(old, event)


def test_names_that_go_and_come_leave_old_addresses_alone():
    entity, source = make_entity("Storm"), make_source("Storm")
    move(entity, name="Wind", slug="")
    move(source, name="Wind", slug="")

    assert (make_entity("Storm").slug, make_source("Storm").slug) == ("storm-2", "storm-2")
    assert set(leads()) == {"/entities/storm/", "/sources/storm/"}


def test_a_slug_that_is_made_again_may_be_ones_own_old_one():
    event = make_event(title="Storm")
    move(event, slug="wind")

    left = move(event, slug="")

    assert event.slug == "storm"
    assert leads() == {left: event}


@pytest.mark.parametrize(
    ("make", "field"),
    [(make_event, "description"), (make_entity, "description"), (make_source, "homepage")],
)
def test_a_slug_that_is_not_among_the_saved_fields_moves_nothing(make, field):
    row = make(slug="a")
    row.slug = "b"
    row.save(update_fields=[field])

    assert type(row).objects.get().slug == "a"
    assert leads() == {}


def test_an_event_that_changes_its_date_leaves_a_redirect():
    event = make_event(slug="storm", date=DAY)

    old = move(event, date=NEXT_DAY)

    assert event.slug == "storm"
    assert leads() == {old: event}


@pytest.mark.parametrize("status", list(Status))
def test_an_event_of_any_status_leaves_a_redirect(status):
    event = make_event(slug="a")
    event.status = status
    event.save()

    old = move(event, slug="b")

    assert leads() == {old: event}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_an_event_that_no_reader_has_seen_leaves_none(status):
    event = make_event(slug="a", status=status)

    move(event, slug="b")

    assert leads() == {}


def test_an_event_that_became_public_by_time_leaves_a_redirect():
    event = make_event(slug="a", publish_at=timezone.now() + datetime.timedelta(hours=1))
    move(event, slug="b")
    assert leads() == {}
    Event.objects.update(publish_at=timezone.now() - datetime.timedelta(hours=1))
    event.refresh_from_db()

    event.status = Status.DRAFT
    event.save()
    old = move(event, slug="c")

    assert leads() == {old: event}


def test_a_cleared_slug_is_made_anew():
    event = make_event(title="Storm", slug="a")

    old = move(event, slug="")

    assert event.slug == "storm"
    assert leads() == {old: event}


def test_an_old_address_is_kept_as_people_write_it():
    event = make_event(slug="嫦娥-é")

    move(event, slug="b")

    assert leads() == {"/news/2004/08/09/嫦娥-é/": event}


def test_the_longest_slug_of_an_archive_fits_an_old_address():
    event = make_event(slug="中" * 60)

    move(event, slug="a" * 255)
    move(event, slug="b")

    assert max(map(len, leads())) <= Redirect._meta.get_field("path").max_length


@pytest.mark.parametrize("make", MAKERS)
def test_old_addresses_go_with_their_row(make):
    row = make(slug="a")
    move(row, slug="b")

    row.delete()

    assert leads() == {}


@pytest.mark.parametrize("make", MAKERS)
def test_a_save_that_fails_leaves_no_redirect(make):
    row, rival = make(slug="a"), make(slug="b")

    with refused():
        move(row, slug=rival.slug)

    assert leads() == {}


# --- What the database refuses


def test_one_address_leading_to_two_places_is_refused():
    Redirect.objects.create(path="/old/", event=make_event())

    with refused():
        Redirect.objects.bulk_create([Redirect(path="/old/", day=DAY)])


def test_a_redirect_to_nothing_is_refused():
    with refused("redirect_one_target"):
        Redirect.objects.bulk_create([Redirect(path="/old/")])


def test_a_redirect_to_two_things_is_refused():
    with refused("redirect_one_target"):
        Redirect.objects.bulk_create([Redirect(path="/old/", event=make_event(), day=DAY)])
    with refused("redirect_one_target"):
        Redirect.objects.bulk_create(
            [Redirect(path="/old/", entity=make_entity(), source=make_source())]
        )


def test_a_redirect_leads_to_a_thing_of_each_kind():
    targets = {
        "event": make_event(),
        "entity": make_entity(),
        "source": make_source(),
        "page": make_page(),
        "day": DAY,
    }
    for name, target in targets.items():
        Redirect.objects.create(path=f"/{name}/", **{name: target})

    assert leads() == {f"/{name}/": target for name, target in targets.items()}


# --- Old addresses, whoever writes them


@pytest.mark.parametrize(
    "path", ["/news/2004/8/9/storm.html", "/zh/news/2004/08/9/storm.md", "/news/2004/08/09/storm"]
)
def test_an_old_address_is_kept_in_this_sites_own_form(path):
    event = make_event()

    Redirect.objects.create(path=path, event=event)

    assert leads() == {"/news/2004/08/09/storm/": event}


@pytest.mark.parametrize("status", list(Status))
def test_no_redirect_shadows_an_event_of_any_status(status):
    event = make_event(slug="storm", status=status)

    with pytest.raises(ValidationError):
        Redirect.objects.create(path="/news/2004/08/9/storm.md", event=make_event())
    with pytest.raises(ValidationError):
        Redirect.objects.create(path=event.address, event=event)

    assert leads() == {}


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_entity(slug="rain").address,
        lambda: make_source(slug="rain").address,
        lambda: make_page(path="/rain/").address,
        lambda: f"/e/{make_event().short_id}/",
        lambda: make_event() and "/news/2004/08/09/",
        lambda: make_event() and "/news/2004/08/",
        lambda: make_event() and "/news/2004/",
        lambda: "/search/",
        lambda: "/",
        lambda: "/admin/",
    ],
)
def test_no_redirect_shadows_a_page(make):
    path, event = make(), make_event(date=LATER)

    with pytest.raises(ValidationError):
        Redirect.objects.create(path=path, event=event)

    assert leads() == {}


@pytest.mark.parametrize(
    "path",
    ["/news/2004/08/09/", "/news/2004/08/", "/news/2004/", "/news/2004/02/30/", "/e/nothing/"],
)
def test_where_nothing_public_lives_a_redirect_may_stand(path):
    event = make_event(date=LATER)
    make_event(status=Status.DRAFT)

    Redirect.objects.create(path=path, event=event)

    assert leads() == {path: event}


def test_a_redirect_to_a_day_that_is_old_leads_to_the_end():
    event = make_event(date=LATER)
    Redirect.objects.create(path="/news/2004/08/10/", event=event)
    Redirect.objects.create(path="/news/2004/08/09/", day=NEXT_DAY)

    assert set(leads().values()) == {event}


def test_redirects_to_a_day_follow_where_it_goes():
    Redirect.objects.create(path="/news/2004/08/09/", day=NEXT_DAY)
    Redirect.objects.create(path="/news/2004/08/10/", day=LATER)

    assert leads() == {"/news/2004/08/09/": LATER, "/news/2004/08/10/": LATER}


def test_a_circle_of_redirects_is_refused():
    Redirect.objects.create(path="/news/2004/08/09/", day=NEXT_DAY)

    with pytest.raises(ValidationError):
        Redirect.objects.create(path="/news/2004/08/10/", day=DAY)
    with pytest.raises(ValidationError):
        Redirect.objects.create(path="/news/2004/08/11/", day=datetime.date(2004, 8, 11))

    assert leads() == {"/news/2004/08/09/": NEXT_DAY}


def test_a_day_that_gets_an_event_leads_nowhere_else():
    Redirect.objects.create(path="/news/2004/08/09/", day=NEXT_DAY)
    event = make_event(status=Status.DRAFT)
    assert leads() == {"/news/2004/08/09/": NEXT_DAY}

    event.status = Status.PUBLISHED
    event.save(update_fields=["status"])

    assert leads() == {}


# --- Long-form pages


def test_a_page_that_moves_leaves_a_redirect():
    page = make_page(path="/opinion/README.md")

    move(page, path="/essays/")

    assert leads() == {"/opinion/": page}


def test_a_page_that_moves_back_takes_its_redirect_away():
    page = make_page(path="/a/")

    move(page, path="/意见/")
    move(page, path="/a/")

    assert leads() == {"/意见/": page}


def test_a_page_that_stood_at_its_file_gives_way_to_the_one_at_its_folder():
    page, front = make_page(path="/opinion/README.md"), make_page(path="/opinion/")

    move(page, path="/essays/")

    assert front.address == "/opinion/"
    assert leads() == {}

"""Copying the pictures that citations name, by the command an operator runs."""

import datetime
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from events.copying import Pace, Wanted, in_turn, wanted_pictures
from events.fetching import Policy
from events.management.commands import fetch_images
from events.models import Citation, LostPicture, Picture, Status
from events.models.picture import file_name
from tests.factories import bring_picture, image_bytes, make_citation, make_event
from tests.servers import serve

pytestmark = pytest.mark.django_db

HERE = Policy("tests", largest=100_000, seconds=5, allows=lambda ip: True, ports=None)
PICTURE = image_bytes(size=(60, 40))
ANSWERS = {
    "/a.jpg": (200, {"Content-Type": "text/plain"}, PICTURE),
    "/b.png": (200, {}, image_bytes("PNG")),
    "/words.jpg": (200, {"Content-Type": "image/jpeg"}, b"<html>"),
    "/ill.jpg": (503, {}, b""),
}


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(fetch_images, "make_policy", lambda: HERE)
    with serve(ANSWERS) as server:
        yield server


def run(**options) -> list[str]:
    out = StringIO()
    call_command("fetch_images", pause=0, stdout=out, **options)
    return out.getvalue().splitlines()


def cite_image(image: str, **overrides) -> Citation:
    return make_citation(make_event(**overrides), image=image)


def shown(citation: Citation) -> Picture | None:
    return Citation.objects.select_related("picture").get(pk=citation.pk).shown_picture


def test_a_picture_is_copied_and_shown(server):
    citation = cite_image(f" {server.url('/a.jpg')} ")

    assert run() == ["pictures: 1 copied, 0 known, 0 failed, 0 given up before, 0 left"]

    picture = shown(citation)
    assert (picture.width, picture.height) == (60, 40)
    assert picture.copied_from == server.url("/a.jpg")
    assert default_storage.exists(file_name(picture.digest))


def test_what_is_here_is_not_fetched_again(server):
    first = cite_image(server.url("/a.jpg"))
    run()
    again = cite_image(server.url("/a.jpg"))
    first.picture = None
    first.save()

    assert run() == ["pictures: 0 copied, 1 known, 0 failed, 0 given up before, 0 left"]

    assert shown(first) == shown(again) == Picture.objects.get()
    assert server.asked == ["/a.jpg"]


def test_one_address_in_many_citations_is_fetched_once(server):
    citations = [cite_image(server.url("/a.jpg")) for _number in range(3)]

    run()

    assert {shown(citation) for citation in citations} == {Picture.objects.get()}
    assert server.asked == ["/a.jpg"]


def test_what_failed_for_good_is_asked_again_only_if_wanted(server):
    citation = cite_image(server.url("/words.jpg"))
    reason = "This is no picture of a kind shown here (JPEG, PNG, WEBP, GIF, AVIF)."
    line = f"{citation.event.get_absolute_url()}: {server.url('/words.jpg')}: {reason}"

    assert run() == [line, "pictures: 0 copied, 0 known, 1 failed, 0 given up before, 0 left"]
    assert run() == ["pictures: 0 copied, 0 known, 0 failed, 1 given up before, 0 left"]
    assert run(retry=True)[0] == line
    assert len(server.asked) == 2
    assert shown(citation) is None


def test_what_may_get_well_is_asked_three_times(server):
    cite_image(server.url("/ill.jpg"))

    for _run in range(4):
        run()

    assert len(server.asked) == 3
    assert LostPicture.objects.values_list("tries", "for_good").get() == (3, False)


def test_a_success_ends_the_failures(server, monkeypatch):
    citation = cite_image(server.url("/late.jpg"))
    run()
    monkeypatch.setitem(ANSWERS, "/late.jpg", ANSWERS["/a.jpg"])

    run(retry=True)

    assert shown(citation) is not None
    assert not LostPicture.objects.exists()


def test_addresses_within_are_refused():
    cite_image("http://127.0.0.1:1/a.jpg")
    cite_image("http://127.0.0.1/a.jpg")

    assert sorted(line.split(": ")[-1] for line in run()[:2]) == [
        "not on the open internet",
        "port 1 is not asked",
    ]


def test_only_pictures_that_readers_are_told_of_are_copied(server):
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    cite_image(server.url("/a.jpg"), status=Status.DRAFT)
    cite_image(server.url("/a.jpg"), publish_at=tomorrow)
    cite_image(server.url("/a.jpg"), status=Status.WITHDRAWN)
    cite_image("/b.png")
    cite_image("data:image/png;base64,xx")
    cite_image("")

    run()

    assert server.asked == []


def test_an_editors_own_picture_stays(server):
    citation = cite_image(server.url("/a.jpg"))
    citation.picture = own = bring_picture(colour="red")
    citation.save()

    run()

    assert shown(citation) == own
    assert server.asked == []


def test_a_copy_follows_a_changed_address(server):
    citation = cite_image(server.url("/a.jpg"))
    run()
    citation.refresh_from_db()
    citation.image = server.url("/b.png")
    citation.save()
    assert shown(citation) is None

    run()

    assert shown(citation).copied_from == server.url("/b.png")


def test_limits(server):
    old = cite_image(server.url("/a.jpg"), date=datetime.date(1990, 1, 1))
    new = cite_image(server.url("/b.png"), date=datetime.date(2020, 1, 1))

    assert run(limit=1) == ["pictures: 1 copied, 0 known, 0 failed, 0 given up before, 1 left"]
    assert (shown(old), shown(new).copied_from) == (None, server.url("/b.png"))
    assert run(since=datetime.date(2000, 1, 1))[-1].startswith("pictures: 0 copied")
    run()
    assert shown(old) is not None


def test_a_stopped_run_keeps_what_it_has(server, monkeypatch):
    newer = cite_image(server.url("/a.jpg"), date=datetime.date(2020, 1, 1))
    older = cite_image(server.url("/b.png"), date=datetime.date(1990, 1, 1))
    pace = Pace(0)
    turns = iter(in_turn(wanted_pictures(), pace))
    first = next(turns)
    monkeypatch.setattr(fetch_images, "in_turn", lambda wanted, pace: [first])
    run()
    monkeypatch.undo()
    monkeypatch.setattr(fetch_images, "make_policy", lambda: HERE)
    assert (shown(newer) is None, shown(older) is None) == (False, True)

    run()

    assert server.asked == ["/a.jpg", "/b.png"]


def test_the_number_of_queries_does_not_grow_with_what_is_known(server, django_assert_num_queries):
    for number in range(3):
        cite_image(server.url("/a.jpg" if number else "/b.png"))
    run()
    with django_assert_num_queries(1):
        assert wanted_pictures() == []


def test_hosts_take_turns_and_are_left_alone_between():
    now = [100.0]
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    addresses = ["http://a.example/1", "http://a.example/2", "http://a.example/3"]
    addresses += ["http://b.example/1"]
    wanted = [Wanted(address, "/") for address in addresses]
    pace = Pace(2, clock=lambda: now[0], sleep=sleep)

    turns = [one.address for one in in_turn(wanted, pace)]

    assert turns == [addresses[0], addresses[3], addresses[1], addresses[2]]
    assert slept == [2, 2]


def test_tidying_deletes_what_nothing_shows(server):
    citation = cite_image(server.url("/a.jpg"))
    run()
    unused = bring_picture(colour="red")
    assert run(tidy=True)[-1] == "0 files deleted that nothing showed"
    assert list(Picture.objects.all()) == [shown(citation)]
    assert default_storage.exists(file_name(unused.digest))


def test_files_are_deleted_when_nobody_can_be_about_to_use_them(monkeypatch, server):
    citation = cite_image(server.url("/a.jpg"))
    run()
    old = bring_picture(colour="blue", size=(700, 10)).digest
    long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(
        type(default_storage._wrapped), "get_modified_time", lambda self, name: long_ago
    )

    run(tidy=True)

    assert not default_storage.exists(file_name(old))
    assert not default_storage.exists(file_name(old, small=True))
    assert default_storage.exists(file_name(shown(citation).digest))

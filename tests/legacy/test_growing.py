"""An archive that comes in parts, or changes between imports: what is known grows, unharmed."""

import random

import pytest

from events.models import Event, EventFile, ListLine, Origin, RelatedLine
from tests.legacy.tables import clear, content, names_of, rows_but_runs, slugs
from tests.legacy.test_joining import ARCHIVE as JOINTS
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    change,
    cite,
    day,
    event,
    front,
    item,
    page,
    related,
)
from tests.stored import assert_exact

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "Rain falls.", "The valley is empty."
TELLER = event(C, LATER, related=(related(A, "Dam"),))
WHOLE = (
    event(A, lead="Dam", citations=(cite(),), related=(related(B, "Rain", NEXT),))
    | event(B, NEXT, lead="Rain", description="Drops.")
    | TELLER
    | day(item(A, lead="Dam", context="Dam, Valley"), item("Unwritten.", context="Ink"))
    | day(item(B, NEXT, lead="Rain", second="Drops."), date=NEXT)
    | front(item(C, LATER), date=LATER)
    | page("faq/README.md", "Questions")
)


def the(title: str) -> Event:
    [event] = [event for event in Event.objects.all() if event.headline == title]
    return event


# --- By reference, then by its own file


def test_its_own_file_fills_an_event_by_reference():
    bring(TELLER)
    pk = the(A).pk
    assert the(A).origin == Origin.REFERENCE

    report = bring(event(A, lead="Dam", description="Water.", citations=(cite(),)))

    assert (report.events["created"], report.events["updated"]) == (0, 1)
    assert (the(A).pk, the(A).origin) == (pk, Origin.FILE)
    assert (the(A).lead.name, the(A).description, the(A).citations.count()) == ("Dam", "Water.", 1)


@pytest.mark.parametrize("title", [f" {A}", f"{A} ", "A  dam breaks.", "A dam breaks!"])
def test_a_file_with_a_variant_of_the_title_makes_no_twin(title):
    bring(TELLER)
    bring(event(title, slug="a-dam-breaks"))

    assert [event.title for event in Event.objects.filter(date=DAY)] == [title]


def test_a_file_of_another_name_but_the_same_title_makes_no_twin():
    bring(event(C, LATER, related=(related(A, "Dam", slug="old-name"),)))
    bring(event(A))

    assert Event.objects.filter(date=DAY).count() == 1


def test_its_line_in_a_day_page_fills_an_event_by_reference():
    bring(TELLER)
    bring(day(item(A, lead="Dam", second="Water.")))

    assert (the(A).origin, the(A).lead_text, the(A).description) == (Origin.LIST, "Dam", "Water.")


def test_a_link_or_a_line_takes_nothing_from_an_event_with_a_file():
    bring(event(A, lead="Dam", description="Water.", citations=(cite(),)))
    bring(TELLER | front(item(f"{A} ", lead="Barrage", second="Other.", slug="a-dam-breaks")))

    assert (the(A).origin, the(A).title) == (Origin.FILE, A)
    assert (the(A).lead_text, the(A).description, the(A).citations.count()) == ("Dam", "Water.", 1)


@pytest.mark.parametrize("known_by", [TELLER, day(item(A)), event(A)], ids=["link", "line", "file"])
def test_what_an_editor_wrote_where_no_file_spoke_is_kept(known_by):
    bring(known_by)
    event_ = the(A)
    event_.lead_text, event_.description = "My lead", "My words."
    event_.save()

    bring(event(A, lead="Dam", description="Water."))

    assert (the(A).lead_text, the(A).description) == ("My lead", "My words.")


# --- Parts


PARTS = [
    pytest.param(list(WHOLE)[:1], id="a file first"),
    pytest.param(list(WHOLE)[1:2], id="another file first"),
    pytest.param(list(WHOLE)[3:5], id="day pages first"),
    pytest.param(list(WHOLE)[5:], id="front page first"),
    pytest.param(list(WHOLE)[:5], id="almost all first"),
]


@pytest.mark.parametrize("paths", [*PARTS, pytest.param(list(WHOLE)[2:3], id="a link first")])
def test_a_part_first_and_then_the_whole_gives_the_same(paths):
    bring({path: WHOLE[path] for path in paths})
    bring(WHOLE)
    grown = content()
    clear()
    bring(WHOLE)

    assert grown == content()


@pytest.mark.parametrize("seed", range(4))
def test_files_one_by_one_give_events_with_all_their_names(seed):
    paths = list(WHOLE)
    random.Random(seed).shuffle(paths)
    for path in paths:
        bring({path: WHOLE[path]})

    assert names_of(A) == ["Dam", "Rain", "Valley"]
    assert names_of(B) == ["Rain"]
    assert names_of("Unwritten.") == ["Dam", "Ink"]
    assert names_of(C) == ["Dam"]
    assert_exact()


def test_the_order_of_files_does_not_matter_to_the_rows():
    bring(JOINTS)
    straight = content()
    clear()
    bring(dict(reversed(JOINTS.items())))

    assert content() == straight


def test_an_event_takes_the_name_of_its_file_when_that_comes():
    bring(event(C, LATER, related=(related(A, "Dam", slug="old-name"),)))
    bring(event(A))

    assert slugs()[A] == "a-dam-breaks"


def test_a_file_of_an_earlier_version_that_comes_later_is_stable():
    old = "A dam is cracked."
    bring(event(A, changes=(change(old, "first"),)))
    bring(event(A, changes=(change(old, "first"),)) | event(old))
    before = rows_but_runs()

    report = bring(event(A, changes=(change(old, "first"),)) | event(old))

    assert report.events["updated"] == 0
    assert rows_but_runs() == before


def test_a_known_file_that_comes_alone_takes_nothing_that_a_list_said():
    files = event(A, lead="") | day(item(A, lead="Dam"))
    bring(files)
    before = rows_but_runs()
    bring(event(A, lead=""))

    assert rows_but_runs() == before


def test_a_readme_that_comes_alone_is_known_as_the_twin_of_its_index():
    readme = day(item(A), name="README")
    bring(day(item(A)) | readme)
    before = rows_but_runs()
    bring(readme)

    assert rows_but_runs() == before


def test_the_file_of_a_shared_name_that_comes_later_leaves_names_where_they_belong():
    listed = day(item(A, slug="x", context="Dam"), item(B, slug="x", context="Rain"))
    bring(listed)
    bring(listed | event(A, slug="x"))

    assert (names_of(A), names_of(B)) == (["Dam"], ["Rain"])


def test_the_file_of_a_shared_name_that_comes_later_gets_the_name():
    listed = day(item(A, slug="x"), item(B, slug="x"))
    bring(listed)
    bring(listed | event(A, slug="x"))

    assert slugs() == {A: "x", B: "x-3"}  # x-2 leads to A now


# --- Files that change


def test_a_changed_file_brings_its_fields_up_to_date():
    bring(WHOLE)
    report = bring(
        event(A, lead="Barrage", description="More.", citations=(cite(url="https://x/"),))
    )

    assert report.events["updated"] == 1
    assert (the(A).lead.name, the(A).description) == ("Barrage", "More.")
    assert [cited.url for cited in the(A).citations.all()] == ["https://x/"]


def test_a_changed_title_is_the_same_event_at_the_same_address():
    bring(event(A))
    bring(event(f"{A} Again.", slug="a-dam-breaks"))

    assert slugs() == {f"{A} Again.": "a-dam-breaks"}


def test_the_lines_of_a_changed_file_take_the_place_of_the_old():
    bring(WHOLE)
    bring(event(C, LATER, related=(related(B, "Rain", NEXT),)))

    file = EventFile.objects.get(event=the(C))
    assert [line.target.title for line in file.related_lines.all()] == [B]


def test_a_line_keeps_the_title_its_file_prints_when_the_event_gets_another():
    bring(TELLER)
    bring(event(f"{A} ", slug="a-dam-breaks"))

    line = RelatedLine.objects.get()
    assert (line.title if line.title is not None else line.target.title) == A


def test_a_list_keeps_the_description_it_prints_when_the_event_gets_another():
    bring(event(A, description="Water.") | day(item(A, second="Water.")))
    bring(event(A, description="More water."))

    line = ListLine.objects.get()
    assert (line.text if line.text is not None else line.event.description) == "Water."


def test_a_file_keeps_its_own_name_for_what_it_names():
    bring(WHOLE)

    assert EventFile.objects.get(event=the(A)).path == "news/2004/08/9/a-dam-breaks.md"

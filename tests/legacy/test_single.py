"""One file by itself is the file that an export would write."""

import datetime
from collections.abc import Callable, Container
from functools import partial

import pytest
from django.utils import timezone

from events.legacy.exporter import Plan, archive_files
from events.legacy.importer import import_archive
from events.legacy.records import news_path
from events.legacy.single import day_text, event_text, front_text
from events.legacy.wording import STYLES, style_name
from events.models import Event, ListPage, Status
from tests.factories import make_event
from tests.legacy.test_import_archives import SAMPLES, markdown
from tests.legacy.texts import (
    DAY,
    LATER,
    NEXT,
    bring,
    cite,
    day,
    event,
    front,
    item,
    page,
    related,
)

pytestmark = pytest.mark.django_db

A, B, C = "A dam breaks.", "A bridge falls.", "The valley is empty."
HOUR = datetime.timedelta(hours=1)

CHRONICLE = (
    event(A, lead="Dam", description="Water.", citations=(cite(),), related=(related(B, "Dam"),))
    | event(B, lead="Dam", related=(related(A, "Dam"), related(C, "Dam", NEXT)))
    | event(C, NEXT, lead="Valley")
    | day(item(A, lead="Dam", second="Water."), item(B, lead="Dam", context="Dam"))
    | day(item(C, NEXT, lead="Valley"), date=NEXT)
    | front(item(C, NEXT, lead="Valley"), date=NEXT)
    | page("faq/index.md", "FAQ")
)


def single_files(form: str = "en", among: Container[str] | None = None) -> dict[str, str]:
    """The files of public events and days, and the front page, each made by itself."""
    style = STYLES[form]
    public = Event.objects.published()
    makers = {news_path(one.date, one.slug): partial(event_text, one, style) for one in public}
    for date in {one.date for one in public}:
        makers[news_path(date, "index")] = partial(day_text, date, style)
    makers["index.md"] = partial(front_text, [], style)
    return {path: make() for path, make in makers.items() if among is None or path in among}


def exported(form: str = "en") -> dict[str, str]:
    """The same files of an export, without twins and long-form pages."""
    files = dict(archive_files(Plan(form)))
    return {
        path: text
        for path, text in files.items()
        if path.startswith(("news", "index")) and not path.endswith("README.md")
    }


def add_some() -> None:
    make_event(title="Written here.", entities=["Dam", "Valley"], description="More.")
    make_event(title="On a new day.", date=LATER, entities=["Dam"])


def move_one() -> None:
    one = Event.objects.get(title=A)
    one.date, one.slug = NEXT, "moved"
    one.save()


def hide_one() -> None:
    one = Event.objects.get(title=B)
    one.status = Status.WITHDRAWN
    one.save()


def empty_a_day() -> None:
    for one in Event.objects.filter(date=NEXT):
        one.publish_at = timezone.now() + HOUR
        one.save()


@pytest.mark.parametrize("edit", [None, add_some, move_one, hide_one])
@pytest.mark.parametrize("form", ["en", "zh"])
def test_one_file_is_as_in_an_export(edit: Callable[[], None] | None, form):
    bring(CHRONICLE)
    if edit:
        edit()

    files = single_files(form)

    assert files == {path: text for path, text in exported(form).items() if path in files}
    assert len(files) >= 4


def test_an_untouched_archive_comes_out_as_it_came_in():
    bring(CHRONICLE)

    assert {path: text.encode() for path, text in single_files().items()} == {
        path: data for path, data in CHRONICLE.items() if not path.startswith("faq")
    }


@pytest.mark.archive
def test_the_samples_come_out_byte_for_byte(archives):
    import_archive(archives / SAMPLES)
    files = {at.removeprefix("./"): data for at, data in markdown(archives / SAMPLES).items()}

    made = {path: text.encode() for path, text in single_files(among=files).items()}

    assert [path for path, data in made.items() if data != files[path]] == []
    assert len(made) == 63 + 4 + 1


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT},
        {"status": Status.REVIEW},
        {"status": Status.WITHDRAWN},
        {"publish_at": timezone.now() + HOUR},
    ],
)
def test_no_file_names_what_is_not_public(hidden):
    bring(CHRONICLE | day(item(C, NEXT), date=NEXT))
    named = [path for path, text in single_files().items() if C in text]
    one = Event.objects.get(title=C)
    for name, value in hidden.items():
        setattr(one, name, value)
    one.save()
    make_event(title="A secret.", entities=["Dam"], **{"status": Status.PUBLISHED} | hidden)

    texts = [*single_files().values(), day_text(DAY, STYLES["en"])]

    assert len(named) == 4  # its own, its neighbour's Related list, the day, the front page
    assert [text for text in texts if C in text or "A secret." in text] == []
    assert day_text(NEXT, STYLES["en"]) == ""


def test_a_day_that_no_import_brought_links_to_the_day_before():
    bring(CHRONICLE)
    make_event(title="Written here.", date=LATER, slug="here")

    assert day_text(LATER, STYLES["en"]) == (
        "## [2005-12-24](/news/2005/12/24/index.md)\n\n"
        "##### \n### [Written here.](/news/2005/12/24/here.md)\n"
        "## [Previous Day...](/news/2004/08/10/index.md)\n\n"
    )


def test_events_that_no_index_takes_up_are_listed_all_the_same():
    bring(event(A, lead="Dam"))

    assert f"### [{A}](/news/2004/08/9/a-dam-breaks.md)" in day_text(DAY, STYLES["en"])
    assert not ListPage.objects.exists()


def test_a_front_page_that_no_import_brought_shows_the_days_asked_for():
    for number, date in enumerate([DAY, NEXT, LATER]):
        make_event(title=f"Event {number}.", date=date, slug=f"e{number}")

    text = front_text([LATER, NEXT], STYLES["zh"])

    assert text == (
        "\n\n## [今天](/zh/news/2005/12/24/index.md)\n\n"
        "### [Event 2.](/zh/news/2005/12/24/e2.md)\n---\n\n"
        "## [昨天](/zh/news/2004/08/10/index.md)\n\n"
        "### [Event 1.](/zh/news/2004/08/10/e1.md)\n---\n\n"
        "## [前一天...](/zh/news/2004/08/9/index.md)\n\n---\n\n"
    )


def test_an_empty_chronicle_has_a_front_page():
    assert front_text([], STYLES["en"]) == ""


@pytest.mark.parametrize(("code", "name"), [("en", "en"), ("zh-hans", "zh"), ("de", "en")])
def test_the_site_s_language_asks_for_a_style(settings, code, name):
    settings.LANGUAGE_CODE = code

    assert style_name() == name


@pytest.mark.parametrize("edit", [None, add_some])
def test_cost_does_not_grow(django_assert_max_num_queries, edit):
    bring(CHRONICLE)
    if edit:
        edit()
    one, style = Event.objects.select_related("lead").get(title=A), STYLES["en"]

    with django_assert_max_num_queries(13):
        event_text(one, style)
    with django_assert_max_num_queries(6):
        day_text(DAY, style)
    with django_assert_max_num_queries(5):
        front_text([], style)

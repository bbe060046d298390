"""The real archives, whole: the figures measured in them, and a second run that writes nothing."""

import tarfile
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Count, F, Q

from events.legacy.grammar import EventFile as Telling
from events.legacy.grammar import GrammarError, parse_event, parse_file
from events.legacy.importer import import_archive
from events.models import (
    Citation,
    Entity,
    Event,
    EventFile,
    ListPage,
    Origin,
    Page,
    RelatedLine,
)
from events.related import panel
from tests.legacy.tables import rows_but_runs
from tests.stored import wrong_days

pytestmark = [pytest.mark.django_db, pytest.mark.archive]

SEED = "seed-2004-08-9.md"
SAMPLES = "context-en-samples.tar.xz"
CHINESE = "context-zh-2019-12-23.tar.xz"
ENGLISH = "english-2004-2010.tar.xz"


def markdown(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {
            member.name: tar.extractfile(member).read()
            for member in tar
            if member.isfile() and member.name.endswith(".md")
        }


def tellings(archive: Path) -> list[Telling]:
    """What the event files of an archive say, read without the importer."""
    parsed = []
    for data in markdown(archive).values():
        try:
            parsed.append(parse_file(data))
        except GrammarError:
            continue
    return [file for file in parsed if isinstance(file, Telling)]


def origins() -> dict[str, int]:
    return dict(Counter(Event.objects.values_list("origin", flat=True)))


def counted_wrongly() -> list[str]:
    counted = Entity.objects.annotate(real=Count("taggings", filter=Q(taggings__day__isnull=False)))
    return list(counted.exclude(event_count=F("real")).values_list("name", flat=True))


def assert_second_run_writes_nothing(archive: Path) -> None:
    before = rows_but_runs()

    report = import_archive(archive)

    assert (report.events["created"], report.events["updated"]) == (0, 0)
    assert report.rows.total() == 0
    assert rows_but_runs() == before


# --- The seed


@pytest.fixture
def seed(archives) -> Telling:
    """What the seed says; it is imported, alone."""
    report = import_archive(archives / SEED)
    assert report.sum() == "1 files = 1 events + 0 days + 0 pages + 0 twins + 0 failed"
    return parse_event((archives / SEED).read_text())


def test_the_seed_alone_gives_six_events(seed):
    assert origins() == {Origin.FILE: 1, Origin.REFERENCE: 5}
    assert Event.objects.published().count() == 6


def test_the_seed_alone_gives_its_event_with_source_and_three_entities(seed):
    event = Event.objects.get(origin=Origin.FILE)

    assert (event.date, event.title) == (seed.date, seed.title)
    assert sorted(event.entities.names()) == ["Baghdad", "Muqtada al-Sadr", "Najaf"]
    assert [(cited.source.name, cited.url) for cited in event.citations.all()] == [
        (line.name, line.url) for line in seed.citations
    ]


def test_the_seed_alone_gives_the_events_it_links_to(seed):
    linked = Event.objects.filter(origin=Origin.REFERENCE)

    assert {event.title for event in linked} == {line.title for line in seed.related}
    assert {f"/news/{event.date:%Y/%m}/{event.date.day}/{event.slug}.md" for event in linked} == {
        line.path for line in seed.related
    }


def test_the_panel_of_the_seed_has_the_contexts_of_its_own_list(seed):
    related = panel(Event.objects.get(origin=Origin.FILE))

    assert {item.event.title: {entity.name for entity in item.context} for item in related} == {
        line.title: set(line.context.split(", ")) for line in seed.related
    }


def test_the_seed_a_second_time_writes_nothing(seed, archives):
    assert_second_run_writes_nothing(archives / SEED)


# --- The samples


def test_the_samples_are_all_taken_in(archives):
    report = import_archive(archives / SAMPLES)

    assert report.sum() == "81 files = 65 events + 8 days + 8 pages + 0 twins + 0 failed"
    assert report.problems == []
    said = tellings(archives / SAMPLES)
    assert origins()[Origin.FILE] == len({(file.date, file.title) for file in said})
    assert EventFile.objects.count() == 65
    assert RelatedLine.objects.count() == sum(len(file.related) for file in said)


def test_the_samples_a_second_time_write_nothing(archives):
    import_archive(archives / SAMPLES)

    assert_second_run_writes_nothing(archives / SAMPLES)


def test_the_seed_finds_its_place_among_the_samples(archives):
    import_archive(archives / SAMPLES)
    known = Event.objects.count()
    import_archive(archives / SEED)
    assert_second_run_writes_nothing(archives / SEED)

    seed = parse_event((archives / SEED).read_text())
    assert Event.objects.filter(date=seed.date, title__contains=seed.title.strip()).count() == 1
    assert Event.objects.count() - known <= 6


def test_pages_of_the_samples_stand_at_their_addresses(archives):
    import_archive(archives / SAMPLES)

    assert Page.objects.count() + ListPage.objects.filter(date=None).count() == 8
    assert {"/api/", "/faq/"} <= set(Page.objects.values_list("path", flat=True))


# --- Whole archives


@pytest.mark.verify
def test_the_chinese_archive_is_all_taken_in(archives):
    report = import_archive(archives / CHINESE)

    assert report.sum() == (
        "15814 files = 8984 events + 3414 days + 1 pages + 3415 twins + 0 failed"
    )
    assert origins() == {Origin.FILE: 8984, Origin.LIST: 16}
    assert Citation.objects.count() == report.rows["citations"] == 8573
    assert ListPage.objects.exclude(date=None).count() == 3414
    said = tellings(archives / CHINESE)
    assert RelatedLine.objects.count() == sum(len(file.related) for file in said)
    assert sorted(Event.objects.filter(origin=Origin.FILE).values_list("date", "title")) == sorted(
        (file.date, file.title) for file in said
    )
    assert (counted_wrongly(), wrong_days()) == ([], [])
    assert_second_run_writes_nothing(archives / CHINESE)


@pytest.mark.verify
def test_the_english_archive_is_all_taken_in(archives):
    report = import_archive(archives / ENGLISH)

    files = markdown(archives / ENGLISH)
    assert sum(report.files.values()) == len(files) == 33877
    assert report.problems == []
    assert report.files["failed"] == 0
    assert Event.objects.count() == report.events["created"] == 28769
    assert Entity.objects.filter(event_count=0).count() == 0
    assert (counted_wrongly(), wrong_days()) == ([], [])
    assert_second_run_writes_nothing(archives / ENGLISH)

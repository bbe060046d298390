"""On the Chinese archive the search finds exactly the events whose texts have the words."""

import re
from collections import defaultdict

import pytest
from django.core.management import call_command

from events.models import Alias, Citation, Entity, Event, EventEntity, SearchEntry
from events.rendering import plain
from events.search.engines import engine
from events.search.engines.asked import Phrase, Query
from events.search.tokens import UNSPACED, asked_tokens, fold

pytestmark = [pytest.mark.archive, pytest.mark.django_db]

RUN = re.compile(f"[{UNSPACED}]+")
FREQUENT = ["美国", "地震", "中国", "国", "震", "俄罗斯", "伊斯兰国", "日本", "总统", "的"]


def texts_by_event() -> dict[int, list[str]]:
    """By event, the folded texts in which the search looks, each by itself."""
    texts = defaultdict(list)
    for pk, title, description in Event.objects.values_list("pk", "title", "description"):
        texts[pk] += [title, plain(description)]
    called = defaultdict(list)
    for pk, name, label in Entity.objects.values_list("pk", "name", "label"):
        called[pk] += [name, label]
    for pk, spelling in Alias.objects.values_list("entity", "spelling"):
        called[pk].append(spelling)
    for event, entity in EventEntity.objects.values_list("content_object", "tag"):
        texts[event] += called[entity]
    for event, name in Citation.objects.values_list("event", "source__name"):
        texts[event].append(name)
    return {pk: list(map(fold, some)) for pk, some in texts.items()}


def assert_found_exactly(names: list[str]) -> None:
    """Each name is found in the events that have it as part of a text, and in no other."""
    texts = texts_by_event()
    places = dict(SearchEntry.objects.values_list("place", "pk"))
    wrong = []
    for name in names:
        row, is_open = asked_tokens(name)
        hits = engine().find(Query(wanted=(Phrase(tuple(row), is_open),)), 10**6, scored=False)
        found = {places[place] for place in hits.places}
        have = {pk for pk, some in texts.items() if any(fold(name) in text for text in some)}
        if found != have:
            wrong.append((name, len(have - found), len(found - have)))
    assert wrong == []


def runs() -> list[str]:
    """All names of entities that are one run of characters without spaces."""
    return sorted(
        {name for name in Entity.objects.values_list("name", flat=True) if RUN.fullmatch(name)}
    )


@pytest.mark.verify
def test_every_name_of_the_whole_archive_is_found_where_it_stands_and_nowhere_else(archives):
    call_command("import_legacy", archives / "context-zh-2019-12-23.tar.xz", verbosity=0)
    names = runs()
    assert len(names) > 3_000

    assert_found_exactly(FREQUENT + names[:: max(len(names) // 300, 1)])


def test_names_of_a_sample_are_found_where_they_stand_and_nowhere_else(archives):
    call_command("import_legacy", archives / "context-zh-2019-12-23.tar.xz", limit=300, verbosity=0)

    assert_found_exactly(FREQUENT + runs()[:40])

"""Merging entities and sources: everything moves, nothing is doubled, and undo is exact."""

import pytest

from events.curation import merge_entities, merge_sources
from events.curation.common import CannotMerge
from events.filters import EventFilter
from events.legacy.exporter import Plan, archive_files
from events.models import Alias, Citation, Entity, Event, EventEntity, Operation, Source, Status
from events.operations import undo
from tests.factories import make_citation, make_entity, make_event, make_source
from tests.legacy.tables import names_of, rows_but_runs
from tests.legacy.texts import bring, cite, day, event, item, related

pytestmark = pytest.mark.django_db


def exported() -> list[tuple[str, str]]:
    return sorted(archive_files(Plan("en")))


def chronicle() -> dict[str, list[dict]]:
    """Every row of the chronicle, but for versions, which count on, and the log."""
    models = [Alias, Citation, Entity, Event, EventEntity, Source]
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


def spellings(entity: Entity) -> list[str]:
    return sorted(entity.aliases.values_list("spelling", flat=True))


def test_events_of_all_become_those_of_the_kept_one_without_doubles():
    kept = make_entity("Baghdad")
    both = make_event(entities=["Bagdad", "Baghdad", "Basra"])
    draft = make_event(entities=["Bağdat"], status=Status.DRAFT)
    other = make_event(entities=["Basra"])

    merge_entities(kept, Entity.objects.filter(name__in=["Bagdad", "Bağdat"]))

    assert [str(entity) for entity in both.entities.all()] == ["Baghdad", "Basra"]
    assert [str(entity) for entity in draft.entities.all()] == ["Baghdad"]
    assert [str(entity) for entity in other.entities.all()] == ["Basra"]
    assert Entity.objects.get(name="Baghdad").event_count == 1


def test_leads_move_and_go_on_being_printed_as_they_were():
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    printed = make_event(lead=old, lead_text="BAGDAD")
    plain = make_event(lead=old)

    merge_entities(kept, [old])

    leads = {row.pk: (row.lead, row.lead_label) for row in Event.objects.all()}
    assert leads == {printed.pk: (kept, "BAGDAD"), plain.pk: (kept, "Baghdad")}


def test_the_kept_one_knows_all_spellings_each_once():
    kept, old = make_entity("Baghdad"), make_entity("Bagdad", label="BAGDAD")
    Alias.objects.create(entity=kept, spelling="Bağdat")
    for spelling in ("BAĞDAT", "Baġdād"):
        Alias.objects.create(entity=old, spelling=spelling)

    merge_entities(kept, [old])

    assert spellings(kept) == ["Bagdad", "Bağdat", "Baġdād"]


def test_what_the_kept_one_has_not_it_takes():
    kept = make_entity("Baghdad", description="Ours.")
    old = make_entity("Bagdad", kind="place", description="Theirs.", same_as="https://x.example")

    merge_entities(kept, [old])

    kept.refresh_from_db()
    assert (kept.kind, kept.description) == ("place", "Ours.")
    assert kept.same_as == "https://x.example"


def test_old_addresses_lead_to_the_kept_one(client):
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    make_event(entities=["Bagdad"])
    old.slug = "bagdad-on-tigris"
    old.save()

    merge_entities(kept, [old])

    for path in ("/entities/bagdad/", "/entities/bagdad-on-tigris/"):
        assert client.get(path).headers["Location"] == "/entities/baghdad/"


def test_events_are_found_by_the_spellings_of_what_is_gone():
    kept, old = make_entity("Baghdad"), make_entity("Mesopotamian capital")
    found = make_event(entities=["Baghdad"])

    operation = merge_entities(kept, [old])
    assert found_by("Mesopotamian") == [found]
    undo(operation, None)

    assert found_by("Mesopotamian") == []


def found_by(words: str) -> list[Event]:
    search = EventFilter({"q": words}, Event.objects.published()).search
    return list(search.part("", 50).events)


def test_undoing_gives_back_every_row_and_every_file():
    files = event("A dam.", lead="Bagdad", related=(related("Rain.", "Bagdad, Basra"),))
    bring(files | event("Rain.", lead="Baghdad") | day(item("A dam.", lead="Bagdad")))
    for name in ("Bagdad", "Baghdad"):
        make_event(entities=[name], title=f"Written here of {name}.")
    before, archive = chronicle(), exported()

    operation = merge_entities(
        Entity.objects.get(name="Baghdad"), Entity.objects.filter(name="Bagdad")
    )
    assert not Entity.objects.filter(name="Bagdad").exists()
    undo(operation, None)

    assert chronicle() == before
    assert exported() == archive


def test_the_archive_does_not_bring_back_what_was_merged():
    files = event("A dam.", lead="Bagdad", citations=(cite("The Gazete"),))
    bring(files)
    make_source("The Gazette")
    merge_entities(make_entity("Baghdad"), [Entity.objects.get(name="Bagdad")])
    merge_sources(Source.objects.get(name="The Gazette"), [Source.objects.get(name="The Gazete")])
    rows = rows_but_runs()

    again = bring(files)
    assert rows_but_runs() == rows
    both = (cite("The Gazete"), cite("The Gazete", url="https://g.example/2"))
    more = bring(event("A dam.", lead="Bagdad", citations=both) | event("Rain.", lead="Bagdad"))

    assert [*again.kept, *more.kept] == []
    assert names_of("Rain.") == ["Baghdad"]
    assert Event.objects.get(title="A dam.").citations.count() == 2
    assert [source.name for source in Source.objects.all()] == ["The Gazette"]


def test_a_spelling_of_several_entities_is_a_name_of_its_own_to_the_import():
    for name in ("Georgia (country)", "Georgia (state)"):
        Alias.objects.create(entity=make_entity(name), spelling="Georgia")

    bring(event("A dam.", lead="Georgia"))

    assert names_of("A dam.") == ["Georgia"]


def test_citations_of_several_sources_become_those_of_one(client):
    kept, old = make_source("BBC"), make_source("BBC News", homepage="https://bbc.example")
    cited = make_event()
    for source in (old, kept):
        make_citation(cited, source=source)
    before, archive = chronicle(), exported()

    operation = merge_sources(kept, [old])
    sources = [citation.source.name for citation in cited.citations.all()]
    kept.refresh_from_db()
    assert sources == ["BBC", "BBC"]
    assert (kept.event_count, kept.homepage) == (1, "https://bbc.example")
    assert client.get("/sources/bbc-news/").headers["Location"] == "/sources/bbc/"
    undo(operation, None)

    assert chronicle() == before
    assert exported() == archive


def test_what_is_gone_or_given_twice_is_not_merged():
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")

    for others in ([], [kept], [old, old], [Entity(pk=99)]):
        with pytest.raises(CannotMerge):
            merge_entities(kept, others)

    assert Entity.objects.count() == 2
    assert not Operation.objects.exists()

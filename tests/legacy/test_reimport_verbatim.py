"""What files print stays as they print it, and what editors added stays, when others change."""

import pytest

from events.models import Citation, Entity, Event, EventFile, ImportKey, RelatedLine, Source
from tests.factories import make_event
from tests.legacy.tables import names_of
from tests.legacy.texts import LATER, bring, cite, day, event, item, related

pytestmark = pytest.mark.django_db

A, C = "A dam breaks.", "The valley is empty."


def described(slug: str) -> str:
    """The description that a file of the event prints."""
    file = EventFile.objects.get(path=f"news/2004/08/9/{slug}.md")
    return file.event.description if file.description is None else file.description


def test_a_second_file_that_comes_later_keeps_its_own_description():
    bring(event(A, slug="one", description="One."))
    bring(event(A, slug="two", description="Two."))

    assert (described("one"), described("two")) == ("One.", "Two.")


def test_a_second_file_keeps_its_description_when_the_first_gets_another():
    second = event(A, slug="two", lead="Dam", description="Water.")
    bring(event(A, slug="one", description="Water.") | second)
    bring(event(A, slug="one", description="More.") | second)

    assert (described("one"), described("two")) == ("More.", "Water.")


def test_a_link_keeps_its_path_when_the_event_takes_the_name_of_its_file():
    bring(event(C, LATER, related=(related(A, "Dam", slug="old-name"),)))
    bring(event(A))

    line = RelatedLine.objects.get()
    assert (line.path or line.target.slug) == "/news/2004/08/9/old-name.md"


def test_a_list_keeps_the_path_it_prints_when_the_event_takes_the_name_of_its_file():
    bring(day(item(A, slug="old-name")))
    bring(event(A))

    line = Event.objects.get().list_lines.get()
    assert (line.path or line.event.slug) == "/news/2004/08/9/old-name.md"


def test_an_archived_copy_that_an_editor_added_stays_when_the_file_changes():
    bring(event(A, citations=(cite(),)))
    Citation.objects.update(archived_url="https://keeper.example/1")
    bring(event(A, citations=(cite(), cite("Courier", "https://courier.example/"))))

    assert Citation.objects.filter(archived_url="https://keeper.example/1").count() == 1


def test_another_name_that_an_editor_gave_a_source_stays_when_the_file_changes():
    bring(event(A, citations=(cite(" "),)))
    Source.objects.update(name="The Gazette of Najaf")
    bring(event(A, citations=(cite(" "),), description="More."))

    assert Citation.objects.get().source.name == "The Gazette of Najaf"


def test_a_lead_that_an_editor_replaced_does_not_come_back_as_an_entity():
    bring(event(A, lead="Dam"))
    row = Event.objects.get()
    row.entities.set(["Valley"])
    row.lead, row.lead_text = Entity.objects.get(name="Valley"), "Valley"
    row.save()
    bring(event(A, lead="Dam", description="More."))

    assert names_of(A) == ["Valley"]


def test_a_lead_too_long_for_an_entity_in_a_changed_file_is_only_printed():
    bring(event(A, lead="Dam"))
    bring(event(A, lead="L" * 501))

    row = Event.objects.get()
    assert (row.lead, row.lead_text) == (None, "L" * 501)
    assert not Entity.objects.filter(name__startswith="LL").exists()


def test_a_key_that_leads_to_an_event_written_here_does_not_stop_the_import():
    bring(event(A))
    imported, written_here = Event.objects.get(), make_event(title="Written here.")
    ImportKey.objects.update(event=written_here)
    imported.delete()
    bring(event(A, description="More."))

    assert [row.title for row in Event.objects.all()] == ["Written here."]

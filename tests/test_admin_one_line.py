"""What stands on one line of a file may hold no line break; a description may hold any."""

import pytest

from events.legacy.exporter import Plan, archive_files
from events.legacy.grammar import parse_file
from events.models import Event, Status
from tests.desk import client_of, errors_of, make_editor, save_form, saved
from tests.factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

ONE_LINE = "Write this on one line, without line breaks."
BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
ROWS = {
    ("event", "title"): make_event, ("event", "lead_text"): make_event,
    ("entity", "name"): make_entity, ("entity", "label"): make_entity,
    ("source", "name"): make_source,
    ("page", "title"): make_page, ("page", "author"): make_page,
}  # fmt: skip


@pytest.fixture
def client():
    return client_of(make_editor())


@pytest.mark.parametrize("mark", BREAKS)
@pytest.mark.parametrize(("model", "field"), ROWS)
def test_a_line_break_of_any_kind_is_refused(client, model, field, mark):
    row = ROWS[model, field]()
    before = type(row)._default_manager.values().get()

    response = save_form(client, model, row.pk, {field: f"one{mark}two"})

    assert errors_of(response) == [ONE_LINE]
    assert type(row)._default_manager.values().get() == before


@pytest.mark.parametrize("mark", BREAKS)
def test_a_line_break_in_another_spelling_is_refused(client, mark):
    entity = make_entity()

    response = save_form(client, "entity", entity.pk, {
        "aliases-TOTAL_FORMS": "1", "aliases-0-entity": entity.pk, "aliases-0-id": "",
        "aliases-0-spelling": f"one{mark}two",
    })  # fmt: skip

    assert errors_of(response) == [ONE_LINE]
    assert not entity.aliases.exists()


@pytest.mark.parametrize("mark", BREAKS)
def test_a_line_break_in_the_name_of_a_new_source_is_refused(client, mark):
    event = make_event()
    make_citation(event)

    response = save_form(client, "event", event.pk, {
        "citations-0-source": "", "citations-0-new_source": f"one{mark}two",
    })  # fmt: skip

    assert errors_of(response) == [ONE_LINE]


@pytest.mark.parametrize("mark", BREAKS)
def test_a_description_with_a_line_break_is_taken_and_exported_exactly(client, mark):
    event = make_event(status=Status.PUBLISHED)

    assert saved(save_form(client, "event", event.pk, {"description": f"one{mark}two\n\n- three"}))

    stored = Event.objects.get().description
    assert stored == f"one{mark}two\n\n- three".replace("\r\n", "\n").replace("\r", "\n")
    files = {path: text.encode() for path, text in archive_files(Plan("en"))}
    [data] = [data for path, data in files.items() if path.endswith(f"/{event.slug}.md")]
    assert parse_file(data).extra["description"] == stored


@pytest.mark.parametrize("path", ["/../", "/a/../b/", "/./", "/a/./"])
def test_an_address_that_browsers_would_change_is_refused(client, path):
    page = make_page()

    [error] = errors_of(save_form(client, "page", page.pk, {"path": path}))

    assert error.startswith("Write it like /faq/")


@pytest.mark.parametrize("slug", ["index", "README"])
def test_a_slug_that_is_the_name_of_an_index_is_refused(client, slug):
    event = make_event()

    response = save_form(client, "event", event.pk, {"slug": slug})

    assert errors_of(response) == ["This name is reserved. Choose another one."]


def test_a_slug_longer_than_the_name_of_a_file_is_refused(client):
    event = make_event()

    assert errors_of(save_form(client, "event", event.pk, {"slug": "雪" * 84})) == [
        "This is too long for a file's name."
    ]
    assert saved(save_form(client, "event", event.pk, {"slug": "雪" * 83}))

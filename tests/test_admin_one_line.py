"""What stands on one line of a file may hold no line break; a description may hold any."""

import pytest

from events.legacy.exporter import Plan, archive_files
from events.legacy.grammar import parse_file
from events.models import Event, Status
from tests.desk import address, client_of, errors_of, make_editor, open_form, save_form, saved
from tests.factories import make_citation, make_entity, make_event, make_page, make_source

pytestmark = pytest.mark.django_db

ONE_LINE = "Write this on one line, without line breaks."
BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
REFUSED = {mark: [ONE_LINE] for mark in BREAKS}
ROWS = {
    ("event", "title"): make_event, ("event", "lead_text"): make_event,
    ("entity", "name"): make_entity, ("entity", "label"): make_entity,
    ("source", "name"): make_source,
    ("page", "title"): make_page, ("page", "author"): make_page,
}  # fmt: skip


@pytest.fixture
def client():
    return client_of(make_editor())


def refusals(client, row, field: str, **further) -> dict[str, list[str]]:
    """By kind of line break, the errors of the form of a row with one in a field."""
    model = row._meta.model_name
    where, form = address(model, "change", row.pk), open_form(client, model, row.pk) | further
    return {mark: errors_of(client.post(where, form | {field: f"one{mark}two"})) for mark in BREAKS}


@pytest.mark.once
@pytest.mark.parametrize(("model", "field"), ROWS)
def test_a_line_break_of_any_kind_is_refused(client, model, field):
    row = ROWS[model, field]()
    before = type(row)._default_manager.values().get()

    assert refusals(client, row, field) == REFUSED
    assert type(row)._default_manager.values().get() == before


def test_a_line_break_in_another_spelling_is_refused(client):
    entity = make_entity()
    inline = {"aliases-TOTAL_FORMS": "1", "aliases-0-entity": entity.pk, "aliases-0-id": ""}

    assert refusals(client, entity, "aliases-0-spelling", **inline) == REFUSED
    assert not entity.aliases.exists()


def test_a_line_break_in_the_name_of_a_new_source_is_refused(client):
    event = make_event()
    make_citation(event)
    inline = {"citations-0-source": ""}

    assert refusals(client, event, "citations-0-new_source", **inline) == REFUSED


def test_a_description_with_a_line_break_is_taken_and_exported_exactly(client):
    texts = {f"slug-{number}": f"one{mark}two\n\n- three" for number, mark in enumerate(BREAKS)}

    for slug, text in texts.items():
        event = make_event(slug=slug, status=Status.PUBLISHED)
        assert saved(save_form(client, "event", event.pk, {"description": text}))

    stored = dict(Event.objects.values_list("slug", "description"))
    assert stored == {
        slug: text.replace("\r\n", "\n").replace("\r", "\n") for slug, text in texts.items()
    }
    files = {path: text.encode() for path, text in archive_files(Plan("en"))}
    for slug, text in stored.items():
        [data] = [data for path, data in files.items() if path.endswith(f"/{slug}.md")]
        assert parse_file(data).extra["description"] == text


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

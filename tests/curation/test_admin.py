"""Curators at the desk: pages that merge, split and undo, and who may see them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events.curation import merge_entities
from events.models import Entity, Event, Operation, Source, Suggestion
from tests.desk import address, client_of, cost_of, make_member
from tests.factories import make_citation, make_entity, make_event, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return make_member("Curator")


@pytest.fixture
def client(curator) -> Client:
    return client_of(curator)


def merge_page(model: str, *rows, into=None) -> str:
    ids = "&".join(f"ids={row.pk}" for row in rows)
    return f"{address(model, 'merge')}?{ids}" + (f"&into={into.pk}" if into else "")


def ids(*rows) -> dict:
    return {"ids": [row.pk for row in rows]}


def sentences(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Merging


def test_the_page_of_a_merge_tells_numbers_samples_and_conflicts(client):
    kept, old = make_entity("Baghdad", kind="place"), make_entity("Bagdad", kind="topic")
    make_event(entities=["Baghdad", "Bagdad"], title="In both.")
    make_event(entities=["Bagdad"], lead=old, title="In one.")

    preview = client.get(merge_page("entity", old, kept, into=kept)).context["preview"]

    assert preview.kept.thing == kept
    [other] = preview.others
    assert (other.thing, other.numbers) == (
        old,
        [("events", 2), ("as lead", 1), ("other spellings", 0)],
    )
    assert {event.headline for event in other.samples} == {"In both.", "In one."}
    assert [(one.field, one.values, one.stays) for one in preview.conflicts] == [
        ("kind", ["place", "topic"], "place")
    ]
    assert preview.changes[0] == "2 taggings become those of “Baghdad”; 1 of them it has already."


def test_the_most_used_is_kept_unless_another_is_chosen(client):
    rare, used = make_entity("Bagdad"), make_entity("Baghdad")
    make_event(entities=["Baghdad"])

    offered = client.get(merge_page("entity", rare, used)).context["preview"]
    chosen = client.get(merge_page("entity", rare, used, into=rare)).context["preview"]

    assert (offered.kept.thing, chosen.kept.thing) == (used, rare)


def test_a_merge_is_done_logged_and_undone(client, curator):
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    event = make_event(entities=["Bagdad"])

    sent = ids(kept, old) | {"into": kept.pk, "comment": "One city."}
    response = client.post(address("entity", "merge"), sent)
    assert response.headers["Location"] == address("entity", "change", kept.pk)
    assert [str(entity) for entity in event.entities.all()] == ["Baghdad"]
    operation = Operation.objects.get()
    assert (operation.editor, operation.comment) == (curator, "One city.")
    page = client.get(address("operation", "change", operation.pk))
    assert "“Bagdad” → “Baghdad”" in page.text
    client.post(address("operation", "undo", operation.pk))

    assert [str(entity) for entity in event.entities.all()] == ["Bagdad"]
    operation.refresh_from_db()
    assert operation.undone_by == curator


def test_what_depends_on_it_is_named_on_the_page(client):
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    event = make_event(entities=["Bagdad"], title="A dam.")
    operation = merge_entities(kept, [old])
    event.entities.remove("Baghdad")

    response = client.post(address("operation", "undo", operation.pk), follow=True)

    [text] = sentences(response)
    assert text.startswith("It cannot be undone:")
    assert "Deleted since: the tagging" in text
    assert not Entity.objects.filter(name="Bagdad").exists()


def test_sources_are_merged_alike(client):
    kept, old = make_source("BBC"), make_source("BBC News")
    make_citation(make_event(), source=old)

    page = client.get(merge_page("source", kept, old, into=kept))
    client.post(address("source", "merge"), ids(kept, old) | {"into": kept.pk})

    assert page.context["preview"].changes[0].startswith("1 citation becomes one of “BBC”")
    assert [source.name for source in Source.objects.all()] == ["BBC"]


def test_two_events_are_merged_and_both_descriptions_offered(client):
    kept = make_event(title="A dam breaks.", description="Water.")
    other = make_event(title="A dam broke.", description="Mud.")

    page = client.get(merge_page("event", kept, other, into=kept))
    assert page.context["form"].initial["description"] == "Water.\n\nMud."
    sent = {"into": kept.pk, "description": "Water and mud.\r\n\r\nMore."}
    client.post(address("event", "merge"), ids(kept, other) | sent)

    [event] = Event.objects.all()
    assert (event.title, event.description) == ("A dam breaks.", "Water and mud.\n\nMore.")


def test_readers_keep_what_they_see_and_the_page_says_so(client):
    public, draft = make_event(title="Public."), make_event(title="Draft.", status="draft")

    sent = ids(public, draft) | {"into": draft.pk}
    response = client.post(address("event", "merge"), sent, follow=True)

    assert sentences(response) == [
        "Readers see “Public.” and not “Draft.”: publish that first, or keep the other."
    ]
    assert Event.objects.count() == 2


def test_the_form_of_an_entity_leads_to_all_of_it_for_curators_only(client):
    kept, other = make_entity("Baghdad"), make_entity("Najaf")
    operation = merge_entities(kept, [make_entity("Bagdad")])
    merge_entities(other, [make_entity("Nadschaf")])

    form = client.get(address("entity", "change", kept.pk)).text
    log = f"{address('operation', 'changelist')}?model__exact=entity&amp;thing__exact={kept.pk}"
    pages = [merge_page("entity", kept), address("entity", "split", kept.pk), log]
    seen = client_of(make_member("Editor")).get(address("entity", "change", kept.pk)).text

    assert [page in form for page in pages] == [True] * 3
    assert [page in seen for page in pages] == [False] * 3
    listed = client.get(log.replace("&amp;", "&")).context["cl"].result_list
    assert [*listed] == [operation]


def test_an_action_of_the_list_leads_to_the_page(client):
    rows = [make_entity("Bagdad"), make_entity("Baghdad")]
    sent = {"action": "merge", "_selected_action": [row.pk for row in rows]}

    response = client.post(address("entity", "changelist"), sent)

    place, _mark, asked = response.headers["Location"].partition("?")
    assert place == address("entity", "merge")
    assert {*asked.split("&")} == {f"ids={row.pk}" for row in rows}


def test_the_page_costs_the_same_however_many_are_merged(client):
    rows = [make_entity(f"Spelling {number}") for number in range(4)]
    for row in rows:
        make_event(entities=[row.name])

    costs = [cost_of(client, merge_page("entity", *rows[:number])) for number in (2, 4)]

    assert costs[0] == costs[1]


# --- Splitting, kinds, unused entities


def test_chosen_events_get_another_meaning(client):
    president = make_entity("President", kind="person")
    chosen, other = (make_event(entities=["President", name]) for name in ("France", "Chad"))
    page = address("entity", "split", president.pk)

    france = Entity.objects.get(name="France").pk
    assert client.get(page, {"beside": france}).context["events"] == [chosen]
    client.post(page, {"events": [chosen.pk], "new_name": "President (France)"})

    meaning = Entity.objects.get(name="President (France)")
    assert (meaning.label, meaning.kind) == ("President", "person")
    assert meaning in chosen.entities.all()
    assert [entity.name for entity in other.entities.all()] == ["Chad", "President"]


def test_all_that_fit_are_split_at_once(client):
    president, macron = make_entity("President"), make_entity("Emmanuel Macron")
    events = [make_event(entities=["President"], title=f"Of {name}.") for name in ("A", "A", "B")]

    page = f"{address('entity', 'split', president.pk)}?words=A"
    client.post(page, {"all": "1", "meaning": macron.pk})

    assert [event.entities.get().name for event in events] == [
        "Emmanuel Macron", "Emmanuel Macron", "President",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [{}, {"new_name": "Chad"}, {"new_name": "New", "meaning": "of it"}, {"meaning": "itself"}],
)
def test_a_split_without_one_other_meaning_is_refused(client, sent):
    president, event = make_entity("President"), make_event(entities=["President", "Chad"])
    known = {"itself": president.pk, "of it": Entity.objects.get(name="Chad").pk}
    sent = {name: known.get(value, value) for name, value in sent.items()}

    page = client.post(address("entity", "split", president.pk), {"events": [event.pk]} | sent)

    assert page.context["form"].errors
    assert not Operation.objects.exists()


def test_a_kind_is_given_to_many_at_once(client):
    rows = [make_entity("Ohio"), make_entity("Utah")]
    make_entity("Nile")
    chosen = [row.pk for row in rows]
    sent = {"action": "give_kind", "new_kind": "place", "_selected_action": chosen}

    client.post(address("entity", "changelist"), sent)

    assert [row.name for row in Entity.objects.filter(kind="place")] == ["Ohio", "Utah"]


def test_unused_entities_are_listed(client):
    make_event(entities=["Tagged"], lead=make_entity("Lead"))
    make_event(entities=["In a draft"], status="draft")
    make_entity("Unused")

    page = client.get(address("entity", "changelist"), {"use": "none"})

    assert [row.name for row in page.context["cl"].result_list] == ["Unused"]


# --- Suggestions


def test_suggestions_wait_until_somebody_decides(client, curator):
    rows = [make_entity(name) for name in ("Bagdad", "Baghdad", "Basra")]
    likely = Suggestion.objects.create(
        first=rows[0], second=rows[1], score=90, evidence={"spelling": 92, "script": True}
    )
    Suggestion.objects.create(first=rows[1], second=rows[2], score=40)

    page = client.get(address("suggestion", "changelist"))
    assert [row.score for row in page.context["cl"].result_list] == [90, 40]
    assert "92 % alike by letters · the same but for script, accents or signs" in page.text
    sent = {"action": "never_again", "_selected_action": [likely.pk]}
    client.post(address("suggestion", "changelist"), sent)

    page = client.get(address("suggestion", "changelist"))
    assert [row.score for row in page.context["cl"].result_list] == [40]
    likely.refresh_from_db()
    assert likely.decided_by == curator


def test_a_merge_takes_its_suggestions_along_and_undoing_brings_them_back(client):
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    Suggestion.objects.create(first=kept, second=old, score=90)

    client.post(address("entity", "merge"), ids(kept, old) | {"into": kept.pk})
    assert not Suggestion.objects.exists()
    client.post(address("operation", "undo", Operation.objects.get().pk))

    assert [str(pair) for pair in Suggestion.objects.all()] == ["Baghdad = Bagdad"]


# --- Who may


@pytest.mark.parametrize("role", ["Contributor", "Editor"])
def test_only_curators_merge_split_and_undo(role):
    kept, old = make_entity("Baghdad"), make_entity("Bagdad")
    event, other = make_event(entities=["Bagdad"]), make_event()
    source, paper = make_source(), make_source()
    operation = merge_entities(make_entity("Najaf"), [make_entity("Nadschaf")])
    person = client_of(make_member(role))
    pages = [
        merge_page("entity", kept, old), merge_page("source", source, paper),
        merge_page("event", event, other), address("entity", "split", old.pk),
        address("suggestion", "changelist"),
    ]  # fmt: skip
    undoing = address("operation", "undo", operation.pk)

    assert [person.get(page).status_code for page in pages] == [403] * 5
    sent = [(page, {"events": [event.pk], "new_name": "New"} | ids(kept, old)) for page in pages]
    assert [person.post(*form).status_code for form in [*sent, (undoing, {})]] == [403] * 6

    assert Entity.objects.filter(name__in=["Baghdad", "Bagdad"]).count() == 2
    assert Operation.objects.get().undone_at is None


def test_editors_undo_what_was_done_to_events():
    Kind = Operation.Kind
    tagged, merged = (
        Operation.objects.create(kind=kind, subject="x", changes={"events": [], "rows": {}})
        for kind in (Kind.TAG, Kind.MERGE_SOURCES)
    )
    editor = client_of(make_member("Editor"))

    undoing = [address("operation", "undo", done.pk) for done in (tagged, merged)]
    answers = [editor.post(page).status_code for page in undoing]
    listed = editor.get(address("operation", "changelist"))

    assert answers == [302, 403]
    assert [*listed.context["cl"].result_list] == [tagged]
    assert editor.get(address("operation", "change", merged.pk)).status_code == 302

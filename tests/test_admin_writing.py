"""The aids of the desk while an event is written: they read its form and save nothing."""

import datetime

import pytest
from django.contrib.auth.models import User

from events.models import Event, Placement, Source
from tests.desk import (
    address,
    client_of,
    everything_of,
    make_editor,
    make_member,
    make_person,
    open_form,
)
from tests.factories import make_citation, make_entity, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(make_editor())


def where(page, event=None):
    return address("event", page, event.pk) if event else address("event", page)


def preview(client, event=None, **changes):
    form = open_form(client, "event", event and event.pk)
    response = client.post(where("preview", event), form | changes)
    assert response.status_code == 200
    return response.text


def aids(client, event=None, **changes):
    form = open_form(client, "event", event and event.pk)
    response = client.post(where("aids", event), form | changes)
    assert response.status_code == 200
    return response.json()


def cite(place=0, **fields):
    return {f"citations-{place}-{name}": value for name, value in fields.items()} | {
        "citations-TOTAL_FORMS": place + 1
    }


# --- The preview


def test_the_preview_of_an_untouched_form_is_the_readers_page(client):
    event = make_event(
        entities=["Najaf", "Iraq"], description="It *holds*.", lead=make_entity("Muqtada")
    )
    make_citation(event)
    make_event(entities=["Najaf"], title="Related.")

    def main(text):
        return text[text.index("<main") : text.index("</main>")]

    assert main(preview(client, event)) == main(client.get(event.get_absolute_url()).text)


def test_the_preview_shows_the_form_and_saves_nothing(client):
    event = make_event(title="Old title.", entities=["Najaf"], status="draft")
    kept, dropped = make_citation(event), make_citation(event)
    baghdad, before = make_entity("Baghdad"), everything_of(event)

    text = preview(
        client,
        event,
        title="New <title>.",
        description="Some *words*.",
        entities=[str(baghdad.pk)],
        lead=str(baghdad.pk),
        **{"citations-1-DELETE": "on"},
        **cite(2, new_source="The Daily", url="https://paper.example/new"),
    )

    assert "New &lt;title&gt;." in text
    assert "Old title." not in text
    assert "<em>words</em>" in text
    assert text.count(">Baghdad</a>") == 2
    assert ">Najaf<" not in text
    assert text.index(kept.url) < text.index("https://paper.example/new")
    assert ">The Daily</a>" in text
    assert dropped.url not in text
    assert everything_of(event) == before
    assert not Source.objects.filter(name="The Daily").exists()


def test_a_new_event_is_previewed_before_it_is_complete(client):
    make_event(title="That day.")

    text = preview(client, date="2004-08-09", title="Something new.")

    assert "Something new." in text
    assert "That day." in text
    assert "Event without a title" in preview(client)
    assert Event.objects.count() == 1


def test_the_preview_runs_no_script_and_is_nobodys_frame(client):
    event = make_event()

    response = client.post(where("preview", event), open_form(client, "event", event.pk))

    assert "<script src" not in response.text
    assert '<base target="_blank">' in response.text
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


# --- Who may


@pytest.mark.parametrize("page", ["preview", "aids"])
def test_only_who_may_save_the_form_is_answered(page):
    owner = make_member("Contributor")
    mine = make_event(owner=owner, status="draft", title="Mine.")
    others = make_event(status="draft", title="Another's.")
    public = make_event(owner=owner)
    viewer = client_of(make_person("viewer", "view"))
    contributor = client_of(owner)

    def status(client, event=None):
        return client.post(where(page, event), {"title": "x"}).status_code

    assert [status(contributor, event) for event in (mine, others, public, None)] == [
        200,
        404,
        403,
        200,
    ]
    assert [status(viewer, event) for event in (mine, None)] == [403, 403]
    assert status(client_of(User.objects.create_user("reader")), mine) == 302
    assert contributor.get(where(page, mine)).status_code == 405


def test_who_may_only_look_gets_no_aids(client):
    event = make_event()
    viewer = client_of(make_person("viewer", "view"))

    assert 'id="writing"' in client.get(where("change", event)).text
    assert 'id="writing"' in client.get(where("add")).text
    assert 'id="writing"' not in viewer.get(where("change", event)).text


# --- The panel


def test_the_panel_follows_entities_pins_and_hides_of_the_form(client):
    event = make_event(entities=["Najaf"], title="This.")
    make_event(entities=["Najaf"], title="By Najaf.")
    by_iraq = make_event(entities=["Iraq"], title="By Iraq.")
    other = make_event(title="Anything.")
    iraq = by_iraq.entities.get()

    def placed(kind):
        return {
            "placements-TOTAL_FORMS": 1,
            "placements-0-other": other.pk,
            "placements-0-kind": kind,
        }

    panel = aids(client, event)["panel"]
    assert ("By Najaf." in panel, "By Iraq." in panel, "Anything." in panel) == (True, False, False)
    panel = aids(client, event, entities=[str(iraq.pk)])["panel"]
    assert ("By Najaf." in panel, "By Iraq." in panel, "<bdi>Iraq</bdi>" in panel) == (
        False,
        True,
        True,
    )
    panel = aids(client, event, **placed("pin"))["panel"]
    assert panel.index("Anything.") < panel.index("By Najaf.")
    assert "<strong>pinned</strong>" in panel
    panel = aids(client, event, **placed("hide"))["panel"]
    assert panel.index("Hidden:") < panel.index("Anything.")
    assert not Placement.objects.exists()


def test_who_may_not_place_has_no_buttons_for_it():
    owner = make_member("Contributor")
    owner.groups.clear()
    person = make_person("writer", "view", "change")
    event = make_event(entities=["Najaf"])
    make_event(entities=["Najaf"], title="Related.")
    person.user_permissions.remove(*person.user_permissions.filter(codename__endswith="placement"))

    panel = aids(client_of(person), event)["panel"]

    assert "Related." in panel
    assert "data-place" not in panel


# --- Names and remarks


def test_names_in_title_and_description_are_offered_unless_chosen(client):
    event = make_event(title="Talks in Najaf.", description="Said [Iraq](https://x.org/Basra).")
    najaf, iraq, _basra = (make_entity(name) for name in ("Najaf", "Iraq", "Basra"))
    first, second = (make_entity(f"Georgia ({what})", label="Georgia") for what in "ab")

    def offered(**changes):
        names = aids(client, event, **changes)["names"]
        return [one.pk for one in (najaf, iraq, first, second) if f'data-add="{one.pk}"' in names]

    assert offered() == [najaf.pk, iraq.pk]
    assert offered(entities=[str(najaf.pk)]) == [iraq.pk]
    assert offered(title="Georgia.", description="") == [first.pk, second.pk]
    assert event.entities.count() == 0
    assert 'data-add="' + str(_basra.pk) not in aids(client, event)["names"]


def test_remarks_are_made_and_nothing_is_refused(client):
    lead = make_entity("Muqtada <x>")

    remarks = aids(client, date="2999-01-01", title="Talks.", lead=str(lead.pk))["remarks"]

    assert "The date lies in the future." in remarks
    assert "The lead is not among the entities." in remarks
    assert "Muqtada &lt;x&gt;" in remarks
    assert "No source is given." in remarks
    assert "Nothing stands out." in aids(client, event_with_source())["remarks"]


def event_with_source():
    event = make_event(title="Quite another thing.")
    make_citation(event)
    return event


def test_events_alike_are_shown_with_their_sources_beside_the_form(client):
    title = "A truce between the militia and the army begins."
    other = make_event(title=title)
    citation = make_citation(other)

    remarks = aids(client, date="2004-08-10", title=title)["remarks"]

    assert "Is this the same event?" in remarks
    assert f'href="{address("event", "change", other.pk)}"' in remarks
    assert f'data-url="{citation.url}"' in remarks


def test_a_curator_is_led_to_merging_two_stored_events():
    event, other = make_event(title="One and the same."), make_event(title="One and the same.")
    query = f"?ids={event.pk}&amp;ids={other.pk}&amp;into={event.pk}"
    link = f'href="{address("event", "merge")}{query}"'
    curator, editor = (client_of(make_member(role)) for role in ("Curator", "Editor"))

    assert link in aids(curator, event)["remarks"]
    assert "Is this the same event?" in aids(editor, event)["remarks"]
    assert link not in aids(editor, event)["remarks"]
    new = aids(curator, date="2004-08-09", title=event.title)["remarks"]
    assert "Is this the same event?" in new
    assert address("event", "merge") not in new


def test_a_contributor_is_told_of_public_events_and_not_of_others_drafts():
    title = "A truce between the militia and the army begins."
    public, draft = make_event(title=title), make_event(title=title, status="draft")

    remarks = aids(client_of(make_member("Contributor")), date="2004-08-09", title=title)["remarks"]

    assert f'href="{public.get_absolute_url()}"' in remarks
    assert address("event", "change", public.pk) not in remarks
    assert remarks.count("Is this the same event?") == 1
    assert draft.slug not in remarks


def test_aids_cost_the_same_for_one_and_three_of_all_they_show(client, django_assert_num_queries):
    title = "A truce between the militia and the army begins in"
    costs = []
    for number in (1, 3):
        names = [f"Place{number}{letter}" for letter in "abc"[:number]]
        event = make_event(
            title=f"{title} {' '.join(names)}", date=datetime.date(2000 + number, 1, 1)
        )
        for name in names:
            other = make_event(title=event.title, date=event.date, entities=[f"of {number}", name])
            make_citation(other)
            make_citation(event)
        event.entities.add(f"of {number}")
        form = open_form(client, "event", event.pk)
        with django_assert_num_queries(1000, exact=False) as queries:
            told = client.post(where("aids", event), form).json()
        assert told["panel"].count("<time") == told["names"].count("data-add") == number
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] <= 30


# --- The next event of the list


def steps(client, event, page, filters=""):
    query = {"_changelist_filters": filters} if filters else {}
    response = client.get(where(page, event), query)
    assert response.status_code == 302
    return response["Location"]


def test_next_and_previous_follow_the_order_of_the_list(client):
    first, second = make_event(), make_event()
    older = make_event(date=datetime.date(2004, 8, 8), status="draft")
    oldest = make_event(date=datetime.date(2004, 8, 7))

    def form(event, query=""):
        return where("change", event) + query

    assert steps(client, first, "next") == form(second)
    assert steps(client, second, "next") == form(older)
    assert steps(client, older, "previous") == form(second)
    assert steps(client, second, "previous") == form(first)
    kept = "?_changelist_filters=status__exact%3Dpublished"
    assert steps(client, second, "next", "status__exact=published") == form(oldest, kept)
    kept = "?_changelist_filters=o%3D1"
    assert steps(client, oldest, "next", "o=1") == form(older, kept)


def test_at_the_end_of_the_list_one_stays_and_is_told(client):
    event = make_event()

    assert "This is the last event." in client.get(where("next", event), follow=True).text
    assert "This is the first event." in client.get(where("previous", event), follow=True).text


def test_steps_lead_a_contributor_through_own_events_only():
    owner = make_member("Contributor")
    mine, others = make_event(owner=owner, status="draft"), make_event(status="draft")
    last = make_event(owner=owner, status="draft")

    assert steps(client_of(owner), mine, "next") == where("change", last)
    assert client_of(owner).get(where("next", others)).status_code == 404

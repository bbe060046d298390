"""The command that prints a panel: for people, for programs, and with its reasons."""

import datetime
import json
from io import StringIO
from math import exp, log
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.utils import timezone

from events import related
from events.models import Event, Placement, Status
from tests.factories import factory, make_event

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 8, 9)
HOUR = datetime.timedelta(hours=1)
MILLION = 1_000_000
ADDRESS = "/news/2004/08/09/fighting/"


def run(*options: str, address: str = ADDRESS) -> str:
    """What is printed."""
    out = StringIO()
    call_command("related", address, *options, stdout=out)
    return out.getvalue()


def run_json(*options: str, address: str = ADDRESS) -> list[dict]:
    return json.loads(run("--json", *options, address=address))


def titles(*options: str, address: str = ADDRESS) -> list[str]:
    return [place["title"] for place in run_json(*options, address=address)]


def later(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


def place(event: Event, other: Event, kind: str) -> None:
    Placement.objects.create(event=event, other=other, kind=kind)


def weight(public: int, uses: int) -> int:
    """In millionths."""
    return int(log(1 + public / uses) * MILLION)


def nearness(days: int) -> int:
    """In millionths."""
    return int((1 + 2 * exp(-days / 90)) * MILLION)


@pytest.fixture
@factory
def event():
    """An event, two that are related to it, one that is not, and some that are not public."""
    event = make_event(
        title=" Fighting begins. ", slug="fighting", short_id="fghtng", entities=["Najaf", "Kufa"]
    )
    make_event(title="Fighting ends.", slug="end", date=later(1), entities=["Kufa", "Najaf"])
    make_event(title="纳杰夫", slug="纳杰夫", date=later(90), entities=["Najaf"])
    make_event(title="A vote.", slug="vote", entities=["Rome"])
    make_event(title="Secret.", entities=["Najaf"], status=Status.DRAFT)
    make_event(title="Gone.", entities=["Najaf"], status=Status.WITHDRAWN)
    make_event(title="Soon.", entities=["Najaf"], publish_at=timezone.now() + HOUR)
    return event


NAJAF, KUFA = weight(4, 3), weight(4, 2)
END = {
    "url": "/news/2004/08/10/end/",
    "date": "2004-08-10",
    "title": "Fighting ends.",
    "context": ["Kufa", "Najaf"],
    "score": (NAJAF + KUFA) * nearness(1) / MILLION**2,
}
CHINESE = {
    "url": f"/news/2004/11/07/{quote('纳杰夫')}/",
    "date": "2004-11-07",
    "title": "纳杰夫",
    "context": ["Najaf"],
    "score": NAJAF * nearness(90) / MILLION**2,
}


# --- For programs


def test_json_is_the_panel_in_order(event):
    assert run_json() == [END, CHINESE]


def test_json_has_its_keys_in_one_order(event):
    assert [list(place) for place in run_json()] == [list(END)] * 2


def test_json_agrees_with_the_panel_readers_see(event):
    assert run_json() == [
        {
            "url": place.event.get_absolute_url(),
            "date": place.event.date.isoformat(),
            "title": place.event.headline,
            "context": [entity.name for entity in place.context],
            "score": place.score,
        }
        for place in related.panel(event)
    ]


def test_json_of_an_event_to_which_nothing_is_related_is_an_empty_list(event):
    assert run_json(address="/news/2004/08/09/vote/") == []
    assert run_json("--explain", address="/news/2004/08/09/vote/") == []


def test_json_is_readable_in_every_script(event):
    assert '"title": "纳杰夫"' in run("--json")


@pytest.mark.raw_writes
def test_names_are_those_that_tell_entities_apart(event):
    event.entities.filter(name="Najaf").update(label="The city")

    assert run_json()[1]["context"] == ["Najaf"]


@pytest.mark.raw_writes
def test_titles_are_those_for_people(event):
    Event.objects.filter(slug="end").update(title="\u3000 ")

    assert titles() == ["Event without a title", "纳杰夫"]


# --- For people


def test_the_panel_is_printed_one_block_for_each_place(event):
    end, chinese = END["score"], CHINESE["score"]

    assert run().splitlines() == [
        "Related to 2004-08-09  Fighting begins.",
        "    /news/2004/08/09/fighting/",
        "",
        f"{end:.3f}  2004-08-10  Fighting ends.",
        "    Context: Kufa · Najaf",
        "    /news/2004/08/10/end/",
        "",
        f"{chinese:.3f}  2004-11-07  纳杰夫",
        "    Context: Najaf",
        "    /news/2004/11/07/纳杰夫/",
    ]


def test_nothing_related_is_said(event):
    assert run(address="/news/2004/08/09/vote/").splitlines() == [
        "Related to 2004-08-09  A vote.",
        "    /news/2004/08/09/vote/",
        "",
        "No event is related to it.",
    ]


@pytest.mark.raw_writes
def test_long_titles_and_contexts_are_wrapped(event):
    Event.objects.filter(slug="end").update(title="of several words " * 20)
    for other in Event.objects.filter(slug__in=["fighting", "end"]):
        other.entities.add(*[f"Entity number {number}" for number in range(12)])

    lines = run().splitlines()

    assert max(map(len, lines)) <= 88
    assert " ".join(" ".join(lines).split()).count("of several words") == 20


@pytest.mark.raw_writes
def test_wide_letters_count_as_two_columns(event):
    Event.objects.filter(slug="end").update(title="战" * 100)

    lines = run().splitlines()

    assert max(line.count("战") for line in lines) == (88 - 4) // 2
    assert sum(line.count("战") for line in lines) == 100


@pytest.mark.raw_writes
def test_nothing_printed_steers_the_terminal(event):
    Event.objects.filter(slug="end").update(title="a\x1b[31m\tb\x9bc\r\nd\u2028e")

    text = run("--explain")

    assert "a [31m b c d e" in text
    assert all(line.isprintable() for line in text.splitlines())


# --- Which event


@pytest.mark.parametrize(
    "address",
    [
        "fghtng",
        "/e/fghtng/",
        "https://any.host/news/2004/08/09/fighting/",
        "news/2004/08/9/fighting.md",
        "/zh/news/2004/08/9/fighting.html",
    ],
)
def test_every_form_of_an_address_gives_the_same(event, address):
    assert run(address=address) == run()
    assert run_json(address=address) == [END, CHINESE]


@pytest.mark.parametrize(
    ("hidden", "word"),
    [
        ({"status": Status.DRAFT}, "draft"),
        ({"status": Status.REVIEW}, "in review"),
        ({"status": Status.WITHDRAWN}, "withdrawn"),
        ({"publish_at": timezone.now() + HOUR}, "published"),
    ],
)
def test_an_event_that_is_not_public_has_a_panel_too(event, hidden, word):
    make_event(slug="hidden", entities=["Kufa"], **hidden)

    assert titles(address="/news/2004/08/09/hidden/") == ["Fighting begins.", "Fighting ends."]
    assert run(address="/news/2004/08/09/hidden/").splitlines()[1] == (
        f"    /news/2004/08/09/hidden/ ({word}, not public now)"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "/",
        "\0",
        "nothing",
        "/news/2004/08/09/",
        "/news/2004/08/09/fighting/more/",
        "\udcff",
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--explain"]])
def test_an_unknown_address_is_an_error_that_says_what_is_understood(event, address, options):
    out = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("related", address, *options, stdout=out)

    assert str(error.value) == (
        f"There is no event at {address!r}. Give an address (/news/2004/08/09/name/, with or "
        "without https://host), a short id (/e/id/ or the id alone) or a path of the archive "
        "(news/2004/08/9/name.md)."
    )
    assert out.getvalue() == ""


def test_a_very_long_address_is_not_repeated_in_full(event):
    with pytest.raises(CommandError, match=r"There is no event at 'a{80}…'"):
        run(address="a" * 100_000)


# --- How many


def test_a_limit_keeps_the_first_places(event):
    assert titles("--limit=1") == ["Fighting ends."]
    assert titles("--limit", "2") == ["Fighting ends.", "纳杰夫"]
    assert run("--limit=1").count("Context:") == 1


def test_the_panel_is_as_long_as_on_the_site_unless_a_limit_is_given(event):
    for _number in range(10):
        make_event(entities=["Kufa"])

    assert len(titles()) == related.PANEL_SIZE == 8
    assert len(titles("--limit=12")) == 12
    assert len(titles(f"--limit={10**30}")) == 12


@pytest.mark.parametrize("limit", ["0", "-1", "many", "", "1.5", "\0"])
def test_a_limit_below_one_is_refused(event, limit):
    with pytest.raises(CommandError) as error:
        run(f"--limit={limit}")

    assert str(error.value) == (
        f"--limit asks for a whole number of at least 1, not for {limit!r}."
    )


@pytest.mark.parametrize("limit", [0, -1, None])
def test_a_limit_from_a_program_is_held_too(event, limit):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("related", ADDRESS, limit=limit, stdout=StringIO())


# --- Pins and hides


def test_pins_come_first_and_hidden_events_never(event):
    place(event, Event.objects.get(slug="vote"), "pin")
    place(event, Event.objects.get(slug="end"), "hide")

    assert titles() == ["A vote.", "纳杰夫"]
    assert run_json()[0] == {
        "url": "/news/2004/08/09/vote/",
        "date": "2004-08-09",
        "title": "A vote.",
        "context": [],
        "score": 0,
    }


def test_a_pin_without_a_shared_entity_has_no_context_line(event):
    place(event, Event.objects.get(slug="vote"), "pin")

    assert run("--limit=1").splitlines()[3:] == [
        "0.000  2004-08-09  A vote.",
        "    /news/2004/08/09/vote/",
    ]


# --- Why


def test_explained_json_has_the_reasons_as_further_keys(event):
    whole = {"total": 4, "floor": 0}

    assert run_json("--explain") == [
        END
        | {
            "pinned": False,
            "days": 1,
            "nearness": nearness(1) / MILLION,
            "weights": {"Kufa": KUFA / MILLION, "Najaf": NAJAF / MILLION},
            "counts": {"Kufa": 2, "Najaf": 3},
        }
        | whole,
        CHINESE
        | {
            "pinned": False,
            "days": 90,
            "nearness": nearness(90) / MILLION,
            "weights": {"Najaf": NAJAF / MILLION},
            "counts": {"Najaf": 3},
        }
        | whole,
    ]


def test_pinned_places_say_so(event):
    place(event, Event.objects.get(slug="vote"), "pin")
    place(event, Event.objects.get(slug="纳杰夫"), "pin")

    places = run_json("--explain")

    assert [place["pinned"] for place in places] == [True, True, False]
    assert (places[0]["weights"], places[0]["days"], places[0]["score"]) == ({}, 0, 0)
    assert places[1]["score"] == CHINESE["score"]
    assert run("--explain").splitlines().count("    pinned") == 2


def test_the_reasons_are_printed_below_each_place(event):
    place(event, Event.objects.get(slug="vote"), "pin")

    assert run("--explain").splitlines() == [
        "Related to 2004-08-09  Fighting begins.",
        "    /news/2004/08/09/fighting/",
        "",
        "N = 4 public events; an entity on n of them weighs ln(1 + N / n).",
        "        n     weight  entity",
        "        2   1.098612  Kufa",
        "        3   0.847297  Najaf",
        "A score is the sum of the weights × nearness, nearness is 1 + 2 exp(-days / 90).",
        "No entity of it is too common here to be a reason by itself.",
        "",
        "0.000  2004-08-09  A vote.",
        "    /news/2004/08/09/vote/",
        "    pinned",
        "    days between: 0, nearness: 3.000000",
        "    weights: none = 0.000000",
        "    product: 0.000000 × 3.000000 = 0.000000",
        "",
        "5.795  2004-08-10  Fighting ends.",
        "    Context: Kufa · Najaf",
        "    /news/2004/08/10/end/",
        "    days between: 1, nearness: 2.977900",
        "    weights: 1.098612 + 0.847297 = 1.945909",
        "    product: 1.945909 × 2.977900 = 5.794722",
        "",
        "1.471  2004-11-07  纳杰夫",
        "    Context: Najaf",
        "    /news/2004/11/07/纳杰夫/",
        "    days between: 90, nearness: 1.735758",
        "    weights: 0.847297 = 0.847297",
        "    product: 0.847297 × 1.735758 = 1.470703",
    ]


def test_the_products_are_the_scores(event):
    rare = ["Kufa", "Basra", "Mosul", "Erbil"]
    event.entities.add(*rare)
    for days in (-4000, -365, -7, 0, 3, 44, 45, 46, 700, 12_000):
        make_event(date=later(days), entities=["Najaf", *rare[: days % 4]])

    places = run_json("--explain", "--limit=20")

    assert len(places) == 12
    for found in places:
        weights = sum(round(value * MILLION) for value in found["weights"].values())
        assert weights * round(found["nearness"] * MILLION) / MILLION**2 == found["score"]
        assert list(found["weights"]) == found["context"]
        assert found["weights"] == {
            name: weight(found["total"], uses) / MILLION for name, uses in found["counts"].items()
        }


def test_the_floor_of_a_larger_archive_is_told(event, monkeypatch):
    monkeypatch.setattr(related, "SMALL_ARCHIVE", 4)
    monkeypatch.setattr(related, "COMMON_EVENTS", 2)
    floor = weight(4, 3) * 3 / MILLION

    assert {place["floor"] for place in run_json("--explain")} == {floor}
    assert (
        f"A place that is not pinned has to score more than {floor:.6f}, what common entities"
        in run("--explain").splitlines()
    )


def test_an_entity_without_public_events_is_explained(event):
    make_event(slug="draft", entities=["Atlantis"], status=Status.DRAFT)

    lines = run("--explain", address="/news/2004/08/09/draft/").splitlines()

    assert f"        0   {weight(4, 1) / MILLION:.6f}  Atlantis" in lines
    assert lines[-1] == "No event is related to it."


def test_an_event_without_entities_is_explained(event):
    make_event(slug="bare")

    assert run("--explain", address="/news/2004/08/09/bare/").splitlines()[3:] == [
        "N = 5 public events; an entity on n of them weighs ln(1 + N / n).",
        "A score is the sum of the weights × nearness, nearness is 1 + 2 exp(-days / 90).",
        "No entity of it is too common here to be a reason by itself.",
        "",
        "No event is related to it.",
    ]


def test_the_cost_is_the_same_for_one_place_and_for_three(event, django_assert_max_num_queries):
    make_event(entities=["Kufa"])

    with django_assert_max_num_queries(20) as one:
        run("--explain", "--limit=1")
    with django_assert_max_num_queries(20) as three:
        run("--explain", "--limit=3")

    assert len(one) == len(three)


# --- On the command line


def test_on_the_command_line_json_is_all_that_is_printed(event, capsys):
    execute_from_command_line(["manage.py", "related", "fghtng", "--json"])

    out, err = capsys.readouterr()
    assert json.loads(out) == [END, CHINESE]
    assert err == ""


def test_on_the_command_line_an_error_goes_to_the_error_stream(event, capsys):
    with pytest.raises(SystemExit) as stop:
        execute_from_command_line(["manage.py", "related", "nothing", "--json"])

    out, err = capsys.readouterr()
    assert (stop.value.code, out) == (1, "")
    assert err.startswith("CommandError: There is no event at 'nothing'. Give an address")


def test_no_address_is_refused():
    with pytest.raises(CommandError, match="address"):
        call_command("related")

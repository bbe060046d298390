"""JSON and XML say the same, whatever a text holds."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.formats.writing import ITEMS, cleaned, write

from .pages import agrees

# Every character there is, lone surrogates included.
TEXTS = st.text(st.characters(codec=None, exclude_categories=[]))
SCALARS = st.none() | st.booleans() | st.integers() | TEXTS
LISTS = st.lists(SCALARS | st.dictionaries(st.sampled_from(["url", "title"]), TEXTS), max_size=3)
TREES = st.fixed_dictionaries(
    {"kind": st.just("event")},
    optional={
        "title": SCALARS,
        "events": LISTS,
        "panel": LISTS,
        "lead": st.fixed_dictionaries({"text": TEXTS, "entities": LISTS}),
    },
)


@given(tree=TREES)
def test_both_formats_say_the_same(tree):
    from_json = json.loads(write(tree, "json").encode())
    from_xml = ElementTree.fromstring(write(tree, "xml").encode())

    assert from_json == cleaned(tree)
    assert agrees(from_json, from_xml)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\0b\x08\x0b\x1f", "a\ufffdb\ufffd\ufffd\ufffd"),
        ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
        ("\ud800\ufffe\uffff", "\ufffd\ufffd\ufffd"),
        ("\x7f\x85\u2028 ]]> & < > \" '", "\x7f\x85\u2028 ]]> & < > \" '"),
        ("𠀀 纳杰夫 ", "𠀀 纳杰夫 "),
        ("", ""),
    ],
)
def test_only_what_xml_cannot_say_is_replaced(text, printed):
    tree = {"kind": "event", "title": text}

    assert json.loads(write(tree, "json"))["title"] == printed
    root = ElementTree.fromstring(write(tree, "xml").encode())
    assert (root.find("title").text or "") == printed


def test_nothing_and_the_empty_text_differ():
    assert write({"kind": "event", "a": None, "b": "", "c": True, "d": 0}, "xml") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<event><kind>event</kind><a nil="true" /><b /><c>true</c><d>0</d></event>\n'
    )


def test_every_list_has_a_name_for_its_items():
    assert all(name != item for name, item in ITEMS.items())

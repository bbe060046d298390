"""What stands on a card, and whether it fits."""

import datetime

import pytest
from PIL import Image

from events import cards, lettering
from events.cards import can_draw, card_of, draw
from events.lettering import break_lines, can_set, font_for, runs_right_to_left
from events.models import Event

pytestmark = pytest.mark.skipif(not can_set("A雨"), reason="no Noto fonts here")

TITLES = {
    "en": "Fighting goes on in Najaf.",
    "ru": "Москва: переговоры о мире возобновлены.",
    "zh-hans": "伊拉克什叶派教士萨德尔的民兵与美军在纳杰夫激战第五天。",
    "ar": "تجدد القتال في النجف، ومقتل العشرات.",
    "hi": "प्रधानमंत्री ने दिल्ली में नई योजना की घोषणा की।",
    "he": "לחימה בין כוחות ארה״ב לצבא המהדי.",
}


def event(title: str, **fields) -> Event:
    return Event(title=title, date=datetime.date(2004, 8, 9), **fields)


def paper_around(data: bytes) -> bool:
    """Whether nothing is drawn into the outer margin."""
    image = Image.open(data).convert("RGB")
    image.paste(image.getpixel((0, 0)), (60, 40, 1140, 610))
    return len(image.getcolors()) == 1


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("times", [1, 30])
def test_a_title_of_any_length_fits(language, times, settings, tmp_path):
    settings.LANGUAGE_CODE = language
    card = card_of(event(f"{TITLES[language]} " * times, lead_text=TITLES[language] * times))
    file = tmp_path / "card.png"

    assert can_draw(card)
    file.write_bytes(draw(card))

    assert paper_around(file)


def test_a_word_longer_than_a_line_is_cut(tmp_path):
    file = tmp_path / "card.png"
    file.write_bytes(draw(card_of(event("x" * 300))))

    assert paper_around(file)


def test_the_date_is_told_in_the_language_of_the_edition(settings):
    settings.LANGUAGE_CODE = "zh-hans"

    card = card_of(event("雨。"))

    assert (card.day, card.month, card.weekday) == ("9", "2004年8月", "星期一")


@pytest.mark.parametrize("text", ["Najaf \U0001f9a0", "Najaf النجف 纳杰夫", "\ue000"])
def test_no_text_is_set_in_boxes(text):
    assert not can_set(text)
    assert cards.card_url(event(text)) == ""


def test_without_shaping_only_plain_scripts_are_set(monkeypatch):
    monkeypatch.setattr(lettering, "can_shape", lambda: False)

    assert [language for language in TITLES if can_set(TITLES[language])] == ["en", "ru", "zh-hans"]


def test_lines_are_broken_between_words_and_between_chinese_characters():
    english, chinese = font_for("A", 40), font_for("雨", 40)

    assert break_lines(" Rain  falls on the town ", english, 230) == ["Rain  falls", "on the town"]
    assert break_lines("雨雨雨雨雨。”雨", chinese, 200) == ["雨雨雨雨", "雨。”雨"]
    assert break_lines("Incomprehensible rain", english, 100) == ["Incomprehensible", "rain"]


@pytest.mark.parametrize(
    ("text", "expected"), [("1. تجدد a", True), ("“a” تجدد", False), ("12", False)]
)
def test_the_first_letter_says_where_a_line_begins(text, expected):
    assert runs_right_to_left(text) is expected

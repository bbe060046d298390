"""The card that social sites show beside a link to an event: an image in the site's manner."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override
from PIL import Image, ImageDraw

from .lettering import break_lines, can_set, font_for, runs_right_to_left
from .models import Event
from .text import digest

SIZE = (1200, 630)
PAPER, INK, FADED, RUBRIC = "#fdfdfc", "#1d2126", "#565d64", "#a81c17"
MARGIN, COLUMN, TOP = 72, 392, 172  # where the head begins, and where the title does
LONGEST, LONGEST_LEAD = 400, 80  # characters of a title and a lead that are looked at
TITLE_SIZES = (76, 64, 56, 48, 42, 36)
LINE = 1.32  # height of a line in sizes of its font
COLOURS = 48
DRAWN_AS = 1  # raised when cards are drawn in another way


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card."""

    site: str
    day: str
    month: str
    weekday: str
    lead: str
    title: str

    @property
    def texts(self) -> tuple[str, ...]:
        """All that has to be set."""
        return self.site, self.day, self.month, self.weekday, self.lead, self.title

    @property
    def mark(self) -> str:
        """A digest that changes when the card does."""
        return digest(repr((DRAWN_AS, settings.LANGUAGE_CODE, self)).encode())


def card_url(event: Event) -> str:
    """Return the address of an event's card, '' if no font here can set it. No query."""
    return reverse("events:card", args=[event.short_id]) if can_draw(card_of(event)) else ""


def card_of(event: Event) -> Card:
    """Return what stands on an event's card, in the language of the edition."""
    with override(settings.LANGUAGE_CODE):
        return Card(
            settings.SITE_NAME[:LONGEST_LEAD],
            str(event.date.day),
            date_format(event.date, "YEAR_MONTH_FORMAT"),
            date_format(event.date, "l"),
            event.lead_label[:LONGEST_LEAD],
            " ".join(event.headline[:LONGEST].split()),
        )


def can_draw(card: Card) -> bool:
    """Say whether there are fonts for all of a card."""
    return all(map(can_set, card.texts))


def draw(card: Card) -> bytes:
    """Return a card as PNG; it has to be one that can be drawn."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _draw_head(pen, card)
    _draw_date(pen, card)
    _draw_title(pen, card)
    file = BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _draw_head(pen: ImageDraw.ImageDraw, card: Card) -> None:
    name = _shortened(card.site, 44, SIZE[0] - 2 * MARGIN)
    pen.text((MARGIN, 92), name, INK, font_for(name, 44), anchor="ls")
    for height in (122, 128):
        pen.line([(MARGIN, height), (SIZE[0] - MARGIN, height)], INK, 2)


def _draw_date(pen: ImageDraw.ImageDraw, card: Card) -> None:
    pen.text((MARGIN - 6, 296), card.day, RUBRIC, font_for(card.day, 156), anchor="ls")
    for text, height, colour in ((card.month, 352, RUBRIC), (card.weekday, 396, FADED)):
        text = _shortened(text, 32, COLUMN - MARGIN - 24)
        pen.text((MARGIN, height), text, colour, font_for(text, 32), anchor="ls")


def _draw_title(pen: ImageDraw.ImageDraw, card: Card) -> None:
    top = TOP
    if card.lead:
        lead = _shortened(card.lead, 32, SIZE[0] - MARGIN - COLUMN)
        _draw_line(pen, lead, 32, top, FADED)
        top += 52
    size, lines = _fitted(card.title, SIZE[0] - MARGIN - COLUMN, SIZE[1] - MARGIN // 2 - top)
    for number, line in enumerate(lines):
        _draw_line(pen, line, size, top + round(number * size * LINE), INK, card.title)


def _draw_line(
    pen: ImageDraw.ImageDraw, text: str, size: int, top: int, colour: str, whole: str = ""
) -> None:
    """Draw a line of a text, at the side where that begins."""
    font = font_for(whole or text, size)
    to_the_right = runs_right_to_left(whole or text)
    place, anchor = (SIZE[0] - MARGIN, "rs") if to_the_right else (COLUMN, "ls")
    pen.text((place, top + size), text, colour, font, anchor=anchor)


def _fitted(text: str, width: int, height: int) -> tuple[int, list[str]]:
    """Return the largest size at which a text fits, and its lines; the smallest cuts it short."""
    for size in TITLE_SIZES:
        font = font_for(text, size)
        lines, most = break_lines(text, font, width), int(height / (size * LINE))
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            break
    else:
        cut = len(lines) > most
        lines = [_shortened(line, size, width, text) for line in lines[:most]]
        if cut:
            lines[-1] = _shortened(f"{lines[-1]} …", size, width, text)
    return size, lines


def _shortened(text: str, size: int, width: int, whole: str = "") -> str:
    """Return a text as far as it fits into a line."""
    font = font_for(whole or text, size)
    if font.getlength(text) <= width:
        return text
    end = "…" if can_set(f"{whole or text}…") else ""
    while text and font.getlength(text + end) > width:
        text = text[:-1]
    return text.rstrip() + end

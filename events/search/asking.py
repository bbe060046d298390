"""What a person types into the search, read as a question.

Whatever is typed is a question: what cannot be looked for as it stands becomes a hint.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.addresses import make_date

from .engines.asked import Phrase
from .naming import Name
from .tokens import asked_tokens, is_unspaced

MOST_WORDS = 12
# A beginning of fewer letters would be that of too many words.
SHORTEST_BEGINNING = 2
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"：": ":"})
PART = re.compile(r'(-?)(?:(entity|source|from|to):\s*)?(?:"([^"]*)("?)|([^\s"]+))', re.IGNORECASE)
# An operator with nothing behind it but another one.
LONE = re.compile(
    r"(?<!\S)-?(entity|source|from|to):(?=\s*$|\s+-?(?:entity|source|from|to):)", re.IGNORECASE
)
DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")


@dataclass(slots=True)
class Question:
    """What was typed: phrases and names wanted and unwanted, days, and hints about it."""

    wanted: list[Phrase] = field(default_factory=list)
    unwanted: list[Phrase] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    unwanted_names: list[Name] = field(default_factory=list)
    first: datetime.date | None = None
    last: datetime.date | None = None
    hints: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked, not even in vain."""
        names = self.names or self.unwanted_names
        return not (self.wanted or self.unwanted or names or self.first or self.last or self.hints)

    def hint(self, text: str) -> None:
        """Add a hint, each once."""
        if text not in self.hints:
            self.hints.append(text)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> None:
        """Ask for events from a day, and to a day, besides what is asked already."""
        self.first = max(filter(None, [self.first, first]), default=None)
        self.last = min(filter(None, [self.last, last]), default=None)


def read_question(text: str) -> Question:
    """Return what `text` asks."""
    question, text = Question(), text.translate(QUOTES)
    for key in map(str.lower, LONE.findall(text)):
        add_operator(question, key, "", unwanted=False)
    for minus, key, quoted, closing, plain in PART.findall(LONE.sub(" ", text)):
        said, key = quoted or plain, key.lower()
        if not (plain or closing):
            question.hint(_("A quotation mark is not closed: the phrase goes to the end."))
        if key:
            add_operator(question, key, said.strip(), unwanted=bool(minus))
        else:
            add_words(question, said, unwanted=bool(minus), exactly=not plain)
    return question


def add_operator(question: Question, key: str, text: str, *, unwanted: bool) -> None:
    """Ask for what an operator (`entity`, `source`, `from`, `to`) says of a text."""
    if key in {"entity", "source"}:
        add_name(question, key, text, unwanted=unwanted)
    else:
        add_date(question, key, text)


def add_name(question: Question, kind: str, name: str, *, unwanted: bool) -> None:
    """Ask for events that have the entity or source of this name."""
    if name:
        (question.unwanted_names if unwanted else question.names).append((kind, name))
    else:
        question.hint(_("“%s:” is followed by no name.") % kind)


def add_date(question: Question, key: str, text: str) -> None:
    """Ask for events from or to a day, or the days of a month or year."""
    days = days_of(text)
    if not days:
        shown = text or f"{key}:"
        question.hint(_("“%s” is no date: write it as 2004, 2004-08 or 2004-08-09.") % shown)
    elif key == "from":
        question.between(days[0], None)
    else:
        question.between(None, days[1])


def days_of(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day of a date, month or year; None if it is none."""
    match = DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (part and int(part) for part in match.groups())
    first = make_date(year, month or 1, day or 1)
    if not first:
        return None
    last_month = month or 12
    return first, datetime.date(year, last_month, day or monthrange(year, last_month)[1])


def add_words(question: Question, text: str, *, unwanted: bool, exactly: bool) -> None:
    """Ask for events with these words in a row, or without; `*` at the end opens the last one."""
    row, is_open = asked_tokens(text)
    if not row:
        question.hint(_("“%s” has no letter and no digit: it was left out.") % text)
        return
    if len(question.wanted) + len(question.unwanted) >= MOST_WORDS:
        question.hint(_("Only the first %d words and phrases are looked for.") % MOST_WORDS)
        return
    if is_open:
        question.hint(_("A single character is looked for wherever it stands in a word."))
    phrase = Phrase(tuple(row), is_open)
    if text.endswith("*") and not exactly:
        if may_go_on(phrase):
            phrase = Phrase(phrase.tokens, open=True)
        elif len(row[-1]) < SHORTEST_BEGINNING:
            question.hint(_("Before “*” write at least two letters."))
    (question.unwanted if unwanted else question.wanted).append(phrase)


def may_go_on(phrase: Phrase) -> bool:
    """Say whether the last word of a phrase may be the beginning of one.

    A part of a run needs no such help, and too few letters would begin too many words.
    """
    last = phrase.tokens[-1]
    return not (phrase.open or is_unspaced(last)) and len(last) >= SHORTEST_BEGINNING

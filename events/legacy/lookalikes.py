"""Files in no list that may be earlier versions of an event that lists name.

A new title made a new file, and the old one stayed. Only its words tell, so that it is offered to
whoever imports, and nothing is joined.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from events.text import even_spaces

from .grammar import link_target
from .records import Known, news_path

# Above any two stories of one day in the real archives (231,580 pairs: 0.883 at most).
ALIKE = 0.9
# A title this long that stands whole in another tells the same story.
LEAST_WHOLE = 30
# Of long titles so much is compared; of a large archive, so many pairs.
COMPARED = 300
MOST_PAIRS = 200_000


def find_lookalikes(events: Iterable[Known]) -> list[str]:
    """Return a sentence for each file in no list whose title is like one that a list has that day.

    The work is bounded: pairs beyond `MOST_PAIRS` are not looked at.
    """
    listed: dict[datetime.date, list[Known]] = defaultdict(list)
    alone: list[Known] = []
    for known in events:
        (listed[known.date] if known.items else alone).append(known)
    found, left = [], MOST_PAIRS
    for known in alone:
        rivals = listed.get(known.date, [])[:left] if known.tellings else []
        left -= len(rivals)
        scored = [(likeness(known.title, rival.title), rival) for rival in rivals]
        score, rival = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if rival and score:
            found.append(_sentence(known, rival, score))
    return found


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1; 0 if they are not enough so to tell one story."""
    shorter, longer = sorted((_compared(one), _compared(other)), key=len)
    matcher = SequenceMatcher(None, longer, shorter, autojunk=False)
    if len(shorter) >= LEAST_WHOLE and shorter in longer:
        return matcher.ratio()
    if not shorter or matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    score = matcher.ratio()
    return score if score >= ALIKE else 0.0


def _compared(title: str) -> str:
    return even_spaces(title).casefold()[:COMPARED]


def _sentence(known: Known, rival: Known, score: float) -> str:
    """Say what a file may be, and whether a list of changes says so, too."""
    own, other = (known.date, known.slug), (rival.date, rival.slug)
    order = "a later" if other in _named(known) else "an earlier"
    sure = "; Changes says so" if other in _named(known) or own in _named(rival) else ""
    path, rival_path = news_path(*own), news_path(*other)
    alike = f"{int(score * 100)} % alike{sure}"
    return f"{path}: perhaps {order} version of {rival_path} ({alike})"


def _named(known: Known) -> set[tuple[datetime.date, str] | None]:
    """Return the addresses that an event's files name under Changes."""
    lines = [line for telling in known.tellings for line in telling.said.changes]
    return {link_target(line.path) for line in lines}

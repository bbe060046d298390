"""Which entities the events of an invented archive have, decided without a database.

Entities follow Zipf's law: the first is on a known share of the events, and the law's length and
exponent are those that let so many events find the wanted number of distinct entities. Storylines
are events of some days or weeks that share entities.
"""

import random
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp

DAYS = 7_305  # twenty years
TOP_SHARE = 0.07
DISTINCT = 0.6
SIZES = range(1, 13)
SIZE_WEIGHTS = (9, 16, 19, 17, 13, 9, 6, 4, 3, 2, 1, 1)

STORIES = 0.6  # share of the events that belong to a storyline
STORY_EVENTS = (3, 40)
STORY_DAYS = (2, 30)
STORY_SHARED = (2, 4)
STORY_FIRST_RANK = 20  # the few entities above are everywhere, and make no storyline


@dataclass(frozen=True)
class Figures:
    """What an archive came out as."""

    events: int
    entities: int
    taggings: int
    top: int
    in_storylines: int

    def __str__(self) -> str:
        return (
            f"{self.events:,} events, {self.entities:,} entities, "
            f"{self.taggings / self.events:.2f} entities per event, "
            f"{self.entities / self.events:.2f} distinct entities per event, "
            f"top entity on {self.top / self.events:.1%} of events, "
            f"{self.in_storylines / self.events:.1%} of events in storylines"
        )


@dataclass
class Plan:
    """Which entities the events of each day have, in the order of the days.

    The event number i has the entities `tags[ends[i]:ends[i + 1]]`, and the day number d has the
    events `days[d]` to `days[d + 1]`. An entity's id is 1 + its place in `counts`.
    """

    days: array = field(default_factory=lambda: array("I", [0]))
    ends: array = field(default_factory=lambda: array("I", [0]))
    tags: array = field(default_factory=lambda: array("I"))
    counts: array = field(default_factory=lambda: array("I"))
    in_storylines: int = 0

    def figures(self) -> Figures:
        return Figures(
            events=len(self.ends) - 1,
            entities=len(self.counts),
            taggings=len(self.tags),
            top=max(self.counts),
            in_storylines=self.in_storylines,
        )


class Zipf:
    """Ranks from 1 to `size`, drawn by a power law in constant time, without a table."""

    def __init__(self, size: int, power: float) -> None:
        self.size, self.power = size, power
        self.span = (size + 1) ** power - 1

    def below(self, rank: float) -> float:
        """Return the probability of a smaller rank."""
        return (rank**self.power - 1) / self.span

    def rank(self, chance: float) -> int:
        """Return the rank that a random number from 0 to 1 stands for."""
        return min(int((1 + chance * self.span) ** (1 / self.power)), self.size)

    def distinct(self, draws: float) -> float:
        """Return how many ranks so many draws are expected to hit."""
        found, low = 0.0, 1
        while low <= self.size:
            high = min(low + 1 + low // 20, self.size + 1)
            probability = (self.below(high) - self.below(low)) / (high - low)
            found += (high - low) * (1 - exp(-draws * probability))
            low = high
        return found


def plan_events(events: int, rng: random.Random, days: int = DAYS) -> Plan:
    """Decide which entities every event has, on so many days."""
    plan, draw = Plan(), Draw(events, rng, days)
    due: list[list[tuple[int, ...]]] = [[] for _day in range(days)]
    for day in range(days):
        wanted = events * (day + 1) // days - (len(plan.ends) - 1)
        while len(due[day]) < wanted:
            if rng.random() < draw.story_chance:
                draw.tell_storyline(day, due)
            else:
                due[day].append(())
        rng.shuffle(due[day])
        for shared in due[day][: events - (len(plan.ends) - 1)]:
            draw.add_event(plan, shared)
        plan.days.append(len(plan.ends) - 1)
        due[day] = []
    return plan


class Draw:
    """The dice of one archive: which entities come next, and when."""

    def __init__(self, events: int, rng: random.Random, days: int) -> None:
        self.rng, self.days = rng, days
        stories = STORIES / mean(STORY_EVENTS)
        # A storyline takes the place of one event that would stand alone.
        self.story_chance = stories / (stories + 1 - STORIES)
        self.sizes = list(accumulate(SIZE_WEIGHTS))
        free = free_draws()
        draws = events * (sum(number * share for number, share in free.items()))
        draws += events * stories * mean(STORY_SHARED)
        self.zipf = fitting_zipf(events * DISTINCT, draws, top_chance(free))
        self.first_shared = self.zipf.below(min(STORY_FIRST_RANK, self.zipf.size / 2))
        self.ids = array("I", bytes(4 * (self.zipf.size + 1)))

    def tell_storyline(self, day: int, due: list[list[tuple[int, ...]]]) -> None:
        """Let a storyline begin on a day, and put its events down for their days."""
        rng = self.rng
        wanted, shared = rng.randint(*STORY_SHARED), set()
        while len(shared) < wanted:
            shared.add(self.zipf.rank(rng.uniform(self.first_shared, 1)))
        last = min(day + rng.randint(*STORY_DAYS), self.days) - 1
        ranks = tuple(sorted(shared))
        due[day].append(ranks)
        for _event in range(rng.randint(*STORY_EVENTS) - 1):
            due[rng.randint(day, last)].append(ranks)

    def add_event(self, plan: Plan, shared: tuple[int, ...]) -> None:
        """Add an event to a plan: the entities it shares, and others by chance."""
        random, rank = self.rng.random, self.zipf.rank
        ranks = set(shared)
        size = SIZES[bisect_right(self.sizes, random() * self.sizes[-1])]
        while len(ranks) < size:
            ranks.add(rank(random()))
        for one in sorted(ranks):
            if not self.ids[one]:
                plan.counts.append(0)
                self.ids[one] = len(plan.counts)
            plan.counts[self.ids[one] - 1] += 1
            plan.tags.append(self.ids[one])
        plan.ends.append(len(plan.tags))
        plan.in_storylines += bool(shared)


def mean(limits: tuple[int, int]) -> float:
    return sum(limits) / 2


def free_draws() -> dict[int, float]:
    """Return the share of events by the number of entities they do not owe to a storyline."""
    shares = dict.fromkeys(range(SIZES[-1] + 1), 0.0)
    least, most = STORY_SHARED
    for size, weight in zip(SIZES, SIZE_WEIGHTS, strict=True):
        share = weight / sum(SIZE_WEIGHTS)
        shares[size] += share * (1 - STORIES)
        for shared in range(least, most + 1):
            shares[max(size - shared, 0)] += share * STORIES / (most + 1 - least)
    return shares


def top_chance(free: dict[int, float]) -> float:
    """Return how often the top rank has to be drawn to be on its share of the events."""

    def missed(chance: float) -> float:
        return sum(share * (1 - chance) ** number for number, share in free.items())

    return solve(lambda chance: 1 - missed(chance), TOP_SHARE, 0.0, 1.0)


def fitting_zipf(distinct: float, draws: float, top: float) -> Zipf:
    """Return the law that hits so many ranks, the first of them with the probability `top`."""

    def with_size(size: float) -> Zipf:
        def smallness(power: float) -> float:
            return -Zipf(int(size), power).below(2)

        return Zipf(int(size), solve(smallness, -top, 1e-6, 1.0))

    def found(size: float) -> float:
        return with_size(size).distinct(draws)

    smallest = max(distinct, 100)
    return with_size(solve(found, distinct, smallest, 4 * smallest))


def solve(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Return where a rising function has a value."""
    for _step in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2

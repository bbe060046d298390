"""The figures of `benchmarks.related` as markdown tables.

A figure that has a target is a ratio within one run, or a number that no machine changes; only the
time of a retag is absolute.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil, floor
from statistics import mean
from typing import Any

SAMPLES = ("random", "worst")
RETAG = "retag"
PERCENTILES = (50, 95, 99, 100)
FIRST = 5  # places of which the score is compared

NOTE = (
    "Times in ms, of each event the best of {rounds}, every time in another process that had not "
    "seen it, on a machine that may have. Machines differ and are busy with other things: compare "
    "within one run only, in which the contenders took turns. Peak memory is that of the process, "
    "most of it Python and Django; on PostgreSQL the server's comes on top."
)

Said = Any
Run = tuple[int, float, Said]  # event, milliseconds, what the contender said


@dataclass
class Runs:
    """What one contender did on one sample: by event its best time and what it said; peak MB."""

    ms: dict[int, float] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    peak: float = 0.0

    def add(self, runs: Iterable[Run], peak: float) -> None:
        for event, ms, said in runs:
            self.ms[event] = min(ms, self.ms.get(event, ms))
            self.said[event] = said
        self.peak = max(peak, self.peak)

    def percentile(self, share: float) -> float:
        """Return so many percent of the way through the sorted times, between two if need be."""
        ordered = sorted(self.ms.values())
        place = (len(ordered) - 1) * share / 100
        low, high = ordered[floor(place)], ordered[ceil(place)]
        return low + (high - low) * (place - floor(place))


@dataclass
class Figures:
    """All that was measured on one archive; runs by sample and contender, truth by sample."""

    database: str = ""
    events: int = 0
    runs: dict[tuple[str, str], Runs] = field(default_factory=dict)
    truth: dict[str, dict[str, int]] = field(default_factory=dict)

    def runs_of(self, sample: str, contender: str) -> Runs:
        return self.runs.setdefault((sample, contender), Runs())

    def p99(self, sample: str, contender: str) -> float:
        return self.runs[sample, contender].percentile(99)

    def kept(self, sample: str) -> list[float]:
        """Return by panel the share of the exact panel's score that ours has, in the first places.

        A panel that has to be empty has lost nothing.
        """
        exact = self.runs[sample, "exact"].said
        ours = self.runs[sample, "ours"].said
        return [first_scores(ours[pk]) / best for pk in exact if (best := first_scores(exact[pk]))]


def first_scores(places: list[Said]) -> float:
    return sum(score for _event, score, _context in places[:FIRST])


def tables(archives: list[Figures], rounds: int) -> str:
    """Return the markdown of a run on archives of any sizes, smallest first."""
    postgres = archives[0].database.startswith("PostgreSQL")
    return "\n".join(
        [
            f"### Panels on {archives[0].database}",
            "",
            *table(TIMES, time_rows(archives)),
            "",
            *table(
                ["figure: random / worst", *(f"{each.events:,}" for each in archives), "target"],
                figure_rows(archives, "1/100" if postgres else "1/150"),
            ),
            "",
            NOTE.format(rounds=rounds),
        ]
    )


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]


TIMES = ["archive", "sample", "contender", "events", "p50", "p95", "p99", "max", "peak memory"]


def time_rows(archives: list[Figures]) -> Iterable[list[str]]:
    for each in archives:
        for (sample, contender), runs in each.runs.items():
            times = [f"{runs.percentile(share):,.1f}" for share in PERCENTILES]
            start = [f"{each.events:,}", sample, contender, str(len(runs.ms))]
            yield [*start, *times, f"{runs.peak:.0f} MB"]


def figure_rows(archives: list[Figures], taggit: str) -> Iterable[list[str]]:
    """Yield the table of targets, a column for each archive."""

    def row(name: str, target: str, figure: Callable[[Figures, str], str]) -> list[str]:
        cells = [" / ".join(figure(each, sample) for sample in SAMPLES) for each in archives]
        return [name, *cells, target]

    yield row("p99, part of taggit's", f"<= {taggit}", against("taggit"))
    yield row("p99, part of the exact self-join's", "worst <= 1/6", against("exact"))
    yield row("p99, times the floor's", "<= 6", against("floor"))
    for base, target in zip(archives, growth_targets(archives), strict=True):
        if target:
            yield row(f"p99, times that at {base.events:,}", target, against_size(base))
    yield row("score kept, mean", ">= 0.999 / >= 0.99", lambda each, s: f"{mean(each.kept(s)):.5f}")
    yield row("score kept, least", "", lambda each, sample: f"{min(each.kept(sample)):.3f}")
    yield row("places shown", "", lambda each, sample: f"{each.truth[sample]['places']:,}")
    yield row("score or Context not the true one", "0", lambda each, s: f"{each.truth[s]['wrong']}")
    yield from retag_rows(archives)


def against(contender: str) -> Callable[[Figures, str], str]:
    def figure(each: Figures, sample: str) -> str:
        if (sample, contender) not in each.runs:
            return "-"
        return ratio(each.p99(sample, "ours") / each.p99(sample, contender))

    return figure


def against_size(base: Figures) -> Callable[[Figures, str], str]:
    return lambda each, sample: ratio(each.p99(sample, "ours") / base.p99(sample, "ours"))


def growth_targets(archives: list[Figures]) -> list[str]:
    """Return by archive what those of other sizes may cost, '' where nothing is asked."""
    targets = {10_000: "at 1,000,000: <= 4", 1_000_000: "at 10,000,000: <= 2"}
    greatest = archives[-1].events
    return [targets.get(each.events, "") if each.events < greatest else "" for each in archives]


def ratio(value: float) -> str:
    """Write a ratio as a multiple, or as the part that it is: 3.46, 1/6.7, 1/150."""
    if value >= 1:
        return f"{value:.2f}"
    part = 1 / value
    return f"1/{part:.1f}" if part < 10 else f"1/{part:,.0f}"


def retag_rows(archives: list[Figures]) -> Iterable[list[str]]:
    """Yield the figures of retagging, which has one sample only."""
    runs = [each.runs[RETAG, RETAG] for each in archives]
    yield ["retag one event, p99", *(f"{each.percentile(99):.1f} ms" for each in runs), "<= 10 ms"]
    written = [list(each.said.values()) for each in runs]
    times = [f"{mean(times for times, _due in some):.1f}" for some in written]
    yield ["rows written by a retag, mean", *times, ""]
    others = [str(sum(max(times - due, 0) for times, due in some)) for some in written]
    yield ["of them not its own, in all", *others, "0"]

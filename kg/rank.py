"""Rankings: what each thing scores, the ranks that it shares, and how little that may tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import KgError
from kg.measures import MEASURES, How
from kg.observations import Observations, place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.graph import Graph
    from kg.network import Network

FEWEST = 10
"""Ties under which a network is too small to rank."""
CLOSE = 1e-9
"""Scores that differ by less, relative to the larger, are the same."""
_PAIRWISE = 3000


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """The ranks from first to last that things of one score share."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scores of a measure on the nodes of a network, in their order, and their ranks.

    A score is NaN where the measure is not defined. A rank is among the listed nodes of one mode,
    and None for those that are not listed or have no score.
    """

    network: Network
    measure: str
    scores: NDArray[np.float64]
    ranks: tuple[Rank | None, ...]

    @property
    def listed(self) -> list[int]:
        """The positions of the ranked nodes: first mode first, best first, then by IRI."""
        found = [(rank, at) for at, rank in enumerate(self.ranks) if rank]
        first = self.network.first
        return [at for _, at in sorted(found, key=lambda each: (not first[each[1]], each))]


def ranking(network: Network, measure: str, how: How | None = None) -> Ranking:
    """The ranking of a network's nodes by a measure.

    People are listed only in the network of that name: elsewhere they count as nodes and have no
    rank. Raises KgError for an unknown measure and one that the network does not admit.
    """
    if measure not in MEASURES:
        raise KgError(f"no measure is named {measure!r}; there are {', '.join(MEASURES)}")
    known = MEASURES[measure]
    scores = known.compute(network, how or How()) if len(network) else np.zeros(0)
    listed = np.array([_may_be_listed(network, thing) for thing in network.things], dtype=bool)
    ranks: list[Rank | None] = [None] * len(network)
    for mode in (network.first, ~network.first):
        places = np.flatnonzero(mode & listed & ~np.isnan(scores))
        for at, rank in zip(places, shared(scores[places], known.low_is_central), strict=True):
            ranks[at] = rank
    return Ranking(network, measure, scores, tuple(ranks))


def _may_be_listed(network: Network, thing: str) -> bool:
    return network.rule.name == "people" or network.kind(thing) != "Person"


def shared(scores: Sequence[float] | NDArray[np.float64], low: bool = False) -> list[Rank]:
    """The ranks of scores, highest first (or lowest): equal scores share an interval of ranks."""
    values = np.asarray(scores, dtype=float) * (1 if low else -1)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    steps = np.diff(ordered) > CLOSE * np.maximum(np.abs(ordered[1:]), np.abs(ordered[:-1]))
    group = np.concatenate(([0], np.cumsum(steps))).astype(int) if len(values) else np.zeros(0, int)
    ends = np.cumsum(np.bincount(group)) if len(values) else np.zeros(0, int)
    starts = np.concatenate(([0], ends[:-1])) if len(values) else ends
    ranks = [Rank(0, 0)] * len(values)
    for place_, at in enumerate(order.tolist()):
        ranks[at] = Rank(int(starts[group[place_]]) + 1, int(ends[group[place_]]))
    return ranks


# How little it may tell


def refusal(network: Network, observed: Observations) -> str:
    """Why the network is too small to rank, or nothing."""
    if not network.size:
        return "no fact of this slice makes a tie: there is nothing to rank"
    if network.size < FEWEST:
        return f"{_count(network.size, 'tie')}: under {FEWEST}, too few to rank"
    whole = [
        source for source, facts in observed.lists.items() if len(facts) == len(observed.cited)
    ]
    if whole:
        return f"all its facts were read from one list ({place(whole[0])}): nothing to rank"
    return ""


def all_tied(ranked: Ranking) -> bool:
    """Whether within each mode every listed thing shares one rank."""
    return {rank.first for rank in ranked.ranks if rank} <= {1}


def report(graph: Graph, network: Network, observed: Observations) -> Iterator[str]:
    """What a reader must know of a network before its numbers, a line each."""
    rule = network.rule
    direction = "directed" if rule.directed else "undirected"
    mode = "two-mode" if rule.two_mode else f"one-mode, {direction}"
    if network.weighting:
        mode += f", {network.weighting} weights"
    size = f"{_count(len(network), 'node')}, {_count(network.size, 'tie')}"
    parts = len(network.igraph.connected_components(mode="weak"))
    yield f"{rule.name} ({mode}): {size}, {_count(parts, 'component')}; {graph.slice.describe()}"
    if network.size:
        yield from _rests(graph, observed)
    yield from network.notes


def _rests(graph: Graph, observed: Observations) -> Iterator[str]:
    may = len(graph.may_hold & observed.cited.keys())
    documents = _count(len(observed.documents), "document")
    said = f"it rests on {_count(len(observed.cited), 'fact')} of {documents}"
    yield f"{said}; {may} of them only may hold"
    yield from _attested(graph, observed)
    for source, facts in list(observed.lists.items())[:1]:
        yield f"{len(facts)} of these facts were read from one passage ({place(source)})"


def _attested(graph: Graph, observed: Observations) -> Iterator[str]:
    """When its sources spoke; in a slice of a day, how many years before it the last one did."""
    days, day = graph.attested(observed.cited), graph.slice.as_of
    before = [each for each in days if day and each[0] <= day]
    if before and day:
        years = _count(_years(before[-1][0], day), "year")
        yield f"the last attestation by {day} is of {_said(before[-1])}, {years} before"
    elif days:
        yield f"its facts were attested from {_said(days[0])} to {_said(days[-1])}"


def _said(days: tuple[datetime.date, datetime.date]) -> str:
    return f"{days[0]}" if days[0] == days[1] else f"{days[0]} or later"


def _years(then: datetime.date, now: datetime.date) -> int:
    """Whole years from one day to another, none if it comes first."""
    return max(0, now.year - then.year - ((now.month, now.day) < (then.month, then.day)))


def remarks(ranked: Ranking, degree: NDArray[np.float64]) -> Iterator[str]:
    """What a reader must know of a ranking: how many values differ, are zero, or share a rank."""
    listed = ranked.listed
    scores = ranked.scores[listed]
    groups: dict[tuple[bool, int], int] = {}
    for at in listed:
        rank = ranked.ranks[at]
        if rank:
            groups[bool(ranked.network.first[at]), rank.first] = rank.last - rank.first + 1
    words = [
        f"{_count(len(groups), 'distinct value')} for {_count(len(listed), 'thing')}",
        f"{int((np.abs(scores) < CLOSE).sum())} are zero",
        f"the largest tie holds {max(groups.values(), default=0)}",
    ]
    if ranked.measure != "degree" and len(listed) > 1:
        words.append(f"Kendall's tau with degree {_tau(scores, degree[listed])}")
    yield f"{ranked.measure}: {'; '.join(words)}"
    undefined = int(np.isnan(ranked.scores).sum())
    if undefined:
        yield f"{ranked.measure}: not defined for {_count(undefined, 'thing')}, which have no rank"


def _tau(one: NDArray[np.float64], two: NDArray[np.float64]) -> str:
    found = kendall(one, two)
    return "is not defined (all are tied)" if np.isnan(found) else f"{found:.2f}"


def kendall(
    one: Sequence[float] | NDArray[np.float64], two: Sequence[float] | NDArray[np.float64]
) -> float:
    """Kendall's tau-b of two score lists (M. G. Kendall 1945); NaN where one is all tied."""
    a, b = _steps(one), _steps(two)
    if len(a) > _PAIRWISE:
        from scipy.stats import kendalltau

        return float(kendalltau(a, b).statistic)
    signs = [np.sign(each[:, None] - each[None, :]) for each in (a, b)]
    among = [np.abs(each).sum() for each in signs]
    return (
        float((signs[0] * signs[1]).sum() / np.sqrt(among[0] * among[1])) if all(among) else np.nan
    )


def _steps(scores: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores as first ranks, so that what is the same within rounding is the same."""
    return np.array([rank.first for rank in shared(scores)], dtype=float)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def top(ranked: Ranking, many: int) -> Iterable[int]:
    """The positions whose shared rank begins within the first so many of their mode."""
    return [at for at in ranked.listed if (ranked.ranks[at] or Rank(0, 0)).first <= many]

"""Rankings: what each thing scores, the ranks that it shares, and how little that may tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg import phrase
from kg.attestation import attested, lapse, spoken
from kg.errors import KgError
from kg.measures import MEASURES
from kg.observations import Observations
from kg.sampling import Estimate, estimate
from kg.settings import How
from kg.vocabulary import place, slug

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.graph import Graph
    from kg.network import Network

FEWEST = 10
"""Ties under which a network is too small to rank."""
CLOSE = 1e-9
"""Scores that differ by less, relative to the larger, are the same."""
SIGNIFICANT = 12
"""Digits of a score that machines agree on."""
_PAIRWISE = 3000
_NAMED = 3
_NOTED = "SELECT DISTINCT ?fact {{ VALUES ?fact {{ {} }} ?fact wx:readingNote ?note }}"


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
    drawn: int = 0
    """From how many nodes the scores are estimated; 0 if none of them is an estimate."""
    error: float = 0.0
    """The largest standard error of an estimated score."""
    how: How = field(default_factory=How)

    @property
    def defined(self) -> bool:
        """Whether the measure is defined on the network, be it on few of its nodes."""
        return not len(self.scores) or not bool(np.isnan(self.scores).all())

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
    known, how = MEASURES[measure], how or How()
    found = estimate(network, known, how) if len(network) else Estimate(np.zeros(0))
    scores = found.scores
    listed = np.array([_may_be_listed(network, thing) for thing in network.things], dtype=bool)
    ranks: list[Rank | None] = [None] * len(network)
    for mode in (network.first, ~network.first):
        places = np.flatnonzero(mode & listed & ~np.isnan(scores))
        for at, rank in zip(places, shared(scores[places], known.low_is_central), strict=True):
            ranks[at] = rank
    return Ranking(network, measure, scores, tuple(ranks), found.drawn, found.error, how)


def attempted(network: Network, measure: str, how: How | None = None) -> Ranking:
    """The ranking, or one without any score where the network does not admit the measure."""
    try:
        return ranking(network, measure, how)
    except KgError:
        many = len(network)
        return Ranking(network, measure, np.full(many, np.nan), (None,) * many)


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


def by_mode(network: Network, places: Iterable[int]) -> Iterator[tuple[str, list[int]]]:
    """These nodes by mode: `first mode` and `second mode`, where there are two, else ``."""
    listed = list(places)
    if not network.rule.two_mode:
        yield "", listed
        return
    for name, first in (("first mode", True), ("second mode", False)):
        found = [at for at in listed if bool(network.first[at]) is first]
        if found:
            yield name, found


def digits(score: float) -> float:
    """A score to as many digits as machines agree on."""
    return float(f"{score:.{SIGNIFICANT}g}")


def top(ranked: Ranking, many: int) -> Iterable[int]:
    """The positions whose shared rank begins within the first so many of their mode."""
    return [at for at in ranked.listed if (ranked.ranks[at] or Rank(0, 0)).first <= many]


# How little it may tell


def refusal(network: Network, observed: Observations) -> str:
    """Why the network is too small to rank, or nothing."""
    if not network.size:
        return "no fact of this slice makes a tie: there is nothing to rank"
    if network.size < FEWEST:
        return f"{phrase.count(network.size, 'tie')}: under {FEWEST}, too few to rank"
    whole = [
        source for source, facts in observed.lists.items() if len(facts) == len(observed.cited)
    ]
    if whole:
        return f"all its facts were read from one list ({place(whole[0])}): nothing to rank"
    return ""


def all_tied(ranked: Ranking) -> bool:
    """Whether within each mode every listed thing shares one rank."""
    return {rank.first for rank in ranked.ranks if rank} <= {1}


def report(
    graph: Graph,
    network: Network,
    observed: Observations,
    how: How | None = None,
    min_support: int = 1,
) -> Iterator[str]:
    """What a reader must know of a network before its numbers, a line each.

    `how` tells whether the weights count, `min_support` which ties were kept.
    """
    size = f"{phrase.count(len(network), 'node')}, {phrase.count(network.size, 'tie')}"
    parts = phrase.count(len(network.igraph.connected_components(mode="weak")), "component")
    slice_ = f"{graph.slice.describe()}; data {graph.version}"
    yield f"{network.rule.name} ({', '.join(_built(network, how))}): {size}, {parts}; {slice_}"
    if min_support > 1:
        yield f"only ties that were read from {min_support} passages or more"
    if network.size:
        yield from _rests(graph, observed)
    elif graph.slice.as_of:
        yield from _silent(graph, graph.slice.as_of)
    yield from network.notes


def _built(network: Network, how: How | None) -> Iterator[str]:
    rule = network.rule
    yield "two-mode" if rule.two_mode else "one-mode"
    if not rule.two_mode:
        yield "directed" if rule.directed else "undirected"
    if how and not how.weighted:
        yield "every tie weighs 1"
    elif network.weighting:
        yield f"{network.weighting} weights"


def _rests(graph: Graph, observed: Observations) -> Iterator[str]:
    facts = observed.cited
    may = len(graph.may_hold & facts.keys())
    rests = f"{phrase.count(len(facts), 'fact')} {_told_by(observed)}"
    yield f"it rests on {rests}; {may} of them only may hold"
    yield from attested(graph, facts)
    for source, listed in list(observed.lists.items())[:1]:
        yield f"{len(listed)} of these facts were read from one passage ({place(source)})"
    noted = len(graph.rows(_NOTED.format(_listed(facts))))
    if noted:
        carry = "carries" if noted == 1 else "carry"
        yield f"{noted} of these facts {carry} a reader's note: kg why shows it"


def _silent(graph: Graph, day: datetime.date) -> Iterator[str]:
    """Whether any source of the slice had spoken by a day on which no tie may hold."""
    found, _ = spoken(graph)
    if found:
        yield lapse(found, day)


def _told_by(observed: Observations) -> str:
    """Of which documents the facts are, by name if they are few, and how many cite none."""
    bare = sum(not cited for cited in observed.cited.values())
    if bare == len(observed.cited):
        return "without evidence"
    documents = [slug(document) for document in observed.documents]
    names = f" ({', '.join(documents)})" if len(documents) <= _NAMED else ""
    said = f"of {phrase.count(len(documents), 'document')}{names}"
    return f"{said}, {bare} of them without evidence" if bare else said


def unlisted(network: Network) -> Iterator[str]:
    """A line on the people that are nodes but not listed, if there are any."""
    people = sum(not _may_be_listed(network, thing) for thing in network.things)
    if people:
        said = "1 person is a node" if people == 1 else f"{people} people are nodes"
        yield f"{said} but not listed: people are ranked only in the network named people"


def remarks(ranked: Ranking, degree: NDArray[np.float64]) -> Iterator[str]:
    """What a reader must know of a ranking: for each mode how many values differ, are zero, or
    share a rank, and Kendall's tau with degree; then what was estimated or is not defined.
    """
    for mode, places in by_mode(ranked.network, ranked.listed):
        of = f"{ranked.measure}, {mode}" if mode else ranked.measure
        yield f"{of}: {_spread(ranked, places, degree)}"
    if ranked.drawn:
        yield (
            f"{ranked.measure}: estimated from the ways of {ranked.drawn} of"
            f" {len(ranked.network)} nodes; the largest standard error of a score is"
            f" {ranked.error:.2g} (--exact follows all ways, --seed draws other nodes)"
        )
    undefined = int(np.isnan(ranked.scores).sum())
    if undefined:
        why = "too few nodes drawn near" if ranked.drawn else "not defined for"
        have = "has" if undefined == 1 else "have"
        yield f"{ranked.measure}: {why} {phrase.count(undefined, 'thing')}, which {have} no rank"


def _spread(ranked: Ranking, places: Sequence[int], degree: NDArray[np.float64]) -> str:
    ranks = [ranked.ranks[at] or Rank(0, 0) for at in places]
    scores = ranked.scores[list(places)]
    zeros = int((np.abs(scores) < CLOSE).sum())
    things = phrase.count(len(places), "thing")
    words = [
        f"{phrase.count(len(set(ranks)), 'distinct value')} for {things}",
        f"{zeros} {'is' if zeros == 1 else 'are'} zero",
        f"the largest tie holds {max((r.last - r.first + 1 for r in ranks), default=0)}",
    ]
    if ranked.measure != "degree" and len(places) > 1:
        words.append(f"Kendall's tau with degree {_tau(scores, degree[list(places)])}")
    return "; ".join(words)


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


def _listed(facts: Iterable[str]) -> str:
    return " ".join(f"<{fact}>" for fact in facts)

"""Stability: what is left of a ranking without each document, each list, or some of the ties."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import KgError
from kg.facts import texts
from kg.measures import How
from kg.network import Network, subset
from kg.observations import Observations, place
from kg.rank import CLOSE, Rank, Ranking, kendall, ranking, shared, top
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph

Draw = Callable[["Graph"], Network]
"""Draws the network that is ranked from a graph."""

FIVE = 5
RUNS = 100
"""Random removals for each share of ties."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A ranking without one source: a document, or a list (a passage that several facts cite)."""

    source: str
    ranking: Ranking

    @property
    def of_document(self) -> bool:
        return "#" not in self.source

    @property
    def name(self) -> str:
        return place(self.source)

    def score(self, thing: str) -> float | None:
        """The score of a thing; None where it is absent."""
        at = self.ranking.network.position.get(thing)
        return None if at is None else float(self.ranking.scores[at])

    def rank(self, thing: str) -> Rank | None:
        at = self.ranking.network.position.get(thing)
        return None if at is None else self.ranking.ranks[at]


@dataclass(frozen=True)
class Stability:
    """A ranking in full and without each source in turn."""

    full: Ranking
    losses: tuple[Loss, ...]

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The listed things that are present in every run."""
        network = self.full.network
        things = (network.things[at] for at in self.full.listed)
        return tuple(t for t in things if all(loss.rank(t) for loss in self.losses))

    @cached_property
    def spans(self) -> Mapping[str, Rank]:
        """For each thing present in every run, its first and last rank among such in any run."""
        ranks = [self._among(self.full), *(self._among(loss.ranking) for loss in self.losses)]
        return {
            thing: Rank(min(r[thing].first for r in ranks), max(r[thing].last for r in ranks))
            for thing in self.common
        }

    def _among(self, ranked: Ranking) -> dict[str, Rank]:
        """The ranks of the common things among themselves, within each mode."""
        from kg.measures import MEASURES

        network, found = ranked.network, dict[str, Rank]()
        for mode in (True, False):
            things = [t for t in self.common if bool(self._first(t)) is mode]
            scores = [float(ranked.scores[network.position[t]]) for t in things]
            low = MEASURES[ranked.measure].low_is_central
            found.update(zip(things, shared(scores, low), strict=True))
        return found

    def _first(self, thing: str) -> bool:
        network = self.full.network
        return bool(network.first[network.position[thing]])

    def needs(self, thing: str) -> tuple[str, ...]:
        """The documents whose single loss takes the thing's score to zero, or the thing away."""
        if not self._scored(thing):
            return ()
        documents = (loss for loss in self.losses if loss.of_document)
        return tuple(slug(loss.source) for loss in documents if not _scores(loss, thing))

    def survives(self, thing: str) -> bool:
        """Whether the thing keeps a score above zero whatever one source is lost."""
        return self._scored(thing) and all(_scores(loss, thing) for loss in self.losses)

    def _scored(self, thing: str) -> bool:
        return bool(self.full.scores[self.full.network.position[thing]] > CLOSE)

    def summary(self) -> Iterator[str]:
        """A line for each kind of loss: how far the order and its top hold among what remains."""
        surviving = sum(self.survives(self.full.network.things[at]) for at in self.full.listed)
        yield (
            f"without any one source: {surviving} of {len(self.full.listed)} things keep a score;"
            f" {len(self.common)} are present in every run"
        )
        for words, losses in (
            ("document", [loss for loss in self.losses if loss.of_document]),
            ("list", [loss for loss in self.losses if not loss.of_document]),
        ):
            if losses and len(self.common) > 1:
                yield f"without each {words}, among these: {self._agreement(losses)}"

    def _agreement(self, losses: Sequence[Loss]) -> str:
        scores = self._scores(self.full)
        taus = [kendall(scores, self._scores(loss.ranking)) for loss in losses]
        best = self._five(self.full)
        kept = [len(best & self._five(loss.ranking)) for loss in losses]
        known = [tau for tau in taus if not np.isnan(tau)]
        tau = f"{min(known):.2f} to {max(known):.2f}" if known else "not defined (all are tied)"
        return (
            f"Kendall's tau {tau}; of the top {len(best)}, {min(kept)} to {max(kept)} stay on top"
        )

    def _scores(self, ranked: Ranking) -> list[float]:
        return [float(ranked.scores[ranked.network.position[thing]]) for thing in self.common]

    def _five(self, ranked: Ranking) -> set[str]:
        ranks = self._among(ranked)
        return {thing for thing, rank in ranks.items() if rank.first <= FIVE}


def _scores(loss: Loss, thing: str) -> bool:
    score = loss.score(thing)
    return score is not None and score > CLOSE


def stability(
    graph: Graph, draw: Draw, full: Ranking, observed: Observations, how: How | None = None
) -> Stability:
    """The ranking again without each document, and without each list, that its facts cite.

    Each run loads the graph without what only that document says, or what cites that passage, so
    that days and successions that rest on it are lost as well. Facts are not resampled one by
    one: they are not independent.
    """
    losses = (
        Loss(each, _without(graph, draw, full, each, how)) for each in sources(graph, observed)
    )
    return Stability(full, tuple(losses))


_CHANGES = "SELECT ?cited { ?change a wx:Change ; wx:evidence ?cited } ORDER BY ?cited"


def sources(graph: Graph, observed: Observations) -> list[str]:
    """The documents and lists to leave out; of those with the same facts the first.

    In a slice that rolls up these are also the documents that tell of Changes.
    """
    changes = texts(graph, _CHANGES) if graph.slice.roll_up else []
    registers = dict.fromkeys(row["cited"].split("#")[0] for row in changes)
    found: dict[frozenset[str], str] = {}
    for source, facts in (*observed.documents.items(), *observed.lists.items()):
        found.setdefault(facts, source)
    return list(dict.fromkeys((*found.values(), *registers)))


def _without(graph: Graph, draw: Draw, full: Ranking, source: str, how: How | None) -> Ranking:
    less = draw(graph.under(replace(graph.slice, without=(*graph.slice.without, source))))
    try:
        return ranking(less, full.measure, how)
    except KgError:
        return Ranking(less, full.measure, np.full(len(less), np.nan), (None,) * len(less))


# Sensitivity


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a share of ties removed at random does to a ranking, over so many runs.

    `first` is the share of runs in which the same things come first, `five` the mean share of the
    top five that stays, `tau` the mean of Kendall's tau (NaN where all are tied).
    """

    share: float
    removed: int
    runs: int
    first: float
    five: float
    tau: float

    def __str__(self) -> str:
        return (
            f"sensitivity to {self.share:g} % of the ties ({self.removed}) removed at random,"
            f" {self.runs} times: the same come first in {self.first:.0%}, of the top"
            f" {FIVE} {self.five:.0%} stay, Kendall's tau {self.tau:.2f}"
        )


def sensitivity(
    full: Ranking, share: float, how: How | None = None, seed: int = 0, runs: int = RUNS
) -> Sensitivity:
    """How a ranking bears the loss of a percentage of ties at random.

    After Borgatti, Carley and Krackhardt, "On the robustness of centrality measures under
    conditions of imperfect data", Social Networks 28 (2006). It tells nothing of how sure a rank
    is: what the documents leave out is not left out at random.
    """
    network = full.network
    removed = min(network.size, max(1, round(network.size * share / 100))) if share else 0
    chance = random.Random(f"{seed} {share:g}")
    found = [_compared(full, _thinned(full, chance, removed, how)) for _ in range(runs)]
    first, five, tau = (np.array(column, dtype=float) for column in zip(*found, strict=True))
    known = tau[~np.isnan(tau)]
    mean = float(known.mean()) if len(known) else float("nan")
    return Sensitivity(share, removed, runs, float(first.mean()), float(five.mean()), mean)


def _thinned(full: Ranking, chance: random.Random, removed: int, how: How | None) -> Ranking:
    network: Network = full.network
    lost = set(chance.sample(range(network.size), removed))
    kept = [tie for tie in range(network.size) if tie not in lost]
    return ranking(subset(network, kept), full.measure, how)


def _compared(full: Ranking, other: Ranking) -> tuple[bool, float, float]:
    best, five = (set(top(full, many)) for many in (1, FIVE))
    kept = len(five & set(top(other, FIVE))) / max(1, len(five))
    listed = full.listed
    tau = kendall(full.scores[listed], np.nan_to_num(other.scores[listed]))
    return best == set(top(other, 1)), kept, tau

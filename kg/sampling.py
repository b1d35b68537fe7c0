"""Sampling: what follows all ways, estimated from ways of some nodes where all cost too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.measures import Measure
    from kg.network import Network
    from kg.settings import How
    from kg.weights import Scores

AFFORDABLE = 1_500_000_000
"""Steps up to which all ways are followed: about a minute on a machine of the 2020s."""
WEIGHED = 3
"""How many times a step by ties of different lengths costs more."""
ABREAST = 8
"""How many times less a step costs where ways are only counted, those of many nodes at once."""
BATCHES, BATCH = 10, 50
FEWEST = 20
"""Drawn nodes that a part of the network must have for its scores to be told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The scores of a measure; where they are estimated, from how many nodes and how surely.

    `error` is the largest standard error of any score, 0 where none was estimated.
    """

    scores: Scores
    drawn: int = 0
    error: float = 0.0


def estimate(network: Network, measure: Measure, how: How) -> Estimate:
    """The scores of a measure, counted from all nodes or, where that costs too much, from some.

    Nodes are drawn in batches (U. Brandes and C. Pich, Int. J. Bifurcation Chaos 17, 2303 (2007);
    for closeness D. Eppstein and J. Wang, J. Graph Algorithms Appl. 8, 39 (2004)); the scores are
    the means of the batches, the standard error is theirs. A score is NaN in a part of the network
    from which too few nodes were drawn.
    """
    if how.exact or not measure.follows_ways or cost(network, measure, how) <= AFFORDABLE:
        return Estimate(measure.compute(network, how))
    batches = list(_drawn(network, how.seed))
    found = np.array([measure.compute(network, replace(how, sources=each)) for each in batches])
    scores, errors = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(len(batches))
    scores[_thin(network, np.concatenate(batches))] = np.nan
    return Estimate(scores, sum(map(len, batches)), float(np.nanmax(errors)))


def cost(network: Network, measure: Measure, how: How) -> int:
    """How many steps of Brandes' algorithm it would take to follow all shortest ways."""
    steps = len(network) * (len(network) + network.size)
    if how.weighted and bool((network.weights != 1).any()):
        return steps * WEIGHED
    return steps // ABREAST if measure.counts_ways else steps


def _drawn(network: Network, seed: int) -> Iterator[NDArray[np.int64]]:
    """Batches of different nodes."""
    many = min(len(network), BATCHES * BATCH)
    nodes = np.random.default_rng(seed).choice(len(network), many, replace=False)
    yield from np.array_split(nodes, BATCHES)


def _thin(network: Network, drawn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which nodes lie in a part from which too few were drawn."""
    parts = np.array(network.igraph.connected_components(mode="weak").membership)
    thin: NDArray[np.bool_] = np.bincount(parts[drawn], minlength=parts.max() + 1)[parts] < FEWEST
    return thin

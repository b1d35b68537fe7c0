"""Measures: one number for each node of a network, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg import centrality, neighbourhood, spectral

if TYPE_CHECKING:
    from kg.network import Network
    from kg.settings import How
    from kg.weights import Scores

Compute: TypeAlias = "Callable[[Network, How], Scores]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name.

    `low_is_central` where the lowest score comes first, `follows_ways` where all shortest ways
    are followed, which is dear, `counts_ways` where only their lengths are asked for, which is
    less so, `grows` where a further tie never lowers a score.
    """

    name: str
    compute: Compute
    summary: str
    low_is_central: bool = False
    follows_ways: bool = False
    counts_ways: bool = False
    grows: bool = False


_ALL = (
    Measure("degree", centrality.degree, "the share of the others to which it is tied"),
    Measure("strength", centrality.strength, "the sum of the weights of its ties", grows=True),
    Measure(
        "betweenness",
        centrality.betweenness,
        "the share of shortest ways that lead through it",
        follows_ways=True,
    ),
    Measure(
        "closeness",
        centrality.closeness,
        "how near it is to all others",
        follows_ways=True,
        counts_ways=True,
    ),
    Measure(
        "harmonic",
        centrality.harmonic,
        "the sum of one over the distance to each other",
        follows_ways=True,
        counts_ways=True,
        grows=True,
    ),
    Measure("eigenvector", spectral.eigenvector, "how well it is tied to the well tied"),
    Measure("pagerank", spectral.pagerank, "the share of time that a walker spends there"),
    Measure("katz", spectral.katz, "how many walks lead to it, long ones counting less"),
    Measure("core", neighbourhood.core, "how deep it lies in the densest part", grows=True),
    Measure(
        "clustering", neighbourhood.clustering, "the share of its neighbours' pairs that are tied"
    ),
    Measure(
        "constraint",
        neighbourhood.constraint,
        "how far its neighbours are tied among themselves",
        True,
    ),
    Measure(
        "effective-size",
        neighbourhood.effective_size,
        "its neighbours, less those tied through others",
    ),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}

"""Weights: the strengths, lengths and matrix of the ties of a network, as a measure wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.network import Network
    from kg.settings import How

Scores: TypeAlias = "NDArray[np.float64]"
"""A number for each node, or for each tie."""


def strengths(network: Network, how: How) -> Scores:
    """The weights of the ties: 1 each where weights do not count."""
    return network.weights if how.weighted else np.ones(network.size)


def lengths(network: Network, how: How) -> Scores | None:
    """Lengths of ties, one over their weights; None where all are 1 and counting steps will do."""
    weights = strengths(network, how)
    return None if (weights == 1).all() else 1 / weights


def both_ways(network: Network) -> NDArray[np.int64]:
    """From which node to which the ties lead, two rows: undirected ones there, then back."""
    ends = network.ends.T
    return ends if network.rule.directed else np.concatenate((ends, ends[::-1]), axis=1)


def matrix(network: Network, values: Scores) -> Any:
    """Values of the ties as a sparse matrix, a row for the node that a tie leads to."""
    from scipy import sparse

    sources, targets = both_ways(network)
    cells = values if network.rule.directed else np.concatenate((values, values))
    return sparse.csr_array((cells, (targets, sources)), shape=(len(network), len(network)))


def divided(above: Scores, below: Scores) -> Scores:
    """A quotient that is 0 where the divisor is."""
    return np.divide(above, below, out=np.zeros(len(above)), where=below != 0)

"""Neighbourhoods: what nodes score by how those around them are tied among themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.errors import KgError
from kg.weights import divided, strengths

if TYPE_CHECKING:
    from kg.network import Network
    from kg.settings import How
    from kg.weights import Scores


def core(network: Network, how: How) -> Scores:
    """The largest k such that a node is in a part where each has k ties to others of the part.

    Formula: the k-core number. Directed: ties in both directions. Weights: unused. Disconnected
    parts: each by itself. Two modes: as one. Source: Seidman (1983); Batagelj and Zaveršnik (2003).
    """
    return np.array(network.igraph.coreness(mode="all"), dtype=float)


def clustering(network: Network, how: How) -> Scores:
    """The share of the pairs of a node's neighbours that are tied to each other.

    Formula: triangles through the node over d(d-1)/2, 0 for fewer than two neighbours. Directed:
    taken as undirected. Weights: unused. Disconnected parts: each by itself. Two modes: not
    defined, for they have no triangles. Source: Watts and Strogatz (1998).
    """
    if network.rule.two_mode:
        raise KgError(
            f"clustering: {network.rule.name} has two modes and no triangles;"
            " use --network co-membership or overlap"
        )
    return np.array(network.undirected.transitivity_local_undirected(mode="zero"), dtype=float)


def constraint(network: Network, how: How) -> Scores:
    """How far a node's neighbours are tied among themselves; the lowest bridges most.

    Formula: the sum over neighbours j of (p_ij + sum over q of p_iq p_qj) squared, where p is the
    share of a tie in all the ties of a node. Directed: ties of both directions are added. Weights:
    strengths. Disconnected parts: each by itself; not defined for isolates. Two modes: as one,
    mostly 1/d. Source: Burt (1992).
    """
    weights = strengths(network, how).tolist() if network.size else None
    return np.array(network.igraph.constraint(weights=weights), dtype=float)


def effective_size(network: Network, how: How) -> Scores:
    """How many neighbours a node has that are not tied through each other.

    Formula: n - 2t/n for n neighbours with t ties among them. Directed: taken as undirected.
    Weights: unused. Disconnected parts: each by itself; not defined for isolates. Two modes: the
    number of neighbours. Source: Burt (1992); Borgatti (1997).
    """
    graph = network.undirected
    neighbours = np.array(graph.degree(), dtype=float)
    local = np.array(graph.transitivity_local_undirected(mode="zero"), dtype=float)
    tied = local * neighbours * (neighbours - 1) / 2
    sizes = neighbours - divided(2 * tied, neighbours)
    sizes[neighbours == 0] = np.nan
    return sizes

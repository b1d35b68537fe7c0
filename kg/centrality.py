"""Centrality: what nodes score by their own ties, and by the ways on which they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.distances import reach
from kg.weights import divided, lengths, strengths

if TYPE_CHECKING:
    from kg.network import Network
    from kg.settings import How
    from kg.weights import Scores

# Ties


def degree(network: Network, how: How) -> Scores:
    """The share of the other nodes to which a node is tied.

    Formula: d/(n-1), in a directed network with the ties in both directions counted; in two modes
    d divided by the nodes of the other mode. Weights: unused. Disconnected parts: as it is.
    Source: Freeman (1979); two modes: Borgatti and Everett (1997).
    """
    counts = np.bincount(network.ends.ravel(), minlength=len(network)).astype(float)
    possible = (
        _others(network) if network.rule.two_mode else np.full(len(network), len(network) - 1)
    )
    return divided(counts, possible)


def strength(network: Network, how: How) -> Scores:
    """The sum of the weights of a node's ties.

    Formula: the sum, not normalised, in both directions. Weights: added. Disconnected parts: as
    it is. Two modes: as one. Source: Barrat et al. (2004).
    """
    both = np.repeat(strengths(network, how), 2)
    return np.bincount(network.ends.ravel(), weights=both, minlength=len(network)).astype(float)


# Ways


def betweenness(network: Network, how: How) -> Scores:
    """The share of the shortest ways between other nodes that lead through a node.

    Formula: over all pairs of other nodes, the part of their shortest ways that passes here,
    divided by the number of pairs, (n-1)(n-2)/2, or (n-1)(n-2) if directed. Weights: a tie of
    weight w is 1/w long. Disconnected parts: pairs in different parts add nothing. Two modes:
    divided by the highest value possible for the sizes of the modes. Source: Freeman (1977);
    Brandes (2001); two modes: Borgatti and Everett (1997).
    """
    measured, directed = lengths(network, how), network.rule.directed
    weights = None if measured is None else measured.tolist()
    through = network.igraph.betweenness(directed=directed, weights=weights, sources=how.sources)
    found = np.array(through, dtype=float) * _share(network, how)
    if network.rule.two_mode and network.size:
        return divided(found, _most_between(network))
    pairs = (len(network) - 1) * (len(network) - 2) / (1 if network.rule.directed else 2)
    return divided(found, np.full(len(network), pairs))


def closeness(network: Network, how: How) -> Scores:
    """How near a node is to all that it can be reached from.

    Formula: (r-1)/s times (r-1)/(n-1), where r counts the nodes from which it is reached, itself
    among them, and s adds up their distances. Directed: ways towards the node. Weights: a tie of
    weight w is 1/w long. Disconnected parts: the second factor lowers nodes of small parts. Two
    modes: the least possible s, in a part of so many nodes of each mode, replaces r-1 in the first
    factor; networkx takes the sizes of the modes in the whole network there, so that the two
    differ where a network has several parts. Isolates: 0. Source: Wasserman and Faust (1994); two
    modes: Borgatti and Everett (1997).
    """
    sums, reached = _distances(network, how)
    least = reached - 1
    if network.rule.two_mode:
        own, other = _modes_of_part(network)
        least = other + 2 * (own - 1)
    return divided(least, sums) * (reached - 1) / max(1, len(network) - 1)


def harmonic(network: Network, how: How) -> Scores:
    """The sum of the nearness of a node to each other: one over its distance.

    Formula: sum of 1/d, not normalised. Directed: ways towards the node. Weights: a tie of weight
    w is 1/w long. Disconnected parts: what cannot be reached adds 0. Two modes: as one. Source:
    Marchiori and Latora (2000); Rochat (2009).
    """
    return reach(network, lengths(network, how), how.sources).near * _share(network, how)


def _distances(network: Network, how: How) -> tuple[Scores, Scores]:
    """For each node the sum of distances to it, and how many nodes reach it, itself among them."""
    found = reach(network, lengths(network, how), how.sources)
    if how.sources is None:
        return found.far, 1 + found.others
    directed = network.rule.directed
    reached = 1 + found.others * _share(network, how) if directed else _part_sizes(network)
    return divided(found.far, found.others) * (reached - 1), reached


def _share(network: Network, how: How) -> float:
    """How many times more nodes there are than those whose ways are followed."""
    return 1.0 if how.sources is None else len(network) / len(how.sources)


def _part_sizes(network: Network) -> Scores:
    """How many nodes the part of each has."""
    part = np.array(network.igraph.connected_components().membership, dtype=np.int64)
    return np.bincount(part)[part].astype(float)


def _modes_of_part(network: Network) -> tuple[Scores, Scores]:
    """For each node, how many of its own and of the other mode its part has."""
    part = np.array(network.igraph.connected_components().membership, dtype=np.int64)
    first = np.bincount(part, weights=network.first)[part]
    second = np.bincount(part, weights=~network.first)[part]
    return np.where(network.first, first, second), np.where(network.first, second, first)


def _most_between(network: Network) -> Scores:
    """The largest betweenness that a node of each mode can have in modes of these sizes."""
    first, other = int(network.first.sum()), int((~network.first).sum())
    most = np.empty(len(network))
    most[network.first] = _most(first, other)
    most[~network.first] = _most(other, first)
    return most


def _most(own: int, other: int) -> float:
    """The formula of Borgatti and Everett (1997), page 256, for a node of the own mode."""
    whole, rest = divmod(own - 1, other)
    return (
        other**2 * (whole + 1) ** 2
        + other * (whole + 1) * (2 * rest - whole - 1)
        - rest * (2 * whole - rest + 3)
    ) / 2


def _others(network: Network) -> Scores:
    """For each node, how many nodes the other mode has."""
    first = int(network.first.sum())
    return np.where(network.first, len(network) - first, first).astype(float)

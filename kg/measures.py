"""Measures: one number for each node of a network, one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from kg.errors import KgError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.network import Network

Scores: TypeAlias = "NDArray[np.float64]"

SHARE = 0.85
"""The attenuation of katz as a share of the largest that is possible."""
DENSE = 500
"""Nodes up to which eigenvectors are computed with full matrices."""
SAME = 1e-9
"""Two eigenvalues closer than this, relative to the larger, are the same."""


@dataclass(frozen=True, slots=True)
class How:
    """The settings of measures: whether weights count, attenuation of katz, damping of pagerank."""

    weighted: bool = True
    alpha: float | None = None
    damping: float = 0.85
    exact: bool = False
    seed: int = 0


Compute: TypeAlias = "Callable[[Network, How], Scores]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name; `low_is_central` where the lowest score comes first."""

    name: str
    compute: Compute
    summary: str
    low_is_central: bool = False


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
    return _divided(counts, possible)


def strength(network: Network, how: How) -> Scores:
    """The sum of the weights of a node's ties.

    Formula: the sum, not normalised, in both directions. Weights: added. Disconnected parts: as
    it is. Two modes: as one. Source: Barrat et al. (2004).
    """
    both = np.repeat(_weights(network, how), 2)
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
    found = np.array(
        network.igraph.betweenness(directed=network.rule.directed, weights=_lengths(network, how)),
        dtype=float,
    )
    if network.rule.two_mode:
        return _divided(found, _most_between(network))
    pairs = (len(network) - 1) * (len(network) - 2) / (1 if network.rule.directed else 2)
    return _divided(found, np.full(len(network), pairs))


def closeness(network: Network, how: How) -> Scores:
    """How near a node is to all that it can be reached from.

    Formula: (r-1)/s times (r-1)/(n-1), where r counts the nodes from which it is reached, itself
    among them, and s adds up their distances. Directed: ways towards the node. Weights: a tie of
    weight w is 1/w long. Disconnected parts: the second factor lowers nodes of small parts. Two
    modes: the least possible s, in a part of so many nodes of each mode, replaces r-1 in the first
    factor. Isolates: 0. Source: Wasserman
    and Faust (1994); two modes: Borgatti and Everett (1997).
    """
    sums, reached = _distances(network, how)
    if network.rule.two_mode:
        own, other = _modes_of_part(network)
        return _divided(other + 2 * (own - 1), sums) * _divided(reached - 1, _full(network, -1))
    return _divided(reached - 1, sums) * _divided(reached - 1, _full(network, -1))


def harmonic(network: Network, how: How) -> Scores:
    """The sum of the nearness of a node to each other: one over its distance.

    Formula: sum of 1/d, not normalised. Directed: ways towards the node. Weights: a tie of weight
    w is 1/w long. Disconnected parts: what cannot be reached adds 0. Two modes: as one. Source:
    Marchiori and Latora (2000); Rochat (2009).
    """
    found = network.igraph.harmonic_centrality(
        mode="in", weights=_lengths(network, how), normalized=False
    )
    return (
        np.nan_to_num(np.array(found, dtype=float))
        if network.size
        else _full(network, -len(network))
    )


def _distances(network: Network, how: How) -> tuple[Scores, Scores]:
    """For each node the sum of distances to it, and how many nodes reach it, itself among them."""
    graph = network.igraph
    near = graph.closeness(mode="in", weights=_lengths(network, how), normalized=True)
    reached = np.array(graph.neighborhood_size(order=max(1, len(network)), mode="in"), dtype=float)
    return _divided(reached - 1, np.nan_to_num(np.array(near, dtype=float))), reached


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


# Neighbours that count


def eigenvector(network: Network, how: How) -> Scores:
    """How well a node is tied to nodes that are themselves well tied.

    Formula: the eigenvector of the largest eigenvalue of the matrix of ties, of length 1, never
    negative. Directed: ties towards the node, and only where each node reaches each other.
    Weights: strengths. Disconnected parts: the part with the largest eigenvalue has all of it,
    others 0; if two parts share that value it is not defined. Two modes: each mode has length 1.
    Source: Bonacich (1972); two modes: Bonacich (1991), Borgatti and Everett (1997).
    """
    if not network.size:
        return np.zeros(len(network))
    if network.rule.directed and not network.igraph.is_connected(mode="strong"):
        raise KgError(
            f"{network.rule.name}: eigenvector is not defined where some things reach others that"
            " do not reach them; use katz or pagerank"
        )
    scores = np.zeros(len(network))
    part, vector = _leading_part(network, how)
    scores[part] = vector
    if network.rule.two_mode:
        for mode in (network.first, ~network.first):
            scores[mode] /= np.linalg.norm(scores[mode])
    return scores


def pagerank(network: Network, how: How) -> Scores:
    """The share of time that a walker along the ties spends at a node.

    Formula: the stationary distribution of a walk that follows a tie with probability 0.85
    (`damping`) and else starts anew anywhere; adds up to 1. Directed: along the ties. Weights:
    ties are taken in proportion. Disconnected parts: each has its share. Two modes: as one.
    Source: Brin and Page (1998).
    """
    found = network.igraph.pagerank(
        damping=how.damping, weights=_given(network, how), directed=network.rule.directed
    )
    return np.array(found, dtype=float)


def katz(network: Network, how: How) -> Scores:
    """How many walks of any length lead to a node, longer ones counting less.

    Formula: the solution x of x = a A'x + 1, scaled to length 1, where A is the matrix of ties
    and the attenuation a is 0.85 over its largest eigenvalue. Directed: walks towards the node.
    Weights: strengths. Disconnected parts: one attenuation for all. Two modes: as one. Source:
    Katz (1953).
    """
    alpha, limit = attenuation(network, how)
    if alpha >= limit * (1 - SAME):
        raise KgError(f"katz: attenuation {alpha:g} is too large; give one below {limit:.6g}")
    matrix = _matrix(network, how).T
    scores = np.ones(len(network))
    for _ in range(max(len(network), 100_000)):
        fresh = alpha * (matrix @ scores) + 1
        if np.abs(fresh - scores).max(initial=0) <= 1e-15 * fresh.max(initial=1):
            break
        scores = fresh
    return _divided(scores, np.full(len(network), np.linalg.norm(scores)))


def attenuation(network: Network, how: How) -> tuple[float, float]:
    """The attenuation that katz uses, and the limit below which it must lie.

    The limit is one over the largest eigenvalue of the matrix of ties, infinite where no walk
    goes on for ever; then the attenuation is 0.85.
    """
    largest = _largest_eigenvalue(network, how)
    limit = 1 / largest if largest else float("inf")
    return how.alpha or (SHARE / largest if largest else SHARE), limit


def _leading_part(network: Network, how: How) -> tuple[NDArray[np.int64], Scores]:
    """The nodes of the part with the largest eigenvalue, and their eigenvector."""
    parts = network.igraph.connected_components(mode="weak")
    matrix = _matrix(network, how).T.tocsr()
    found = []
    for part in parts:
        if len(part) > 1:
            nodes = np.array(part, dtype=np.int64)
            found.append((*_leading(matrix[nodes][:, nodes]), nodes))
    found.sort(key=lambda each: -each[0])
    values = [value for value, _, _ in found]
    if len(values) > 1 and values[0] - values[1] <= SAME * values[0]:
        raise KgError(
            f"{network.rule.name}: eigenvector is not defined, for two parts of the network share"
            " the largest eigenvalue; use katz or pagerank"
        )
    return found[0][2], found[0][1]


def _leading(matrix: Any) -> tuple[float, Scores]:
    """The largest eigenvalue of a matrix without negative entries, and its vector of length 1."""
    if matrix.shape[0] <= DENSE:
        values, vectors = np.linalg.eig(matrix.toarray())
        at = int(np.argmax(values.real))
        value, vector = float(values[at].real), vectors[:, at].real
    else:
        from scipy.sparse.linalg import eigs

        values, vectors = eigs(matrix, k=1, which="LR", v0=np.ones(matrix.shape[0]), tol=1e-14)
        value, vector = float(values[0].real), vectors[:, 0].real
    vector = np.abs(vector)
    return value, vector / np.linalg.norm(vector)


def _largest_eigenvalue(network: Network, how: How) -> float:
    if not network.size or (network.rule.directed and network.igraph.is_dag()):
        return 0.0
    return _leading(_matrix(network, how).tocsr())[0]


# Neighbourhoods


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
    return np.array(_undirected(network).transitivity_local_undirected(mode="zero"), dtype=float)


def constraint(network: Network, how: How) -> Scores:
    """How far a node's neighbours are tied among themselves; the lowest bridges most.

    Formula: the sum over neighbours j of (p_ij + sum over q of p_iq p_qj) squared, where p is the
    share of a tie in all the ties of a node. Directed: ties of both directions are added. Weights:
    strengths. Disconnected parts: each by itself; not defined for isolates. Two modes: as one,
    mostly 1/d. Source: Burt (1992).
    """
    graph = network.igraph
    return np.array(graph.constraint(weights=_given(network, how)), dtype=float)


def effective_size(network: Network, how: How) -> Scores:
    """How many neighbours a node has that are not tied through each other.

    Formula: n - 2t/n for n neighbours with t ties among them. Directed: taken as undirected.
    Weights: unused. Disconnected parts: each by itself; not defined for isolates. Two modes: the
    number of neighbours. Source: Burt (1992); Borgatti (1997).
    """
    graph = _undirected(network)
    neighbours = np.array(graph.degree(), dtype=float)
    local = np.array(graph.transitivity_local_undirected(mode="zero"), dtype=float)
    tied = local * neighbours * (neighbours - 1) / 2
    sizes = neighbours - _divided(2 * tied, neighbours)
    sizes[neighbours == 0] = np.nan
    return sizes


# Weights and matrices


def _weights(network: Network, how: How) -> Scores:
    return network.weights if how.weighted else np.ones(network.size)


def _given(network: Network, how: How) -> Any:
    return network.weights.tolist() if how.weighted and network.size else None


def _lengths(network: Network, how: How) -> Any:
    """Lengths of ties, one over their weights; None where all are 1 and counting steps will do."""
    weights = _weights(network, how)
    return None if (weights == 1).all() else (1 / weights).tolist()


def _matrix(network: Network, how: How) -> Any:
    """The matrix of ties, a row for the node that a tie leaves."""
    from scipy import sparse

    rows, columns = network.ends.T
    shape = (len(network), len(network))
    matrix = sparse.csr_array((_weights(network, how), (rows, columns)), shape=shape)
    return matrix if network.rule.directed else matrix + matrix.T


def _undirected(network: Network) -> Any:
    return network.igraph.as_undirected() if network.rule.directed else network.igraph


def _others(network: Network) -> Scores:
    """For each node, how many nodes the other mode has."""
    first = int(network.first.sum())
    return np.where(network.first, len(network) - first, first).astype(float)


def _full(network: Network, plus: int) -> Scores:
    return np.full(len(network), float(len(network) + plus))


def _divided(above: Scores, below: Scores) -> Scores:
    """A quotient that is 0 where the divisor is."""
    return np.divide(above, below, out=np.zeros(len(above)), where=below != 0)


_ALL = (
    Measure("degree", degree, "the share of the others to which it is tied"),
    Measure("strength", strength, "the sum of the weights of its ties"),
    Measure("betweenness", betweenness, "the share of shortest ways that lead through it"),
    Measure("closeness", closeness, "how near it is to all others"),
    Measure("harmonic", harmonic, "the sum of one over the distance to each other"),
    Measure("eigenvector", eigenvector, "how well it is tied to the well tied"),
    Measure("pagerank", pagerank, "the share of time that a walker spends there"),
    Measure("katz", katz, "how many walks lead to it, long ones counting less"),
    Measure("core", core, "how deep it lies in the densest part"),
    Measure("clustering", clustering, "the share of its neighbours' pairs that are tied"),
    Measure("constraint", constraint, "how far its neighbours are tied among themselves", True),
    Measure("effective-size", effective_size, "its neighbours, less those tied through others"),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}

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
LEAST_ALPHA, MOST_ALPHA = 1e-12, 1e12
MOST_DAMPING = 0.999
_ROUNDS = 100_000


@dataclass(frozen=True, slots=True)
class How:
    """The settings of measures: whether weights count, attenuation of katz, damping of pagerank.

    `sources` are the nodes whose ways are followed (all if None) to estimate what those of all
    would give; `exact` forbids that, `seed` draws them. Raises KgError for an attenuation or
    damping with which nothing can be computed.
    """

    weighted: bool = True
    alpha: float | None = None
    damping: float = 0.85
    exact: bool = False
    seed: int = 0
    sources: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.alpha is not None and not LEAST_ALPHA <= self.alpha <= MOST_ALPHA:
            raise KgError(
                f"an attenuation (--alpha) of {self.alpha:g} tells nothing; give a number above 0,"
                " such as 0.1"
            )
        if self.damping > MOST_DAMPING:
            raise KgError(
                f"with a damping of {self.damping:g} the walker hardly ever starts anew, and the"
                f" scores lose their ground; give at most {MOST_DAMPING}"
            )
        if not self.damping >= 0:
            raise KgError(
                f"a damping of {self.damping:g} is no probability; give 0 to {MOST_DAMPING}"
            )


Compute: TypeAlias = "Callable[[Network, How], Scores]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name.

    `low_is_central` where the lowest score comes first, `follows_ways` where all shortest ways
    are followed, which is dear, `grows` where a further tie never lowers a score.
    """

    name: str
    compute: Compute
    summary: str
    low_is_central: bool = False
    follows_ways: bool = False
    grows: bool = False


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
    lengths, directed = _lengths(network, how), network.rule.directed
    through = network.igraph.betweenness(directed=directed, weights=lengths, sources=how.sources)
    found = np.array(through, dtype=float) * _share(network, how)
    if network.rule.two_mode and network.size:
        return _divided(found, _most_between(network))
    pairs = (len(network) - 1) * (len(network) - 2) / (1 if network.rule.directed else 2)
    return _divided(found, np.full(len(network), pairs))


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
    if not network.size:
        return np.zeros(len(network))
    if how.sources is not None:
        far = _distances_from(network, how)
        near: Scores = np.divide(1, far, out=np.zeros(far.shape), where=far > 0).sum(axis=0)
        return near * _share(network, how)
    found = network.igraph.harmonic_centrality(
        mode="in", weights=_lengths(network, how), normalized=False
    )
    scores: Scores = np.nan_to_num(np.array(found, dtype=float))
    return scores


def _distances(network: Network, how: How) -> tuple[Scores, Scores]:
    """For each node the sum of distances to it, and how many nodes reach it, itself among them."""
    if how.sources is not None:
        return _estimated_distances(network, how)
    near = network.igraph.closeness(mode="in", weights=_lengths(network, how), normalized=True)
    reached = _reached(network)
    return _divided(reached - 1, np.nan_to_num(np.array(near, dtype=float))), reached


def _estimated_distances(network: Network, how: How) -> tuple[Scores, Scores]:
    far = _distances_from(network, how)
    others = np.isfinite(far) & (far > 0)
    known = others.sum(axis=0).astype(float)
    mean = _divided(np.where(others, far, 0).sum(axis=0), known)
    directed = network.rule.directed
    reached = 1 + known * _share(network, how) if directed else _reached(network)
    return mean * (reached - 1), reached


def _distances_from(network: Network, how: How) -> Scores:
    """The distances from the drawn nodes (rows) to all; infinite where there is no way."""
    found = network.igraph.distances(source=how.sources, weights=_lengths(network, how), mode="out")
    return np.array(found, dtype=float)


def _share(network: Network, how: How) -> float:
    """How many times more nodes there are than those whose ways are followed."""
    return 1.0 if how.sources is None else len(network) / len(how.sources)


def _reached(network: Network) -> Scores:
    """How many nodes reach each, itself among them."""
    graph = network.igraph
    if network.rule.directed:
        return np.array(graph.neighborhood_size(order=max(1, len(network)), mode="in"), dtype=float)
    part = np.array(graph.connected_components().membership, dtype=np.int64)
    return np.bincount(part)[part].astype(float) if len(part) else np.zeros(0)


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
    if alpha > 1 and limit == float("inf"):
        raise KgError(f"katz: attenuation {alpha:g} lets longer walks count more; give at most 1")
    matrix = _matrix(network, how).T
    with np.errstate(over="ignore", invalid="ignore"):
        solve = _solved if len(network) <= DENSE else _repeated
        walks = solve(matrix, alpha)
        scores: Scores = walks / walks.max(initial=1)
        scores = scores / max(1, float(np.linalg.norm(scores)))
    if not np.isfinite(scores).all() or (walks < 0.5).any():
        raise KgError(f"katz: with attenuation {alpha:g} the numbers overflow; give a smaller one")
    return scores


def _solved(matrix: Any, alpha: float) -> Scores:
    """The solution x of x = a A'x + 1 by elimination; NaN where numbers do not carry that far."""
    size = matrix.shape[0]
    try:
        found: Scores = np.linalg.solve(np.eye(size) - alpha * matrix.toarray(), np.ones(size))
    except np.linalg.LinAlgError:
        return np.full(size, np.nan)
    return found


def _repeated(matrix: Any, alpha: float) -> Scores:
    """The same by adding longer and longer walks, until these no longer count."""
    scores: Scores = np.ones(matrix.shape[0])
    for _ in range(max(len(scores), _ROUNDS)):
        fresh: Scores = alpha * (matrix @ scores) + 1
        if not np.abs(fresh - scores).max() > 1e-15 * fresh.max():
            return fresh
        scores = fresh
    raise KgError(
        f"katz: attenuation {alpha:g} is too near its limit to add up; give a smaller one"
    )


def attenuation(network: Network, how: How) -> tuple[float, float]:
    """The attenuation that katz uses, and the limit below which it must lie.

    The limit is one over the largest eigenvalue of the matrix of ties, infinite where no walk
    goes on for ever; then the attenuation is 0.85.
    """
    largest = _largest_eigenvalue(network, how)
    limit = 1 / largest if largest else float("inf")
    usual = SHARE / largest if largest else SHARE
    return usual if how.alpha is None else how.alpha, limit


def _leading_part(network: Network, how: How) -> tuple[NDArray[np.int64], Scores]:
    """The nodes of the part with the largest eigenvalue, and their eigenvector."""
    parts = network.igraph.connected_components(mode="weak")
    matrix = _matrix(network, how).T.tocsr()
    found = []
    for part in parts:
        if len(part) > 1:
            nodes = np.array(part, dtype=np.int64)
            found.append((*_leading(matrix[nodes][:, nodes], network.rule.directed), nodes))
    found.sort(key=lambda each: -each[0])
    values = [value for value, _, _ in found]
    if len(values) > 1 and values[0] - values[1] <= SAME * values[0]:
        raise KgError(
            f"{network.rule.name}: eigenvector is not defined, for two parts of the network share"
            " the largest eigenvalue; use katz or pagerank"
        )
    return found[0][2], found[0][1]


def _leading(matrix: Any, directed: bool) -> tuple[float, Scores]:
    """The largest eigenvalue of a matrix without negative entries, and its vector of length 1."""
    values, vectors = _eigen(matrix, directed)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return float(values[at].real), vector / np.linalg.norm(vector)


def _eigen(matrix: Any, directed: bool) -> tuple[Any, Any]:
    """Eigenvalues, the largest among them, and their vectors as columns."""
    if matrix.shape[0] <= DENSE:
        return (np.linalg.eig if directed else np.linalg.eigh)(matrix.toarray())
    from scipy.sparse.linalg import eigs, eigsh

    start = np.ones(matrix.shape[0])
    if directed:
        found: tuple[Any, Any] = eigs(matrix, k=1, which="LR", v0=start, tol=1e-14)
    else:
        found = eigsh(matrix, k=1, which="LA", v0=start, tol=1e-14)
    return found


def _largest_eigenvalue(network: Network, how: How) -> float:
    if not network.size or (network.rule.directed and network.igraph.is_dag()):
        return 0.0
    return _leading(_matrix(network, how).tocsr(), network.rule.directed)[0]


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
    Measure("strength", strength, "the sum of the weights of its ties", grows=True),
    Measure(
        "betweenness",
        betweenness,
        "the share of shortest ways that lead through it",
        follows_ways=True,
    ),
    Measure("closeness", closeness, "how near it is to all others", follows_ways=True),
    Measure(
        "harmonic",
        harmonic,
        "the sum of one over the distance to each other",
        follows_ways=True,
        grows=True,
    ),
    Measure("eigenvector", eigenvector, "how well it is tied to the well tied"),
    Measure("pagerank", pagerank, "the share of time that a walker spends there"),
    Measure("katz", katz, "how many walks lead to it, long ones counting less"),
    Measure("core", core, "how deep it lies in the densest part", grows=True),
    Measure("clustering", clustering, "the share of its neighbours' pairs that are tied"),
    Measure("constraint", constraint, "how far its neighbours are tied among themselves", True),
    Measure("effective-size", effective_size, "its neighbours, less those tied through others"),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}

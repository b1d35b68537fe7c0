"""Spectral measures: what nodes score by the scores of those to whom they are tied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import KgError
from kg.weights import divided, matrix, strengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.network import Network
    from kg.settings import How
    from kg.weights import Scores

SHARE = 0.85
"""The attenuation of katz as a share of the largest that is possible."""
DENSE = 500
"""Nodes up to which full matrices are used."""
SAME = 1e-9
"""Two eigenvalues closer than this, relative to the larger, are the same."""
_ROUNDS = 100_000
_SETTLED = 1e-14
_LEFT = 1e-20


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
    if not len(network):
        return np.zeros(0)
    ties = _ties(network, how)
    onward = ties.sum(axis=0)
    shares = ties * divided(np.ones(len(network)), onward)
    solve = _solved if len(network) <= DENSE else _walked
    visits: Scores = solve(shares, how.damping)
    scores: Scores = visits / visits.sum()
    return scores


def _walked(shares: Any, damping: float) -> Scores:
    """The solution x of x = d P'x + 1 for a walk with transitions P, by further and further steps.

    Divided by its sum it is PageRank: where no tie leads on, the walker starts anew anywhere.
    What is left to add shrinks by the damping with each step, or sooner.
    """
    visits, left = np.full(shares.shape[0], 1 / (1 - damping)), 1.0
    while left > _LEFT:
        fresh: Scores = damping * (shares @ visits) + 1
        if (np.abs(fresh - visits) <= _SETTLED * fresh).all():
            return fresh
        visits, left = fresh, left * damping
    return visits


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
    with np.errstate(over="ignore", invalid="ignore"):
        solve = _solved if len(network) <= DENSE else _repeated
        walks = solve(_ties(network, how), alpha)
        scores: Scores = walks / walks.max(initial=1)
        scores = scores / max(1, float(np.linalg.norm(scores)))
    if not np.isfinite(scores).all() or (walks < 0.5).any():
        raise KgError(f"katz: with attenuation {alpha:g} the numbers overflow; give a smaller one")
    return scores


def _solved(ties: Any, alpha: float) -> Scores:
    """The solution x of x = a A'x + 1 by elimination; NaN where numbers do not carry that far."""
    size = ties.shape[0]
    try:
        found: Scores = np.linalg.solve(np.eye(size) - alpha * ties.toarray(), np.ones(size))
    except np.linalg.LinAlgError:
        return np.full(size, np.nan)
    return found


def _repeated(ties: Any, alpha: float) -> Scores:
    """The same by adding longer and longer walks, until these no longer count."""
    scores: Scores = np.ones(ties.shape[0])
    for _ in range(max(len(scores), _ROUNDS)):
        fresh: Scores = alpha * (ties @ scores) + 1
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


def _ties(network: Network, how: How) -> Any:
    return matrix(network, strengths(network, how))


def _leading_part(network: Network, how: How) -> tuple[NDArray[np.int64], Scores]:
    """The nodes of the part with the largest eigenvalue, and their eigenvector."""
    parts = network.igraph.connected_components(mode="weak")
    ties = _ties(network, how)
    found = []
    for part in parts:
        if len(part) > 1:
            nodes = np.array(part, dtype=np.int64)
            found.append((*_leading(ties[nodes][:, nodes], network.rule.directed), nodes))
    found.sort(key=lambda each: -each[0])
    values = [value for value, _, _ in found]
    if len(values) > 1 and values[0] - values[1] <= SAME * values[0]:
        raise KgError(
            f"{network.rule.name}: eigenvector is not defined, for two parts of the network share"
            " the largest eigenvalue; use katz or pagerank"
        )
    return found[0][2], found[0][1]


def _leading(ties: Any, directed: bool) -> tuple[float, Scores]:
    """The largest eigenvalue of a matrix without negative entries, and its vector of length 1."""
    values, vectors = _eigen(ties, directed)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return float(values[at].real), vector / np.linalg.norm(vector)


def _eigen(ties: Any, directed: bool) -> tuple[Any, Any]:
    """Eigenvalues, the largest among them, and their vectors as columns."""
    if ties.shape[0] <= DENSE:
        return (np.linalg.eig if directed else np.linalg.eigh)(ties.toarray())
    from scipy.sparse.linalg import eigs, eigsh

    start = np.ones(ties.shape[0])
    if directed:
        found: tuple[Any, Any] = eigs(ties, k=1, which="LR", v0=start, tol=1e-14)
    else:
        found = eigsh(ties, k=1, which="LA", v0=start, tol=1e-14)
    return found


def _largest_eigenvalue(network: Network, how: How) -> float:
    if not network.size or (network.rule.directed and network.igraph.is_dag()):
        return 0.0
    return _leading(_ties(network, how), network.rule.directed)[0]

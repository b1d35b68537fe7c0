"""Distances: from how many nodes each is reached, how far these are in sum, and how near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.weights import both_ways, matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.network import Network
    from kg.weights import Scores

MANY = 100
"""Steps of a way after which it is cheaper to follow the ways from each node by themselves."""
_WORD = 64


@dataclass(frozen=True, slots=True)
class Reach:
    """By node: how many others reach it, the sum of their distances, and of one over each."""

    others: Scores
    far: Scores
    near: Scores

    def __add__(self, more: Reach) -> Reach:
        return Reach(self.others + more.others, self.far + more.far, self.near + more.near)


def reach(
    network: Network, lengths: Scores | None, sources: NDArray[np.int64] | None = None
) -> Reach:
    """How the nodes are reached from these different nodes, or from all, along the ties.

    A tie without a length is one step long.
    """
    starts = np.arange(len(network)) if sources is None else sources
    walk: _Steps | _Lengths = _Steps(network) if lengths is None else _Lengths(network, lengths)
    found, at = _nothing(len(network)), 0
    while at < len(starts):
        part = walk.reach(starts[at : at + walk.abreast])
        if part is None:
            walk = _Lengths(network, np.ones(network.size))
        else:
            found, at = found + part, at + walk.abreast
    return found


def _nothing(nodes: int) -> Reach:
    return Reach(*np.zeros((3, nodes)))


class _Steps:
    """Ways counted in steps, those from many nodes at once, a bit for each of them.

    M. Then et al., Proc. VLDB Endow. 8, 449 (2014).
    """

    abreast = 8 * _WORD

    def __init__(self, network: Network) -> None:
        sources, targets = both_ways(network)
        self.nodes = len(network)
        self.before = sources[np.argsort(targets, kind="stable")]
        many = np.bincount(targets, minlength=self.nodes)
        self.entered = np.flatnonzero(many)
        self.begins = (np.cumsum(many) - many)[self.entered]

    def reach(self, starts: NDArray[np.int64]) -> Reach | None:
        """How the nodes are reached from these; None where that takes too many steps."""
        seen = fresh = self._marked(starts)
        found = _nothing(self.nodes)
        for step in range(1, MANY + 1):
            fresh = self._passed_on(fresh) & ~seen
            here = np.bitwise_count(fresh).sum(axis=1).astype(float)
            if not here.any():
                return found
            seen = seen | fresh
            found += Reach(here, here * step, here / step)
        return None

    def _marked(self, starts: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Words of bits by node, the bit of each start set in its own row."""
        marks = np.zeros((self.nodes, -(-len(starts) // _WORD)), dtype=np.uint64)
        bit = np.arange(len(starts))
        marks[starts, bit // _WORD] = np.uint64(1) << (bit % _WORD).astype(np.uint64)
        return marks

    def _passed_on(self, marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """For each node all that stands at the nodes from which ties lead to it."""
        passed = np.zeros_like(marks)
        if len(self.before):
            passed[self.entered] = np.bitwise_or.reduceat(marks[self.before], self.begins, axis=0)
        return passed


class _Lengths:
    """Ways measured by the lengths of ties, by Dijkstra's algorithm."""

    abreast = 32

    def __init__(self, network: Network, lengths: Scores) -> None:
        self.onward = matrix(network, lengths).T.tocsr()

    def reach(self, starts: NDArray[np.int64]) -> Reach:
        """How the nodes are reached from these."""
        from scipy.sparse.csgraph import dijkstra

        far: Scores = dijkstra(self.onward, indices=starts)
        others = np.isfinite(far) & (far > 0)
        near = np.divide(1, far, out=np.zeros(far.shape), where=others)
        far[~others] = 0
        return Reach(others.sum(axis=0).astype(float), far.sum(axis=0), near.sum(axis=0))

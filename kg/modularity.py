"""Modularity: how far ties are within groups beyond chance, in two modes with its own search."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import igraph

SAME = 1e-9
"""Modularities that differ by less are the same."""
Choice = TypeVar("Choice", bound=Hashable)


def modularity(graph: igraph.Graph, labels: Sequence[int]) -> float:
    """The modularity of groups: Newman and Girvan's, of a directed graph Leicht and Newman's.

    Where all ties lead from a first mode to a second, the latter is Barber's.
    """
    return float(graph.modularity(labels, weights="weight", directed=graph.is_directed()))


class _Modules:
    """Groups of a two-mode network in the making: who is in which, and their sums of degrees."""

    def __init__(self, graph: igraph.Graph, chance: random.Random) -> None:
        self.chance = chance
        self.ties: list[tuple[int, int, float]] = [(*t.tuple, t["weight"]) for t in graph.es]
        self.total: float = sum(weight for _, _, weight in self.ties)
        self.around: list[list[tuple[int, float]]] = [[] for _ in range(graph.vcount())]
        for one, two, weight in self.ties:
            self.around[one].append((two, weight))
            self.around[two].append((one, weight))
        self.first: list[float] = graph.strength(mode="out", weights="weight")
        self.second: list[float] = graph.strength(mode="in", weights="weight")
        self.label = list(range(graph.vcount()))
        self.firsts: list[float] = [*self.first]
        self.seconds: list[float] = [*self.second]

    def chosen(self, gains: Mapping[Choice, float], least: float) -> list[Choice]:
        """One of those that gain most, by chance, if that is more than the least."""
        top = max(gains.values(), default=least)
        best = [each for each, gain in gains.items() if gain > top - SAME]
        return [self.chance.choice(best)] if top > least + SAME else []

    def spread(self) -> bool:
        """Let each node, in any order, join the group next to it that gains most by it."""
        order = list(range(len(self.label)))
        self.chance.shuffle(order)
        return sum(self._moved(node) for node in order) > 0

    def _moved(self, node: int) -> bool:
        tied: dict[int, float] = defaultdict(float, {self.label[node]: 0.0})
        for other, weight in self.around[node]:
            tied[self.label[other]] += weight
        gains = {group: weight - self._expected(node, group) for group, weight in tied.items()}
        best = self.chosen(gains, gains[self.label[node]])
        for group in best:
            self._add(node, self.label[node], -1)
            self._add(node, group, 1)
            self.label[node] = group
        return bool(best)

    def _add(self, node: int, group: int, sign: int) -> None:
        self.firsts[group] += sign * self.first[node]
        self.seconds[group] += sign * self.second[node]

    def _expected(self, node: int, group: int) -> float:
        """The weight by which chance would tie a node to a group."""
        own, other = self.first[node], self.second[node]
        crossed: float = own * self.seconds[group] + other * self.firsts[group]
        return crossed / self.total

    def merge(self) -> bool:
        """Make the two groups one that gain most by it."""
        tied: dict[tuple[int, int], float] = defaultdict(float)
        for one, two, weight in self.ties:
            a, b = sorted((self.label[one], self.label[two]))
            if a != b:
                tied[a, b] += weight
        gains = {pair: weight - self._met(*pair) for pair, weight in tied.items()}
        best = self.chosen(gains, 0.0)
        for kept, gone in best:
            for sums in (self.firsts, self.seconds):
                sums[kept], sums[gone] = sums[kept] + sums[gone], 0.0
            self.label = [kept if label == gone else label for label in self.label]
        return bool(best)

    def _met(self, one: int, two: int) -> float:
        """The weight by which chance would tie two groups."""
        crossed: float = self.firsts[one] * self.seconds[two] + self.firsts[two] * self.seconds[one]
        return crossed / self.total


def propagated(graph: igraph.Graph, chance: random.Random) -> list[int]:
    """Groups of a high Barber's modularity: labels spread, groups merge, until nothing gains.

    After X. Liu and T. Murata, J. Adv. Comput. Intell. Intell. Inform. 14, 408 (2010).
    """
    modules = _Modules(graph, chance)
    while modules.spread() or modules.merge():
        pass
    return modules.label

"""Routes: the cheapest rows of nodes between two of a network, on days that meet if wished."""

from __future__ import annotations

import heapq
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kg.ground import ALWAYS, Ground, Stretches, common, meet

LOOKS = 500_000
"""Beginnings of routes that are looked at before the search gives up."""

_State = tuple[int, int, int, Stretches]
"""Of a beginning: its cost, how many nodes it has, the last of them, the days left to it."""


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """Nodes from one end to the other, and what their steps cost."""

    cost: int
    nodes: tuple[int, ...]


class Search:
    """Ways between two nodes by cost, those of equal cost by their nodes in order.

    The loopless ways are found one after another as by Yen (Management Science 17, 1971), parted
    by Lawler's rule so that none is found twice. Each is found from one end, led by the true
    distance to the other. Days and lengths are carried along: one beginning of a way makes
    another needless only where it costs no more, is no longer, and can hold on all its days. The
    cheapest way that meets the wishes has no loop, since without the loop it would meet them too.
    """

    def __init__(
        self,
        ground: Ground,
        start: int,
        goal: int,
        longest: int | None = None,
        *,
        same_time: bool = False,
    ) -> None:
        self.ground, self.start, self.goal, self.same_time = ground, start, goal, same_time
        self.limited, self.longest = longest is not None, longest or len(ground.network)
        self._looks = 0
        self._ties: dict[tuple[int, int], tuple[int, Stretches]] = {}

    @property
    def gave_up(self) -> bool:
        """Whether there may be more than was found."""
        return self._looks > LOOKS

    @cached_property
    def distance(self) -> dict[int, int]:
        """By node, the cost of the cheapest way to the goal, whatever the days and lengths."""
        return self._spread(lambda one, two: self._tie(one, two)[0])

    @cached_property
    def steps(self) -> dict[int, int]:
        """By node, the fewest steps to the goal, whatever the days and costs."""
        return self._spread(lambda _, __: 1)

    def _spread(self, cost: Callable[[int, int], int]) -> dict[int, int]:
        found: dict[int, int] = {}
        heap = [(0, self.goal)]
        while heap:
            so_far, node = heapq.heappop(heap)
            if node not in found:
                found[node] = so_far
                for other in self.ground.joined[node]:
                    if other not in found:
                        heapq.heappush(heap, (so_far + cost(node, other), other))
        return found

    def first(self, top: int) -> list[Route]:
        """The first so many ways."""
        listed: list[Route] = []
        best = self._best((self.start,), frozenset())
        waiting = [(best, 1, frozenset[int]())] if best else []
        while waiting and len(listed) < top:
            way, fixed, barred = waiting.pop(0)
            listed.append(way)
            if len(listed) < top:
                self._part(waiting, way, fixed, barred)
        return listed

    def _part(
        self,
        waiting: list[tuple[Route, int, frozenset[int]]],
        way: Route,
        fixed: int,
        barred: frozenset[int],
    ) -> None:
        """Add the best ways that leave a way at each of its nodes after the fixed ones."""
        for size in range(fixed, len(way.nodes)):
            taken = {way.nodes[size]} | (barred if size == fixed else frozenset())
            other = self._best(way.nodes[:size], frozenset(taken))
            if other:
                insort(waiting, (other, size, frozenset(taken)), key=lambda each: each[0])

    def _best(self, prefix: tuple[int, ...], barred: frozenset[int]) -> Route | None:
        """The first way that begins with the prefix and does not go on to a barred node."""
        cost, days = self._walked(prefix)
        if prefix[-1] not in self.distance or not days:
            return None
        heap = [(cost + self.distance[prefix[-1]], prefix, cost, days)]
        known: dict[int, list[tuple[int, Stretches]]] = defaultdict(list)
        while heap and not self.gave_up:
            _, nodes, cost, days = heapq.heappop(heap)
            self._looks += 1
            if nodes[-1] == self.goal:
                return Route(cost, nodes)
            if _needless(known[nodes[-1]], len(nodes), days):
                continue
            known[nodes[-1]].append((len(nodes), days))
            for other, price, held in self._onward(nodes[-1], len(nodes), days):
                if other not in nodes and not (nodes == prefix and other in barred):
                    spent = cost + price
                    item = (spent + self.distance[other], (*nodes, other), spent, held)
                    heapq.heappush(heap, item)
        return None

    def _onward(
        self, node: int, length: int, days: Stretches
    ) -> Iterator[tuple[int, int, Stretches]]:
        """The nodes to which a way of that many nodes can go on: cost of the step, days left."""
        for other in self.ground.joined[node]:
            if length + self.steps[other] <= self.longest:
                price, held = self._tie(node, other)
                left = meet(days, held)
                if left:
                    yield other, price, left

    def _walked(self, nodes: tuple[int, ...]) -> tuple[int, Stretches]:
        steps = [self._tie(one, two) for one, two in pairwise(nodes)]
        return sum(cost for cost, _ in steps), common(days for _, days in steps)

    def _tie(self, one: int, two: int) -> tuple[int, Stretches]:
        pair = (one, two) if one < two else (two, one)
        if pair not in self._ties:
            ties = self.ground.joined[one][two]
            held = self.ground.days(ties) if self.same_time else ALWAYS
            self._ties[pair] = self.ground.cost(ties), held
        return self._ties[pair]

    def count(self, shortest: int) -> int:
        """How many ways have the cost of the shortest: different rows of nodes, by addition."""
        counts: dict[_State, int] = {(0, 1, self.start, ALWAYS): 1}
        heap: list[_State] = list(counts)
        total = 0
        while heap:
            cost, length, node, days = state = heapq.heappop(heap)
            many = counts.pop(state)
            if node == self.goal:
                total += many
                continue
            for other, price, held in self._onward(node, length, days):
                if cost + price + self.distance[other] <= shortest:
                    after = (cost + price, length + 1, other, held)
                    if after not in counts:
                        heapq.heappush(heap, after)
                    counts[after] = counts.get(after, 0) + many
        return total


def _needless(known: Iterable[tuple[int, Stretches]], length: int, days: Stretches) -> bool:
    return any(before <= length and meet(days, had) == days for before, had in known)

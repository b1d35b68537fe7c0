"""Lanes: boxes and words in columns, and the lanes of lines that pass them, from top to bottom.

All stand in one order, found by the barycentre heuristic and exchanges of neighbours (Sugiyama,
Tagawa and Toda 1981; Gansner et al. 1993), and each as high as those before it in its columns
allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product

import numpy as np

from kg.scene import Box

GAP = 6.1
"""Between boxes and lanes one above the other."""
LANE = 6.0
"""The height of a lane."""
ROUNDS, RUN = 24, 4
"""How often an order is improved; how many items are moved together, at most."""


@dataclass(frozen=True)
class Item:
    """Something that takes a height in its columns: a box, words where a line ends, or a lane.

    `key` tells apart what the order does not.
    """

    span: tuple[int, int]
    height: float
    key: str
    box: Box | None = None
    words: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()

    @property
    def bar(self) -> bool:
        """Whether it is a box over several columns."""
        return self.box is not None and self.span[0] < self.span[1]


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one item to another, which it reaches in a column; `lane` is an item or -1.

    One from a part to words has no kind.
    """

    source: int
    target: int
    column: int
    ties: tuple[int, ...]
    kind: str
    lane: int = -1


@dataclass(frozen=True)
class Plan:
    """The items and their links; `kin` are items that belong side by side, parts and wholes."""

    items: tuple[Item, ...]
    links: tuple[Link, ...]
    kin: tuple[tuple[int, int], ...]

    @cached_property
    def pieces(self) -> tuple[tuple[int, int, int, int], ...]:
        """The pieces of links: from an item to an item, from a column to a column."""
        return tuple(piece for link in self.links for piece in self._pieces(link))

    def _pieces(self, link: Link) -> Iterator[tuple[int, int, int, int]]:
        end = self.items[link.source].span[1]
        if link.lane < 0:
            yield link.source, link.target, min(end, link.column), link.column
        else:
            first, last = self.items[link.lane].span
            yield link.source, link.lane, min(end, first), first
            yield link.lane, link.target, last, link.column

    @cached_property
    def near(self) -> tuple[tuple[int, ...], ...]:
        """By item, those to which it is linked."""
        found: list[list[int]] = [[] for _ in self.items]
        for one, two in (*((piece[0], piece[1]) for piece in self.pieces), *self.kin):
            found[one].append(two)
            found[two].append(one)
        return tuple(map(tuple, found))


def laned(
    items: Sequence[Item], links: Iterable[Link]
) -> tuple[tuple[Item, ...], tuple[Link, ...]]:
    """Items and links with a lane for each link that needs one."""
    every, laned = list(items), []
    for link in links:
        first, last = _lane(items[link.source], items[link.target], link.column)
        if first <= last:
            laned.append(replace(link, lane=len(every)))
            key = f"{items[link.source].key} {items[link.target].key}"
            every.append(Item((first, last), LANE, key))
        else:
            laned.append(link)
    return tuple(every), tuple(laned)


def _lane(source: Item, target: Item, column: int) -> tuple[int, int]:
    """The first and last column of a lane: those that a line passes, that in which it comes to a
    box over it, or that in which it leaves a box that goes on; none if the last is before."""
    inside = column > target.span[0]
    if source.span[1] < column:
        return source.span[1] + 1, column if inside else column - 1
    leaves = not inside and source.span[0] < column
    return (column - 1, column - 1) if leaves else (column, column - 1)


# Order


def ordered(plan: Plan) -> list[int]:
    """The items from top to bottom, what hangs together together."""
    return [item for lot in _lots(plan) for item in _settled(plan, lot)]


def _lots(plan: Plan) -> list[list[int]]:
    """The items that hang together: those with the widest boxes first, then the smaller lots."""
    waiting = sorted(range(len(plan.items)), key=lambda at: _first(plan, at))
    lots = []
    while waiting:
        lot = _reached(plan, waiting[0])
        waiting = [at for at in waiting if at not in lot]
        lots.append(lot)
    return sorted(lots, key=lambda lot: (-_bars(plan, lot), len(lot), plan.items[lot[0]].key))


def _bars(plan: Plan, lot: Iterable[int]) -> int:
    items = (plan.items[at] for at in lot)
    return max((item.span[1] - item.span[0] for item in items if item.bar), default=0)


def _first(plan: Plan, at: int) -> tuple[bool, int, str]:
    item = plan.items[at]
    return not item.bar, item.span[0], item.key


def _reached(plan: Plan, first: int) -> list[int]:
    """What hangs together with an item, in depth first order."""
    found: dict[int, None] = {}
    fresh = [first]
    while fresh:
        at = fresh.pop()
        if at not in found:
            found[at] = None
            fresh.extend(sorted(plan.near[at], key=lambda near: _first(plan, near), reverse=True))
    return list(found)


def _settled(plan: Plan, lot: Sequence[int]) -> list[int]:
    """A lot in an order with few crossings: barycentres in rounds, then moves."""
    cost = Cost(plan, lot)
    orders = [list(lot)]
    for _ in range(ROUNDS):
        orders.append(_balanced(plan, orders[-1]))
    return _exchanged(min(orders, key=cost.of), cost)


def _balanced(plan: Plan, order: Sequence[int]) -> list[int]:
    """The items by the mean place of those to which they are linked, and their own."""
    place = {at: number for number, at in enumerate(order)}

    def mean(at: int) -> float:
        near = [place[each] for each in plan.near[at]]
        return (place[at] + sum(near)) / (1 + len(near))

    return sorted(order, key=lambda at: (mean(at), place[at]))


def _exchanged(order: Sequence[int], cost: Cost) -> list[int]:
    """An order that the move of no run of items makes better."""
    best, least = list(order), cost.of(order)
    for _ in range(ROUNDS):
        before = least
        for size, at, to in product(range(1, min(RUN, len(best)) + 1), *[range(len(best))] * 2):
            rest = [*best[:at], *best[at + size :]]
            tried = [*rest[:to], *best[at : at + size], *rest[to:]]
            found = cost.of(tried)
            if found < least:
                best, least = tried, found
        if least == before:
            break
    return best


class Cost:
    """What speaks against an order of a lot of items."""

    def __init__(self, plan: Plan, lot: Sequence[int]) -> None:
        held = set(lot)
        pieces = [piece for piece in plan.pieces if piece[0] in held]
        pairs = [(*a[:2], *b[:2]) for a, b in combinations(pieces, 2) if _beside(a, b)]
        barred = [(*p[:2], at) for p in pieces for at in lot if _between(plan.items[at], p)]
        long = [piece[:2] for piece in pieces] + 2 * [pair for pair in plan.kin if pair[0] in held]
        self.place = np.zeros(len(plan.items), dtype=np.int64)
        self.pairs = np.array(pairs, dtype=np.int64).reshape(-1, 4).T
        self.barred = np.array(barred, dtype=np.int64).reshape(-1, 3).T
        self.long = np.array(long, dtype=np.int64).reshape(-1, 2).T

    def of(self, order: Sequence[int]) -> tuple[int, int, int]:
        """How many boxes lie in the way of lines, how many lines cross, how long lines are."""
        place = self.place
        place[order] = np.arange(len(order))
        one, two, item = place[self.barred]
        barred = ((item - one) * (item - two) < 0).sum()
        begin, end, other, last = place[self.pairs]
        crossed = ((begin - other) * (end - last) < 0).sum()
        long = np.abs(np.subtract(*place[self.long])).sum()
        return int(barred), int(crossed), int(long)


def _between(item: Item, piece: tuple[int, int, int, int]) -> bool:
    """Whether an item would bar a piece between whose ends it stood."""
    first, last = item.span
    _, _, begin, end = piece
    return first <= begin and end <= last


def _beside(one: tuple[int, int, int, int], two: tuple[int, int, int, int]) -> bool:
    """Whether two pieces lie in the same columns, and so may cross."""
    return one[2] < two[3] and two[2] < one[3]


# Heights


def heights(plan: Plan, order: Sequence[int]) -> tuple[list[float], float]:
    """How far down each item begins, and the height of all."""
    tops = [0.0] * len(plan.items)
    for number, at in enumerate(order):
        above = (before for before in order[:number] if _share(plan, before, at))
        tops[at] = max((tops[up] + plan.items[up].height + GAP for up in above), default=0)
    whole = max((top + item.height for top, item in zip(tops, plan.items, strict=True)), default=0)
    for turn in range(ROUNDS):
        for at in order if turn % 2 else order[::-1]:
            tops[at] = _drawn(plan, order, tops, at, whole)
    return tops, whole


def _share(plan: Plan, one: int, two: int) -> bool:
    """Whether two items stand in a column together."""
    a, b = plan.items[one].span, plan.items[two].span
    return a[0] <= b[1] and b[0] <= a[1]


def _drawn(plan: Plan, order: Sequence[int], tops: Sequence[float], at: int, whole: float) -> float:
    """Where an item comes to stand between the ones above and below: level with its links."""
    if plan.items[at].bar or not plan.near[at]:
        return tops[at]
    number, height = order.index(at), plan.items[at].height
    above = [tops[up] + plan.items[up].height for up in order[:number] if _share(plan, up, at)]
    below = [tops[down] for down in order[number + 1 :] if _share(plan, at, down)]
    middles = [tops[near] + plan.items[near].height / 2 for near in plan.near[at]]
    wish = sum(middles) / len(middles) - height / 2
    lowest = min(below, default=whole + GAP) - GAP - height
    return max(min(wish, lowest), max(above, default=-GAP) + GAP)

"""Linework: the lines between items in columns, each clear of what is not its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from kg.curves import STEPS, curve, tidy
from kg.lanes import Link, Plan
from kg.scene import Point

CLEAR = 6.0
"""What lies between a line and a box that is not its own."""
PASSES = 3
"""How often lines are led anew around one another."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin and how wide they are."""

    begin: tuple[float, ...]
    width: tuple[float, ...]

    @property
    def all(self) -> float:
        return self.begin[-1] + self.width[-1]

    def left(self, column: int) -> float:
        return self.begin[column]

    def right(self, column: int) -> float:
        return self.begin[column] + self.width[column]

    def middle(self, column: int) -> float:
        return self.begin[column] + self.width[column] / 2


@dataclass(frozen=True)
class Placed:
    """A plan with its columns and the heights of its items."""

    plan: Plan
    columns: Columns
    tops: tuple[float, ...]

    def middle(self, at: int) -> float:
        return self.tops[at] + self.plan.items[at].height / 2

    @cached_property
    def areas(self) -> tuple[tuple[float, float, float, float], ...]:
        """The left, top, right and bottom of all that lines must keep clear of."""
        return tuple(map(self._area, range(len(self.plan.items))))

    def _area(self, at: int) -> tuple[float, float, float, float]:
        item, top = self.plan.items[at], self.tops[at]
        first, last = item.span
        return self.columns.left(first), top, self.columns.right(last), top + item.height

    @cached_property
    def ports(self) -> dict[Link, tuple[float, float]]:
        """By link, the heights at which it leaves and arrives: those of one box spread apart."""
        leave, arrive = self._spread("source"), self._spread("target")
        return {link: (leave[link], arrive[link]) for link in self.plan.links}

    def _spread(self, end: str) -> dict[Link, float]:
        lots: dict[tuple[int, str], list[Link]] = defaultdict(list)
        for link in self.plan.links:
            lots[(getattr(link, end), link.kind if end == "source" else "")].append(link)
        found = {}
        for (at, _), lot in lots.items():
            lot.sort(key=lambda link: self._far(link, end))
            step = min(9.0, (self.plan.items[at].height - 10) / max(len(lot), 1))
            step = step if end == "target" else 0
            for number, link in enumerate(lot):
                found[link] = self.middle(at) + (number - (len(lot) - 1) / 2) * step
        return found

    def _far(self, link: Link, end: str) -> float:
        return self.middle(link.source if end == "target" else link.target)


def routes(placed: Placed) -> dict[Link, tuple[Point, ...]]:
    """The points of each link: of its ways the first of those that cross the fewest others."""
    ways = {link: [*_ways(placed, link)] for link in placed.plan.links}
    found = {link: own[0] for link, own in ways.items()}
    for _ in range(PASSES):
        for link, own in ways.items():
            if len(own) > 1:
                others = [points for other, points in found.items() if other != link]
                found[link] = min(own, key=lambda way: sum(crosses(way, o) for o in others))
    return found


def _ways(placed: Placed, link: Link) -> Iterator[tuple[Point, ...]]:
    """The ways that a line may take: sweeps that are clear, the longest first, then its lane."""
    source, target = placed.plan.items[link.source], placed.plan.items[link.target]
    start, end = placed.columns.right(source.span[1]), placed.columns.left(link.column)
    if source.span[1] >= link.column:
        yield _upright(placed, link)
    elif link.column > target.span[0]:
        yield _risen(placed, link, start)
    else:
        yield from _swept(placed, link, start, end)
        yield _along_lane(placed, link, start, end)


def _swept(placed: Placed, link: Link, start: float, end: float) -> Iterator[tuple[Point, ...]]:
    """Level, in one curve over some columns, and level again, where nothing is in the way."""
    leave, arrive = placed.ports[link]
    for first, last in _sweeps(placed.plan.items[link.source].span[1], link.column):
        a, b = placed.columns.right(first), placed.columns.left(last)
        points = tidy(((start, leave), *curve((a, leave), (b, arrive)), (end, arrive)))
        if _is_clear(placed, link, points):
            yield points


def _along_lane(placed: Placed, link: Link, start: float, end: float) -> tuple[Point, ...]:
    """In a curve to the lane, level on it, and in a curve from it, as gently as is clear."""
    leave, arrive = placed.ports[link]
    if link.lane < 0:
        return _climb(placed, link, [(start, leave)], [(end, arrive)])
    level = placed.middle(link.lane)
    first, last = placed.plan.items[link.lane].span
    ends = [(placed.columns.left(at), level) for at in range(last, first - 1, -1)]
    there = _climb(placed, link, [(start, leave)], ends)
    starts = [(placed.columns.right(at), level) for at in range(first, last + 1)]
    after = [point for point in starts if point[0] > there[-1][0]]
    return tidy((*there, *_climb(placed, link, after, [(end, arrive)])))


def _climb(
    placed: Placed, link: Link, starts: Sequence[Point], ends: Sequence[Point]
) -> tuple[Point, ...]:
    """The first clear curve from a start to an end; else within the gap between two columns."""
    for start, end in product(starts, ends):
        if _is_clear(placed, link, found := tidy(curve(start, end))):
            return found
    (x, y), (across, down) = starts[-1], ends[-1]
    lead = CLEAR + 0.5
    return (x, y), (x + lead, y), (across - lead, down), (across, down)


def crosses(one: Sequence[Point], two: Sequence[Point]) -> int:
    """How often two lines that run from left to right change sides."""
    low, high = max(one[0][0], two[0][0]), min(one[-1][0], two[-1][0])
    if low >= high:
        return 0
    at = np.linspace(low, high, 4 * STEPS)
    gap = _level(one, at) - _level(two, at)
    sides = np.sign(gap[np.abs(gap) > 0.5])
    return int((sides[1:] != sides[:-1]).sum())


def _sweeps(begin: int, end: int) -> list[tuple[int, int]]:
    """The stretches of columns over which a line may climb, the longest first."""
    found = [(a, b) for a in range(begin, end) for b in range(a + 1, end + 1)]
    return sorted(found, key=lambda stretch: (stretch[0] - stretch[1], -stretch[0]))


def _risen(placed: Placed, link: Link, start: float) -> tuple[Point, ...]:
    """Along its lane to the column and then up (or down) to the box over it."""
    leave, _ = placed.ports[link]
    level = placed.middle(link.lane) if link.lane >= 0 else leave
    x = placed.columns.middle(link.column)
    first = placed.columns.left(placed.plan.items[link.lane].span[0])
    there = _climb(placed, link, [(start, leave)], [(first, level)])
    return tidy((*there, *_turn(placed, link, x, level)))


def _turn(placed: Placed, link: Link, x: float, level: float) -> list[Point]:
    """A corner, rounded, from level to upright, and on to the edge of the target."""
    top = placed.tops[link.target]
    bottom = top + placed.plan.items[link.target].height
    edge, way = (bottom, -1) if level > bottom else (top, 1)
    bend = min(10.0, abs(level - edge) / 2)
    return [
        (x - bend, level),
        (x - bend * 0.3, level + way * bend * 0.3),
        (x, level + way * bend),
        (x, edge),
    ]


def _upright(placed: Placed, link: Link) -> tuple[Point, ...]:
    """Up or down between two boxes in one column, or from a box to its lane and on."""
    top, bottom = _edges(placed, link.source)
    if link.lane < 0:
        x = placed.columns.middle(link.column)
        upper, lower = _edges(placed, link.target)
        return ((x, top), (x, lower)) if top > lower else ((x, bottom), (x, upper))
    x, level = placed.columns.middle(link.column - 1), placed.middle(link.lane)
    start = (placed.columns.right(link.column - 1), level)
    end = (placed.columns.left(link.column), placed.ports[link][1])
    return tidy(
        ((x, top if top > level else bottom), (x, level), *_climb(placed, link, [start], [end]))
    )


def _edges(placed: Placed, at: int) -> tuple[float, float]:
    return placed.tops[at], placed.tops[at] + placed.plan.items[at].height


def _level(points: Sequence[Point], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far down a line is at each of these distances from the left."""
    across, down = np.array(points).T
    return np.asarray(np.interp(at, across, down))


def _is_clear(placed: Placed, link: Link, points: Sequence[Point]) -> bool:
    """Whether a line keeps clear of all items but its ends and other lanes."""
    own = {link.source, link.target}
    foreign = [
        area
        for at, (area, item) in enumerate(zip(placed.areas, placed.plan.items, strict=True))
        if at not in own and (item.box or item.words)
    ]
    return not any(_meets(one, two, area) for one, two in pairwise(points) for area in foreign)


def _meets(one: Point, two: Point, area: tuple[float, float, float, float]) -> bool:
    """Whether the frame of a short piece of line comes near an area."""
    left, top, right, bottom = area
    across, down = sorted((one[0], two[0])), sorted((one[1], two[1]))
    return (
        across[0] < right + CLEAR
        and across[1] > left - CLEAR
        and down[0] < bottom + CLEAR
        and down[1] > top - CLEAR
    )

"""Folding: which things of a drawing share a box, and which of them are drawn at all."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from kg.network import library_igraph

if TYPE_CHECKING:
    from kg.drawing import Drawing

LARGEST = 12
"""How many of the things with most ties always have a box of their own."""

SMALL = 0.25
"""What share of a room may be kept for what hangs together apart from the rest."""
FEWEST = 4
"""How many that are alike make a chip."""

Group: TypeAlias = "tuple[int, ...]"
"""The positions of the things that a box stands for: one, or those folded into a chip."""
_Rank: TypeAlias = "tuple[bool, bool, int, int, int]"
Likeness: TypeAlias = "Callable[[Drawing, int], Hashable]"


@dataclass(frozen=True)
class Folded:
    """The things that share a box, box by box, and the ties between each two boxes."""

    groups: tuple[Group, ...]
    ties: Mapping[tuple[int, int], tuple[int, ...]]

    @property
    def around(self) -> tuple[tuple[int, ...], ...]:
        """By box, the boxes to which it is tied."""
        found: list[list[int]] = [[] for _ in self.groups]
        for one, two in self.ties:
            found[one].append(two)
            found[two].append(one)
        return tuple(tuple(sorted(each)) for each in found)


def folded(alike: Sequence[int]) -> list[Group]:
    """Things that are alike as one group from four up, fewer each by itself."""
    return [tuple(alike)] if len(alike) >= FEWEST else [(thing,) for thing in alike]


def largest(drawing: Drawing) -> tuple[int, ...]:
    """The twelve things with most ties, the first of equal ones, most first."""
    order = sorted(range(len(drawing.things)), key=lambda at: (-len(drawing.around[at]), at))
    return tuple(order[:LARGEST])


def degrees(drawing: Drawing) -> Iterator[Folded]:
    """The drawing folded a little, then more: from four up that have the same neighbours and
    status, and are of one sort (such as NHS trust), then of one kind.
    """
    yield _folded(drawing, _same_sort)
    yield _folded(drawing, _same_kind)


# Likeness


def _same_kind(drawing: Drawing, thing: int) -> Hashable:
    about, ties = drawing.things[thing], (drawing.ties[tie] for tie in drawing.around[thing])
    return about.kind, about.marks, frozenset(tie.status for tie in ties), drawing.neighbours(thing)


def _same_sort(drawing: Drawing, thing: int) -> Hashable:
    return drawing.things[thing].sort, _same_kind(drawing, thing)


# Groups


def _folded(drawing: Drawing, likeness: Likeness) -> Folded:
    """Fold those that are alike, but for the largest."""
    strong = largest(drawing)
    others = (at for at in range(len(drawing.things)) if at not in strong)
    alike = (folded(group) for group in _alike(drawing, others, likeness))
    single = ((thing,) for thing in strong)
    return _tied(drawing, sorted([*single, *(group for lot in alike for group in lot)]))


def _alike(drawing: Drawing, things: Iterable[int], likeness: Likeness) -> list[Group]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for thing in sorted(things):
        found[likeness(drawing, thing)].append(thing)
    return [tuple(group) for group in found.values()]


def _tied(drawing: Drawing, groups: Sequence[Group]) -> Folded:
    """The groups with the ties between each two; those within a group are in it."""
    at = {thing: number for number, group in enumerate(groups) for thing in group}
    ties: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, tie in enumerate(drawing.ties):
        if tie.source in at and tie.target in at:
            one, two = sorted((at[tie.source], at[tie.target]))
            if one != two:
                ties[one, two].append(number)
    return Folded(tuple(groups), {pair: tuple(ties[pair]) for pair in sorted(ties)})


# The strongest part


def strongest(
    drawing: Drawing, folded: Folded, area: Callable[[Group], float], room: float
) -> Folded:
    """What fits a room, boxes having these areas: the weak left out.

    Those of fewest ties go first; of equal ones that which is tied to the largest, where a click
    finds it. What hangs together apart from the rest stays to the last, if it is small.
    """
    part = _Part(drawing, folded, area)
    part.keep(_apart(folded), SMALL * room)
    while part.area > room and part.drop():
        pass
    return _tied(drawing, sorted(part.groups.values()))


def _apart(folded: Folded) -> list[int]:
    """The boxes that do not hang together with most of them."""
    graph = library_igraph().Graph(len(folded.groups), list(folded.ties))
    _, *others = sorted(graph.connected_components(), key=len, reverse=True) or [[]]
    return [box for part in others for box in part]


class _Part:
    """Boxes of which some go."""

    def __init__(self, drawing: Drawing, folded: Folded, area: Callable[[Group], float]) -> None:
        self.groups = dict(enumerate(folded.groups))
        around = folded.around
        self.around = {box: set(ends) for box, ends in enumerate(around)}
        self.ties = [
            len(ends) * len(group) for ends, group in zip(around, folded.groups, strict=True)
        ]
        self.hosts = [max((len(around[o]) for o in ends), default=0) for ends in around]
        self.areas = {box: area(group) for box, group in self.groups.items()}
        self.area = sum(self.areas.values())
        strong = {(thing,) for thing in largest(drawing)}
        self.apart: set[int] = set()
        self.lasting = {box for box, group in self.groups.items() if group in strong}
        self.rest: list[tuple[_Rank, int]] = []

    def keep(self, boxes: Sequence[int], room: float) -> None:
        """Let some go last if they take little room; then all are in their order."""
        if sum(self.areas[box] for box in boxes) <= room:
            self.apart.update(boxes)
        for box in self.groups:
            self._changed(box)

    def _rank(self, box: int) -> _Rank:
        ends = self.around[box]
        weak = len(ends) * len(self.groups[box]) < 2
        return box in self.apart, not weak, self.ties[box], -self.hosts[box], -box

    def _changed(self, box: int) -> None:
        if box not in self.lasting:
            heapq.heappush(self.rest, (self._rank(box), box))

    def _weakest(self) -> int | None:
        while self.rest:
            rank, box = heapq.heappop(self.rest)
            if box in self.groups and rank == self._rank(box):
                return box
        return None

    def _remove(self, box: int) -> None:
        del self.groups[box]
        self.area -= self.areas.pop(box)
        for other in self.around.pop(box):
            self.around[other].discard(box)
            self._changed(other)

    def drop(self) -> bool:
        """Leave out the weakest box, and what then has no tie; False if none but the largest is."""
        box = self._weakest()
        if box is None:
            return False
        ends = self.around[box]
        self._remove(box)
        for other in sorted(ends - self.lasting):
            if not self.around[other]:
                self._remove(other)
        return True


def sparser(folded: Folded, most: int) -> Folded:
    """The same boxes with so many lines: those that hold it together and the strongest others."""
    if len(folded.ties) <= most:
        return folded
    around = folded.around
    order = sorted(
        folded.ties,
        key=lambda pair: (-len(folded.ties[pair]), -sum(len(around[box]) for box in pair), pair),
    )
    graph = library_igraph().Graph(len(around), order)
    holding = graph.spanning_tree(weights=range(len(order)), return_tree=False)
    kept = [order[at] for at in dict.fromkeys([*sorted(holding), *range(len(order))])]
    return replace(folded, ties={pair: folded.ties[pair] for pair in sorted(kept[:most])})

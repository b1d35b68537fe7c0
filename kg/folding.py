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

Group: TypeAlias = "tuple[int, ...]"
_Rank: TypeAlias = "tuple[bool, int, int, int]"
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


def largest(drawing: Drawing) -> tuple[int, ...]:
    """The twelve things with most ties, the first of equal ones, most first."""
    order = sorted(range(len(drawing.things)), key=lambda at: (-len(drawing.around[at]), at))
    return tuple(order[:LARGEST])


def degrees(drawing: Drawing) -> Iterator[Folded]:
    """The drawing folded more and more; the first folds only the likest, from four up.

    Things that share a box have the same neighbours, and are of one kind, sort and status. Then
    three of one sort are enough, then two of one kind, also such as are tied to each other.
    """
    alike = [(_same_status, 4), (_same_sort, 3), (_same_kind, 2), (_same_circle, 2)]
    for many in (1, 2, 4):
        yield _folded(drawing, alike[:many])


# Likeness


def _same_circle(drawing: Drawing, thing: int) -> Hashable:
    """Its neighbours and itself: the same for those of one circle in which each knows each."""
    kind = drawing.things[thing].kind
    return kind, tuple(sorted({thing, *drawing.neighbours(thing)}))


def _same_kind(drawing: Drawing, thing: int) -> Hashable:
    return drawing.things[thing].kind, drawing.neighbours(thing)


def _same_sort(drawing: Drawing, thing: int) -> Hashable:
    return drawing.things[thing].sort, _same_kind(drawing, thing)


def _same_status(drawing: Drawing, thing: int) -> Hashable:
    status = frozenset(drawing.ties[tie].status for tie in drawing.around[thing])
    return status, _same_sort(drawing, thing)


# Groups


def _folded(drawing: Drawing, alike: Sequence[tuple[Likeness, int]]) -> Folded:
    """Fold so many or more that are alike, by the first likeness as far as it goes."""
    alone = set(range(len(drawing.things))).difference(largest(drawing))
    groups: list[Group] = [(thing,) for thing in largest(drawing)]
    for likeness, least in alike:
        found = [group for group in _alike(drawing, alone, likeness) if len(group) >= least]
        alone.difference_update(thing for group in found for thing in group)
        groups += found
    return _tied(drawing, sorted([*groups, *((thing,) for thing in alone)]))


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
    """What fits a room, boxes having these areas: the weak folded further, then left out.

    Boxes of one tie fold into others of the same neighbour, then into the neighbour itself if it
    has but one other. Those of fewest ties go first; of equal ones that which is tied to the
    largest, where a click finds it.
    """
    part = _Part(drawing, folded, area)
    for step in (part.fold, part.drop):
        while part.area > room and step():
            pass
    return _tied(drawing, sorted(part.groups.values()))


class _Part:
    """Boxes of which some fold into others and some go."""

    def __init__(self, drawing: Drawing, folded: Folded, area: Callable[[Group], float]) -> None:
        self.things, self.measure = drawing.things, area
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
        self.lasting = {box for box, group in self.groups.items() if group in strong}
        self.leaves: list[tuple[_Rank, int]] = []
        self.rest: list[tuple[_Rank, int]] = []
        for box in self.groups:
            self._changed(box)

    def _rank(self, box: int) -> _Rank:
        ends = self.around[box]
        return len(ends) * len(self.groups[box]) > 1, self.ties[box], -self.hosts[box], -box

    def _changed(self, box: int) -> None:
        if box not in self.lasting:
            heapq.heappush(self.rest, (self._rank(box), box))
            if len(self.around[box]) == 1:
                heapq.heappush(self.leaves, (self._rank(box), box))

    def _weakest(self, heap: list[tuple[_Rank, int]]) -> int | None:
        while heap:
            rank, box = heapq.heappop(heap)
            if box in self.groups and rank == self._rank(box):
                return box
        return None

    def fold(self) -> bool:
        """Fold the weakest leaf into another or into its neighbour, if it can; False at the end."""
        leaf = self._weakest(self.leaves)
        if leaf is None:
            return False
        (host,) = self.around[leaf]
        into = self._sister(leaf, host)
        if into is None and len(self.around[host]) == 2 and host not in self.lasting:
            into = host
        if into is not None:
            self._merge(leaf, into)
        return True

    def _sister(self, leaf: int, host: int) -> int | None:
        """The other leaf of its neighbour that is likest, of equal ones the weakest."""
        others = [
            box
            for box in self.around[host]
            if box != leaf and box not in self.lasting and len(self.around[box]) == 1
        ]
        return min(others, key=lambda box: (self._unlike(leaf, box), self._rank(box)), default=None)

    def _unlike(self, one: int, two: int) -> int:
        things = [self.things[self.groups[box][0]] for box in (one, two)]
        return len({thing.kind for thing in things}) + len({thing.sort for thing in things})

    def _merge(self, leaf: int, into: int) -> None:
        group = self.groups[leaf]
        ties = self.ties[leaf]
        self._remove(leaf)
        self.ties[into] += ties
        self.groups[into] = tuple(sorted((*self.groups[into], *group)))
        self.area -= self.areas[into]
        self.areas[into] = self.measure(self.groups[into])
        self.area += self.areas[into]
        self._changed(into)

    def _remove(self, box: int) -> None:
        del self.groups[box]
        self.area -= self.areas.pop(box)
        for other in self.around.pop(box):
            self.around[other].discard(box)
            self._changed(other)

    def drop(self) -> bool:
        """Leave out the weakest box, and what then has no tie; False if none but the largest is."""
        box = self._weakest(self.rest)
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

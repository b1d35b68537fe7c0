"""Brokers: the nodes and ties whose loss would part a network, and into what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.network import Network


@dataclass(frozen=True, slots=True)
class Cut:
    """A node (`thing`) or tie (`tie`, a position) whose loss parts the network.

    `parts` are the sizes of the parts into which its own component falls, largest first.
    """

    thing: str
    tie: int | None
    parts: tuple[int, ...]


def articulation_points(network: Network) -> list[Cut]:
    """The nodes whose loss leaves their component in more parts, most even parting first."""
    tree = _Tree(network)
    cuts = [Cut(network.things[at], None, tree.parts(at)) for at in tree.points]
    return sorted(cuts, key=lambda cut: (-sum(cut.parts[1:]), cut.thing))


def bridges(network: Network) -> list[Cut]:
    """The ties whose loss leaves their component in two parts, the most even parting first.

    `thing` is the end of the tie that lies in the smaller part.
    """
    return sorted(_bridges(network), key=lambda cut: (-cut.parts[1], cut.thing, cut.tie))


def _bridges(network: Network) -> Iterator[Cut]:
    tree, between = _Tree(network), defaultdict[frozenset[int], list[int]](list)
    for tie, ends in enumerate(network.ends.tolist()):
        between[frozenset(ends)].append(tie)
    for one, two in (block for block in tree.blocks if len(block) == 2):
        ties = between[frozenset((one, two))]
        if len(ties) == 1:  # of two ties, one for each direction, either stands in for the other
            (small, end), (large, _) = sorted(
                [(tree.side(one, two), one), (tree.side(two, one), two)]
            )
            yield Cut(network.things[end], ties[0], (large, small))


class _Tree:
    """The block-cut tree: nodes and the blocks in which they lie, blocks numbered after them.

    F. Harary and G. Prins, Publ. Math. Debrecen 13 (1966). A component falls at a node into what
    hangs on each of its blocks.
    """

    def __init__(self, network: Network) -> None:
        blocks, self.points = network.undirected.biconnected_components(True)
        self.blocks = [tuple(block) for block in blocks]
        self.around: list[list[int]] = [[] for _ in range(len(network) + len(self.blocks))]
        for number, block in enumerate(self.blocks, len(network)):
            for node in block:
                self.around[node].append(number)
                self.around[number].append(node)
        self.above = [-1] * len(self.around)
        self.below = [1] * len(network) + [0] * len(self.blocks)
        self.whole = [0] * len(self.around)
        for root in range(len(network)):
            if not self.whole[root]:
                self._hang(root)

    def _hang(self, root: int) -> None:
        """Note what is above each of a component, how many nodes hang below it, and in all."""
        order = [root]
        for at in order:
            fresh = [other for other in self.around[at] if other != self.above[at]]
            for other in fresh:
                self.above[other] = at
            order.extend(fresh)
        for at in reversed(order[1:]):
            self.below[self.above[at]] += self.below[at]
        for at in order:
            self.whole[at] = self.below[root]

    def parts(self, node: int) -> tuple[int, ...]:
        """The sizes of the parts into which the component falls without the node."""
        above = self.above[node]
        sizes = [
            self.whole[node] - self.below[node] if block == above else self.below[block]
            for block in self.around[node]
        ]
        return tuple(sorted(sizes, reverse=True))

    def side(self, end: int, other: int) -> int:
        """How many nodes are on the side of one end of a bridge."""
        hangs = self.above[end] >= 0 and self.above[self.above[end]] == other
        return self.below[end] if hangs else self.whole[end] - self.below[other]

"""Origins: the document or alliance that each thing of a network comes from most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.agreement import agreement
from kg.observations import Observations, by_thing

if TYPE_CHECKING:
    from kg.network import Network
    from kg.partition import Labels


@dataclass(frozen=True, slots=True)
class Origins:
    """By node, what it comes from most: one thing, or all of those that it comes from alike.

    `several` counts the nodes that come from more than one, `alike` those of several foremost.
    """

    foremost: tuple[tuple[str, ...], ...]
    several: int

    @property
    def known(self) -> list[int]:
        """The nodes that come from anything."""
        return [at for at, foremost in enumerate(self.foremost) if foremost]

    @property
    def alike(self) -> int:
        return sum(len(foremost) > 1 for foremost in self.foremost)

    def agreement(self, groups: Labels) -> float | None:
        """How far the groups are those of one origin; None if all have the same, or none."""
        own = [self.foremost[at] for at in self.known]
        return agreement([groups[at] for at in self.known], own) if len({*own}) > 1 else None


def documents(network: Network, observed: Observations) -> Origins:
    """By node, the document (a slug) from which most of the facts come that tie it."""
    named = by_thing(network, observed)
    return _origins([Counter(named[thing]) for thing in network.things])


def alliances(joining: Network, network: Network) -> Origins:
    """By node, the alliance that it joins (in an affiliation), of several the largest."""
    members = Counter(joining.ends[:, 1].tolist())
    joined: dict[str, Counter[str]] = defaultdict(Counter)
    for body, alliance in joining.ends.tolist():
        joined[joining.things[body]][joining.things[alliance]] = members[alliance]
    return _origins([joined.get(thing, Counter()) for thing in network.things])


def _origins(counts: Sequence[Counter[str]]) -> Origins:
    foremost = tuple(map(_foremost, counts))
    return Origins(foremost, sum(len(each) > 1 for each in counts))


def _foremost(counts: Counter[str]) -> tuple[str, ...]:
    most = max(counts.values(), default=0)
    return tuple(sorted(name for name, many in counts.items() if many == most))

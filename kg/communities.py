"""Communities: groups that are tied within more than chance would tie them, and their doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg import network as networks
from kg import rewiring
from kg.agreement import agreement
from kg.errors import KgError
from kg.modularity import SAME, modularity
from kg.partition import numbered, partitions

if TYPE_CHECKING:
    import igraph

    from kg.network import Network
    from kg.partition import Labels

METHODS = ("leiden", "louvain")
RUNS = 100
"""Runs from other seeds, of which the best is kept."""
COPIES = 100
"""Rewired copies that tell what chance would give."""
TRIES = 10
"""Runs on each rewired copy, of which the best is kept."""
LARGE = 2_000
"""Nodes and ties from which on there are fewer runs and copies, in proportion."""
LEAST = 3
"""Runs and copies however large a network is."""


@dataclass(frozen=True)
class Communities:
    """The groups of a network, by node from 1 on, and what their modularity is to be held against.

    The network has no nodes without a tie; `alone` are those left out for it. `runs` counts how
    often each partition was found, of which `equals` have the highest modularity; `copies` are the
    modularities of rewired copies.
    """

    network: Network
    alone: tuple[str, ...]
    method: str
    weighted: bool
    groups: Labels
    modularity: float
    parts: Labels
    parts_modularity: float
    runs: Mapping[Labels, int]
    equals: int
    copies: tuple[float, ...]

    @property
    def sizes(self) -> list[int]:
        """The number of things in each group, largest first."""
        return sorted(Counter(self.groups).values(), reverse=True)

    @property
    def beyond_chance(self) -> bool:
        """Whether no rewired copy reaches the modularity of the network."""
        return all(value < self.modularity - SAME for value in self.copies)

    @cached_property
    def stability(self) -> float:
        """The mean agreement of a run with the best one: 1 if all give the same groups."""
        each = (many * agreement(self.groups, run) for run, many in self.runs.items())
        return sum(each) / sum(self.runs.values())


def communities(
    network: Network,
    method: str | None = None,
    *,
    weighted: bool = True,
    seed: int = 0,
    runs: int | None = None,
    copies: int | None = None,
) -> Communities:
    """The groups of highest modularity that so many seeded runs find (100, fewer if large).

    One mode: Newman and Girvan's modularity (Phys. Rev. E 69, 026113, 2004) by `leiden` (Traag,
    Waltman and van Eck, Sci. Rep. 9, 5233, 2019; unless said) or `louvain` (Blondel et al., J.
    Stat. Mech. P10008, 2008), ties taken as undirected. Two modes: Barber's modularity (Phys. Rev.
    E 76, 066102, 2007) by label propagation and merging. Of several best partitions the first in
    the order of their labels is taken. Raises KgError as `demand` does. The network must have ties.
    """
    demand(network, method)
    tied = networks.without_isolates(network)
    graph, way = _drawn(tied, weighted), method or METHODS[0]
    runs = _affordable(tied, RUNS) if runs is None else runs
    copies = _affordable(tied, COPIES) if copies is None else copies
    found = partitions(graph, way, f"{seed} run", runs)
    values = {labels: modularity(graph, labels) for labels in found}
    highest = max(values.values())
    best = [labels for labels, q in values.items() if q > highest - SAME]
    parts = numbered(graph.connected_components(mode="weak").membership)
    rewired = rewiring.copies(tied, graph, weighted, f"{seed} rewiring", copies)
    return Communities(
        network=tied,
        alone=tuple(sorted({*network.things} - {*tied.things})),
        method="label propagation and merging" if network.rule.two_mode else way,
        weighted=weighted,
        groups=min(best),
        modularity=values[min(best)],
        parts=parts,
        parts_modularity=modularity(graph, parts),
        runs=found,
        equals=len(best),
        copies=tuple(_chance(copy, way, f"{seed} copy {at}") for at, copy in enumerate(rewired)),
    )


def _affordable(network: Network, most: int) -> int:
    """How many runs or copies a network of its size allows."""
    return max(LEAST, min(most, most * LARGE // max(1, len(network) + network.size)))


def demand(network: Network, method: str | None) -> None:
    """Raise KgError for an unknown method and for one that the network does not admit."""
    if method and method not in METHODS:
        raise KgError(f"no method is named {method!r}; there are {', '.join(METHODS)}")
    if method and network.rule.two_mode:
        name = network.rule.name
        raise KgError(f"{method} is for one mode, and {name} has two: leave it out")


def _drawn(network: Network, weighted: bool) -> igraph.Graph:
    """The ties to group by: undirected in one mode, from first mode to second in two.

    For the second, the modularity of directed networks (Leicht and Newman, Phys. Rev. Lett. 100,
    118703, 2008) is Barber's: only the first mode sends, only the second receives.
    """
    graph = networks.library_igraph().Graph(
        len(network),
        network.ends,
        directed=network.rule.two_mode,
        edge_attrs={"weight": network.weights},
    )
    if not network.rule.two_mode:
        graph.simplify(combine_edges="sum")
    if not weighted:
        graph.es["weight"] = 1.0
    return graph


def _chance(graph: igraph.Graph, method: str, seed: str) -> float:
    """The best modularity that some runs find in a rewired copy."""
    found = partitions(graph, method, seed, TRIES)
    return max(modularity(graph, labels) for labels in found)

"""Rewirings: copies of a network whose ties are dealt anew, as many for each node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from kg import network as networks
from kg.partition import seeded

if TYPE_CHECKING:
    import igraph

    from kg.network import Network


def copies(
    network: Network, graph: igraph.Graph, weighted: bool, seed: str, many: int
) -> Iterator[igraph.Graph]:
    """Copies of the network with other ties of the same degrees.

    Two ties exchange ends, ten times as often as there are ties. A projected network is projected
    again from memberships that were rewired so: cliques are no sign of anything in it. Elsewhere
    the weights are dealt anew among the ties.
    """
    lists = _memberships(network) if network.rule.projection else None
    for at in range(many):
        with seeded(f"{seed} {at}") as chance:
            copy = (lists or graph).copy()
            copy.rewire(10 * copy.ecount())
            if lists:
                yield _projected(copy, network, weighted)
            else:
                copy.es["weight"] = chance.sample(graph.es["weight"], graph.ecount())
                yield copy


def _memberships(network: Network) -> igraph.Graph:
    """Who shares what in a projected network: a tie from each node to each thing that it shares."""
    assert network.through
    pairs = network.through.shared(network.things)
    number = {shared: len(network) + at for at, shared in enumerate(sorted({s for _, s in pairs}))}
    ties = sorted((network.position[thing], number[shared]) for thing, shared in pairs)
    return networks.library_igraph().Graph(len(network) + len(number), ties, directed=True)


def _projected(lists: igraph.Graph, network: Network, weighted: bool) -> igraph.Graph:
    """The network that memberships project to, weighed as the network is."""
    things, shared = np.array(lists.get_edgelist()).T
    shape = (len(network), lists.vcount())
    ends, found = networks.shares(things, shared, shape, network.weighting)
    weights = found if weighted else np.ones(len(ends))
    graph = networks.library_igraph().Graph
    return graph(len(network), ends, edge_attrs={"weight": weights.tolist()})

"""Partitions: the groups that seeded runs of a method find in a graph."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from kg import network
from kg.modularity import propagated

if TYPE_CHECKING:
    import igraph

Labels: TypeAlias = tuple[int, ...]
"""The group of each node, from 1 on."""


def partitions(graph: igraph.Graph, method: str, seed: str, many: int) -> Counter[Labels]:
    """How many of so many runs end in each partition."""
    return Counter(_found(graph, method, f"{seed} {at}") for at in range(many))


def _found(graph: igraph.Graph, method: str, seed: str) -> Labels:
    with seeded(seed) as chance:
        if graph.is_directed():
            labels = propagated(graph, chance)
        elif method == "louvain":
            labels = graph.community_multilevel(weights="weight").membership
        else:
            labels = graph.community_leiden(
                objective_function="modularity", weights="weight", n_iterations=-1
            ).membership
    return numbered(_hanging_together(graph, labels))


@contextmanager
def seeded(seed: str) -> Iterator[random.Random]:
    """A source of chance that igraph draws from as well while this lasts."""
    chance = random.Random(seed)
    igraph = network.library_igraph()
    igraph.set_random_number_generator(chance)
    try:
        yield chance
    finally:
        igraph.set_random_number_generator(random)


def _hanging_together(graph: igraph.Graph, labels: Sequence[int]) -> list[int]:
    """The groups, each that falls apart without the others split: that never costs modularity."""
    within = [tie.index for tie in graph.es if labels[tie.source] == labels[tie.target]]
    kept = graph.subgraph_edges(within, delete_vertices=False)
    return list(kept.connected_components(mode="weak").membership)


def numbered(labels: Sequence[int]) -> Labels:
    """The groups numbered from 1 on by size, then by their first node."""
    sizes = Counter(labels)  # in the order of their first nodes
    order = sorted(sizes, key=lambda label: -sizes[label])
    number = {label: at for at, label in enumerate(order, 1)}
    return tuple(number[label] for label in labels)

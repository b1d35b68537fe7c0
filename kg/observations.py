"""Observations: facts read from one passage are one; which passages and documents say a network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.facts import texts
from kg.vocabulary import place as place
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network


@dataclass(frozen=True)
class Observations:
    """What the facts of a network cite: passages of documents, and editions of registers."""

    cited: Mapping[str, frozenset[str]]

    @cached_property
    def documents(self) -> dict[str, frozenset[str]]:
        """By document, the facts that cite it, the richest document first."""
        return _by_size((_documents(cited), fact) for fact, cited in self.cited.items())

    @cached_property
    def lists(self) -> dict[str, frozenset[str]]:
        """By passage that several facts cite, these facts, the longest list first."""
        found = _by_size((cited, fact) for fact, cited in self.cited.items())
        return {passage: facts for passage, facts in found.items() if len(facts) > 1}

    def support(self, facts: Collection[str]) -> int:
        """How many observations these facts are: those that share a passage are one."""
        import networkx

        together: networkx.Graph[str] = networkx.Graph()
        together.add_nodes_from(facts)
        together.add_edges_from((fact, source) for fact in facts for source in self.cited[fact])
        return int(networkx.number_connected_components(together))


def _documents(cited: Iterable[str]) -> set[str]:
    return {passage.split("#")[0] for passage in cited}


def _by_size(pairs: Iterable[tuple[Iterable[str], str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for sources, fact in pairs:
        for source in sources:
            found[source].add(fact)
    order = sorted(found, key=lambda source: (-len(found[source]), source))
    return {source: frozenset(found[source]) for source in order}


def observations(graph: Graph, network: Network) -> Observations:
    """What the facts of the network's ties cite."""
    cited: dict[str, set[str]] = {fact: set() for fact in network.facts}
    for row in texts(graph, "SELECT ?fact ?source { ?fact wx:evidence ?source }"):
        if row["fact"] in cited:
            cited[row["fact"]].add(row["source"])
    return Observations({fact: frozenset(sources) for fact, sources in cited.items()})


def by_thing(network: Network, observed: Observations) -> dict[str, dict[str, int]]:
    """By node and document (a slug), how many facts of the document tie the node."""
    return {thing: _by_document(observed, facts) for thing, facts in sorted(network.own.items())}


def _by_document(observed: Observations, facts: Iterable[str]) -> dict[str, int]:
    cited = (slug(document) for fact in facts for document in _documents(observed.cited[fact]))
    return dict(sorted(Counter(cited).items()))

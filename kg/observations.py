"""Observations: facts read from one passage are one; which passages and documents say a network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.facts import texts
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
        """By document, the facts of which nothing else is a source, the richest document first."""
        return _by_size((_documents(cited), fact) for fact, cited in self.cited.items())

    @cached_property
    def lists(self) -> dict[str, frozenset[str]]:
        """By passage that several facts cite, these facts, the longest list first."""
        found = _by_size((cited, fact) for fact, cited in self.cited.items())
        return {passage: facts for passage, facts in found.items() if len(facts) > 1}

    def support(self, facts: Collection[str]) -> int:
        """How many observations these facts are: those that share a passage are one."""
        groups: list[set[str]] = []
        for fact in facts:
            cited = set(self.cited[fact])
            apart = [group for group in groups if not group & cited]
            groups = [*apart, cited.union(*(group for group in groups if group & cited))]
        return len(groups)


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
    listed = " ".join(f"<{fact}>" for fact in network.facts)
    rows = texts(
        graph, f"SELECT ?fact ?source {{ VALUES ?fact {{ {listed} }} ?fact wx:evidence ?source }}"
    )
    cited: dict[str, set[str]] = {fact: set() for fact in network.facts}
    for row in rows:
        cited[row["fact"]].add(row["source"])
    return Observations({fact: frozenset(sources) for fact, sources in cited.items()})


def by_thing(network: Network, observed: Observations) -> dict[str, dict[str, int]]:
    """By node and document (a slug), how many facts of the document tie the node."""
    facts: dict[str, set[str]] = defaultdict(set)
    for tie, ends in enumerate(network.ends.tolist()):
        for end in ends:
            facts[network.things[end]].update(network.evidence(tie))
    return {thing: _by_document(observed, found) for thing, found in sorted(facts.items())}


def _by_document(observed: Observations, facts: Iterable[str]) -> dict[str, int]:
    cited = (slug(document) for fact in facts for document in _documents(observed.cited[fact]))
    return dict(sorted(Counter(cited).items()))


def place(source: str) -> str:
    """A document or passage in a few characters, such as `whp-launch 168–372`."""
    document, _, position = source.partition("#")
    where = position.removeprefix("char=").replace(",", "–")
    return f"{slug(document)} {where}".strip()

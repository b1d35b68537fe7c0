"""Subjects: the things that have a page, with the facts that name them and whom they lead to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg import facts, names, phrase, printable
from kg.facts import Fact
from kg.vocabulary import PARTY_PROPERTIES, THING_KINDS

if TYPE_CHECKING:
    from kg.graph import Graph

PUBLIC = frozenset({"Post", "Naming"})
"""The kinds of facts that a person's page shows: public roles, and how documents write the name."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that has a page; `others` are the things that facts tie to it, and how often."""

    iri: str
    label: str
    kind: str
    sort: str
    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    others: tuple[tuple[str, int], ...]

    @property
    def personal(self) -> bool:
        return self.kind == "Person"


def subjects(graph: Graph, every: Iterable[Fact]) -> Iterator[Thing]:
    """The things that facts of the slice name, by kind and label."""
    kinds, sort, called = names.kinds_of(graph), sorts(graph), _names(graph)
    naming: dict[str, list[Fact]] = defaultdict(list)
    for fact in every:
        for party in dict.fromkeys(_parties(fact)):
            naming[party].append(fact)
    kept = {iri: found for iri, found in naming.items() if kinds.get(iri) in THING_KINDS}
    for iri, found in kept.items():
        shown = [f for f in found if kinds[iri] != "Person" or f.kind in PUBLIC]
        if shown:
            label = printable.line(graph.label(iri))
            yield Thing(
                iri=iri,
                label=label,
                kind=kinds[iri],
                sort=sort.get(iri, ""),
                names=tuple(name for name in called.get(iri, ()) if name != label),
                facts=tuple(shown),
                others=_others(iri, shown, kept),
            )


def _parties(fact: Fact) -> Iterator[str]:
    for name in (*PARTY_PROPERTIES, "saidBy"):
        yield from fact.texts(name)


def _others(iri: str, found: Iterable[Fact], kept: Collection[str]) -> tuple[tuple[str, int], ...]:
    """The other things that these facts name, most often named first."""
    counted = Counter(p for fact in found for p in set(_parties(fact)) if p != iri and p in kept)
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def sorts(graph: Graph) -> dict[str, str]:
    """By body, its kinds in words."""
    rows = facts.texts(
        graph, "SELECT ?body ?kind { ?body org:classification ?kind } ORDER BY ?body ?kind"
    )
    grouped = groupby(rows, key=lambda row: row["body"])
    return {
        body: phrase.joined(graph.label(row["kind"]) for row in found) for body, found in grouped
    }


def _names(graph: Graph) -> dict[str, list[str]]:
    """By thing, its names and codes in the slice, each once."""
    rows = facts.texts(
        graph,
        """SELECT DISTINCT ?thing ?name {
          { ?fact wx:names ?thing ; wx:name ?name } UNION
          { ?fact wx:identifies ?thing ; wx:code ?name }
        } ORDER BY ?thing ?name""",
    )
    grouped = groupby(rows, key=lambda row: row["thing"])
    return {
        thing: list(dict.fromkeys(printable.line(row["name"]) for row in found))
        for thing, found in grouped
    }

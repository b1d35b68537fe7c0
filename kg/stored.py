"""A graph on a store on disk, which is read as it is and never whole."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store

from kg import stores
from kg.api import Graph, Slice
from kg.graph import NAMED
from kg.sources import Source
from kg.time import Days
from kg.vocabulary import (
    DAYS_GRAPH,
    DERIVED_GRAPH,
    FACT_KINDS,
    ONTOLOGY_GRAPH,
    POSITIONS_GRAPH,
    RDF,
    WX,
)

if TYPE_CHECKING:
    from rdflib import Dataset

_OWN = (DERIVED_GRAPH, DAYS_GRAPH, POSITIONS_GRAPH)
_FIELDS = {
    WX + "possibleFrom": "possible_from",
    WX + "certainFrom": "certain_from",
    WX + "certainUntil": "certain_until",
    WX + "possibleUntil": "possible_until",
}


def open_store(place: str | Path, slice: Slice | None = None) -> Graph:
    """The graph of a store on disk; a slice of it is loaded into memory.

    Raises KgError for what is no store, one of another format, and one that was built before
    somebody was withheld.
    """
    return Stored(Path(place)).under(slice or Slice())


class Stored(Graph):
    """All facts of a store, of no slice; a slice of it is loaded into memory."""

    def __init__(self, place: Path) -> None:
        """Open the store; KgError if it cannot be read."""
        self._opened = stores.open_store(place)
        if self._opened.hold is not None:
            weakref.finalize(self, os.close, self._opened.hold)
        self._begin(self._opened.store, Slice(), (NAMED, DAYS_GRAPH, POSITIONS_GRAPH))
        self._told = False

    def under(self, wanted: Slice) -> Graph:
        """The same facts under a slice, loaded into memory."""
        if wanted == self.slice:
            return self
        cut = Graph(self.sources[:-1], wanted)
        cut.version = self.version
        return cut

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The named graphs as they were read, each as N-Triples, the ontology last."""
        named = sorted(self.graphs - {*_OWN, ONTOLOGY_GRAPH})
        return tuple(self._source(graph) for graph in (*named, ONTOLOGY_GRAPH))

    def _source(self, graph: str) -> Source:
        form = RdfFormat.N_TRIPLES
        text = self._store.dump(format=form, from_graph=NamedNode(graph))
        return Source(graph, text or b"", form, graph)

    @cached_property
    def version(self) -> str:
        """The version of the data that the store was built from."""
        return self._opened.manifest.data

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        named = self._store.named_graphs()
        return frozenset({each.value for each in named if isinstance(each, NamedNode)} | {*_OWN})

    @cached_property
    def days(self) -> Mapping[str, Days]:
        """The days of each fact, by IRI, looked up one by one."""
        self._days()
        return StoredDays(self._store)

    def _days(self) -> None:
        if not self._told:
            self._told = True
            self.notes += self._opened.manifest.notes

    @cached_property
    def dataset(self) -> Dataset:
        """The store as an rdflib Dataset, days and positions in their own graphs."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self._store))


class StoredDays(Mapping[str, Days]):
    """The days of the facts of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, fact: str) -> Days:
        quads = self._store.quads_for_pattern(NamedNode(fact), None, None, NamedNode(DAYS_GRAPH))
        found = {
            _FIELDS[quad.predicate.value]: date.fromisoformat(quad.object.value)
            for quad in quads
            if quad.predicate.value in _FIELDS and isinstance(quad.object, Literal)
        }
        if not found and fact not in set(self._of(fact)):
            raise KeyError(fact)
        return Days(**{name: found.get(name) for name in _FIELDS.values()})

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(set(self._of(None))))

    def __len__(self) -> int:
        return len(set(self._of(None)))

    def _of(self, fact: str | None) -> Iterator[str]:
        """The facts of the store, or this one if it is one."""
        subject = NamedNode(fact) if fact else None
        for kind in FACT_KINDS:
            is_a = (subject, NamedNode(RDF + "type"), NamedNode(WX + kind))
            for quad in self._store.quads_for_pattern(*is_a, DefaultGraph()):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject.value
